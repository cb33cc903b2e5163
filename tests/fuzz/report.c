/* fuzz/report.c - any bytes as a journal's file: a report of it is made in each form, or refused with a sentence. */
#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include <faqbot_tools.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* In memory: what is written there waits for no disk. */
#define FILE_FORMAT "/dev/shm/faqbot-fuzz-report-%ld"

static bool take(void *user, struct faqbot_view bytes)
{
    return *(size_t *)user += bytes.size, bytes.size > 0 && bytes.bytes[bytes.size - 1] == '\n';
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[64];
    snprintf(path, sizeof path, FILE_FORMAT, (long)getpid());
    FILE *file = fopen(path, "wb");
    assert(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
    for (enum faqbot_report_format form = FAQBOT_REPORT_HTML; form <= FAQBOT_REPORT_CSV; form++) {
        size_t written = 0;
        struct faqbot_report_result result;
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        const struct faqbot_report_options options = {.journal = path,
                                                      .format = form,
                                                      .write = take,
                                                      .write_user = &written,
                                                      .knowledge = "tests/transcripts/knowledge/german"};
        enum faqbot_status status = faqbot_report(&options, &result, &fault);
        assert(status == fault.status && (status == FAQBOT_OK) == (written > 0));
    }
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, FILE_FORMAT "%s", (long)getpid(), ends[i]);
        unlink(path);
    }
    return 0;
}
