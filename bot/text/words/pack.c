/* text/words/pack.c - writes the tables of text/language_lookup.h; a program of the build, not of the library.
 *
 * Usage: pack FOLDER >TABLES.c, where FOLDER has SCRIPT/LANGUAGE.txt: everyday words, plain, in the order of
 * bytes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/words/traits.def"
#include "util/util.h"

/* Pairs that were never seen are taken for one of so many. */
#define PAIR_KINDS 700

#define LIST_BYTES_MAX 65536
#define WORDS_MAX 65535

enum kind { FUNCTION_WORDS, EVERYDAY, ROOTS, KINDS };

struct item {
    struct faqbot_view text;
    languages sets[KINDS];
};

static void fail(const char *why, const char *what)
{
    fprintf(stderr, "pack: %s: %s\n", why, what);
    exit(1);
}

/* Never freed: the program ends soon. */
static struct faqbot_view read_list(const char *folder, size_t row)
{
    static const char *const scripts[SCRIPTS] = {[LATIN] = "latin", [CYRILLIC] = "cyrillic"};
    char path[512];
    if (scripts[traits[row].script] == NULL) {
        return view_of("");
    }
    snprintf(path, sizeof path, "%s/%s/%s.txt", folder, scripts[traits[row].script], traits[row].code);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return view_of("");
    }
    char *bytes = calloc(LIST_BYTES_MAX, 1);
    if (bytes == NULL) {
        fail("out of memory", path);
    }
    size_t size = fread(bytes, 1, LIST_BYTES_MAX, file);
    if (size == LIST_BYTES_MAX || ferror(file)) {
        fail("too long or not readable", path);
    }
    fclose(file);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = bytes[i] == '\n' ? ' ' : bytes[i];
    }
    return view_trim(view_make(bytes, size));
}

static bool next_word(struct faqbot_view *list, struct faqbot_view *word)
{
    *word = view_slice(*list, 0, view_find(*list, ' '));
    *list = view_slice(*list, word->size + 1, list->size);
    return word->size > 0;
}

/* ==== Words ========================================================================================== */

static int compare_items(const void *left, const void *right)
{
    return view_compare(((const struct item *)left)->text, ((const struct item *)right)->text);
}

/* Sorts and joins the items of one text; gives how many are left. */
static size_t join(struct item *items, size_t count)
{
    size_t left = 0;
    qsort(items, count, sizeof *items, compare_items);
    for (size_t i = 0; i < count; i++) {
        if (left == 0 || !view_equals(items[left - 1].text, items[i].text)) {
            items[left++] = items[i];
            continue;
        }
        for (size_t j = 0; j < KINDS; j++) {
            items[left - 1].sets[j] |= items[i].sets[j];
        }
    }
    return left;
}

static void write_kinds(const struct item *items, size_t count)
{
    static const struct item *firsts[WORDS_MAX];
    size_t kinds = 0;
    printf("const uint16_t language_word_of_kind[] = {");
    for (size_t i = 0; i < count; i++) {
        size_t kind = 0;
        while (kind < kinds && memcmp(firsts[kind]->sets, items[i].sets, sizeof items[i].sets) != 0) {
            kind++;
        }
        if (kind == kinds) {
            firsts[kinds++] = &items[i];
        }
        printf("%zu,%s", kind, i % 20 == 19 ? "\n" : "");
    }
    printf("};\nconst struct language_kinds language_kinds[] = {\n");
    for (size_t i = 0; i < kinds; i++) {
        const languages *sets = firsts[i]->sets;
        printf("{%lluu, %lluu, %lluu},\n", (unsigned long long)sets[FUNCTION_WORDS],
               (unsigned long long)sets[EVERYDAY], (unsigned long long)sets[ROOTS]);
    }
    printf("};\n");
}

static void write_words(struct faqbot_view lists[TRAITS][KINDS])
{
    static struct item items[WORDS_MAX];
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; i < TRAITS * KINDS; i++) {
        struct faqbot_view list = lists[i / KINDS][i % KINDS];
        struct faqbot_view word;
        while (next_word(&list, &word)) {
            if (count == WORDS_MAX) {
                fail("too many words", traits[i / KINDS].code);
            }
            items[count].text = word;
            items[count++].sets[i % KINDS] = (languages)1 << i / KINDS;
        }
    }
    count = join(items, count);
    printf("const size_t language_word_count = %zu;\nconst char language_word_bytes[] = {", count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < items[i].text.size; j++) {
            printf("%d,", (signed char)items[i].text.bytes[j]);
        }
        printf("\n");
    }
    printf("};\nconst uint32_t language_word_starts[] = {0,\n");
    for (size_t i = 0; i < count; i++) {
        start += items[i].text.size;
        printf("%zu,%s", start, i % 20 == 19 ? "\n" : "");
    }
    printf("};\n");
    write_kinds(items, count);
}

/* ==== Letters and affixes ============================================================================ */

static languages having_letter(bool is_special, uint32_t letter)
{
    languages having = 0;
    for (size_t i = 0; i < TRAITS; i++) {
        struct faqbot_view rest = view_of(is_special ? traits[i].letters : traits[i].absent);
        uint32_t character;
        while (utf8_next(&rest, &character)) {
            having |= (languages)(character == letter) << i;
        }
    }
    return having;
}

static void write_letters(void)
{
    size_t count = 0;
    printf("const struct language_letter language_letters[] = {\n");
    for (uint32_t letter = 1; letter < 0x2000; letter++) {
        languages special = having_letter(true, letter);
        languages absent = having_letter(false, letter);
        if (special != 0 || absent != 0) {
            printf("{%u, %lluu, %lluu},\n", (unsigned)letter, (unsigned long long)special,
                   (unsigned long long)absent);
            count++;
        }
    }
    printf("};\nconst size_t language_letter_count = %zu;\n", count);
}

static char place_of(struct faqbot_view affix)
{
    bool may_follow = affix.bytes[0] == '-';
    bool may_go_on = affix.bytes[affix.size - 1] == '-';
    return view_ends_with(affix, "'-") ? '\'' : may_follow && may_go_on ? 'a' : may_follow ? 'e' : 'b';
}

static void write_affix(const struct item *item)
{
    struct faqbot_view text = item->text;
    char place = place_of(text);
    size_t before = place == 'a' || place == 'e';
    size_t after = place == '\'' ? 2 : place != 'e';
    text = view_slice(text, before, text.size - before - after);
    if (text.size > AFFIX_BYTES_MAX) {
        fail("too long", text.bytes);
    }
    printf("{{");
    for (size_t i = 0; i < text.size; i++) {
        printf("%d,", (signed char)text.bytes[i]);
    }
    printf("}, %zu, %d, %lluu},\n", text.size, place, (unsigned long long)item->sets[0]);
}

static void write_affixes(void)
{
    static struct item items[WORDS_MAX];
    unsigned starts[257] = {0};
    size_t count = 0;
    for (size_t i = 0; i < TRAITS; i++) {
        struct faqbot_view list = view_of(traits[i].affixes);
        while (next_word(&list, &items[count].text)) {
            items[count++].sets[0] = (languages)1 << i;
        }
    }
    count = join(items, count);
    printf("const struct language_affix language_affixes[] = {\n");
    for (unsigned first = 0; first < 256; first++) {
        starts[first + 1] = starts[first];
        for (size_t i = 0; i < count; i++) {
            struct faqbot_view text = items[i].text;
            if ((unsigned char)text.bytes[text.bytes[0] == '-'] == first) {
                write_affix(&items[i]);
                starts[first + 1]++;
            }
        }
    }
    printf("};\nconst uint16_t language_affix_starts[] = {");
    for (size_t i = 0; i < 257; i++) {
        printf("%u,%s", starts[i], i % 20 == 19 ? "\n" : "");
    }
    printf("};\n");
}

/* ==== Pairs ========================================================================================== */

struct counts {
    unsigned pairs[LETTER_CLASSES * LETTER_CLASSES];
    unsigned all;
};

/* Counts the pairs of a list of words; those of roots may go on. */
static void count_pairs(struct counts *counts, struct faqbot_view list, bool are_whole)
{
    unsigned before = 0;
    uint32_t letter;
    while (utf8_next(&list, &letter)) {
        unsigned class = language_letter_class(letter);
        if (class != 0 || are_whole) {
            counts->pairs[before * LETTER_CLASSES + class]++;
            counts->all++;
        }
        before = class;
    }
}

static bool is_seen(const struct counts counts[TRAITS], size_t pair)
{
    for (size_t i = 0; i < TRAITS; i++) {
        if (counts[i].pairs[pair] > 0) {
            return true;
        }
    }
    return false;
}

static void write_pairs(struct faqbot_view lists[TRAITS][KINDS])
{
    static struct counts counts[TRAITS];
    unsigned rows = 0;
    printf("const struct language_row language_rows[] = {\n");
    for (size_t i = 0; i < TRAITS; i++) {
        count_pairs(&counts[i], lists[i][FUNCTION_WORDS], true);
        count_pairs(&counts[i], lists[i][EVERYDAY], true);
        count_pairs(&counts[i], lists[i][ROOTS], false);
        printf("{\"%s\", %d, %ld},\n", traits[i].code, (int)traits[i].script,
               lround(PAIR_UNIT * log(counts[i].all + PAIR_KINDS)));
    }
    printf("};\nconst size_t language_row_count = %zu;\nconst uint16_t language_pair_rows[] = {", TRAITS);
    for (size_t pair = 0; pair < LETTER_CLASSES * LETTER_CLASSES; pair++) {
        printf("%u,%s", is_seen(counts, pair) ? ++rows : 0, pair % 20 == 19 ? "\n" : "");
    }
    printf("};\nconst uint8_t language_pair_weights[] = {");
    for (size_t i = 0; i < TRAITS; i++) {
        printf("0,");
    }
    for (size_t pair = 0; pair < LETTER_CLASSES * LETTER_CLASSES; pair++) {
        for (size_t i = 0; i < TRAITS && is_seen(counts, pair); i++) {
            long weight = lround(PAIR_STEPS * log(counts[i].pairs[pair] + 1.));
            printf("%ld,%s", weight < UINT8_MAX ? weight : UINT8_MAX, i == TRAITS - 1 ? "\n" : "");
        }
    }
    printf("};\n");
}

int main(int count, char **arguments)
{
    static struct faqbot_view lists[TRAITS][KINDS];
    _Static_assert(TRAITS <= LANGUAGES_MAX, "a language has a bit");
    if (count != 2) {
        fail("usage", "pack FOLDER >TABLES.c");
    }
    for (size_t i = 0; i < TRAITS; i++) {
        lists[i][FUNCTION_WORDS] = stopwords_of(traits[i].code);
        lists[i][EVERYDAY] = read_list(arguments[1], i);
        lists[i][ROOTS] = view_of(traits[i].roots);
    }
    printf("#include \"text/language_lookup.h\"\n");
    write_words(lists);
    write_letters();
    write_affixes();
    write_pairs(lists);
    return fflush(stdout) != 0 || ferror(stdout);
}
