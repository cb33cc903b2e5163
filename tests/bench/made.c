/* bench/made.c - makes a set: a knowledge base of any size, and questions with the entries that are meant.
 *
 *     made passages|edited|alike|entries COUNT KNOWLEDGE QUESTIONS
 *
 * KNOWLEDGE is JSON Lines; QUESTIONS has a question, a tab, and an id or - in a line, as sets have it. Prints how many
 * bytes of the knowledge base are text. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "passages.h"

#define QUESTIONS 1000
#define QUESTION_BYTES_MAX 1024

static bool write_questions(const struct passages *passages, enum passages_kind kind, uint32_t count,
                            const char *path)
{
    struct buffer question;
    FILE *file = fopen(path, "wb");
    bool good = file != NULL;
    buffer_init(&question, QUESTION_BYTES_MAX);
    for (uint32_t i = 0; i < QUESTIONS && good; i++) {
        uint32_t meant = passages_ask(passages, kind, count, i, &question);
        buffer_add_text(&question, meant == PASSAGES_NONE     ? "\t-"
                                   : kind == PASSAGES_ENTRIES ? "\tentry-"
                                                              : "\tpassage-");
        if (meant != PASSAGES_NONE) {
            buffer_add_number(&question, meant);
        }
        buffer_add_byte(&question, '\n');
        good = !question.failed && fwrite(question.bytes, 1, question.size, file) == question.size;
    }
    buffer_release(&question);
    return file != NULL && fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {[PASSAGES_DISTINCT] = "passages",
                                        [PASSAGES_EDITED] = "edited",
                                        [PASSAGES_SAME] = "alike",
                                        [PASSAGES_ENTRIES] = "entries"};
    enum passages_kind kind = PASSAGES_DISTINCT;
    while (argc == 5 && kind <= PASSAGES_ENTRIES && strcmp(argv[1], kinds[kind]) != 0) {
        kind++;
    }
    uint32_t count = argc == 5 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    if (count == 0 || kind > PASSAGES_ENTRIES) {
        fprintf(stderr, "usage: made passages|edited|alike|entries COUNT KNOWLEDGE QUESTIONS\n");
        return EXIT_FAILURE;
    }
    struct passages *passages = passages_new();
    uint64_t text_bytes;
    bool good = passages != NULL && passages_write(passages, kind, count, argv[3], &text_bytes) &&
                write_questions(passages, kind, count, argv[4]);
    passages_free(passages);
    if (!good) {
        perror("bench: made");
        return EXIT_FAILURE;
    }
    printf("%" PRIu64 "\n", text_bytes);
    return EXIT_SUCCESS;
}
