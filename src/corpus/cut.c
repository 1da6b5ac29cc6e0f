/* corpus/cut.c: where a text's blocks end: at the end of a line where one is near, at the bounds of its parts always. */
#include "corpus/store.h"

/* The end of a block that begins at `at` and may not go beyond `most`. */
static size_t block_end(const uint16_t *units, size_t at, size_t most)
{
    if (most - at <= BLOCK_UNITS)
        return most;
    for (size_t end = at + BLOCK_UNITS; end > at + BLOCK_UNITS / 2; end--) {
        if (units[end - 1] == '\n')
            return end;
    }
    return at + BLOCK_UNITS;
}

bool blocks_cut(const uint16_t *units, size_t count, const struct cut *cuts, int cut_count, block_seen *see, void *context,
                struct err *e)
{
    unsigned part = 0;
    enum block_place place = PLACE_TEXT;
    int next = 0;
    for (size_t at = 0; at < count;) {
        for (; next < cut_count && cuts[next].at <= at; next++) {
            part = cuts[next].part;
            place = cuts[next].place;
        }
        size_t most = next < cut_count && cuts[next].at < count ? cuts[next].at : count;
        size_t end = place == PLACE_TITLE ? most : block_end(units, at, most);
        if (!see(context, at, end, part, place, e))
            return false;
        at = end;
    }
    return true;
}
