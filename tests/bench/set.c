/* bench/set.c - sets of questions: read from files, or made by a seeded generator where there are none. */
#include "set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "random.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* -- Reading ------------------------------------------------------------------------------------------------------- */

static bool read_file(const char *path, struct buffer *bytes)
{
    char block[65536];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
        return false;
    }
    while ((size = fread(block, 1, sizeof block, file)) > 0) {
        buffer_add(bytes, view_make(block, size));
    }
    bool whole = !ferror(file) && !bytes->failed;
    fclose(file);
    return whole;
}

bool set_read(struct set *set, const char *folder, const char *name)
{
    char path[1024];
    *set = (struct set){.count = 0};
    buffer_init(&set->bytes, FILE_BYTES_MAX);
    snprintf(set->knowledge, sizeof set->knowledge, "%s/%s/knowledge.jsonl", folder, name);
    snprintf(path, sizeof path, "%s/%s/questions.tsv", folder, name);
    if (!read_file(path, &set->bytes)) {
        return false;
    }
    struct faqbot_view rest = buffer_view(&set->bytes);
    struct faqbot_view line;
    size_t lines = 0;
    while (view_next_line(&rest, &line)) {
        lines++;
    }
    set->questions = calloc(lines + 1, sizeof *set->questions);
    rest = buffer_view(&set->bytes);
    while (set->questions != NULL && view_next_line(&rest, &line)) {
        set->questions[set->count++] = view_slice(line, 0, view_find(line, '\t'));
    }
    return set->count > 0;
}

void set_release(struct set *set)
{
    free(set->questions);
    buffer_release(&set->bytes);
}

/* -- Making -------------------------------------------------------------------------------------------------------- */

#define ENTRIES 150
#define PHRASINGS 12
#define QUESTIONS 1500
#define SUBJECT_WORDS 6 /* that an entry's phrasings draw from */
#define VOCABULARY 900

/* A word of two or three syllables, the same for the same number. */
static void write_word(FILE *out, unsigned number)
{
    static const char consonants[] = "bdfgklmnprstvz";
    static const char vowels[] = "aeiou";
    uint64_t state = number;
    unsigned syllables = 2 + random_below(&state, 2);
    for (unsigned i = 0; i < syllables; i++) {
        fputc(consonants[random_below(&state, sizeof consonants - 1)], out);
        fputc(vowels[random_below(&state, sizeof vowels - 1)], out);
    }
    fputc(consonants[random_below(&state, sizeof consonants - 1)], out);
}

/* Small numbers are the frequent words: Zipf's law, near enough. */
static unsigned any_word(uint64_t *state)
{
    return random_below(state, 1 + random_below(state, VOCABULARY));
}

/* A sentence that wraps words of the entry's subject into words that hold any sentence together. */
static void write_question(FILE *out, uint64_t *state, unsigned entry)
{
    static const char *const openings[] = {
        "how do i",  "can you tell me about", "what is the",        "i need to",
        "why is my", "where can i find the",  "please help me with"};
    fputs(openings[random_below(state, sizeof openings / sizeof *openings)], out);
    unsigned words = 2 + random_below(state, 4);
    for (unsigned i = 0; i < words; i++) {
        uint64_t subject = (uint64_t)entry * SUBJECT_WORDS + random_below(state, SUBJECT_WORDS);
        fputc(' ', out);
        write_word(out, random_below(state, 4) == 0 ? any_word(state)
                                                    : (unsigned)(random_next(&subject) % VOCABULARY));
    }
}

static void write_entry(FILE *out, uint64_t *state, unsigned entry)
{
    fprintf(out, "{\"id\": \"e%u\", \"question\": \"", entry);
    write_question(out, state, entry);
    for (unsigned i = 1; i < PHRASINGS; i++) {
        fputs(i == 1 ? "\", \"also\": [\"" : "\", \"", out);
        write_question(out, state, entry);
    }
    fputs("\"], \"answer\": \"", out);
    for (unsigned i = 0; i < 40; i++) {
        write_word(out, any_word(state));
        fputs(i % 10 == 9 ? ". " : " ", out);
    }
    fputs("\"}\n", out);
}

bool set_make(const char *folder, const char *name)
{
    char path[1024];
    uint64_t state = 1;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
        return false;
    }
    snprintf(path, sizeof path, "%s/%s/knowledge.jsonl", folder, name);
    FILE *knowledge = fopen(path, "wb");
    snprintf(path, sizeof path, "%s/%s/questions.tsv", folder, name);
    FILE *questions = fopen(path, "wb");
    bool made = knowledge != NULL && questions != NULL;
    for (unsigned i = 0; i < ENTRIES && made; i++) {
        write_entry(knowledge, &state, i);
    }
    for (unsigned i = 0; i < QUESTIONS && made; i++) {
        unsigned entry = random_below(&state, ENTRIES);
        write_question(questions, &state, entry);
        fprintf(questions, "\te%u\n", entry);
    }
    made = knowledge != NULL && fclose(knowledge) == 0 && made;
    made = questions != NULL && fclose(questions) == 0 && made;
    return made;
}
