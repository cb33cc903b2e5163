/* fuzz/faqbot_conf.c - any bytes as faqbot.conf: each pair is text, and an option that is set is one of serve's.
 * Mistakes are reported on stderr, which is discarded here. */
#include "file.h"

#include <faqbot_tools.h>

#include "util/util.h"
#include "cli/cli_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_pair(void *user, const struct faqbot_yaml_pair *pair)
{
    size_t *count = user;
    assert(pair->key.size > 0 && utf8_is_valid(pair->key) && pair->line > 0);
    assert(pair->is_list || pair->value_count <= 1);
    for (size_t i = 0; i < pair->value_count; i++) {
        assert(utf8_is_valid(pair->values[i]) && view_find(pair->values[i], '\0') == pair->values[i].size);
    }
    assert(++*count <= FAQBOT_YAML_PAIRS_MAX);
}

/* The first of them is --config itself. */
static void check_config(const struct config *config)
{
    for (size_t i = 1; i < config->options.value_count; i++) {
        const struct option_value *given = &config->options.values[i];
        assert(given->text != NULL && given->place.line > 0 && option_is_setting(&option_table[given->id]));
        assert(!given->is_off || option_table[given->id].value == NULL);
    }
}

static void read_config(const char *path, bool is_read)
{
    struct config config;
    struct option_value value = {.id = OPTION_CONFIG, .text = path};
    const struct options options = {.values = &value, .value_count = 1};
    FILE *heard = stderr;
    FILE *unheard = fopen("/dev/null", "w");
    assert(unheard != NULL);
    stderr = unheard;
    enum cli_exit code = config_read(&options, &config);
    stderr = heard;
    assert(fclose(unheard) == 0);
    if (code == CLI_GOOD) {
        assert(is_read);
        check_config(&config);
    }
    config_release(&config);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    size_t count = 0;
    const char *path = file_write("faqbot.conf", bytes, size);
    enum faqbot_status status = faqbot_yaml_map_read(path, check_pair, &count, &fault);
    assert(status == FAQBOT_OK || (status == FAQBOT_INVALID && fault.sentence[0] != '\0' && count == 0));
    read_config(path, status == FAQBOT_OK);
    return 0;
}
