/* tools/suggest_question.c - proposes a question for an answer that has none, by turning its first sentence
 * round:
 *
 *   Yes, the shop is open.   "Is it true that the shop is open?"
 *   The prices are low!      "What are the prices?" or "Are the prices low?"
 *   You can bring a dog.     "Can you bring a dog?"
 *
 * It is a rule of thumb for English and nothing more. It knows a few verbs and no grammar: a sentence that it
 * does not understand it leaves alone, and one in another language: a proposal in broken English is worse than none. */
#include "tools/tools_internal.h"

#include "text/text.h"
#include "util/util.h"

#define SENTENCE_CHARS_MAX 100 /* of a sentence that is turned round: a longer one makes no question */
#define SUBJECT_BYTES_MAX 60   /* of what stands before its verb */

/* Verbs that change places with their subject to ask, without the help of "do". */
static const struct verb {
    const char *word;
    const char *whether; /* as a question begins that asks whether the sentence is true */
    const char *what;    /* as one begins that asks for what follows the verb; NULL: none does */
} verbs[] = {{"is", "Is", "What is"},       {"are", "Are", "What are"}, {"was", "Was", "What was"},
             {"were", "Were", "What were"}, {"can", "Can", NULL},       {"may", "May", NULL},
             {"must", "Must", NULL},        {"should", "Should", NULL}, {"will", "Will", NULL}};

/* A subject with such a word in it is a clause of its own, or stands for what was said elsewhere. */
static const char clause_words[] =
    "it this that these those they there he she which who where when if because while as";

/* Words that have a capital only because they begin the sentence; others may be names. */
static const char openings[] = "the a an all each every our your most many you we";

/* Whether it is one of the words, whatever its case. */
static bool is_one_of(struct faqbot_view word, const char *words)
{
    struct faqbot_view rest = view_of(words);
    struct faqbot_view one;
    while (next_part(&rest, ' ', &one)) {
        if (ascii_equals(one, word)) {
            return true;
        }
    }
    return false;
}

/* No language named means English, as everywhere in the knowledge base. */
static bool is_english(struct faqbot_view lang)
{
    return view_is_empty(lang) || view_starts_with(lang, "en");
}

/* What stands before the first full stop that ends a sentence, or colon, or line's end. A stop within a word,
 * as in "4.5" or "example.org", ends none. */
static struct faqbot_view first_sentence(struct faqbot_view text)
{
    text = view_trim(text);
    size_t end = 0;
    while (end < text.size) {
        char byte = text.bytes[end];
        bool ends_word = end + 1 == text.size || text.bytes[end + 1] == ' ' || text.bytes[end + 1] == '\n';
        if (byte == '\n' || ((byte == '.' || byte == '!' || byte == '?' || byte == ':') && ends_word)) {
            break;
        }
        end++;
    }
    return view_slice(text, 0, end);
}

/* Appends a question in quotes: `opening`, then `part` of a sentence without its capital, unless that may be
 * a name's, then `rest`, which may be empty. */
static void add_question(struct buffer *out, const char *opening, struct faqbot_view part,
                         struct faqbot_view rest)
{
    buffer_add_byte(out, '"');
    buffer_add_text(out, opening);
    buffer_add_byte(out, ' ');
    if (is_one_of(view_slice(part, 0, view_find(part, ' ')), openings)) {
        buffer_add_byte(out, ascii_lower(part.bytes[0]));
        part = view_slice(part, 1, part.size);
    }
    buffer_add(out, part);
    buffer_add_text(out, view_is_empty(rest) ? "" : " ");
    buffer_add(out, rest);
    buffer_add_text(out, "?\"");
}

/* The first verb that has a subject before it; *rest is what follows it. NULL: there is none. */
static const struct verb *find_verb(struct faqbot_view sentence, struct faqbot_view *subject,
                                    struct faqbot_view *rest)
{
    struct faqbot_view word;
    *rest = sentence;
    while (next_part(rest, ' ', &word)) {
        for (size_t i = 0; i < sizeof verbs / sizeof *verbs && word.bytes > sentence.bytes; i++) {
            if (ascii_equals(word, view_of(verbs[i].word))) {
                *subject = view_trim(view_make(sentence.bytes, (size_t)(word.bytes - sentence.bytes)));
                *rest = view_trim(*rest);
                return &verbs[i];
            }
        }
    }
    return NULL;
}

/* Spaces separate words. Punctuation stays with its word, which then matches none in the list. */
static bool is_clause(struct faqbot_view subject)
{
    struct faqbot_view word;
    while (next_part(&subject, ' ', &word)) {
        if (is_one_of(word, clause_words)) {
            return true;
        }
    }
    return false;
}

/* "A B is C." asks "What is a B?" and "Is a B C?". False: the sentence is not built like that. */
static bool turn_round(struct faqbot_view sentence, struct buffer *out)
{
    struct faqbot_view subject;
    struct faqbot_view rest;
    const struct verb *verb = find_verb(sentence, &subject, &rest);
    if (verb == NULL || subject.size > SUBJECT_BYTES_MAX || is_clause(subject) || view_is_empty(rest) ||
        view_find(subject, ',') < subject.size) {
        return false;
    }
    if (verb->what != NULL) {
        add_question(out, verb->what, subject, view_of(""));
        buffer_add_text(out, " or ");
    }
    add_question(out, verb->whether, subject, rest);
    return true;
}

/* "Yes, A does B." and "No: A does B." answer whether it is true. The second asks for the opposite of what it
 * says, and the author will see that; what matters is that its words are there. */
static bool ask_whether(struct faqbot_view text, struct buffer *out)
{
    size_t size = view_starts_with(text, "Yes") ? 3 : view_starts_with(text, "No") ? 2 : 0;
    if (size == 0 || size == text.size ||
        (text.bytes[size] != ',' && text.bytes[size] != ':' && text.bytes[size] != '.')) {
        return false;
    }
    struct faqbot_view rest = first_sentence(view_slice(text, size + 1, text.size));
    if (view_is_empty(rest) || utf8_length(rest) > SENTENCE_CHARS_MAX) {
        return false;
    }
    add_question(out, "Is it true that", rest, view_of(""));
    return true;
}

/* The forms are tried from the most certain to the least: a yes or no, and a sentence that can be turned round. */
void suggest_questions(struct faqbot_view text, struct faqbot_view lang, struct buffer *out)
{
    text = view_trim(text);
    struct faqbot_view sentence = first_sentence(text);
    if (is_english(lang) && !ask_whether(text, out) && utf8_length(sentence) <= SENTENCE_CHARS_MAX) {
        (void)turn_round(sentence, out);
    }
}
