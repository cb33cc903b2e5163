/* convert/field_names.c - what people call the fields of an entry: the headings of tables, and the keys of JSON and
 * YAML. The words for a question and an answer, in many languages, are those of documents (kb/faq_words.c); here are
 * names that programs give them, and those of everything else.
 *
 * Names are compared as slugs, without case, accents and signs, and without a number at their end: "Réponse",
 * "ANSWER_1" and "question2" are found. Names that may mean a question or an answer as well as anything else
 * ("name", "text") are weak: they count only where no better one is there. */
#include "convert/readers.h"

#include <string.h>

#include "text/text.h"

#define NAME_BYTES_MAX 64 /* of a slug; a longer heading is none of the names */

/* Blanks part the names. */
struct field_names {
    enum import_field field;
    const char *strong;
    const char *weak;
};

static const struct field_names names[] = {
    {IMPORT_FIELD_QUESTION,
     "query queries faq-question user-question question-text question-title prompt prompts instruction",
     "name title subject input term topic heading headline summary issue request "
     "titel nombre titulo nome titolo titre nom naam utterance utterances pattern patterns"},
    {IMPORT_FIELD_ANSWER,
     "response responses reply replies faq-answer answer-text answer-body completion completions",
     "description content contents body text output definition solution details message "
     "beschreibung inhalt descripcion contenido descrizione contenuto description-html conteudo descricao"},
    {IMPORT_FIELD_ALSO,
     "also alternative alternatives alternative-question alternative-questions alternate-question "
     "alternate-questions alternate-phrasings variation variations variants variant phrasing phrasings "
     "paraphrase paraphrases similar-question similar-questions other-questions variante varianten variantes "
     "varianti synonyms",
     ""},
    {IMPORT_FIELD_ID, "id key nr no qid uid uuid faq-id question-id number nummer numero", ""},
    {IMPORT_FIELD_TAGS,
     "tags tag category categories kategorie kategorien categoria categorias categorie topic-name labels "
     "label "
     "keywords schlagworte section thema",
     ""},
    {IMPORT_FIELD_URL, "url link href source-url web-page", ""},
    {IMPORT_FIELD_STATUS,
     "status enabled is-enabled active is-active published is-published visible is-visible live approved "
     "disabled is-disabled draft is-draft hidden is-hidden archived is-archived inactive deleted is-deleted",
     ""},
    {IMPORT_FIELD_LANG, "lang language locale sprache idioma langue lingua taal", ""},
};

/* Without a number at its end, and without what parts that from the name. */
static struct faqbot_view without_number(struct faqbot_view name)
{
    while (name.size > 1 && (ascii_is_digit(name.bytes[name.size - 1]) || name.bytes[name.size - 1] == '-')) {
        name.size--;
    }
    return name;
}

/* The field that the words for it say, in any language. */
static enum import_field find_word(struct import_builder *builder, struct faqbot_view heading)
{
    static const enum import_field fields[] = {[FAQ_WORD_OTHER] = IMPORT_FIELD_NONE,
                                               [FAQ_WORD_QUESTION] = IMPORT_FIELD_QUESTION,
                                               [FAQ_WORD_ANSWER] = IMPORT_FIELD_ANSWER};
    struct arena arena;
    enum faq_word word;
    while (heading.size > 1 && strchr("0123456789-_ .#", heading.bytes[heading.size - 1]) != NULL) {
        heading.size--;
    }
    arena_init(&arena, SIZE_MAX);
    import_need(builder, faq_words_find(&arena, heading, &word));
    arena_release(&arena);
    return fields[word];
}

enum import_field import_field_called(struct import_builder *builder, struct faqbot_view heading,
                                      bool is_weak)
{
    struct buffer slug;
    if (heading.size > NAME_BYTES_MAX) {
        return IMPORT_FIELD_NONE;
    }
    enum import_field found = is_weak ? IMPORT_FIELD_NONE : find_word(builder, heading);
    buffer_init(&slug, NAME_BYTES_MAX);
    slug_add(heading, NAME_BYTES_MAX, &slug);
    struct faqbot_view name = without_number(buffer_view(&slug));
    for (size_t i = 0; i < sizeof names / sizeof *names && !slug.failed; i++) {
        if (found == IMPORT_FIELD_NONE &&
            has_word(view_of(is_weak ? names[i].weak : names[i].strong), name)) {
            found = names[i].field;
        }
    }
    import_need(builder, !slug.no_memory);
    buffer_release(&slug);
    return found;
}

/* ==== Whether an entry is switched on =================================================================== */

#define STATE_BYTES_MAX 16 /* of a word that says so */

enum import_state import_state_of(struct faqbot_view name, struct faqbot_view value)
{
    static const char offs[] = "disabled draft hidden archived inactive deleted";
    static const char on_words[] =
        "live published active enabled yes true 1 on public visible approved y ja oui si";
    static const char off_words[] =
        "draft inactive disabled no false 0 off unpublished hidden archived deleted private "
        "pending n nein non";
    char small[STATE_BYTES_MAX];
    bool is_inverse = false;
    value = view_trim(value);
    for (size_t i = 0; i < value.size && i < sizeof small; i++) {
        small[i] = ascii_lower(value.bytes[i]);
    }
    for (const char *word = offs; word != NULL;
         word = strchr(word, ' ') == NULL ? NULL : strchr(word, ' ') + 1) {
        struct faqbot_view off = view_slice(view_of(word), 0, view_find(view_of(word), ' '));
        struct faqbot_view end = view_slice(name, name.size < off.size ? 0 : name.size - off.size, name.size);
        is_inverse |= ascii_equals(end, off);
    }
    struct faqbot_view word = view_make(small, value.size);
    bool fits = value.size > 0 && value.size <= sizeof small;
    if (value.size == 0) {
        return STATE_LIVE;
    }
    if (fits && has_word(view_of(on_words), word)) {
        return is_inverse ? STATE_OFF : STATE_LIVE;
    }
    if (fits && has_word(view_of(off_words), word)) {
        /* "no" in a column "disabled" is live; "draft" is a draft in any column. */
        bool is_no = has_word(view_of("no false 0 off n nein non"), word);
        return is_inverse && is_no ? STATE_LIVE : STATE_OFF;
    }
    return STATE_UNKNOWN;
}

void import_note_state(struct import_builder *builder, const struct import_record *record,
                       struct faqbot_view name, struct faqbot_view value)
{
    enum import_state state = import_state_of(name, value);
    if (state == STATE_UNKNOWN) {
        import_builder_note(builder, record->row,
                            "the status is \"%.*s\", neither live nor draft; it is kept as a draft",
                            VIEW_ARGS(value));
    } else if (state == STATE_OFF && !ascii_equals(value, view_of("draft"))) {
        import_builder_note(builder, record->row, "it is switched off (%.*s: %.*s); it is kept as a draft",
                            VIEW_ARGS(name), VIEW_ARGS(value));
    }
}
