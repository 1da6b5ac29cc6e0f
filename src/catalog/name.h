/* catalog/name.h: what a good name is.
 *
 * Promise: a good name reads unquoted in formulas and templates, and is safe as a column or view name in any SQL tool.
 */
#ifndef CATALOG_NAME_H
#define CATALOG_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/msg.h"

#define NAME_POINTS_MAX 60

/* Letters of any script, digits, '_' and '·'. */
bool name_point(uint32_t c);
/* A word that the formula language keeps for itself. */
bool name_reserved(const char *word);
/* MSG_NONE for a good name; else the sentence that says why not: {1} the name, {2} `bad`. */
enum msg_id name_mistake(const char *name, char bad[8]);
/* The same for texts that are only shown and typed (states, moves, roles, choices): no control characters, no quotes,
 * no white space at the ends. */
enum msg_id label_mistake(const char *label, char bad[8]);

#endif
