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
