/* cli/cli.h: the command line: argv -> an operation's call -> text or JSON, and an exit status.
 *
 * Promise: knows no operation by name but help and version; what it accepts and says of them is op's table.
 * May use: base op.  Used by: main.c.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/* Runs one command line; returns the exit status. */
int cli_main(int argc, char **argv);

#endif
