/* tests/unit/util/sqlite.c - what the index and the journal share of SQLite. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <unistd.h>

#include "util/sqlite.h"
#include "util/util.h"

static void the_first_error_stays_and_stops_what_follows(void **state)
{
    (void)state;
    sqlite3 *database = NULL;
    int64_t rows = -1;
    int code = sqlite3_open(":memory:", &database);
    sqlite_run(database, "CREATE TABLE t (a); INSERT INTO t VALUES (7), (8)", &code);
    sqlite_number(database, "SELECT count(*) FROM t", &rows, &code);
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(rows, 2);
    sqlite_run(database, "this is no SQL", &code);
    sqlite_run(database, "DELETE FROM t", &code);
    sqlite_number(database, "SELECT 5", &rows, &code);
    assert_int_equal(code, SQLITE_ERROR);
    assert_int_equal(sqlite_status(code), FAQBOT_CORRUPT);
    assert_int_equal(rows, 2);
    code = SQLITE_OK;
    sqlite_number(database, "SELECT count(*) FROM t", &rows, &code);
    assert_int_equal(rows, 2);
    sqlite_number(database, "SELECT a FROM t WHERE a = 9", &rows, &code);
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(rows, 2); /* no row: as it was */
    sqlite3_close(database);
}

static void bytes_come_back_as_they_were_bound(void **state)
{
    (void)state;
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_open(":memory:", &database);
    sqlite_prepare(database, "SELECT ?1, ?2, ?3 IS NULL", &statement, &code);
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(sqlite_bind_text(statement, 1, view_of("text")), SQLITE_OK);
    assert_int_equal(sqlite_bind_blob(statement, 2, view_make("a\0b", 3)), SQLITE_OK);
    assert_int_equal(sqlite_bind_text(statement, 3, view_make(NULL, 0)), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_true(view_equals_text(sqlite_column(statement, 0), "text"));
    assert_true(view_equals(sqlite_column(statement, 1), view_make("a\0b", 3)));
    assert_int_equal(sqlite3_column_int(statement, 2), 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
}

static void any_name_can_be_opened_as_immutable(void **state)
{
    (void)state;
    static const char path[] = "/tmp/faqbot sqlite%3f#?x.db";
    sqlite3 *database = NULL;
    int64_t value = 0;
    (void)unlink(path);
    int code = sqlite3_open(path, &database);
    sqlite_run(database, "CREATE TABLE t (a); INSERT INTO t VALUES (42)", &code);
    sqlite3_close(database);
    database = NULL;
    sqlite_open_immutable(path, SQLITE_OPEN_NOMUTEX, &database, &code);
    sqlite_number(database, "SELECT a FROM t", &value, &code);
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(value, 42);
    sqlite_run(database, "DELETE FROM t", &code);
    assert_int_equal(code & 0xff, SQLITE_READONLY);
    sqlite3_close(database);
    (void)unlink(path);
}

int test_util_sqlite(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_error_stays_and_stops_what_follows),
        cmocka_unit_test(bytes_come_back_as_they_were_bound),
        cmocka_unit_test(any_name_can_be_opened_as_immutable),
    };
    return cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
}
