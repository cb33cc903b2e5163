/* tests/unit/convert/report.h - an import within one process: a text in, the report and the lines written as
 * text out. */
#ifndef UNIT_CONVERT_REPORT_H
#define UNIT_CONVERT_REPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"
#include "convert/readers.h"

/* The piece so many times, as a string of the caller's that free() releases. */
static inline char *repeat(const char *piece, size_t times)
{
    size_t size = strlen(piece);
    char *text = malloc(size * times + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + i * size, piece, size);
    }
    text[size * times] = '\0';
    return text;
}

struct report {
    struct buffer text;  /* "3 imported ID: QUESTION" or "3 left out: SENTENCE", a line an event */
    struct buffer lines; /* what was written */
};

static inline void report_event(void *user, const struct faqbot_import_event *event)
{
    static const char *const names[] = {"imported", "joined", "left out", "note"};
    struct buffer *text = user;
    buffer_add_number(text, event->row);
    buffer_add_byte(text, ' ');
    buffer_add_text(text, names[event->outcome]);
    buffer_add_text(text, event->id.size > 0 ? " " : "");
    buffer_add(text, event->id);
    buffer_add_text(text, ": ");
    buffer_add(text, event->sentence.size > 0 ? event->sentence : event->question);
    buffer_add_byte(text, '\n');
}

static inline void report_read_file(const char *path, struct buffer *out)
{
    char chunk[4096];
    size_t size;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((size = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_add(out, view_make(chunk, size));
    }
    fclose(file);
}

/* Imports `text` and gives the status. The report is the caller's, released by report_release(). */
static inline enum faqbot_status report_import(const char *format, const char *map, struct faqbot_view text,
                                               struct report *report, struct faqbot_fault *fault)
{
    char folder[] = "/tmp/faqbot-import-XXXXXX";
    char path[64];
    struct import_builder builder;
    struct faqbot_import_result result;
    buffer_init(&report->text, SIZE_MAX);
    buffer_init(&report->lines, SIZE_MAX);
    assert_non_null(mkdtemp(folder));
    assert_non_null(import_format_find(format));
    import_builder_init(&builder, "in", map, fault);
    struct output *output = output_open(folder, "out.jsonl", false, fault);
    assert_non_null(output);
    import_format_find(format)->read(&builder, text);
    enum faqbot_status status = import_commit(&builder, output, report_event, &report->text, &result);
    if (status == FAQBOT_OK) {
        output_commit(output, fault);
        assert_int_equal(fault->status, FAQBOT_OK);
        (void)snprintf(path, sizeof path, "%s/out.jsonl", folder);
        report_read_file(path, &report->lines);
        unlink(path);
    }
    output_free(output);
    import_builder_release(&builder);
    rmdir(folder);
    buffer_add_byte(&report->text, '\0');
    buffer_add_byte(&report->lines, '\0');
    return status;
}

static inline void report_release(struct report *report)
{
    buffer_release(&report->text);
    buffer_release(&report->lines);
}

/* An import that comes to an end: the report and the lines are these, `lines` not looked at where it is
 * NULL. */
static inline void report_check(const char *format, const char *map, const char *text, const char *events,
                                const char *lines)
{
    struct report report;
    struct faqbot_fault fault;
    enum faqbot_status status = report_import(format, map, view_of(text), &report, &fault);
    assert_string_equal(fault.sentence, "");
    assert_int_equal(status, FAQBOT_OK);
    assert_string_equal(report.text.bytes, events);
    if (lines != NULL) {
        assert_string_equal(report.lines.bytes, lines);
    }
    report_release(&report);
}

/* One that fails, with a sentence that has `words` in it. */
static inline void report_check_failure(const char *format, const char *map, struct faqbot_view text,
                                        enum faqbot_status expected, const char *words)
{
    struct report report;
    struct faqbot_fault fault;
    assert_int_equal(report_import(format, map, text, &report, &fault), expected);
    if (strstr(fault.sentence, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", fault.sentence, words);
    }
    report_release(&report);
}

#endif
