/* op/rows.c: the table of operations, looked into. */
#include <string.h>

#include "op/inside.h"

int op_count(void)
{
    return op_row_count;
}

const struct op *op_at(int i)
{
    return &op_rows[i];
}

const struct op *op_find(const char *name)
{
    for (int i = 0; i < op_count(); i++) {
        if (strcmp(op_rows[i].name, name) == 0)
            return &op_rows[i];
    }
    return NULL;
}

int op_param_count(const struct op *o)
{
    int n = 0;
    while (n < OP_PARAMS_MAX && o->params[n].name)
        n++;
    return n;
}

int op_param(const struct op *o, const char *name)
{
    for (int i = 0; i < op_param_count(o); i++) {
        if (strcmp(o->params[i].name, name) == 0)
            return i;
    }
    return -1;
}
