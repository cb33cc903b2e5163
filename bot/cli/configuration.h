/* cli/configuration.h - what serve is told besides the command line: by the environment, and by a file. */
#ifndef CLI_CONFIGURATION_H
#define CLI_CONFIGURATION_H

#include "cli/arguments.h"

#define CONFIGURATION_HERE "faqbot.conf"               /* looked for first */
#define CONFIGURATION_SYSTEM "/etc/faqbot/faqbot.conf" /* and then */

/* One option, and who has set it. */
struct configuration_setting {
    bool is_set; /* if only to false */
    bool is_off; /* an option without a value that is set to false */
    struct arguments_place place;
};

/* The options in force. Its strings live until configuration_release(), or as long as argv. */
struct configuration {
    struct arguments arguments; /* the command line's, and those of the others that it does not name */
    struct configuration_setting settings[FLAG_COUNT];
    const char *path; /* of the file that was read; NULL: none */
    char **texts;     /* what else is owned */
    size_t text_count;
    bool is_bad; /* something was wrong, and has been said */
};

/* Reads the variables FAQBOT_NAME and the file of --config, of FAQBOT_CONFIG, or one of the two above that is there;
 * the value "none" is no file. The command line goes before the environment, and that before the file; where an option
 * may be repeated, the first of them that names it gives all its values. The file is a mapping in YAML, the keys are
 * the options' names; an option without a value is true or false, one that may be repeated a list; a relative path in
 * it is meant from its own folder. CLI_ERROR: everything that is wrong has been said on stderr. */
enum cli_exit configuration_read(const struct arguments *arguments, struct configuration *configuration);
void configuration_release(struct configuration *configuration);

/* A fault of the server's that names an option (see faqbot_serve()) is made one of the place where the value stands. */
void configuration_place(const struct configuration *configuration, struct faqbot_fault *fault);

/* Warns on stderr of each variable whose name begins as ours do and is nearly one of them: whoever set it may wait for
 * what it does not do. Others may be anybody's, and are passed over. */
void configuration_warn(void);

/* Writes all options to stdout as such a file, where each comes from behind it. */
void configuration_write(const struct configuration *configuration);

#endif
