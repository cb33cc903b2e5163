/* unit/search/made_base.h - a knowledge base of questions written in a test, opened for searching. */
#ifndef UNIT_SEARCH_MADE_BASE_H
#define UNIT_SEARCH_MADE_BASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "search/search.h"

struct made_base {
    struct searcher *searcher;
    struct arena arena;
};

/* The questions, up to a NULL, in the language `lang`; and `others` passages of words that no question has, enough
 * of which make a large knowledge base. Each question's answer is a word of its own. */
static void made_base_open(struct made_base *made, const char *lang, const char *const *questions,
                           unsigned others)
{
    char folder[] = "/tmp/faqbot-base-XXXXXX";
    char path[64];
    struct faqbot_fault fault;
    struct fault_reporter reporter = {.report = NULL};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file, "{\"settings\":{\"lang\":\"%s\"}}\n", lang);
    for (unsigned i = 0; questions[i] != NULL; i++) {
        fprintf(file, "{\"id\":\"q%u\",\"question\":\"%s\",\"answer\":\"Wub%ufol.\"}\n", i, questions[i], i);
    }
    for (unsigned i = 0; i < others; i++) {
        fprintf(file,
                "{\"id\":\"z%u\",\"title\":\"Wub%ufol\",\"text\":\"Zib%ubal oz gub%u. Kaf kaf wom%uz.\"}\n",
                i, i % 700, i % 90, i % 1300, i);
    }
    assert_int_equal(fclose(file), 0);
    enum faqbot_status status = search_open(NULL, path, &reporter, &made->searcher, &fault);
    if (status != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_init(&made->arena, (size_t)64 << 20);
}

static void made_base_close(struct made_base *made)
{
    search_close(made->searcher);
    arena_release(&made->arena);
}

#endif
