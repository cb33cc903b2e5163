/* kb/sentence.c - what an owner writes in bot.yml in place of the bot's own sentences, for one language or several. A
 * sentence that cannot be used costs itself alone: the shipped one is said, and the owner is told why. */
#include "kb/kb_internal.h"

#include <string.h>

#include "phrases/phrases.h"
#include "text/text.h"
#include "util/util.h"

/* Takes "sentences.KEY", "sentences.KEY.LANG" or "KEY.LANG" apart, of which the last is for keys of bot.yml that are
 * sentences. False: the pair is of another kind. */
static bool split_sentence_key(struct faqbot_view name, struct settings_sentence *sentence)
{
    static const char *const of_settings[] = {"greeting", "no_answer", "unsure", "contact", "disclaimer"};
    static const char prefix[] = "sentences.";
    bool is_listed = view_starts_with(name, prefix);
    struct faqbot_view rest = is_listed ? view_slice(name, sizeof prefix - 1, name.size) : name;
    size_t dot = view_find(rest, '.');
    sentence->key = view_slice(rest, 0, dot);
    sentence->lang = view_slice(rest, dot + 1, rest.size);
    for (size_t i = 0; i < sizeof of_settings / sizeof *of_settings && !is_listed; i++) {
        is_listed = dot < rest.size && view_equals_text(sentence->key, of_settings[i]);
    }
    /* What else belongs to a contact ("contact.phone") has longer names than languages have. */
    char code[LANGUAGE_CODE_BYTES];
    language_code(sentence->lang, code);
    return is_listed && (code[0] != '\0' || !view_equals_text(sentence->key, "contact"));
}

/* Why a sentence cannot be taken, reported; true: it can. */
static bool check_sentence(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                           const struct settings_sentence *sentence)
{
    enum phrase phrase = phrases_find(sentence->key);
    bool is_owners =
        view_equals_text(sentence->key, "contact") || view_equals_text(sentence->key, "disclaimer");
    if (phrase == PHRASE_COUNT && !is_owners) {
        const char *nearest = phrases_nearest(sentence->key);
        kb_warning(reader, "unknown-sentence", pair->line,
                   "the bot has no sentence \"%.*s\"; it is passed over%s%s%s", VIEW_ARGS(sentence->key),
                   nearest == NULL ? "" : ". Is \"", nearest == NULL ? "" : nearest,
                   nearest == NULL ? "" : "\" meant?");
        return false;
    }
    if (!view_is_empty(sentence->lang) && !language_is_tag(sentence->lang)) {
        kb_warning(reader, "language", pair->line,
                   "\"%.*s\" is no language; write a code such as en or pt-BR. The sentence is left out",
                   VIEW_ARGS(sentence->lang));
        return false;
    }
    struct faqbot_view wrong = is_owners ? view_of("") : phrases_wrong_placeholder(phrase, sentence->text);
    if (!view_is_empty(wrong)) {
        const char *placeholders = phrases_placeholders(phrase);
        kb_warning(reader, "sentence-placeholder", pair->line,
                   "%.*s: {%.*s} is missing, too much or there twice (its placeholders: %s). The sentence is "
                   "left out",
                   VIEW_ARGS(pair->key), VIEW_ARGS(wrong), placeholders[0] == '\0' ? "none" : placeholders);
        return false;
    }
    return true;
}

/* A sentence is one line: it is shown in places that have no more. */
static void take_sentence(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                          struct settings_sentence *sentence, struct settings *settings)
{
    struct settings_sentence *list = reader->sentences;
    sentence->text =
        field_clean(&reader->settings_arena, (pair->value_count == 0 ? view_make(NULL, 0) : pair->values[0]),
                    false, &reader->status);
    if (view_is_empty(sentence->text) || !check_sentence(reader, pair, sentence)) {
        return;
    }
    if (!array_grow(&reader->settings_arena, &list, settings->sentence_count, &reader->sentence_capacity,
                    sizeof *list)) {
        kb_fail(reader, FAQBOT_NO_MEMORY);
        return;
    }
    if (!view_is_empty(sentence->lang) && phrases_language(sentence->lang) < 0) {
        fault_report(reader->reporter, FAQBOT_HINT, "language", reader->path, pair->line,
                     "the bot speaks no \"%.*s\" of its own; what it says in it is what you write alone",
                     VIEW_ARGS(sentence->lang));
    }
    reader->sentences = list;
    list[settings->sentence_count++] = *sentence;
    settings->sentences = list;
}

bool sentence_take(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct settings *settings)
{
    struct settings_sentence sentence;
    if (pair->is_list || !split_sentence_key(pair->key, &sentence)) {
        return false;
    }
    take_sentence(reader, pair, &sentence, settings);
    return true;
}
