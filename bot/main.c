/* main.c - the program: it chooses a face, and the command line is the one that knows of the other. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv);
}
