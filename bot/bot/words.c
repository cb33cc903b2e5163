/* bot/words.c - the sentences that the widget shows, a language at a time, as JSON.
 *
 * Which they are, phrases/keys.def says. The widget has the English ones in it and loads another language when it needs
 * it, so what it gets is whole: an owner's sentence in one place and ours in the next, and where a language has no
 * sentence of its own, that in which it would be said instead. */
#include "bot/bot_internal.h"

/* Each rule shows all that it has up to 100, or at a million, as phrases_has_plural() relies on. */
static uint64_t count_of(struct faqbot_view code, enum plural plural)
{
    uint64_t count = 0;
    while (count <= 100 && phrases_plural(code, count) != plural) {
        count++;
    }
    return count <= 100 ? count : 1000000;
}

/* All the forms that numbers of the language take, though an owner's sentence has only one: the widget finds each. */
static void add_forms(struct json_writer *writer, const struct sentences *sentences, enum phrase phrase,
                      struct faqbot_view lang)
{
    char code[LANGUAGE_CODE_BYTES];
    struct faqbot_view key = view_of(phrases_key(phrase));
    language_code(lang, code);
    json_writer_open_object(writer, phrases_key(phrase));
    for (int i = 0; i < PLURALS; i++) {
        enum plural plural = (enum plural)i;
        if (phrases_has_plural(view_of(code), plural)) {
            uint64_t count = count_of(view_of(code), plural);
            json_writer_add_string(writer, phrases_plural_name(plural),
                                   sentences_find(sentences, key, lang, count).text);
        }
    }
    json_writer_close_object(writer);
}

void words_write(const struct sentences *sentences, struct faqbot_view lang, struct buffer *out)
{
    struct json_writer writer = json_writer_make(out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_string(&writer, "lang", lang);
    json_writer_add_text(&writer, "dir", language_is_rtl(lang) ? "rtl" : "ltr");
    for (int i = PHRASES_OF_REPLIES; i < PHRASES_OF_PAGES; i++) {
        enum phrase phrase = (enum phrase)i;
        if (phrases_is_counted(phrase)) {
            add_forms(&writer, sentences, phrase, lang);
        } else {
            json_writer_add_string(&writer, phrases_key(phrase), sentences_say(sentences, phrase, lang).text);
        }
    }
    json_writer_close_object(&writer);
}

bool words_are_own(const struct sentences *sentences, struct faqbot_view lang)
{
    bool are_own = false;
    for (int i = PHRASES_OF_WIDGET; i < PHRASES_OF_PAGES && !are_own; i++) {
        are_own = sentences_are_own(sentences, (enum phrase)i, lang);
    }
    return are_own;
}
