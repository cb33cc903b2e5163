/* cli/present.c - an answer as a person reads it. Programs read --json, so this may change. */
#include "cli/present.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/clean.h"

#define COLUMNS_MAX 80 /* longer lines are hard to read */

/* Looked at with ioctl() where the terminal says; 0 where stdout is none. */
static unsigned terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO)) {
        return 0;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
    }
    return COLUMNS_MAX;
}

static bool terminal_has_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

enum faqbot_status present_style(const struct arguments *arguments, struct layout_style *style,
                                 struct faqbot_fault *fault)
{
    const char *when = arguments_value(arguments, FLAG_COLOR);
    struct layout_style found = {.width = terminal_columns(), .colour = terminal_has_colour()};
    if (when != NULL && strcmp(when, "auto") != 0) {
        found.colour = strcmp(when, "always") == 0;
        if (!found.colour && strcmp(when, "never") != 0) {
            *fault = (struct faqbot_fault){.status = FAQBOT_INVALID, .severity = FAQBOT_ERROR};
            (void)snprintf(fault->sentence, sizeof fault->sentence,
                           "--color is auto, always or never, not %s", when);
            return FAQBOT_INVALID;
        }
    }
    *style = found;
    return FAQBOT_OK;
}

static void write_source(FILE *out, const struct layout_style *style, const struct faqbot_answer *answer)
{
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    wrap_text(&wrap, clean_view("From: "));
    wrap_text(&wrap, answer->title.size > 0 ? answer->title : answer->entry);
    if (answer->section.size > 0) {
        wrap_text(&wrap, clean_view(" > "));
        wrap_text(&wrap, answer->section);
    }
    if (answer->url.size > 0) {
        wrap_text(&wrap, clean_view(" ("));
        wrap_text(&wrap, answer->url);
        wrap_text(&wrap, clean_view(")"));
    }
    wrap_end(&wrap);
}

static void write_choices(FILE *out, const struct layout_style *style, const struct faqbot_answer *answer)
{
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    for (size_t i = 0; i < answer->candidate_count; i++) {
        char mark[32];
        (void)snprintf(mark, sizeof mark, "  %zu. ", i + 1);
        size_t outer = wrap_indent(&wrap, "     ", mark);
        const struct faqbot_candidate *candidate = &answer->candidates[i];
        wrap_text(&wrap, candidate->question.size > 0 ? candidate->question : candidate->id);
        wrap_outdent(&wrap, outer);
    }
}

static void write_unknown_words(FILE *out, const struct layout_style *style,
                                const struct faqbot_answer *answer)
{
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    for (size_t i = 0; i < answer->unknown_word_count; i++) {
        wrap_text(&wrap, clean_view(i == 0 ? "Unknown here: " : ", "));
        wrap_text(&wrap, answer->unknown_words[i]);
    }
    wrap_end(&wrap);
}

void present_answer(FILE *out, const struct layout_style *style, const struct faqbot_answer *answer)
{
    if (answer->outcome != FAQBOT_ANSWERED) {
        layout_paragraph(out, style, NULL, answer->text);
        if (answer->outcome == FAQBOT_UNSURE) {
            write_choices(out, style, answer);
        } else {
            write_unknown_words(out, style, answer);
        }
        return;
    }
    if (answer->node_count > 0) {
        layout_nodes(out, style, answer->nodes, answer->node_count);
    } else {
        layout_paragraph(out, style, NULL, answer->text);
    }
    (void)fputc('\n', out);
    write_source(out, style, answer);
    if (answer->disclaimer.size > 0) {
        layout_paragraph(out, style, LAYOUT_DIM, answer->disclaimer);
    }
}

void present_corrections(FILE *out, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->correction_count; i++) {
        (void)fputs("faqbot: read ", out);
        clean_write(out, answer->corrections[i].from);
        (void)fputs(" as ", out);
        clean_write(out, answer->corrections[i].to);
        (void)fputc('\n', out);
    }
}
