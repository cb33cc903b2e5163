/* fuzz/journal_file.c - any bytes as a journal's file: read, purged, read again; each call returns. */
#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include <faqbot_tools.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* In memory: what is written there waits for no disk. */
#define FILE_FORMAT "/dev/shm/faqbot-fuzz-%ld%s"

static bool take(void *user, const struct faqbot_journal_row *row)
{
    const struct faqbot_view question = row->ask.question;
    return *(unsigned *)user += question.size > 0 ? (unsigned char)question.bytes[question.size - 1] : 0,
           true;
}

static void read_all(const char *path)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    unsigned sum = 0;
    const struct faqbot_journal_read_options options = {.path = path, .ask = take, .user = &sum};
    enum faqbot_status status = faqbot_journal_read(&options, &fault);
    assert(fault.status == status && (status == FAQBOT_OK) == (fault.sentence[0] == '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[64];
    struct faqbot_journal_purged purged;
    struct faqbot_fault fault;
    snprintf(path, sizeof path, FILE_FORMAT, (long)getpid(), "");
    FILE *file = fopen(path, "wb");
    assert(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
    read_all(path);
    (void)faqbot_journal_purge(path, 1000, &purged, &fault);
    read_all(path);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, FILE_FORMAT, (long)getpid(), ends[i]);
        unlink(path);
    }
    return 0;
}
