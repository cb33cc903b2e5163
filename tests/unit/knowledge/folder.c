/* unit/knowledge/folder.c - folders that may not be read: one within the knowledge base is told, and the rest is
 * read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector.h"
#include "knowledge/knowledge.h"

#define NOBODY 65534 /* Debian's; the superuser may read everything, so the test is somebody else meanwhile */

struct source_place {
    char folder[64];
    char inner[96];
    char file[96];
};

static int set_up(void **state)
{
    static struct source_place place;
    strcpy(place.folder, "/tmp/faqbot-folder-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.inner, sizeof place.inner, "%s/inner", place.folder);
    (void)snprintf(place.file, sizeof place.file, "%s/a.md", place.folder);
    assert_int_equal(mkdir(place.inner, 0), 0);
    FILE *file = fopen(place.file, "wb");
    assert_non_null(file);
    assert_true(fputs("## Why?\n\nBecause.\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct source_place *place = *state;
    return chmod(place->folder, 0700) + unlink(place->file) + rmdir(place->inner) + rmdir(place->folder);
}

/* Reads the folder as somebody who is not the superuser. */
static enum faqbot_status read_folder(const char *path, struct import_builder *collector,
                                      struct faqbot_fault *fault)
{
    bool is_superuser = geteuid() == 0;
    collector_init(collector);
    *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    assert_true(!is_superuser || seteuid(NOBODY) == 0);
    enum faqbot_status status = kb_read(path, &collector->sink, fault);
    assert_true(!is_superuser || seteuid(0) == 0);
    return status;
}

static void a_folder_within_is_told_and_passed_over(void **state)
{
    const struct source_place *place = *state;
    struct import_builder collector;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->folder, 0755), 0);
    assert_int_equal(read_folder(place->folder, &collector, &fault), FAQBOT_OK);
    assert_string_equal(collector_text(&collector.entries), "settings \nfaq a/why :1\n? Why?\n= Because.\n");
    assert_string_equal(collector_text(&collector.faults), "0 error unreadable-file\n");
    assert_memory_equal(collector.path, place->inner, strlen(place->inner));
    assert_non_null(strstr(collector.sentence, strerror(EACCES)));
    collector_release(&collector);
}

static void the_knowledge_base_itself_is_a_failure(void **state)
{
    const struct source_place *place = *state;
    struct import_builder collector;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->folder, 0311), 0);
    assert_int_equal(read_folder(place->folder, &collector, &fault), FAQBOT_IO);
    assert_memory_equal(fault.path, place->folder, strlen(place->folder));
    assert_non_null(strstr(fault.sentence, strerror(EACCES)));
    assert_int_equal(collector.count, 0);
    collector_release(&collector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_within_is_told_and_passed_over),
        cmocka_unit_test(the_knowledge_base_itself_is_a_failure),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
