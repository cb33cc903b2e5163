/* bench/journal.c - how many rows a journal takes: into a file, or through its queue into a store.
 *
 *     journal ROWS FILE [ADDRESS]
 *
 * Prints ROWS, the seconds until all are on disk, the seconds until all are where they are to be, and the seconds of CPU
 * time of this process. Each row is a question of the length that people ask; every tenth is a feedback. */
#define _DEFAULT_SOURCE

#include <faqbot_journal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "remote/remote.h"

#define PAUSE_NANOSECONDS 200000 /* between two looks, and where the queue in memory is full */

static double now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double spent(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NANOSECONDS}, NULL);
}

static struct faqbot_view view_text(const char *text)
{
    return (struct faqbot_view){text, strlen(text)};
}

static enum faqbot_status add_row(struct faqbot_journal *journal, long number)
{
    char request[24];
    (void)snprintf(request, sizeof request, "%ld", number);
    const struct faqbot_journal_ask ask = {
        .at = 1764547200 + number / 100,
        .conversation = (uint64_t)number * 2654435761U + 1,
        .request = view_text(request),
        .question = view_text("how long may i keep a book, and what if i am late?"),
        .outcome = FAQBOT_ANSWERED,
        .confidence = .9312,
        .entry = view_text("loan-period"),
        .knowledge = view_text("0123456789abcdef"),
        .lang = view_text("en"),
        .microseconds = 640};
    const struct faqbot_journal_feedback feedback = {ask.at, ask.conversation, ask.request, 1, view_text("")};
    return number % 10 == 9 ? faqbot_journal_add_feedback(journal, &feedback, NULL)
                            : faqbot_journal_add_ask(journal, &ask);
}

static struct faqbot_journal_state state_of(struct faqbot_journal *journal)
{
    struct faqbot_journal_state state;
    faqbot_journal_get_state(journal, &state);
    return state;
}

static void measure(struct faqbot_journal *journal, long rows)
{
    double start = now();
    for (long i = 0; i < rows;) {
        if (add_row(journal, i) == FAQBOT_OK) {
            i++;
        } else {
            pause_briefly();
        }
    }
    while (state_of(journal).waiting > 0) {
        pause_briefly();
    }
    double on_disk = now() - start;
    while (state_of(journal).delivery.queued > 0) {
        pause_briefly();
    }
    printf("%ld %f %f %f\n", rows, on_disk, now() - start, spent());
}

int main(int argc, char **argv)
{
    struct faqbot_journal_store *store = NULL;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    if (argc < 3) {
        fprintf(stderr, "usage: journal ROWS FILE [ADDRESS]\n");
        return EXIT_FAILURE;
    }
    if (argc > 3) {
        (void)remote_open_journal(argv[3], &store, &fault);
    }
    const struct faqbot_journal_options options = {
        .path = argv[2], .bytes_max = FAQBOT_JOURNAL_BYTES_MAX_DEFAULT, .store = store};
    if (fault.status == FAQBOT_OK && faqbot_journal_open(&options, &journal, &fault) == FAQBOT_OK) {
        measure(journal, strtol(argv[1], NULL, 10));
    } else {
        fprintf(stderr, "journal: %s\n", fault.sentence);
    }
    faqbot_journal_close(journal);
    remote_close_journal(store);
    return fault.status == FAQBOT_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
