/* bench/peers/faqbot.c - the bot, or plain FTS5, on the questions that its peers are asked; contest.py says how it is
 * spoken to. A repeated question is searched for again: the bot caches none.
 *
 *     faqbot-peer ask INDEX QUESTIONS
 *     faqbot-peer plain build KNOWLEDGE FILE
 *     faqbot-peer plain ask FILE QUESTIONS */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <faqbot.h>

#include "../plain.h"
#include "../set.h"

#define IDS_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define TOP 10

/* What is told of a question. */
struct told {
    uint64_t nanoseconds;
    struct faqbot_view first; /* the id of the best entry; in the arena */
};

static uint64_t now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Whoever answers: plain FTS5 where there is no bot. */
struct contestant {
    struct faqbot *bot;
    struct plain plain;
};

static bool ask(struct contestant *contestant, struct faqbot_view text, struct faqbot_view *first)
{
    const struct faqbot_question question = {.text = text, .top = TOP};
    struct faqbot_answer answer;
    if (contestant->bot == NULL) {
        *first = view_of("");
        return plain_ask(&contestant->plain, text);
    }
    if (faqbot_ask(contestant->bot, &question, &answer) != FAQBOT_OK) {
        return false;
    }
    *first = answer.candidate_count > 0 ? answer.candidates[0].id : view_of("");
    return true;
}

static bool ask_all(struct contestant *contestant, const struct set *set, struct arena *ids,
                    struct told *told)
{
    bool good = true;
    arena_reset(ids);
    for (size_t i = 0; i < set->count && good; i++) {
        struct faqbot_view first;
        uint64_t start = now();
        good = ask(contestant, set->questions[i], &first);
        told[i].nanoseconds = now() - start;
        good = good && arena_copy(ids, first, &told[i].first);
    }
    return good;
}

static void tell(const struct told *told, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf("%llu\t%s\n", (unsigned long long)told[i].nanoseconds, told[i].first.bytes);
    }
}

static bool serve(struct contestant *contestant, const struct set *set)
{
    char command[16];
    struct arena ids;
    struct told *told = calloc(set->count, sizeof *told);
    bool good = told != NULL;
    arena_init(&ids, IDS_BYTES_MAX);
    do {
        good = good && puts("") >= 0 && fflush(stdout) == 0;
    } while (good && fgets(command, sizeof command, stdin) != NULL &&
             (strcmp(command, "ask\n") != 0 ? (tell(told, set->count), true)
                                            : ask_all(contestant, set, &ids, told)));
    arena_release(&ids);
    free(told);
    return good && feof(stdin);
}

static bool build_plain(const char *knowledge, const char *file)
{
    struct plain plain;
    remove(file);
    bool good = plain_make(&plain, file, knowledge);
    plain_close(&plain);
    return good;
}

static bool ask_about(bool is_plain, const char *file, const char *path)
{
    struct set set;
    struct contestant contestant = {.bot = NULL};
    struct faqbot_fault fault = {.sentence = ""};
    const struct faqbot_options options = {.index = file};
    bool good = set_read(&set, path) &&
                (is_plain ? plain_open(&contestant.plain, file)
                          : faqbot_open(&options, &contestant.bot, &fault) == FAQBOT_OK) &&
                serve(&contestant, &set);
    if (!good) {
        fprintf(stderr, "bench: %s cannot be asked: %s\n", file, fault.sentence);
    }
    faqbot_close(contestant.bot);
    plain_close(&contestant.plain);
    set_release(&set);
    return good;
}

int main(int argc, char **argv)
{
    bool is_plain = argc == 5 && strcmp(argv[1], "plain") == 0;
    bool good = false;
    argv += is_plain;
    if (argc != 4 + is_plain) {
        fprintf(stderr, "usage: faqbot-peer [plain] build|ask FILE FILE\n");
    } else if (is_plain && strcmp(argv[1], "build") == 0) {
        good = build_plain(argv[2], argv[3]);
    } else if (strcmp(argv[1], "ask") == 0) {
        good = ask_about(is_plain, argv[2], argv[3]);
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
