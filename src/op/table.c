/* op/table.c: every operation there is. */
#include "op/inside.h"

/* One row an operation, read across. */
/* clang-format off */
#define TAKE(name, word, kind, flags, help) { name, word, kind, flags, MSG_##help, 0 }
#define OPTION(name, word, kind, help)      { name, word, kind, PARAM_OPTION, MSG_##help, 0 }
#define FLAG(name, help)                    { name, NULL, PARAM_FLAG, PARAM_OPTION, MSG_##help, 0 }

#define P_FILE     TAKE("file", "FILE", PARAM_FILE, PARAM_REQUIRED, OP_P_FILE)
#define P_NEW_FILE TAKE("file", "FILE", PARAM_PATH_OUT, PARAM_REQUIRED, OP_P_NEW_FILE)
#define P_BOOK     TAKE("book", "BOOK", PARAM_BOOK, PARAM_REQUIRED, OP_P_BOOK)
#define P_ENTRY    TAKE("entry", "ENTRY", PARAM_ENTRY, PARAM_REQUIRED, OP_P_ENTRY)
#define P_OUT(help)     { "out", "OUT", PARAM_PATH_OUT, PARAM_OPTION | PARAM_REQUIRED, MSG_##help, 'o' }
#define P_WHERE         OPTION("where", "CONDITION", PARAM_TEXT, OP_P_WHERE)
#define P_ORG           OPTION("org", "ORG", PARAM_ORG, OP_P_ORG)
#define P_ASOF          OPTION("asof", "DAY", PARAM_DAY, OP_P_ASOF)
#define P_KNOWN         OPTION("known", "SEQ", PARAM_INT, OP_P_KNOWN)
#define P_FROM          OPTION("from", "DAY", PARAM_DAY, OP_P_FROM)
#define P_FROM_LIST     OPTION("from", "DAY", PARAM_DAY, OP_P_FROM_LIST)
#define P_FIELDS(flags) TAKE("fields", "FIELD=VALUE", PARAM_FIELDS, PARAM_REPEATED | (flags), OP_P_FIELDS)

static const struct op OPS[] = {
    { "init", "begin", OP_CREATES, NULL,
      { P_NEW_FILE, OPTION("pack", "NAME|PACK.yaml[,…]", PARAM_TEXT, OP_P_PACKS),
        { "org", "NAME", PARAM_TEXT, PARAM_OPTION | PARAM_REQUIRED, MSG_OP_P_ROOT, 0 } },
      MSG_OP_INIT, MSG_OP_INIT_ABOUT, init_run, NULL },
    { "template", "begin", OP_READS, NULL,
      { P_FILE, P_BOOK, P_OUT(OP_P_OUT_SHEET), P_ORG },
      MSG_OP_TEMPLATE, MSG_OP_TEMPLATE_ABOUT, template_run, NULL },

    { "import", "record", OP_WRITES, NULL,
      { P_FILE, P_BOOK, TAKE("sheet", "SHEET.xlsx|.csv", PARAM_PATH_IN, PARAM_REQUIRED, OP_P_SHEET),
        FLAG("dry-run", OP_P_DRY_RUN), FLAG("all-or-nothing", OP_P_ALL), FLAG("moves", OP_P_MOVES),
        FLAG("again", OP_P_AGAIN), OPTION("org", "ORG", PARAM_ORG, OP_P_ORG_IMPORT),
        OPTION("map", "M.yaml", PARAM_PATH_IN, OP_P_MAP), OPTION("save-map", "M.yaml", PARAM_PATH_OUT, OP_P_SAVE_MAP),
        OPTION("repair", "OUT.xlsx|.csv", PARAM_PATH_OUT, OP_P_REPAIR),
        OPTION("day", "DAY", PARAM_DAY, OP_P_DAY_AMEND), FLAG("correct", OP_P_CORRECT) },
      MSG_OP_IMPORT, MSG_OP_IMPORT_ABOUT, import_run, import_tell },
    { "add", "record", OP_WRITES, NULL,
      { P_FILE, P_BOOK, P_FIELDS(PARAM_REQUIRED) },
      MSG_OP_ADD, MSG_OP_ADD_ABOUT, add_run, receipt_tell },
    { "amend", "record", OP_WRITES, NULL,
      { P_FILE, P_ENTRY, P_FIELDS(PARAM_REQUIRED), OPTION("day", "DAY", PARAM_DAY, OP_P_DAY_AMEND),
        FLAG("correct", OP_P_CORRECT) },
      MSG_OP_AMEND, MSG_OP_AMEND_ABOUT, amend_run, receipt_tell },
    { "move", "record", OP_WRITES, NULL,
      { P_FILE, P_ENTRY, TAKE("move", "MOVE", PARAM_TEXT, PARAM_REQUIRED, OP_P_MOVE), P_FIELDS(0),
        OPTION("day", "DAY", PARAM_DAY, OP_P_DAY_MOVE) },
      MSG_OP_MOVE, MSG_OP_MOVE_ABOUT, move_run, receipt_tell },
    { "void", "record", OP_WRITES, NULL,
      { P_FILE, TAKE("entry", "ENTRY", PARAM_ENTRY, 0, OP_P_ENTRY), OPTION("event", "SEQ", PARAM_INT, OP_P_EVENT),
        OPTION("import", "SEQ", PARAM_INT, OP_P_IMPORT),
        { "why", "TEXT", PARAM_TEXT, PARAM_OPTION | PARAM_REQUIRED, MSG_OP_P_WHY, 0 } },
      MSG_OP_VOID, MSG_OP_VOID_ABOUT, void_run, receipt_tell },

    { "list", "look", OP_READS, NULL,
      { P_FILE, P_BOOK, P_WHERE, P_ORG, P_FROM_LIST, P_ASOF, P_KNOWN, OPTION("limit", "N", PARAM_INT, OP_P_LIMIT) },
      MSG_OP_LIST, MSG_OP_LIST_ABOUT, list_run, NULL },
    { "show", "look", OP_READS, NULL,
      { P_FILE, P_ENTRY, FLAG("history", OP_P_HISTORY), P_ASOF, P_KNOWN },
      MSG_OP_SHOW, MSG_OP_SHOW_ABOUT, show_run, NULL },
    { "export", "look", OP_READS, NULL,
      { P_FILE, P_BOOK, P_OUT(OP_P_OUT_SHEET), P_WHERE, P_ORG, P_FROM_LIST, P_ASOF, P_KNOWN },
      MSG_OP_EXPORT, MSG_OP_EXPORT_ABOUT, export_run, NULL },

    { "measure", "figure", OP_READS, NULL,
      { P_FILE, TAKE("names", "NAME", PARAM_TEXT, PARAM_REPEATED, OP_P_MEASURES),
        OPTION("formula", "TEXT", PARAM_TEXT, OP_P_FORMULA), P_ORG, P_FROM, P_ASOF, P_KNOWN,
        OPTION("by", "FIELD", PARAM_TEXT, OP_P_BY) },
      MSG_OP_MEASURE_DO, MSG_OP_MEASURE_ABOUT, measure_run, NULL },
    { "trace", "figure", OP_READS, NULL,
      { P_FILE, TAKE("name", "NAME", PARAM_TEXT, PARAM_REQUIRED, OP_P_TRACED), P_ORG, P_FROM, P_ASOF, P_KNOWN },
      MSG_OP_TRACE, MSG_OP_TRACE_ABOUT, trace_run, NULL },
    { "target", "figure", OP_READS, NULL,
      { P_FILE, P_ORG, P_ASOF, P_KNOWN },
      MSG_OP_TARGET_DO, MSG_OP_TARGET_ABOUT, target_run, NULL },
    { "alert", "figure", OP_READS, NULL,
      { P_FILE, P_ASOF },
      MSG_OP_ALERT, MSG_OP_ALERT_ABOUT, alert_run, NULL },
    { "report", "figure", OP_READS, NULL,
      { P_FILE, TAKE("name", "NAME", PARAM_TEXT, PARAM_REQUIRED, OP_P_REPORT),
        { "out", "OUT", PARAM_PATH_OUT, PARAM_OPTION, MSG_OP_P_OUT_REPORT, 'o' }, P_ORG, P_FROM, P_ASOF, P_KNOWN,
        OPTION("of", "ENTRY", PARAM_ENTRY, OP_P_OF) },
      MSG_OP_REPORT, MSG_OP_REPORT_ABOUT, report_run, NULL },

    { "read", "figure", 0, NULL,
      { TAKE("docs", "DOC", PARAM_PATH_IN, PARAM_REQUIRED | PARAM_REPEATED, OP_P_READ_DOCS), FLAG("outline", OP_P_OUTLINE),
        FLAG("figures", OP_P_FIGURES), FLAG("commitments", OP_P_COMMITMENTS), FLAG("findings", OP_P_FINDINGS) },
      MSG_OP_READ, MSG_OP_READ_ABOUT, read_run, NULL },
    { "split", "figure", 0, NULL,
      { TAKE("doc", "DOC", PARAM_PATH_IN, PARAM_REQUIRED, OP_P_SPLIT_DOC),
        { "out", "DIR", PARAM_PATH_OUT, PARAM_OPTION | PARAM_REQUIRED, MSG_OP_P_SPLIT_OUT, 'o' } },
      MSG_OP_SPLIT, MSG_OP_SPLIT_ABOUT, split_run, NULL },
    { "compile", "figure", 0, NULL,
      { TAKE("docs", "DOC", PARAM_PATH_IN, PARAM_REQUIRED | PARAM_REPEATED, OP_P_COMPILE_DOCS),
        { "out", "OUT.docx", PARAM_PATH_OUT, PARAM_OPTION | PARAM_REQUIRED, MSG_OP_P_COMPILE_OUT, 'o' },
        OPTION("title", "TEXT", PARAM_TEXT, OP_P_COMPILE_TITLE) },
      MSG_OP_COMPILE, MSG_OP_COMPILE_ABOUT, compile_run, NULL },
    { "compare", "figure", 0, NULL,
      { TAKE("plan", "PLAN", PARAM_PATH_IN, PARAM_REQUIRED, OP_P_PLAN),
        TAKE("summary", "SUMMARY", PARAM_PATH_IN, PARAM_REQUIRED, OP_P_SUMMARY),
        { "out", "OUT.docx", PARAM_PATH_OUT, PARAM_OPTION, MSG_OP_P_COMPARE_OUT, 'o' } },
      MSG_OP_PLAN_COMPARE, MSG_OP_PLAN_COMPARE_ABOUT, compare_run, NULL },
    { "check", "figure", 0, NULL,
      { TAKE("docs", "DOC", PARAM_PATH_IN, PARAM_REQUIRED | PARAM_REPEATED, OP_P_DOCS),
        OPTION("against", "FILE", PARAM_FILE, OP_P_AGAINST) },
      MSG_OP_CHECK, MSG_OP_CHECK_ABOUT, check_run, NULL },
    { "issue", "figure", OP_WRITES, "签发",
      { P_FILE, TAKE("doc", "REPORT.docx", PARAM_PATH_IN, PARAM_REQUIRED, OP_P_ISSUED),
        OPTION("why", "TEXT", PARAM_TEXT, OP_P_WHY_ISSUE) },
      MSG_OP_ISSUE, MSG_OP_ISSUE_ABOUT, issue_run, issue_tell },
    { "drift", "figure", OP_READS, NULL,
      { P_FILE, TAKE("id", "REPORT-ID", PARAM_INT, 0, OP_P_ISSUE_ID) },
      MSG_OP_DRIFT, MSG_OP_DRIFT_ABOUT, drift_run, NULL },

    { "library add", "library", OP_WRITES, NULL,
      { P_FILE, TAKE("docs", "DOC|DIR", PARAM_PATH_IN, PARAM_REQUIRED | PARAM_REPEATED, LIBRARY_P_DOCS),
        OPTION("year", "YEAR", PARAM_INT, LIBRARY_P_YEAR), OPTION("org", "NAME", PARAM_TEXT, LIBRARY_P_ORG),
        OPTION("kind", "KIND", PARAM_TEXT, LIBRARY_P_KIND), OPTION("owner", "ORG", PARAM_ORG, LIBRARY_P_OWNER),
        OPTION("visible", "WHO", PARAM_TEXT, LIBRARY_P_VISIBLE), OPTION("group", "ROLE[,ROLE]", PARAM_TEXT, LIBRARY_P_GROUP) },
      MSG_LIBRARY_ADD, MSG_LIBRARY_ADD_ABOUT, library_add_run, library_add_tell },
    { "library search", "library", OP_READS, NULL,
      { P_FILE, TAKE("query", "QUERY", PARAM_TEXT, 0, LIBRARY_P_QUERY),
        OPTION("year", "YEAR", PARAM_TEXT, LIBRARY_P_Q_YEAR), OPTION("org", "NAME", PARAM_TEXT, LIBRARY_P_Q_ORG),
        OPTION("kind", "KIND", PARAM_TEXT, LIBRARY_P_Q_KIND), OPTION("section", "PART", PARAM_TEXT, LIBRARY_P_Q_SECTION),
        OPTION("limit", "N", PARAM_INT, LIBRARY_P_LIMIT), OPTION("skip", "N", PARAM_INT, LIBRARY_P_SKIP),
        FLAG("count", LIBRARY_P_COUNT), FLAG("facets", LIBRARY_P_FACETS),
        OPTION("order", "ORDER", PARAM_TEXT, LIBRARY_P_ORDER), OPTION("queries", "QUERIES", PARAM_PATH_IN, LIBRARY_P_QUERIES) },
      MSG_LIBRARY_SEARCH, MSG_LIBRARY_SEARCH_ABOUT, library_search_run, NULL },
    { "library remove", "library", OP_WRITES, NULL,
      { P_FILE, TAKE("id", "ID", PARAM_TEXT, PARAM_REQUIRED, LIBRARY_P_ID),
        { "why", "TEXT", PARAM_TEXT, PARAM_OPTION | PARAM_REQUIRED, MSG_LIBRARY_P_WHY, 0 } },
      MSG_LIBRARY_REMOVE, MSG_LIBRARY_REMOVE_ABOUT, library_remove_run, library_remove_tell },

    { "verify", "safe", OP_READS | OP_LOOSE | OP_JUDGES, NULL,
      { P_FILE, OPTION("head", "HEADS", PARAM_TEXT, OP_P_HEAD), FLAG("chain", OP_P_CHAIN) },
      MSG_OP_VERIFY, MSG_OP_VERIFY_ABOUT, verify_run, NULL },
    { "backup", "safe", OP_READS | OP_LOOSE, NULL,
      { P_FILE, TAKE("out", "OUT", PARAM_PATH_OUT, PARAM_REQUIRED, OP_P_OUT_BACKUP) },
      MSG_OP_BACKUP, MSG_OP_BACKUP_ABOUT, backup_run, NULL },
    { "restore", "safe", OP_CREATES, NULL,
      { TAKE("backup", "OUT", PARAM_PATH_IN, PARAM_REQUIRED, OP_P_BACKUP), P_NEW_FILE },
      MSG_OP_RESTORE, MSG_OP_RESTORE_ABOUT, restore_run, NULL },
    { "rebuild", "safe", OP_WRITES, NULL,
      { P_FILE },
      MSG_OP_REBUILD, MSG_OP_REBUILD_ABOUT, rebuild_run, rebuild_tell },

    { "user add", "people", OP_WRITES, ROLE_OWNER,
      { P_FILE, TAKE("name", "NAME", PARAM_TEXT, PARAM_REQUIRED, OP_P_USER),
        TAKE("roles", "ROLE[,ROLE]", PARAM_TEXT, 0, OP_P_ROLES) },
      MSG_OP_USER_ADD, MSG_OP_USER_ADD_ABOUT, user_add_run, receipt_tell },
    { "user role", "people", OP_WRITES, ROLE_OWNER,
      { P_FILE, TAKE("name", "NAME", PARAM_TEXT, PARAM_REQUIRED, OP_P_USER),
        TAKE("roles", "ROLE[,ROLE]", PARAM_TEXT, PARAM_REQUIRED, OP_P_ROLES) },
      MSG_OP_USER_ROLE, MSG_OP_USER_ROLE_ABOUT, user_role_run, receipt_tell },
    { "user list", "people", OP_READS, NULL,
      { P_FILE },
      MSG_OP_USER_LIST, MSG_OP_USER_LIST_ABOUT, user_list_run, NULL },
    { "pack check", "people", 0, NULL,
      { TAKE("pack", "PACK.yaml", PARAM_TEXT, PARAM_REQUIRED, OP_P_PACK) },
      MSG_OP_PACK_CHECK, MSG_OP_PACK_CHECK_ABOUT, pack_check_run, NULL },
    { "pack test", "people", 0, NULL,
      { TAKE("pack", "NAME|PACK.yaml", PARAM_TEXT, PARAM_REQUIRED, OP_P_PACK) },
      MSG_OP_PACK_TEST, MSG_OP_PACK_TEST_ABOUT, pack_test_run, NULL },
    { "pack install", "people", OP_WRITES, ROLE_OWNER,
      { P_FILE, TAKE("pack", "NAME|PACK.yaml", PARAM_TEXT, PARAM_REQUIRED, OP_P_PACK),
        OPTION("day", "DAY", PARAM_DAY, OP_P_DAY_PACK) },
      MSG_OP_PACK_INSTALL, MSG_OP_PACK_INSTALL_ABOUT, pack_install_run, receipt_tell },
    { "pack list", "people", OP_READS, NULL,
      { P_FILE },
      MSG_OP_PACK_LIST, MSG_OP_PACK_LIST_ABOUT, pack_list_run, NULL },

    { "help", "help", 0, NULL,
      { TAKE("operation", "OPERATION", PARAM_TEXT, PARAM_REPEATED, OP_P_OPERATION) },
      MSG_OP_HELP, MSG_OP_HELP_ABOUT, help_run, NULL },
    { "version", "help", 0, NULL,
      { { 0 } },
      MSG_OP_VERSION_DO, MSG_OP_VERSION_ABOUT, version_run, NULL },
};
/* clang-format on */

const struct op *const op_rows = OPS;
const int op_row_count = (int)(sizeof OPS / sizeof *OPS);
