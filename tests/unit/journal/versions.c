/* tests/unit/journal/versions.c - a journal of version 1 is read as it is and brought up to date by its writer, and what
 * is new in version 2: languages, times, small talk and searches. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "unit/journal/place.h"
#include "util/util.h"

/* As version 1 made it, with an ask of each outcome. */
static const char version_1[] =
    "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;\n"
    "CREATE TABLE asked (\n"
    "    number       INTEGER PRIMARY KEY,\n"
    "    at           INTEGER NOT NULL,          -- seconds since 1970\n"
    "    conversation INTEGER NOT NULL,          -- a random number for each; 0: a single question over "
    "HTTP\n"
    "    request      TEXT NOT NULL,             -- the id that the client gave it; may be empty\n"
    "    question     TEXT NOT NULL,\n"
    "    outcome      TEXT NOT NULL CHECK (outcome IN ('answered', 'unsure', 'none')),\n"
    "    confidence   REAL NOT NULL,\n"
    "    entry        TEXT NOT NULL,             -- the entry that answered; empty: none\n"
    "    knowledge    TEXT NOT NULL              -- the version of the knowledge base\n"
    ");\n"
    "CREATE INDEX asked_at ON asked (at);\n"
    "CREATE INDEX asked_request ON asked (conversation, request);\n"
    "CREATE TABLE feedback (\n"
    "    number       INTEGER PRIMARY KEY,\n"
    "    at           INTEGER NOT NULL,\n"
    "    conversation INTEGER NOT NULL,\n"
    "    request      TEXT NOT NULL,             -- the id of the ask, see there\n"
    "    helpful      INTEGER CHECK (helpful IN (0, 1)), -- NULL: withdrawn\n"
    "    comment      TEXT NOT NULL,\n"
    "    UNIQUE (conversation, request)\n"
    ");\n"
    "CREATE INDEX feedback_at ON feedback (at);\n"
    "PRAGMA application_id = 0x66616a31; PRAGMA user_version = 1;\n"
    "INSERT INTO asked (at, conversation, request, question, outcome, confidence, entry, knowledge) VALUES\n"
    "  (10, 1, 'a', 'one?', 'answered', .9, 'first', 'k'), (20, 1, 'b', 'two?', 'unsure', .4, '', 'k'),\n"
    "  (30, 2, 'a', 'three?', 'none', .1, '', 'k');\n"
    "INSERT INTO feedback (at, conversation, request, helpful, comment) VALUES (15, 1, 'a', 1, 'thanks');\n";

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *database = NULL;
    char *mistake = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, sql, NULL, NULL, &mistake) != SQLITE_OK) {
        fail_msg("%s", mistake);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

/* What a statement gives, its values with a blank between them. */
static int add_values(void *user, int count, char **values, char **names)
{
    char *text = user;
    (void)names;
    for (int i = 0; i < count; i++) {
        strncat(text, values[i] == NULL ? "NULL" : values[i], 1000 - strlen(text));
        strncat(text, i + 1 < count ? " " : "\n", 1000 - strlen(text));
    }
    return 0;
}

static void query(const char *path, const char *sql, char text[1024])
{
    sqlite3 *database = NULL;
    text[0] = '\0';
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, add_values, text, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static int set_up(void **state)
{
    place_set_up(state, "journal.db");
    run_sql(((struct place *)*state)->path, version_1);
    return 0;
}

static int set_up_empty(void **state)
{
    return place_set_up(state, "journal.db");
}

static struct faqbot_journal *open_journal(const char *path)
{
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_options options = {.path = path};
    if (faqbot_journal_open(&options, &journal, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    return journal;
}

static bool tell_ask(void *user, const struct faqbot_journal_row *row)
{
    char line[256];
    snprintf(line, sizeof line, "ask %d %.*s %s %.*s %d %d\n", (int)row->ask.at, (int)row->ask.question.size,
             row->ask.question.bytes, faqbot_outcome_name(row->ask.outcome), (int)row->ask.lang.size,
             row->ask.lang.bytes, (int)row->ask.microseconds, row->helpful);
    strncat(user, line, 1000 - strlen(user));
    return true;
}

static bool tell_search(void *user, const struct faqbot_journal_search *search)
{
    char line[256];
    snprintf(line, sizeof line, "search %d %llx %.*s %.*s %.*s %d %d\n", (int)search->at,
             (unsigned long long)search->conversation, (int)search->request.size, search->request.bytes,
             (int)search->text.size, search->text.bytes, (int)search->knowledge.size, search->knowledge.bytes,
             (int)search->hits, (int)search->microseconds);
    strncat(user, line, 1000 - strlen(user));
    return true;
}

static void read_journal(const char *path, char text[1024])
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {
        .path = path, .ask = tell_ask, .search = tell_search, .user = text};
    text[0] = '\0';
    if (faqbot_journal_read(&options, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
}

#define ASKS_OF_VERSION_1                                                                                    \
    "ask 10 one? answered  0 1\n"                                                                            \
    "ask 20 two? unsure  0 -1\n"                                                                             \
    "ask 30 three? none  0 -1\n"

static void a_reader_takes_version_1_as_it_is(void **state)
{
    const char *path = ((struct place *)*state)->path;
    char text[1024];
    read_journal(path, text);
    assert_string_equal(text, ASKS_OF_VERSION_1);
    query(path, "PRAGMA user_version", text);
    assert_string_equal(text, "1\n");
}

static void add_news(struct faqbot_journal *journal)
{
    const struct faqbot_journal_ask ask = {.at = 40,
                                           .request = view_of("c"),
                                           .question = view_of("hallo, ann@mail.example"),
                                           .outcome = FAQBOT_SMALLTALK,
                                           .lang = view_of("de"),
                                           .microseconds = 250};
    const struct faqbot_journal_search search = {.at = 25,
                                                 .conversation = UINT64_MAX,
                                                 .request = view_of("d"),
                                                 .text = view_of("opening +49 170 1234567"),
                                                 .knowledge = view_of("k"),
                                                 .hits = 3,
                                                 .microseconds = 99};
    assert_int_equal(faqbot_journal_add_ask(journal, &ask), FAQBOT_OK);
    assert_int_equal(faqbot_journal_add_search(journal, &search), FAQBOT_OK);
}

#define NEWS                                                                                                 \
    "ask 40 hallo, [email] smalltalk de 250 -1\n"                                                            \
    "search 25 ffffffffffffffff d opening +[number] k 3 99\n"

static void a_writer_brings_it_up_to_date_and_loses_nothing(void **state)
{
    const char *path = ((struct place *)*state)->path;
    char text[1024];
    struct faqbot_journal *journal = open_journal(path);
    add_news(journal);
    faqbot_journal_close(journal);
    read_journal(path, text);
    assert_string_equal(text, ASKS_OF_VERSION_1 NEWS);
    query(path, "PRAGMA user_version; PRAGMA integrity_check", text);
    assert_string_equal(text, "2\nok\n");
    faqbot_journal_close(open_journal(path)); /* once is enough */
    read_journal(path, text);
    assert_string_equal(text, ASKS_OF_VERSION_1 NEWS);
}

/* Columns, constraints, indexes: whatever a file was made by, a writer may rely on the same. */
static void a_file_that_was_brought_up_to_date_is_as_a_new_one(void **state)
{
    static const char schema[] =
        "SELECT m.name, p.cid, p.name, p.type, p.\"notnull\", p.dflt_value, p.pk"
        "  FROM sqlite_schema AS m, pragma_table_info(m.name) AS p ORDER BY m.name, p.cid;"
        "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' ORDER BY name;";
    const char *path = ((struct place *)*state)->path;
    char new_path[112];
    char old[1024];
    char new[1024];
    snprintf(new_path, sizeof new_path, "%s.new", path);
    faqbot_journal_close(open_journal(path));
    faqbot_journal_close(open_journal(new_path));
    query(path, schema, old);
    query(new_path, schema, new);
    unlink(new_path);
    assert_true(strlen(old) > 500);
    assert_string_equal(old, new);
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "UPDATE asked SET outcome = 'nonsense'", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(database, "UPDATE asked SET outcome = 'smalltalk'", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

/* A server of version 1 that still runs, and one that starts twice. */
static void two_writers_of_both_versions_get_along(void **state)
{
    const char *path = ((struct place *)*state)->path;
    char text[1024];
    sqlite3 *old = NULL;
    sqlite3_stmt *insert = NULL;
    assert_int_equal(sqlite3_open(path, &old), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(old,
                                        "INSERT INTO asked (at, conversation, request, question, outcome,"
                                        " confidence, entry, knowledge)"
                                        " VALUES (50, 3, 'a', 'late?', 'none', 0, '', 'k')",
                                        -1, &insert, NULL),
                     SQLITE_OK);
    struct faqbot_journal *first = open_journal(path);
    struct faqbot_journal *second = open_journal(path);
    assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
    assert_int_equal(sqlite3_finalize(insert), SQLITE_OK);
    assert_int_equal(sqlite3_close(old), SQLITE_OK);
    faqbot_journal_close(first);
    faqbot_journal_close(second);
    read_journal(path, text);
    assert_string_equal(text, ASKS_OF_VERSION_1 "ask 50 late? none  0 -1\n");
}

/* A disk that is full, a table that is in the way: the file stays what it was. */
static void what_cannot_be_brought_up_to_date_stays_as_it_is(void **state)
{
    const char *path = ((struct place *)*state)->path;
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_journal_options options = {.path = path};
    char text[1024];
    run_sql(path, "CREATE TABLE searched (x)");
    assert_int_not_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    assert_true(fault.sentence[0] != '\0');
    query(path, "PRAGMA user_version; SELECT count(*) FROM pragma_table_info('asked')", text);
    assert_string_equal(text, "1\n9\n");
    read_journal(path, text);
    assert_string_equal(text, ASKS_OF_VERSION_1);
}

static void searches_are_purged_as_questions_are(void **state)
{
    const char *path = ((struct place *)*state)->path;
    char text[1024];
    struct faqbot_fault fault;
    struct faqbot_journal_purged purged;
    struct faqbot_journal *journal = open_journal(path);
    struct faqbot_journal_search search = {.text = view_of("words")};
    for (search.at = 1; search.at <= 10; search.at++) {
        assert_int_equal(faqbot_journal_add_search(journal, &search), FAQBOT_OK);
    }
    faqbot_journal_close(journal);
    assert_int_equal(faqbot_journal_purge(path, 9, &purged, &fault), FAQBOT_OK);
    assert_int_equal(purged.asks, 0);
    assert_int_equal(purged.searches, 8);
    journal = open_journal(path);
    assert_int_equal(faqbot_journal_forget(journal, 10), FAQBOT_OK);
    faqbot_journal_close(journal);
    read_journal(path, text);
    assert_string_equal(text, "search 10 0  words  0 0\n");
}

/* Visitors may search and ask nothing. */
static void searches_make_room_for_new_ones(void **state)
{
    const char *path = ((struct place *)*state)->path;
    const struct faqbot_journal_options options = {.path = path, .bytes_max = FAQBOT_JOURNAL_BYTES_MAX_MIN};
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    struct faqbot_journal_state now;
    char words[512];
    char text[1024];
    memset(words, 'w', sizeof words);
    assert_int_equal(faqbot_journal_open(&options, &journal, &fault), FAQBOT_OK);
    for (int64_t at = 1; at <= 4000; at++) {
        const struct faqbot_journal_search search = {.at = at, .text = view_make(words, sizeof words)};
        assert_int_equal(faqbot_journal_add_search(journal, &search), FAQBOT_OK);
        do {
            faqbot_journal_get_state(journal, &now);
        } while (now.waiting > 100);
    }
    do {
        faqbot_journal_get_state(journal, &now);
    } while (now.waiting > 0);
    assert_int_equal(now.last, FAQBOT_OK);
    assert_int_equal(now.lost, 0);
    assert_true(now.trimmed.searches > 1000 && now.trimmed.searches < 4000);
    assert_int_equal(now.trimmed.asks, 0);
    faqbot_journal_close(journal);
    query(path, "SELECT max(at), max(at) - min(at) + 1 = count(*) FROM searched", text);
    assert_string_equal(text, "4000 1\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_tear_down)
#define TEST_NEW(name) cmocka_unit_test_setup_teardown(name, set_up_empty, place_tear_down)

int test_journal_versions(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reader_takes_version_1_as_it_is),
        TEST(a_writer_brings_it_up_to_date_and_loses_nothing),
        TEST(a_file_that_was_brought_up_to_date_is_as_a_new_one),
        TEST(two_writers_of_both_versions_get_along),
        TEST(what_cannot_be_brought_up_to_date_stays_as_it_is),
        TEST_NEW(searches_are_purged_as_questions_are),
        TEST_NEW(searches_make_room_for_new_ones),
    };
    return cmocka_run_group_tests_name("versions", tests, NULL, NULL);
}
