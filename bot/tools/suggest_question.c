/* tools/suggest_question.c - questions for an answer that has none, turned round from its first sentence.
 * Knows only the plainest of English; what it does not know it does not guess at. */
#include "tools/tools_internal.h"

#include "text/text.h"
#include "util/util.h"

#define SENTENCE_CHARS_MAX 100 /* of a sentence that is turned round */
#define SUBJECT_BYTES_MAX 60
#define TELLING_WORDS 3

struct verb {
    const char *word;
    const char *first; /* as a question begins with it */
    bool is_being;     /* "what is X" asks for it too */
};

static const struct verb verbs[] = {
    {"is", "Is", true},      {"are", "Are", true},        {"was", "Was", true},
    {"were", "Were", true},  {"can", "Can", false},       {"may", "May", false},
    {"must", "Must", false}, {"should", "Should", false}, {"will", "Will", false}};

/* A subject with such a word in it is a clause of its own, or stands for what was said elsewhere. */
static const char *const clause_words[] = {"it",    "this", "that",    "these", "those", "they",
                                           "there", "he",   "she",     "which", "who",   "where",
                                           "when",  "if",   "because", "while", "as"};

static bool is_english(struct faqbot_view lang)
{
    return view_is_empty(lang) || view_starts_with(lang, "en");
}

/* The same word, whatever its case. */
static bool is_word(struct faqbot_view text, const char *word)
{
    size_t i = 0;
    while (i < text.size && word[i] != '\0' && ascii_lower(text.bytes[i]) == word[i]) {
        i++;
    }
    return i == text.size && word[i] == '\0';
}

/* What stands before the first full stop that ends a sentence, or colon, or line's end. */
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

/* Appends a sentence's part as it stands within another: without its capital, where that is no name's. */
static void add_within(struct faqbot_view part, struct buffer *out)
{
    static const char *const openings[] = {"the", "a",    "an",   "all",  "each", "every",
                                           "our", "your", "most", "many", "you",  "we"};
    size_t end = view_find(part, ' ');
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        if (is_word(view_slice(part, 0, end), openings[i])) {
            buffer_add_byte(out, ascii_lower(part.bytes[0]));
            part = view_slice(part, 1, part.size);
            break;
        }
    }
    buffer_add(out, part);
}

/* Finds the first verb that is behind a subject; *rest is what follows it. */
static const struct verb *find_verb(struct faqbot_view sentence, struct faqbot_view *subject,
                                    struct faqbot_view *rest)
{
    for (size_t start = 0; start < sentence.size;) {
        struct faqbot_view left = view_slice(sentence, start, sentence.size);
        struct faqbot_view word = view_slice(left, 0, view_find(left, ' '));
        for (size_t i = 0; i < sizeof verbs / sizeof *verbs && start > 0; i++) {
            if (is_word(word, verbs[i].word)) {
                *subject = view_trim(view_slice(sentence, 0, start));
                *rest = view_trim(view_slice(left, word.size, left.size));
                return &verbs[i];
            }
        }
        start += word.size + 1;
    }
    return NULL;
}

static bool is_clause(struct faqbot_view subject)
{
    while (!view_is_empty(subject)) {
        struct faqbot_view word = view_slice(subject, 0, view_find(subject, ' '));
        for (size_t i = 0; i < sizeof clause_words / sizeof *clause_words; i++) {
            if (is_word(word, clause_words[i])) {
                return true;
            }
        }
        subject = view_slice(subject, word.size + 1, subject.size);
    }
    return false;
}

/* "A B is C": "What is a B?", "Is a B C?". False: it is not built like that. */
static bool turn_round(struct faqbot_view sentence, struct buffer *out)
{
    struct faqbot_view subject;
    struct faqbot_view rest;
    const struct verb *verb = find_verb(sentence, &subject, &rest);
    if (verb == NULL || subject.size > SUBJECT_BYTES_MAX || is_clause(subject) || view_is_empty(rest) ||
        view_find(subject, ',') < subject.size) {
        return false;
    }
    if (verb->is_being) {
        buffer_add_text(out, "\"What ");
        buffer_add_text(out, verb->word);
        buffer_add_byte(out, ' ');
        add_within(subject, out);
        buffer_add_text(out, "?\" or ");
    }
    buffer_add_byte(out, '"');
    buffer_add_text(out, verb->first);
    buffer_add_byte(out, ' ');
    add_within(subject, out);
    buffer_add_byte(out, ' ');
    buffer_add(out, rest);
    buffer_add_text(out, "?\"");
    return true;
}

/* "Yes, A does B" and "Yes: A does B". */
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
    buffer_add_text(out, "\"Is it true that ");
    add_within(rest, out);
    buffer_add_text(out, "?\"");
    return true;
}

/* Puts the word among the longest so far, which stay in the text's order; the first of equals wins. */
static void take_longer(struct word const **longest, size_t *count, const struct word *word)
{
    size_t shortest = 0;
    if (*count < TELLING_WORDS) {
        longest[(*count)++] = word;
        return;
    }
    for (size_t i = 1; i < TELLING_WORDS; i++) {
        shortest = longest[i]->plain.size <= longest[shortest]->plain.size ? i : shortest;
    }
    if (word->plain.size > longest[shortest]->plain.size) {
        for (size_t i = shortest; i + 1 < TELLING_WORDS; i++) {
            longest[i] = longest[i + 1];
        }
        longest[TELLING_WORDS - 1] = word;
    }
}

static void ask_about(struct faqbot_view text, struct faqbot_view lang, struct arena *arena,
                      struct buffer *out)
{
    struct word *words;
    size_t count;
    const struct word *longest[TELLING_WORDS];
    size_t found = 0;
    struct stemmer *stems = stemmer_new(lang);
    if (stems == NULL || !tokenize(arena, utf8_first(text, SENTENCE_CHARS_MAX), &words, &count)) {
        out->failed = out->no_memory = true;
    } else {
        for (size_t i = 0; i < count; i++) {
            if (!stemmer_is_stopword(stems, words[i].plain)) {
                take_longer(longest, &found, &words[i]);
            }
        }
    }
    stemmer_free(stems);
    for (size_t i = 0; i < found; i++) {
        buffer_add_text(out, i > 0 ? ", " : is_english(lang) ? "\"What about " : "\"");
        buffer_add(out, longest[i]->source);
    }
    buffer_add_text(out, found > 0 ? "?\"" : "");
}

void suggest_questions(struct faqbot_view text, struct faqbot_view lang, struct arena *arena,
                       struct buffer *out)
{
    text = view_trim(text);
    struct faqbot_view sentence = first_sentence(text);
    if (is_english(lang) && (ask_whether(text, out) ||
                             (utf8_length(sentence) <= SENTENCE_CHARS_MAX && turn_round(sentence, out)))) {
        return;
    }
    ask_about(view_is_empty(sentence) ? text : sentence, lang, arena, out);
}
