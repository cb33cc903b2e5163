/* tools/synonym_cycles.c - finds synonyms that lead back to where they began: "car => vehicle" and "vehicle
 * => car" in two one-way lines, or longer rings of them. Each line alone is right, and together they say that
 * all these words are equal, which a single two-way line says better; mostly one of them is a slip.
 *
 * Words are the vertices of a graph and rules its edges. Words are equal if each can be reached from the
 * other, which makes them a strongly connected component; one walk finds all components (Tarjan 1972,
 * "Depth-first search and linear graph algorithms"). The walk keeps its own stack instead of calling itself,
 * so that a chain of a million rules cannot exhaust the program's.
 *
 *   car, auto         two-way: an edge each way
 *   auto => vehicle   reported: "vehicle" leads back to "auto" by the next line
 *   vehicle => car    reported
 *   vehicle => truck  not reported: nothing leads back from "truck"
 *
 * A rule whose words are of several tokens is an edge between two whole phrases: whether a phrase is part of
 * another is not looked at. */
#include "tools/tools_internal.h"

#include <assert.h>
#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

#define TEXT_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define ARENA_BYTES_MAX ((size_t)1 << 30)
#define NONE UINT32_MAX

/* An edge of the graph. The rules that lead from a word are chained by `next` when all are there. */
struct rule {
    uint32_t from; /* words, by their numbers */
    uint32_t to;
    uint32_t next; /* rule with the same `from`; NONE: there is none */
    unsigned line;
};

void synonym_cycles_init(struct synonym_cycles *cycles)
{
    string_table_init(&cycles->words, TEXT_BYTES_MAX);
    arena_init(&cycles->arena, ARENA_BYTES_MAX);
    buffer_init(&cycles->rules, SIZE_MAX);
    buffer_init(&cycles->path, TEXT_BYTES_MAX);
}

void synonym_cycles_release(struct synonym_cycles *cycles)
{
    string_table_release(&cycles->words);
    arena_release(&cycles->arena);
    buffer_release(&cycles->rules);
    buffer_release(&cycles->path);
}

/* Words are compared as the search compares them, by their folded forms: "Car" and "car" are one. */
void synonym_cycles_add(struct synonym_cycles *cycles, const struct synonym *synonym,
                        enum faqbot_status *status)
{
    struct faqbot_view from;
    struct faqbot_view to;
    if (*status != FAQBOT_OK) {
        return;
    }
    if (!tokenize_folded(&cycles->arena, synonym->from, &from) ||
        !tokenize_folded(&cycles->arena, synonym->to, &to)) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    const struct rule rule = {.from = string_table_add(&cycles->words, from),
                              .to = string_table_add(&cycles->words, to),
                              .line = synonym->line};
    arena_reset(&cycles->arena);
    if (cycles->path.size == 0) {
        buffer_add(&cycles->path, view_make(synonym->path, strlen(synonym->path) + 1));
    }
    buffer_add(&cycles->rules, view_make((const char *)&rule, sizeof rule));
    if (rule.from == STRING_TABLE_NONE || rule.to == STRING_TABLE_NONE || cycles->rules.failed ||
        cycles->path.failed) {
        *status = FAQBOT_NO_MEMORY;
    }
}

/* A word on the walk, in Tarjan's terms. */
struct vertex {
    uint32_t order;     /* in which it was reached; NONE: not yet */
    uint32_t low;       /* the earliest order that it is known to lead back to */
    uint32_t rule;      /* the next to follow from it */
    uint32_t component; /* the word that stands for it; NONE: not known yet */
};

struct walk {
    const struct rule *rules;
    struct vertex *vertices; /* by word */
    uint32_t *way;           /* words from the first one to the one at hand */
    uint32_t *open;          /* words that were reached and have no component */
    uint32_t way_count;
    uint32_t open_count;
    uint32_t reached;
};

/* Each word is entered once, so neither stack can hold more than all words. */
static void enter(struct walk *walk, uint32_t word)
{
    walk->vertices[word].order = walk->vertices[word].low = walk->reached++;
    walk->way[walk->way_count++] = word;
    walk->open[walk->open_count++] = word;
}

/* Called when all rules from the word have been followed. If none leads further back than the word itself,
 * the words entered since form its component. */
static void leave(struct walk *walk, uint32_t word)
{
    struct vertex *vertex = &walk->vertices[word];
    walk->way_count--;
    while (vertex->low == vertex->order && vertex->component == NONE) {
        walk->vertices[walk->open[--walk->open_count]].component = word;
    }
    if (walk->way_count > 0) {
        struct vertex *before = &walk->vertices[walk->way[walk->way_count - 1]];
        before->low = vertex->low < before->low ? vertex->low : before->low;
    }
}

/* Follows rules until all that can be reached from `first` has a component. Where a recursive version would
 * call itself it enters a word, and the loop goes on from there; where that would return, it leaves one. */
static void walk_from(struct walk *walk, uint32_t first)
{
    enter(walk, first);
    while (walk->way_count > 0) {
        uint32_t word = walk->way[walk->way_count - 1];
        struct vertex *vertex = &walk->vertices[word];
        if (vertex->rule == NONE) {
            leave(walk, word);
            continue;
        }
        uint32_t to = walk->rules[vertex->rule].to;
        vertex->rule = walk->rules[vertex->rule].next;
        if (walk->vertices[to].order == NONE) {
            enter(walk, to);
        } else if (walk->vertices[to].component == NONE && walk->vertices[to].order < vertex->low) {
            vertex->low = walk->vertices[to].order;
        }
    }
}

/* Gives each word its component. The time is that of looking once at each word and each rule. */
static void find_components(struct synonym_cycles *cycles, struct walk *walk, enum faqbot_status *status)
{
    struct rule *rules = (void *)cycles->rules.bytes;
    uint32_t count = cycles->words.count;
    walk->rules = rules;
    walk->vertices = arena_need(&cycles->arena, count, sizeof *walk->vertices, status);
    walk->way = arena_need(&cycles->arena, count, sizeof *walk->way, status);
    walk->open = arena_need(&cycles->arena, count, sizeof *walk->open, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (uint32_t word = 0; word < count; word++) {
        walk->vertices[word] = (struct vertex){.order = NONE, .rule = NONE, .component = NONE};
    }
    for (size_t i = cycles->rules.size / sizeof *rules; i-- > 0;) {
        rules[i].next = walk->vertices[rules[i].from].rule;
        walk->vertices[rules[i].from].rule = (uint32_t)i;
    }
    for (uint32_t word = 0; word < count; word++) {
        if (walk->vertices[word].order == NONE) {
            walk_from(walk, word);
        }
    }
}

/* A two-way line gives rules both ways between its words, so the first rule has its opposite. */
static bool is_two_way(const struct rule *rules, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (rules[i].from == rules[first].to && rules[i].to == rules[first].from) {
            return true;
        }
    }
    return false;
}

/* One report a line, for its first rule that goes in a circle. A word that leads to itself is harmless. */
static void report_line(const struct synonym_cycles *cycles, const struct walk *walk, size_t first,
                        size_t end, struct check *check)
{
    for (size_t i = first; i < end; i++) {
        const struct rule *rule = &walk->rules[i];
        if (rule->from != rule->to &&
            walk->vertices[rule->from].component == walk->vertices[rule->to].component) {
            struct faqbot_view from = cycles->words.strings[rule->from];
            struct faqbot_view to = cycles->words.strings[rule->to];
            check_warning(
                check, "synonym-circle", cycles->path.bytes, rule->line,
                "\"%.*s => %.*s\" goes in a circle: other lines lead from \"%.*s\" back to \"%.*s\"; "
                "take one of them out, or make one line without an arrow of them",
                VIEW_ARGS(from), VIEW_ARGS(to), VIEW_ARGS(to), VIEW_ARGS(from));
            return;
        }
    }
}

/* Reports in the order of the file. A two-way line says that its words are equal and is never the mistake; a
 * one-way line that repeats it in one direction is redundant, and is reported. */
void synonym_cycles_report(struct synonym_cycles *cycles, struct check *check)
{
    struct walk walk = {.reached = 0};
    size_t count = cycles->rules.size / sizeof(struct rule);
    assert(count < NONE);
    arena_reset(&cycles->arena);
    find_components(cycles, &walk, &check->status);
    for (size_t first = 0, end; first < count && check->status == FAQBOT_OK; first = end) {
        end = first + 1;
        while (end < count && walk.rules[end].line == walk.rules[first].line) {
            end++;
        }
        if (!is_two_way(walk.rules, first, end)) {
            report_line(cycles, &walk, first, end, check);
        }
    }
}
