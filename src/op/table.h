/* op/table.h: how the parameters of an operation are written down.  Only for table.c. */
#ifndef OP_TABLE_H
#define OP_TABLE_H

#include "op/inside.h"

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
/* clang-format on */

#endif
