/* tests/unit/journal/journal_read.c - what a reader of the journal gets, beside a writer or from a read-only
 * folder, and what it is told of a file that is not a journal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/journal/place.h"
#include "util/util.h"

/* ==== A journal and its readers ====================================================================== */

static int set_up(void **state)
{
    return place_set_up(state, "a %41 journal?#");
}

static struct faqbot_journal *write_journal(const char *path)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    const struct faqbot_journal_options options = {.path = path};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    return journal;
}

static void add_ask(struct faqbot_journal *journal, int64_t at, uint64_t conversation, const char *request,
                    enum faqbot_outcome outcome)
{
    const struct faqbot_journal_ask ask = {
        .at = at,
        .conversation = conversation,
        .request = view_of(request),
        .question = view_of("what?"),
        .outcome = outcome,
        .confidence = .25,
        .entry = view_of(outcome == FAQBOT_ANSWERED ? "entry" : ""),
        .knowledge = view_of("0123456789abcdef"),
    };
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
}

static void add_feedback(struct faqbot_journal *journal, int64_t at, uint64_t conversation,
                         const char *request, int helpful, const char *comment)
{
    const struct faqbot_journal_feedback feedback = {at, conversation, view_of(request), helpful,
                                                     view_of(comment)};
    assert_int_equal(faqbot_journal_add_feedback(journal, &feedback, NULL), FAQBOT_OK);
}

static void add_all(struct faqbot_journal *journal)
{
    add_ask(journal, 300, 7, "b", FAQBOT_UNSURE);
    add_ask(journal, 100, UINT64_MAX, "a", FAQBOT_ANSWERED);
    add_ask(journal, 200, 0, "", FAQBOT_NONE);
    add_ask(journal, 200, 7, "a", FAQBOT_ANSWERED);
    add_feedback(journal, 250, 7, "a", 0, "no, ann@mail.example");
    add_feedback(journal, 120, UINT64_MAX, "a", 1, "");
    add_feedback(journal, 350, 7, "b", -1, "");
    add_feedback(journal, 400, 9, "gone", 1, "");
}

/* What was told, a line a row. */
struct told {
    char text[1024];
    size_t enough; /* rows; 0: any number */
    size_t rows;
};

static bool write_line(struct told *told, const char *line)
{
    strncat(told->text, line, sizeof told->text - strlen(told->text) - 1);
    told->rows++;
    return told->rows != told->enough;
}

static bool tell_ask(void *user, const struct faqbot_journal_row *row)
{
    char line[256];
    snprintf(line, sizeof line, "%d %llx %.*s %.*s %d %s %.*s %.*s %d %.*s\n", (int)row->ask.at,
             (unsigned long long)row->ask.conversation, (int)row->ask.request.size, row->ask.request.bytes,
             (int)row->ask.question.size, row->ask.question.bytes, (int)row->ask.outcome,
             number_text(row->ask.confidence, 2).text, (int)row->ask.entry.size, row->ask.entry.bytes,
             (int)row->ask.knowledge.size, row->ask.knowledge.bytes, row->helpful, (int)row->comment.size,
             row->comment.bytes == NULL ? "" : row->comment.bytes);
    return write_line(user, line);
}

static bool tell_feedback(void *user, const struct faqbot_journal_feedback *feedback)
{
    char line[256];
    snprintf(line, sizeof line, "%d %llx %.*s %d %.*s\n", (int)feedback->at,
             (unsigned long long)feedback->conversation, (int)feedback->request.size, feedback->request.bytes,
             feedback->helpful, (int)feedback->comment.size, feedback->comment.bytes);
    return write_line(user, line);
}

static void read_journal(const char *path, int64_t since, int64_t until, struct told *told)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {.path = path,
                                                        .since = since,
                                                        .until = until,
                                                        .ask = tell_ask,
                                                        .feedback = tell_feedback,
                                                        .user = told};
    if (faqbot_journal_read(&options, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
}

#define ASK_100 "100 ffffffffffffffff a what? 0 0.25 entry 0123456789abcdef 1 \n"
#define ASK_200_0 "200 0  what? 2 0.25  0123456789abcdef -1 \n"
#define ASK_200_7 "200 7 a what? 0 0.25 entry 0123456789abcdef 0 no, [email]\n"
#define ASK_300 "300 7 b what? 1 0.25  0123456789abcdef -1 \n"
#define FEEDBACK_120 "120 ffffffffffffffff a 1 \n"
#define FEEDBACK_250 "250 7 a 0 no, [email]\n"
#define FEEDBACK_350 "350 7 b -1 \n"
#define FEEDBACK_400 "400 9 gone 1 \n"

static void all_that_was_written_is_told_by_its_time(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = write_journal(place->path);
    struct told told = {.enough = 0};
    add_all(journal);
    faqbot_journal_close(journal);
    read_journal(place->path, 0, 0, &told);
    assert_string_equal(
        told.text, ASK_100 ASK_200_0 ASK_200_7 ASK_300 FEEDBACK_120 FEEDBACK_250 FEEDBACK_350 FEEDBACK_400);
}

static void a_span_of_time_has_its_start_and_not_its_end(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = write_journal(place->path);
    struct told told = {.enough = 0};
    add_all(journal);
    faqbot_journal_close(journal);
    read_journal(place->path, 200, 350, &told);
    assert_string_equal(told.text, ASK_200_0 ASK_200_7 ASK_300 FEEDBACK_250);
}

static void a_reader_that_has_enough_is_told_no_more(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = write_journal(place->path);
    struct told told = {.enough = 2};
    add_all(journal);
    faqbot_journal_close(journal);
    read_journal(place->path, 0, 0, &told);
    assert_string_equal(told.text, ASK_100 ASK_200_0);
}

struct meanwhile {
    struct told told;
    struct faqbot_journal *journal;
};

static bool write_meanwhile(void *user, const struct faqbot_journal_row *row)
{
    struct meanwhile *meanwhile = user;
    struct faqbot_journal_state state;
    add_ask(meanwhile->journal, 1000, 3, "new", FAQBOT_NONE);
    do {
        faqbot_journal_get_state(meanwhile->journal, &state);
    } while (state.waiting > 0);
    assert_int_equal(state.last, FAQBOT_OK);
    return tell_ask(&meanwhile->told, row);
}

static void reading_disturbs_no_writer_and_no_writer_disturbs_reading(void **state)
{
    struct place *place = *state;
    struct meanwhile meanwhile = {.journal = write_journal(place->path)};
    struct told after = {.enough = 0};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {
        .path = place->path, .ask = write_meanwhile, .user = &meanwhile};
    struct faqbot_journal_state written;
    add_all(meanwhile.journal);
    do {
        faqbot_journal_get_state(meanwhile.journal, &written);
    } while (written.waiting > 0);
    assert_int_equal(faqbot_journal_read(&options, &fault), FAQBOT_OK);
    assert_string_equal(meanwhile.told.text, ASK_100 ASK_200_0 ASK_200_7 ASK_300);
    read_journal(place->path, 1000, 0, &after);
    assert_int_equal(after.rows, 4);
    faqbot_journal_close(meanwhile.journal);
}

/* To a root, every folder is writable: there the usual way is taken, and must give the same. */
static void a_journal_in_a_folder_that_cannot_be_written_is_read(void **state)
{
    struct place *place = *state;
    struct faqbot_journal *journal = write_journal(place->path);
    struct told told = {.enough = 0};
    add_all(journal);
    faqbot_journal_close(journal);
    assert_int_equal(chmod(place->path, 0400), 0);
    assert_int_equal(chmod(place->folder, 0500), 0);
    read_journal(place->path, 300, 0, &told);
    assert_int_equal(chmod(place->folder, 0700), 0);
    assert_string_equal(told.text, ASK_300 FEEDBACK_350 FEEDBACK_400);
}

static void refuse(const char *path, enum faqbot_status status)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {.path = path};
    assert_int_equal(faqbot_journal_read(&options, &fault), status);
    assert_int_equal(fault.status, status);
    assert_string_equal(fault.path, path);
    assert_true(fault.sentence[0] != '\0');
}

static void what_is_no_journal_is_named_and_left_alone(void **state)
{
    struct place *place = *state;
    FILE *file;
    refuse(place->path, FAQBOT_NOT_FOUND);
    assert_int_not_equal(access(place->path, F_OK), 0);
    refuse(place->folder, FAQBOT_IO);
    file = fopen(place->path, "w");
    assert_non_null(file);
    fclose(file);
    refuse(place->path, FAQBOT_INVALID);
    file = fopen(place->path, "w");
    assert_non_null(file);
    for (int i = 0; i < 200; i++) {
        fputs("a letter that nobody wants to lose\n", file);
    }
    fclose(file);
    refuse(place->path, FAQBOT_INVALID);
}

/* A view is read like a table, and may have rows without end. */
static void a_journal_that_does_things_by_itself_is_none(void **state)
{
    struct place *place = *state;
    static const char *const statements[] = {
        "DROP TABLE feedback; CREATE VIEW feedback AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + "
        "1 FROM n)"
        "  SELECT x AS number, x AS at, 1 AS conversation, '' AS request, 1 AS helpful, '' AS comment FROM n",
        "DROP TABLE feedback; CREATE VIRTUAL TABLE feedback USING fts5(at, conversation, request, helpful, "
        "comment)",
        "CREATE TRIGGER again AFTER DELETE ON asked BEGIN DELETE FROM feedback; END"};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        struct faqbot_journal_purged purged;
        struct faqbot_fault fault;
        sqlite3 *other = NULL;
        faqbot_journal_close(write_journal(place->path));
        assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
        assert_int_equal(sqlite3_exec(other, statements[i], NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_close(other), SQLITE_OK);
        refuse(place->path, FAQBOT_INVALID);
        assert_int_equal(faqbot_journal_purge(place->path, 1, &purged, &fault), FAQBOT_INVALID);
        assert_int_equal(unlink(place->path), 0);
    }
}

static bool count_row(void *user, const struct faqbot_journal_row *row)
{
    (void)row;
    ++*(size_t *)user;
    return true;
}

/* Its pages name one another as children, 84 times each and four deep: some 50 million rows in 3 KB. */
static void a_journal_of_rows_without_end_is_damaged(void **state)
{
    struct faqbot_fault fault;
    size_t rows = 0;
    const struct faqbot_journal_read_options options = {
        .path = "tests/fuzz/regressions/journal_file/pages-that-repeat", .ask = count_row, .user = &rows};
    (void)state;
    assert_int_equal(faqbot_journal_read(&options, &fault), FAQBOT_CORRUPT);
    assert_string_equal(fault.sentence,
                        "cannot read the journal: it is damaged, and would go on without end");
}

static int run_read(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_that_was_written_is_told_by_its_time, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(a_span_of_time_has_its_start_and_not_its_end, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(a_reader_that_has_enough_is_told_no_more, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(reading_disturbs_no_writer_and_no_writer_disturbs_reading, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(a_journal_in_a_folder_that_cannot_be_written_is_read, set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_journal_is_named_and_left_alone, set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(a_journal_that_does_things_by_itself_is_none, set_up,
                                        place_tear_down),
        cmocka_unit_test(a_journal_of_rows_without_end_is_damaged),
    };
    return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}

/* ==== A journal that may not be written ============================================================== */

/* A journal in a folder that may not be written to, and one whose pages are damaged. */

/* Debian's; the superuser may write everywhere, so the test is somebody else meanwhile */
#define NOBODY 65534

static int read_only_set_up(void **state)
{
    static struct place place;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    strcpy(place.folder, "/tmp/faqbot-read-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    snprintf(place.path, sizeof place.path, "%s/a %%41 journal?#\xc3\xa9", place.folder);
    const struct faqbot_journal_options options = {.path = place.path};
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    const struct faqbot_journal_ask ask = {.at = 100,
                                           .conversation = 1,
                                           .request = view_of("r"),
                                           .question = view_of("what?"),
                                           .outcome = FAQBOT_NONE,
                                           .knowledge = view_of("0123456789abcdef")};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
    faqbot_journal_close(journal);
    *state = &place;
    return 0;
}

static int read_only_tear_down(void **state)
{
    const struct place *place = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    assert_int_equal(chmod(place->folder, 0700), 0);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", place->path, ends[i]);
        unlink(path);
    }
    return rmdir(place->folder);
}

static bool count(void *user, const struct faqbot_journal_row *row)
{
    size_t *rows = user;
    assert_int_equal(row->ask.at, 100);
    assert_int_equal(row->ask.question.size, 5);
    assert_memory_equal(row->ask.question.bytes, "what?", 5);
    ++*rows;
    return true;
}

static enum faqbot_status read_rows(const char *path, size_t *rows, struct faqbot_fault *fault)
{
    const struct faqbot_journal_read_options options = {.path = path, .ask = count, .user = rows};
    *rows = 0;
    *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    return faqbot_journal_read(&options, fault);
}

static void a_journal_is_read_where_nothing_may_be_written(void **state)
{
    const struct place *place = *state;
    bool is_superuser = geteuid() == 0;
    size_t rows;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->path, 0444), 0);
    assert_int_equal(chmod(place->folder, 0555), 0);
    assert_true(!is_superuser || seteuid(NOBODY) == 0);
    enum faqbot_status status = read_rows(place->path, &rows, &fault);
    assert_true(!is_superuser || seteuid(0) == 0);
    assert_string_equal(fault.sentence, "");
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(rows, 1);
}

static void a_journal_whose_first_page_is_damaged_is_told(void **state)
{
    const struct place *place = *state;
    size_t rows;
    struct faqbot_fault fault;
    assert_int_equal(chmod(place->folder, 0700), 0);
    assert_int_equal(chmod(place->path, 0600), 0);
    FILE *file = fopen(place->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0); /* behind the header, which stays whole */
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(fputc(0xff, file), 0xff);
    }
    assert_int_equal(fclose(file), 0);
    assert_int_equal(read_rows(place->path, &rows, &fault), FAQBOT_CORRUPT);
    assert_int_equal(fault.status, FAQBOT_CORRUPT);
    assert_string_equal(fault.path, place->path);
    assert_true(strlen(fault.sentence) > 0);
    assert_int_equal(rows, 0);
}

static int run_read_only(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_journal_is_read_where_nothing_may_be_written),
        cmocka_unit_test(a_journal_whose_first_page_is_damaged_is_told),
    };
    return cmocka_run_group_tests_name("read_only", tests, read_only_set_up, read_only_tear_down);
}

int test_journal_journal_read(void)
{
    return run_read() + run_read_only();
}
