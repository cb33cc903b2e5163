/* cli/export.c - a journal's rows written to stdout, for other programs. A row is written when it is read: a journal of
 * any size takes no memory. */
#include "cli/export.h"

#include <stdio.h>

#include "base/number.h"
#include "cli/clean.h"
#include "cli/day.h"

static const char *const outcome_names[] = {
    [FAQBOT_ANSWERED] = "answered", [FAQBOT_UNSURE] = "unsure", [FAQBOT_NONE] = "none"};

/* A random number of 64 bits is a text: as a number, JavaScript would round it. */
static void write_head_json(const char *kind, int64_t at, uint64_t conversation, struct faqbot_view request)
{
    char moment[DAY_MOMENT_BYTES];
    day_write_moment(at, moment);
    (void)printf("{\"kind\":\"%s\",\"time\":\"%s\",\"conversation\":", kind, moment);
    (void)(conversation == 0 ? fputs("null", stdout)
                             : printf("\"%016llx\"", (unsigned long long)conversation));
    (void)fputs(",\"request\":", stdout);
    clean_write_string(stdout, request);
}

static void write_text_json(const char *name, struct faqbot_view text)
{
    (void)printf(",\"%s\":", name);
    if (text.size > 0) {
        clean_write_string(stdout, text);
    } else {
        (void)fputs("null", stdout);
    }
}

static void write_opinion_json(int helpful, struct faqbot_view comment)
{
    (void)printf(",\"helpful\":%s", helpful < 0 ? "null" : helpful > 0 ? "true" : "false");
    write_text_json("comment", comment);
    (void)fputs("}\n", stdout);
}

static bool write_ask_json(void *user, const struct faqbot_journal_row *row)
{
    (void)user;
    write_head_json("ask", row->ask.at, row->ask.conversation, row->ask.request);
    write_text_json("question", row->ask.question);
    (void)printf(",\"outcome\":\"%s\",\"confidence\":%s", outcome_names[row->ask.outcome],
                 number_text(row->ask.confidence, 4).text);
    write_text_json("entry", row->ask.entry);
    write_text_json("knowledge", row->ask.knowledge);
    write_opinion_json(row->helpful, row->comment);
    return ferror(stdout) == 0;
}

static bool write_feedback_json(void *user, const struct faqbot_journal_feedback *feedback)
{
    (void)user;
    write_head_json("feedback", feedback->at, feedback->conversation, feedback->request);
    write_opinion_json(feedback->helpful, feedback->comment);
    return ferror(stdout) == 0;
}

enum faqbot_status export_json(struct faqbot_journal_read_options read, struct faqbot_fault *fault)
{
    read.ask = write_ask_json;
    read.feedback = write_feedback_json;
    return faqbot_journal_read(&read, fault);
}

/* What a stranger wrote must stay text in a spreadsheet, which takes a cell that begins so for a formula: it gets an
 * apostrophe before it, as one would type it there. */
static bool begins_formula(char byte)
{
    return byte == '=' || byte == '+' || byte == '-' || byte == '@';
}

static void write_cell(struct faqbot_view text)
{
    struct clean_glyph glyph;
    bool is_first = true;
    (void)fputs(",\"", stdout);
    while (clean_next(&text, &glyph)) {
        if (glyph.bytes[0] == '"' || (is_first && begins_formula(glyph.bytes[0]))) {
            (void)fputc(glyph.bytes[0] == '"' ? '"' : '\'', stdout);
        }
        (void)fwrite(glyph.bytes, 1, glyph.size, stdout);
        is_first = false;
    }
    (void)fputc('"', stdout);
}

static void write_head_csv(const char *kind, int64_t at, uint64_t conversation, struct faqbot_view request)
{
    char moment[DAY_MOMENT_BYTES];
    day_write_moment(at, moment);
    (void)printf("%s,%s,", kind, moment);
    if (conversation != 0) {
        (void)printf("c%016llx", (unsigned long long)conversation); /* with a letter it is no number */
    }
    write_cell(request);
}

static void write_opinion_csv(int helpful, struct faqbot_view comment)
{
    (void)printf(",%s", helpful < 0 ? "" : helpful > 0 ? "yes" : "no");
    write_cell(comment);
    (void)fputs("\r\n", stdout);
}

static bool write_ask_csv(void *user, const struct faqbot_journal_row *row)
{
    (void)user;
    write_head_csv("ask", row->ask.at, row->ask.conversation, row->ask.request);
    write_cell(row->ask.question);
    (void)printf(",%s,%s", outcome_names[row->ask.outcome], number_text(row->ask.confidence, 4).text);
    write_cell(row->ask.entry);
    write_cell(row->ask.knowledge);
    write_opinion_csv(row->helpful, row->comment);
    return ferror(stdout) == 0;
}

static bool write_feedback_csv(void *user, const struct faqbot_journal_feedback *feedback)
{
    (void)user;
    write_head_csv("feedback", feedback->at, feedback->conversation, feedback->request);
    (void)fputs(",,,,,", stdout);
    write_opinion_csv(feedback->helpful, feedback->comment);
    return ferror(stdout) == 0;
}

/* As RFC 4180 has it. */
enum faqbot_status export_csv(struct faqbot_journal_read_options read, struct faqbot_fault *fault)
{
    read.ask = write_ask_csv;
    read.feedback = write_feedback_csv;
    (void)fputs(
        "kind,time,conversation,request,question,outcome,confidence,entry,knowledge,helpful,comment\r\n",
        stdout);
    return faqbot_journal_read(&read, fault);
}
