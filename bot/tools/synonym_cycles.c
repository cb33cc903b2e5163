/* tools/synonym_cycles.c - synonyms that lead back to where they began. A two-way line makes its words
 * equal; a circle consists of one-way lines between such words. Circles are the strongly connected
 * components of the rules, found in one walk (Tarjan 1972, "Depth-first search and linear graph
 * algorithms") with a stack of its own, so that a long chain of rules cannot exhaust the program's. */
#include "tools/tools_internal.h"

#include <assert.h>
#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

#define TEXT_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define NONE UINT32_MAX

void synonym_cycles_init(struct synonym_cycles *cycles)
{
    cycles->count = 0;
    string_table_init(&cycles->words, TEXT_BYTES_MAX);
    arena_init(&cycles->arena, (size_t)1 << 30);
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

static const struct synonym_cycles_rule *rules_of(const struct synonym_cycles *cycles)
{
    return (const void *)cycles->rules.bytes;
}

bool synonym_cycles_add(struct synonym_cycles *cycles, const struct synonym *synonym)
{
    struct faqbot_view from;
    struct faqbot_view to;
    if (!tokenize_folded(&cycles->arena, synonym->from, &from) ||
        !tokenize_folded(&cycles->arena, synonym->to, &to)) {
        return false;
    }
    const struct synonym_cycles_rule rule = {string_table_add(&cycles->words, from),
                                             string_table_add(&cycles->words, to), synonym->line};
    arena_reset(&cycles->arena);
    if (cycles->count++ == 0) {
        buffer_add(&cycles->path, view_make(synonym->path, strlen(synonym->path) + 1));
    }
    buffer_add(&cycles->rules, view_make((const char *)&rule, sizeof rule));
    return rule.from != STRING_TABLE_NONE && rule.to != STRING_TABLE_NONE && !cycles->rules.failed &&
           !cycles->path.failed;
}

/* The place behind the last rule of the line that the rule at `first` is of. */
static size_t line_end(const struct synonym_cycles *cycles, size_t first)
{
    size_t end = first;
    while (end < cycles->count && rules_of(cycles)[end].line == rules_of(cycles)[first].line) {
        end++;
    }
    return end;
}

/* Whether the rules of a line go both ways: then the first does. */
static bool is_two_way(const struct synonym_cycles_rule *rules, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (rules[i].from == rules[first].to && rules[i].to == rules[first].from) {
            return true;
        }
    }
    return false;
}

/* The graph of the rules: from the word `w`, rules lead to targets[starts[w]] up to targets[starts[w + 1]]. */
struct graph {
    uint32_t count;
    uint32_t *starts;
    uint32_t *targets;
};

/* A counting sort of the rules by the words they lead from. */
static void make_graph(struct synonym_cycles *cycles, struct graph *graph, enum faqbot_status *status)
{
    const struct synonym_cycles_rule *rules = rules_of(cycles);
    graph->count = cycles->words.count;
    graph->starts = arena_need(&cycles->arena, (size_t)graph->count + 2, sizeof *graph->starts, status);
    graph->targets = arena_need(&cycles->arena, cycles->count, sizeof *graph->targets, status);
    for (size_t i = 0; i < cycles->count && *status == FAQBOT_OK; i++) {
        graph->starts[rules[i].from + 2]++;
    }
    for (uint32_t word = 2; word <= graph->count && *status == FAQBOT_OK; word++) {
        graph->starts[word] += graph->starts[word - 1];
    }
    for (size_t i = 0; i < cycles->count && *status == FAQBOT_OK; i++) {
        assert(graph->starts[rules[i].from + 1] < cycles->count);
        graph->targets[graph->starts[rules[i].from + 1]++] =
            rules[i].to; /* each start ends up at its place */
    }
}

/* By word: the order in which it was come to, the earliest word it leads back to, the next rule to follow from it,
 * the component it is of, and the words on the way to it. */
struct walk {
    uint32_t *order;
    uint32_t *low;
    uint32_t *next;
    uint32_t *component;
    uint32_t *way;
    uint32_t *open; /* words come to that have no component yet */
    size_t way_count;
    size_t open_count;
    uint32_t orders;
};

static void make_walk(struct arena *arena, uint32_t count, struct walk *walk, enum faqbot_status *status)
{
    uint32_t **const arrays[] = {&walk->order,     &walk->low, &walk->next,
                                 &walk->component, &walk->way, &walk->open};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i] = arena_need(arena, count, sizeof **arrays[i], status);
    }
    for (uint32_t word = 0; word < count && *status == FAQBOT_OK; word++) {
        walk->order[word] = walk->component[word] = NONE;
    }
}

static void enter(struct walk *walk, const struct graph *graph, uint32_t word)
{
    assert(walk->way_count < graph->count && walk->open_count < graph->count);
    walk->order[word] = walk->low[word] = walk->orders++;
    walk->next[word] = graph->starts[word];
    walk->way[walk->way_count++] = word;
    walk->open[walk->open_count++] = word;
}

static void leave(struct walk *walk, uint32_t word)
{
    walk->way_count--;
    if (walk->low[word] == walk->order[word]) {
        uint32_t member;
        do {
            member = walk->open[--walk->open_count];
            walk->component[member] = word;
        } while (member != word);
    }
    if (walk->way_count > 0) {
        uint32_t before = walk->way[walk->way_count - 1];
        walk->low[before] = walk->low[word] < walk->low[before] ? walk->low[word] : walk->low[before];
    }
}

static void walk_from(struct walk *walk, const struct graph *graph, uint32_t first)
{
    enter(walk, graph, first);
    while (walk->way_count > 0) {
        uint32_t word = walk->way[walk->way_count - 1];
        if (walk->next[word] == graph->starts[word + 1]) {
            leave(walk, word);
            continue;
        }
        uint32_t target = graph->targets[walk->next[word]++];
        if (walk->order[target] == NONE) {
            enter(walk, graph, target);
        } else if (walk->component[target] == NONE && walk->order[target] < walk->low[word]) {
            walk->low[word] = walk->order[target];
        }
    }
}

static void report_line(const struct synonym_cycles *cycles, const uint32_t *component, size_t first,
                        size_t end, struct check_context *context)
{
    for (size_t i = first; i < end; i++) {
        const struct synonym_cycles_rule *rule = &rules_of(cycles)[i];
        if (rule->from != rule->to && component[rule->from] == component[rule->to]) {
            struct faqbot_view from = cycles->words.strings[rule->from];
            struct faqbot_view to = cycles->words.strings[rule->to];
            check_context_warning(
                context, "synonym-circle", cycles->path.bytes, rule->line,
                "\"%.*s => %.*s\" goes in a circle: other lines lead from \"%.*s\" back to \"%.*s\"; "
                "take one of them out, or make one line without an arrow of them",
                VIEW_ARGS(from), VIEW_ARGS(to), VIEW_ARGS(to), VIEW_ARGS(from));
            return;
        }
    }
}

bool synonym_cycles_report(struct synonym_cycles *cycles, struct check_context *context)
{
    struct graph graph = {.count = 0};
    struct walk walk = {.orders = 0};
    enum faqbot_status status = FAQBOT_OK;
    arena_reset(&cycles->arena);
    make_graph(cycles, &graph, &status);
    make_walk(&cycles->arena, graph.count, &walk, &status);
    if (status != FAQBOT_OK) {
        return false;
    }
    for (uint32_t word = 0; word < graph.count; word++) {
        if (walk.order[word] == NONE) {
            walk_from(&walk, &graph, word);
        }
    }
    for (size_t first = 0, end; first < cycles->count; first = end) {
        end = line_end(cycles, first);
        if (!is_two_way(rules_of(cycles), first, end)) {
            report_line(cycles, walk.component, first, end, context);
        }
    }
    return true;
}
