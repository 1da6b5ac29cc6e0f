// bench/peers/xapian.cc: Xapian with its own n-grams of Han characters (CJK_NGRAM), every word asked for as a phrase.
#include <xapian.h>

#include <cstring>
#include <string>
#include <dirent.h>
#include <sys/stat.h>

#include "peers.h"

static std::string folder_name;
static Xapian::WritableDatabase *db;

void engine_open(const char *, const char *folder)
{
    folder_name = std::string(folder) + "/docs";
    db = new Xapian::WritableDatabase(folder_name, Xapian::DB_CREATE_OR_OVERWRITE);
}

void engine_add(const doc *d)
{
    Xapian::Document out;
    Xapian::TermGenerator terms;
    terms.set_document(out);
    terms.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
    terms.index_text(std::string(d->text, d->bytes));
    out.add_boolean_term("Y" + std::to_string(d->year));
    out.add_boolean_term("O" + std::string(d->org));
    out.set_data(std::string(d->text, d->bytes));
    out.add_value(0, Xapian::sortable_serialise((double)d->year * 1e9 + (double)d->id)); // the order of the first ten
    db->add_document(out);
}

void engine_commit(void)
{
    db->commit();
}

static Xapian::Query query_of(const query *q)
{
    Xapian::QueryParser parser;
    Xapian::Query out = Xapian::Query::MatchAll;
    for (int i = 0; i < q->word_count; i++)
        out &= parser.parse_query("\"" + std::string(q->words[i]) + "\"",
                                  Xapian::QueryParser::FLAG_PHRASE | Xapian::QueryParser::FLAG_CJK_NGRAM);
    if (q->year)
        out = Xapian::Query(Xapian::Query::OP_FILTER, out, Xapian::Query("Y" + std::to_string(q->year)));
    if (*q->org)
        out = Xapian::Query(Xapian::Query::OP_FILTER, out, Xapian::Query("O" + std::string(q->org)));
    return out;
}

int64_t engine_count(const query *q)
{
    Xapian::Enquire ask(*db);
    ask.set_query(query_of(q));
    ask.set_weighting_scheme(Xapian::BoolWeight());
    return ask.get_mset(0, db->get_doccount()).size();
}

void engine_ten(const query *q, engine_see *see)
{
    Xapian::Enquire ask(*db);
    ask.set_query(query_of(q));
    ask.set_weighting_scheme(Xapian::BoolWeight());
    ask.set_sort_by_value(0, true);
    Xapian::MSet hits = ask.get_mset(0, TEN);
    for (auto i = hits.begin(); i != hits.end(); ++i) {
        std::string text = i.get_document().get_data();
        see(*i, text.data(), text.size());
    }
}

int64_t engine_index_bytes(void)
{
    int64_t total = 0;
    DIR *all = opendir(folder_name.c_str());
    for (dirent *f; all && (f = readdir(all));) {
        struct stat about;
        if (std::strstr(f->d_name, "docdata") == nullptr && stat((folder_name + "/" + f->d_name).c_str(), &about) == 0 && S_ISREG(about.st_mode))
            total += about.st_size;
    }
    if (all)
        closedir(all);
    return total;
}
