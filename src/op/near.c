/* op/near.c: what somebody who mistyped a word of the command line may have meant. */
#include <string.h>

#include "op/inside.h"

#define WORD_MAX 32

int op_distance(const char *a, const char *b)
{
    int rows[3][WORD_MAX + 1]; /* three: two letters swapped are one change */
    size_t n = strlen(a), m = strlen(b);
    if (n > WORD_MAX || m > WORD_MAX)
        return WORD_MAX;
    for (size_t k = 0; k <= m; k++)
        rows[0][k] = (int)k;
    for (size_t i = 1; i <= n; i++) {
        int *before = rows[(i - 1) % 3], *now = rows[i % 3];
        now[0] = (int)i;
        for (size_t k = 1; k <= m; k++) {
            int best = before[k - 1] + (a[i - 1] != b[k - 1]);
            best = before[k] + 1 < best ? before[k] + 1 : best;
            best = now[k - 1] + 1 < best ? now[k - 1] + 1 : best;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && rows[(i - 2) % 3][k - 2] + 1 < best)
                best = rows[(i - 2) % 3][k - 2] + 1;
            now[k] = best;
        }
    }
    return rows[n % 3][m];
}

const char *op_near(const char *name)
{
    const char *best = "";
    int least = 3;
    for (int i = 0; i < op_count(); i++) {
        const char *other = op_at(i)->name;
        int distance = op_distance(name, other);
        const char *space = strchr(other, ' ');
        if (space && strlen(name) == (size_t)(space - other) && strncmp(name, other, strlen(name)) == 0)
            distance = 1; /* the first of two words alone */
        if (distance < least) {
            least = distance;
            best = other;
        }
    }
    return best;
}
