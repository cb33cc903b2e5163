/* tests/unit/text/language.c - which language a text is in. The table is language.c's own, so the file is included.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>

#include "text/language.c" /* NOLINT: for what it looks up */
#include "text/words/traits.def"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ==== Tags =========================================================================================== */

static void a_tag_gives_its_language(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "en"},     {"en", "en"},    {"pt-BR", "pt"}, {"PT_br", "pt"}, {"de-AT", "de"},
        {"nb", "no"},   {"nn-NO", "no"}, {"hr", "sr"},    {"bs", "sr"},    {"sr-Latn", "sr"},
        {"fil", "fil"}, {"engl", ""},    {"-", ""},       {"x-y", "x"},    {"zh-Hant", "zh"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char code[LANGUAGE_CODE_BYTES];
        language_code(view_of(cases[i][0]), code);
        assert_string_equal(code, cases[i][1]);
    }
}

/* ==== The table ====================================================================================== */

static void roots_are_in_order_and_no_long_one_begins_another(void **state)
{
    (void)state;
    for (size_t i = 0; i < TRAITS; i++) {
        struct faqbot_view rest = view_of(traits[i].roots);
        struct faqbot_view before = view_of("");
        while (rest.size > 0) {
            struct faqbot_view root = view_slice(rest, 0, view_find(rest, ' '));
            rest = view_slice(rest, root.size + 1, rest.size);
            assert_true(view_compare(before, root) < 0);
            assert_true(utf8_length(before) <= 3 || !view_equals(view_slice(root, 0, before.size), before));
            before = root;
        }
    }
}

static void affixes_say_where_they_stand(void **state)
{
    (void)state;
    for (size_t i = 0; i < TRAITS; i++) {
        struct faqbot_view rest = view_of(traits[i].affixes);
        while (rest.size > 0) {
            struct faqbot_view affix = view_slice(rest, 0, view_find(rest, ' '));
            rest = view_slice(rest, affix.size + 1, rest.size);
            assert_true(view_starts_with(affix, "-") || view_ends_with(affix, "-") ||
                        view_ends_with(affix, "'"));
            assert_true(affix.size > 1);
        }
    }
}

static void is_plain_and_after(struct faqbot_view word, struct faqbot_view before)
{
    struct arena arena;
    struct word *words;
    size_t count;
    assert_true(view_compare(before, word) < 0);
    arena_init(&arena, (size_t)1 << 20);
    assert_true(tokenize(&arena, word, &words, &count));
    assert_int_equal(count, 1);
    assert_true(view_equals(words[0].plain, word));
    arena_release(&arena);
}

static bool has_row(const char *code, enum script script, size_t *row)
{
    for (*row = 0; *row < TRAITS; ++*row) {
        if (strcmp(traits[*row].code, code) == 0 && traits[*row].script == script) {
            return true;
        }
    }
    return false;
}

/* Gives how many words there are. The build's table has each as the language's. */
static size_t check_everyday_words(const char *path, const char *code, enum script script)
{
    char word[256];
    char before[sizeof word] = "";
    size_t row;
    size_t count = 0;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(has_row(code, script, &row));
    for (; fscanf(file, "%255s", word) == 1; count++) {
        is_plain_and_after(view_of(word), view_of(before));
        assert_false(stopwords_has(stopwords_of(code), view_of(word)));
        assert_true(look_up(view_of(word)).everyday >> row & 1);
        strcpy(before, word);
    }
    fclose(file);
    return count;
}

static void everyday_words_are_plain_in_order_and_no_function_words(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        enum script script;
    } folders[] = {{"bot/text/words/latin/*.txt", LATIN}, {"bot/text/words/cyrillic/*.txt", CYRILLIC}};
    for (size_t i = 0; i < COUNT(folders); i++) {
        glob_t files;
        assert_int_equal(glob(folders[i].pattern, 0, NULL, &files), 0);
        for (size_t j = 0; j < files.gl_pathc; j++) {
            char code[LANGUAGE_CODE_BYTES] = "";
            const char *name = strrchr(files.gl_pathv[j], '/') + 1;
            assert_int_equal(strcspn(name, "."), 2);
            memcpy(code, name, 2);
            assert_true(check_everyday_words(files.gl_pathv[j], code, folders[i].script) > 100);
        }
        globfree(&files);
    }
}

static void the_build_s_tables_say_what_the_lists_say(void **state)
{
    (void)state;
    assert_int_equal(language_row_count, TRAITS);
    for (size_t i = 0; i < TRAITS; i++) {
        struct faqbot_view lists[] = {stopwords_of(traits[i].code), view_of(traits[i].roots)};
        assert_string_equal(language_rows[i].code, traits[i].code);
        assert_int_equal(language_rows[i].script, traits[i].script);
        for (size_t j = 0; j < COUNT(lists); j++) {
            while (lists[j].size > 0) {
                struct faqbot_view word = view_slice(lists[j], 0, view_find(lists[j], ' '));
                struct found found = look_up(word);
                lists[j] = view_slice(lists[j], word.size + 1, lists[j].size);
                assert_true((j == 0 ? found.function_words : found.rooted) >> i & 1);
            }
        }
    }
}

static languages affixes_of(const char *source)
{
    struct word word = {.source = view_of(source), .folded = view_of(source), .plain = view_of(source)};
    return find_affixes(&word);
}

static void an_affix_is_found_where_it_stands(void **state)
{
    (void)state;
    size_t german = 0;
    size_t catalan = 0;
    assert_true(has_row("de", LATIN, &german) && has_row("ca", LATIN, &catalan));
    assert_true(affixes_of("prufung") >> german & 1);
    assert_true(affixes_of("gewohnt") >> german & 1);
    assert_true(affixes_of("fischmarkt") >> german & 1);
    assert_false(affixes_of("ung") >> german & 1);
    assert_false(affixes_of("ungo") >> german & 1);
    assert_true(affixes_of("l'hora") >> catalan & 1);
    assert_true(affixes_of("l\u2019hora") >> catalan & 1);
    assert_false(affixes_of("lhoro") >> catalan & 1);
}

/* ==== Texts ========================================================================================== */

static struct language_guess recognise_counted(const char *text, size_t *count)
{
    struct arena arena;
    struct word *words;
    arena_init(&arena, (size_t)1 << 24);
    assert_true(tokenize(&arena, view_of(text), &words, count));
    struct language_guess guess = language_recognise(words, *count, NULL, 0);
    arena_release(&arena);
    return guess;
}

static struct language_guess recognise(const char *text)
{
    size_t count;
    return recognise_counted(text, &count);
}

static void a_text_is_in_the_language_that_it_shows(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"quando termina a inscri\u00e7\u00e3o", "pt"},
        {"WO IST DER BAHNHOF", "de"},
        {"\u00bfd\u00f3nde est\u00e1 la estaci\u00f3n?", "es"},
        {"o\u00f9 est l\u2019entr\u00e9e", "fr"},
        {"\u0434\u0435 \u0437\u043d\u0430\u0445\u043e\u0434\u0438\u0442\u044c\u0441\u044f "
         "\u043c\u0443\u0437\u0435\u0439",
         "uk"},
        {"\u043a\u044a\u0434\u0435 \u0435 \u043c\u0443\u0437\u0435\u044f\u0442", "bg"},
        {"\u7b7e\u8b49", "zh"},
        {"\u71b1\u304c\u3042\u308b", "ja"},
        {"\uc5b8\uc81c", "ko"},
        {"\u0e27\u0e31\u0e19", "th"},
        {"\u03ce\u03c1\u03b1", "el"},
        {"\u0bae\u0ba3\u0bbf", "ta"},
        {"\u0645\u0648\u0632\u0647 \u06a9\u062c\u0627\u0633\u062a", "fa"},
        {"\u05d5\u05d5\u05d0\u05d5 \u05d0\u05d9\u05d6 \u05d3\u05d9 \u05e9\u05d5\u05dc", "yi"},
        {"\u05d0\u05d9\u05e4\u05d4 \u05d4\u05de\u05d5\u05d6\u05d9\u05d0\u05d5\u05df", "he"},
        {"C++ \u03ba\u03b1\u03b9 Java \u03b5\u03af\u03bd\u03b1\u03b9 \u03b4\u03c9\u03c1\u03b5\u03ac\u03bd",
         "el"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct language_guess guess = recognise(cases[i].text);
        assert_string_equal(guess.code, cases[i].code);
        assert_true(guess.is_sure);
    }
}

static void what_tells_nothing_is_not_sure(void **state)
{
    (void)state;
    static const char *const cases[] = {"",         "?!",         "12 34",  "wifi",   "login",
                                        "book bus", "restaurant", "PDF A4", "Miller", "\u2014"};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_false(recognise(cases[i]).is_sure);
    }
    assert_string_equal(recognise("12").code, "");
}

static void the_beginning_of_a_long_text_tells(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, (size_t)1 << 20);
    for (size_t i = 0; i < LANGUAGE_WORDS_MAX / 4; i++) {
        buffer_add_text(&text, "wo ist der Bahnhof ");
    }
    for (size_t i = 0; i < 1000; i++) {
        buffer_add_text(&text, "where is the station ");
    }
    buffer_add_byte(&text, '\0');
    assert_string_equal(recognise(buffer_view(&text).bytes).code, "de");
    buffer_release(&text);
}

/* ==== Judged sentences =============================================================================== */

#define SHORT_SENTENCE 3 /* words, at most */

struct marks {
    size_t right[2]; /* of more than three words, and of three */
    size_t sure[2];
    size_t count[2];
};

/* Whoever changes a list looks at failures of the first half only, the rows with even numbers; so the second
 * one shows what the change is worth. */
static void judge(struct marks *half, const char *code, const char *text)
{
    size_t words;
    struct language_guess guess = recognise_counted(text, &words);
    bool is_short = words <= SHORT_SENTENCE;
    half->count[is_short]++;
    half->sure[is_short] += guess.is_sure;
    half->right[is_short] += guess.is_sure && strcmp(guess.code, code) == 0;
}

static void read_sentences(struct marks halves[2])
{
    char line[512];
    char language[sizeof line] = "";
    size_t row = 0;
    FILE *file = fopen("tests/judged/languages.tsv", "rb");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char *text = strchr(line, '\t');
        assert_non_null(text);
        *text++ = '\0';
        row = strcmp(language, line) == 0 ? row + 1 : 0;
        strcpy(language, line);
        judge(&halves[row % 2], language, text);
    }
    fclose(file);
}

/* Unsure counts as not right, and of what is sure hardly any is wrong. */
static void sentences_are_recognised(void **state)
{
    (void)state;
    static const double least_right[2] = {.97, .85};
    static const double most_wrong[2] = {.005, .01};
    struct marks halves[2] = {0};
    read_sentences(halves);
    assert_true(halves[0].count[0] + halves[1].count[0] >= (size_t)22 * 30);
    assert_true(halves[0].count[1] + halves[1].count[1] >= (size_t)22 * 20);
    for (size_t i = 0; i < 2; i++) {
        double count = (double)(halves[0].count[i] + halves[1].count[i]);
        double right = (double)(halves[0].right[i] + halves[1].right[i]);
        double sure = (double)(halves[0].sure[i] + halves[1].sure[i]);
        assert_true(right / count >= least_right[i]);
        assert_true((sure - right) / count <= most_wrong[i]);
    }
}

/* ==== Longer texts =================================================================================== */

static void a_longer_text_is_in_the_language_of_most_of_it(void **state)
{
#define GERMAN "Wir öffnen um neun Uhr und schließen, wenn der letzte Gast gegangen ist. "
#define ENGLISH "We open at nine in the morning and close when the last guest has left the house. "
#define THREE(text) text text text
    static const char *const cases[][2] = {
        {"", ""},
        {"Pay", ""},
        {"Wer zahlt?", ""}, /* too short to tell */
        {GERMAN, "de"},
        {ENGLISH, "en"},
        {"npm install --save-dev x\n" THREE(THREE(GERMAN)), "de"},
        {THREE(THREE(THREE(GERMAN))) THREE(THREE(ENGLISH)), "de"},
        {THREE(THREE(GERMAN)) THREE(THREE(ENGLISH)), ""}, /* as much of both */
        {"営業時間は午前九時から午後五時までです。予約はいりません。", "ja"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        char code[LANGUAGE_CODE_BYTES];
        arena_init(&arena, (size_t)1 << 22);
        assert_true(language_of_text(&arena, view_of(cases[i][0]), code));
        assert_string_equal(code, cases[i][1]);
        arena_release(&arena);
    }
    struct arena small;
    char code[LANGUAGE_CODE_BYTES];
    arena_init(&small, 16);
    assert_false(language_of_text(&small, view_of(THREE(GERMAN)), code));
    arena_release(&small);
}

int test_text_language(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tag_gives_its_language),
        cmocka_unit_test(roots_are_in_order_and_no_long_one_begins_another),
        cmocka_unit_test(affixes_say_where_they_stand),
        cmocka_unit_test(everyday_words_are_plain_in_order_and_no_function_words),
        cmocka_unit_test(the_build_s_tables_say_what_the_lists_say),
        cmocka_unit_test(an_affix_is_found_where_it_stands),
        cmocka_unit_test(a_text_is_in_the_language_that_it_shows),
        cmocka_unit_test(what_tells_nothing_is_not_sure),
        cmocka_unit_test(the_beginning_of_a_long_text_tells),
        cmocka_unit_test(sentences_are_recognised),
        cmocka_unit_test(a_longer_text_is_in_the_language_of_most_of_it),
    };
    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
