/* fuzz/index_file.c - any bytes as an index file: it is refused, or answers. The index has an encoder's vectors too.
 * Bytes that begin like an SQLite file are the file. Of other bytes, each six are a place in a good index and what to
 * write there, which gets further than a random file does. */
#include <string.h>

#include <faqbot.h>
#include <faqbot_tools.h>

#include "scratch.h"

static char good[1 << 20];
static size_t good_size;

static const char *make_good(void)
{
    const char *path = scratch_path("index");
    const struct faqbot_index_options options = {.knowledge = "tests/transcripts/knowledge/library",
                                                 .output = path,
                                                 .encoder = "tests/fuzz/seeds/encoder_file/wordpiece"};
    struct faqbot_index_result result;
    assert(faqbot_index(&options, &result, NULL) == FAQBOT_OK);
    FILE *file = fopen(path, "rb");
    assert(file != NULL);
    good_size = fread(good, 1, sizeof good, file);
    assert(fclose(file) == 0 && good_size > 0 && good_size < sizeof good);
    return path;
}

static void ask(struct faqbot *bot)
{
    static const char *const texts[] = {"How long may I keep a book?", "card", "wher is teh library"};
    static const char *const searches[] = {"book -long", "\"library card\"", "c* zyzzyva the"};
    const struct faqbot_hits *hits;
    struct faqbot_answer answer;
    const struct faqbot_entry_ref *links;
    size_t count;
    bool is_question;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        enum faqbot_status status =
            faqbot_ask(bot, &(struct faqbot_question){.text = view_of(texts[i])}, &answer);
        assert(status == FAQBOT_OK || status == FAQBOT_CORRUPT || status == FAQBOT_IO ||
               status == FAQBOT_NO_MEMORY);
        (void)faqbot_suggest(bot, view_of(texts[i]), &links, &count);
        status = faqbot_search(bot, &(struct faqbot_search_query){.text = view_of(searches[i])}, &hits);
        assert(status == FAQBOT_OK || status == FAQBOT_CORRUPT || status == FAQBOT_IO ||
               status == FAQBOT_NO_MEMORY);
        (void)faqbot_entry_at(bot, i, &answer, &is_question);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *path;
    static char made[sizeof good];
    struct faqbot_view file = view_make((const char *)bytes, size);
    path = path == NULL ? make_good() : path;
    if (!view_starts_with(file, "SQLite format")) {
        memcpy(made, good, good_size);
        file = view_make(made, good_size);
        for (size_t at = 0; at + 6 <= size; at += 6) {
            size_t place = ((size_t)bytes[at] << 16 | (size_t)bytes[at + 1] << 8 | bytes[at + 2]) % good_size;
            size_t count = good_size - place < 3 ? good_size - place : 3;
            memcpy(made + place, bytes + at + 3, count);
        }
    }
    struct faqbot *bot = NULL;
    struct faqbot_fault fault = {.sentence = ""};
    scratch_write(path, file);
    if (faqbot_open(&(struct faqbot_options){.index = path, .verify = size % 2 == 1}, &bot, &fault) ==
        FAQBOT_OK) {
        ask(bot);
    } else {
        assert(bot == NULL && fault.sentence[0] != '\0');
    }
    faqbot_close(bot);
    return 0;
}
