/* convert/import_rasa.c - Rasa: training data, responses, and the rules and stories that connect them, in one
 * file or spread over a folder.
 *
 *     nlu:
 *     - intent: faq/opening_hours                 - intent: opening_hours
 *       examples: |                               rules:
 *         - when are you open                     - rule: hours
 *         - are you open on [sunday](day)           steps: [{intent: opening_hours}, {action: utter_hours}]
 *     responses:
 *       utter_faq/opening_hours:
 *       - text: From nine to five.
 *         buttons: [{title: "And holidays?", payload: "/faq/holidays"}]
 *
 * The intent becomes an entry of that id, which is asked by its examples and related to faq/holidays; the
 * annotation of "sunday" is taken off. A retrieval intent, NAME/QUESTION, is answered by the response
 * utter_NAME/QUESTION and has the tag NAME; any other by the action that follows it in a rule, else in a story,
 * else by the response utter_NAME. Conditional variations and those for one channel are passed over if there is
 * another. What an action of the project's own program would say is not known.
 *
 * Rasa's own files name the parts in other places from version to version (templates became responses, examples
 * may be a list or a block, Rasa 1 has Markdown); all of these forms are read, since old projects are what
 * people move away from. Everything is gathered before an entry is made, for a question may stand in the first
 * file and its answer in the last. */
#include "convert/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

#define UTTER "utter_"
#define MEMORY_MAX ((size_t)1024 * 1024 * 1024) /* of all trees and lists */

/* ==== Examples ========================================================================================== */

/* What a visitor may say: a list within a text, with entities marked in each example. */

/* Of a marked text with its annotation; a longer one is none. It bounds the search for a closing bracket,
 * which would otherwise take time that grows with the square of a text that has nothing but opening ones. */
#define MARK_BYTES_MAX 1024

/* "-" alone, or followed by a blank: "-5 degrees" goes on with the example before it. */
static bool begins_example(struct faqbot_view line)
{
    line = view_trim(line);
    return view_equals_text(line, "-") || view_starts_with(line, "- ") || view_starts_with(line, "-\t");
}

/* Splits off the next example of a block of them, a line each that begins with "-"; what follows one
 * without a "-" is a part of it. False at the end. */
static bool next_example(struct faqbot_view *rest, struct faqbot_view *example)
{
    struct faqbot_view line;
    struct faqbot_view found = {NULL, 0};
    struct faqbot_view ahead = *rest;
    bool has_begun = false;
    while (view_next_line(&ahead, &line) && !(has_begun && begins_example(line))) {
        if (has_begun) {
            found.size = (size_t)(line.bytes + line.size - found.bytes);
        } else if (begins_example(line)) {
            has_begun = true;
            line = view_trim(line);
            found = view_slice(line, 1, line.size);
        }
        *rest = ahead;
    }
    *example = view_trim(found);
    return has_begun;
}

/* The bytes of the annotation at the front, "(ENTITY)", "{...}" or "[{...}]", up to the bracket that closes
 * its first one; 0: there is none. */
static size_t annotation_size(struct faqbot_view text)
{
    static const char brackets[][2] = {{'(', ')'}, {'{', '}'}, {'[', ']'}};
    size_t kind = 0;
    size_t depth = 0;
    while (kind < 3 && (text.size == 0 || text.bytes[0] != brackets[kind][0])) {
        kind++;
    }
    if (kind == 3 || (kind == 2 && !view_starts_with(text, "[{"))) {
        return 0;
    }
    for (size_t i = 0; i < text.size; i++) {
        depth += text.bytes[i] == brackets[kind][0];
        if (text.bytes[i] == brackets[kind][1] && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* What looks like a mark and has no annotation behind it is text: "[sic]" stays. */
bool rasa_example_strip(struct arena *arena, struct faqbot_view example, struct faqbot_view *text)
{
    struct buffer out;
    buffer_init_in(&out, arena, example.size);
    for (size_t at = 0; at < example.size;) {
        struct faqbot_view rest = view_slice(example, at, MARK_BYTES_MAX);
        struct faqbot_view within = view_slice(rest, 1, rest.size);
        size_t end = view_find(within, ']');
        bool is_marked = view_starts_with(rest, "[") && end < within.size &&
                         view_find(view_slice(within, 0, end), '[') == end;
        size_t marked = is_marked ? end + 2 : 0;
        size_t annotation = marked > 0 ? annotation_size(view_slice(rest, marked, rest.size)) : 0;
        buffer_add(&out, annotation > 0 ? view_slice(rest, 1, marked - 2) : view_slice(rest, 0, 1));
        at += annotation > 0 ? marked + annotation : 1;
    }
    *text = buffer_view(&out);
    return !out.failed;
}

/* ==== What the files hold =============================================================================== */

/* An intent, by the number of its name. */
struct intent {
    struct faqbot_view name;
    struct texts phrases;
    struct faqbot_view action; /* what follows it in a rule or a story; empty: nothing is known to */
    struct texts more;         /* what follows that at once */
    size_t turn;               /* the turn of a rule or story that these are from */
    bool is_ruled;             /* it does in a rule, which goes before stories */
    bool is_trained;           /* it stands among the training data */
};

struct response {
    struct faqbot_view name;            /* with its "utter_" */
    const struct yaml_tree *variations; /* a list */
    bool is_used;
};

/* Everything of the files lives until the last entry is made. */
struct rasa {
    struct import_builder *builder;
    struct arena arena;     /* all trees and lists */
    struct intent *intents; /* in the order in which they were met; found by IMPORT_KEY_INTENT */
    size_t count;
    size_t capacity;
    struct response *responses; /* the same, by IMPORT_KEY_RESPONSE */
    size_t response_count;
    size_t response_capacity;
    size_t turns;  /* of rules and stories so far: an intent, and what follows it */
    bool is_known; /* something of Rasa's was met */
};

static const struct faqbot_view no_text = {NULL, 0};

/* What a text says, or the `text` of a mapping: Rasa has examples and responses in both forms. */
static struct faqbot_view text_of(const struct yaml_tree *tree)
{
    return yaml_text(tree != NULL && tree->type == YAML_MAPPING ? yaml_member(tree, "text") : tree);
}

static bool is_retrieval(struct faqbot_view name)
{
    return view_find(name, '/') < name.size;
}

/* The intent of that name, made where it is new; NULL: no memory, and the import has failed. */
static struct intent *take_intent(struct rasa *rasa, struct faqbot_view name)
{
    size_t number = import_builder_find(rasa->builder, IMPORT_KEY_INTENT, name, no_text);
    if (number == IMPORT_NONE) {
        import_need(rasa->builder,
                    array_grow(NULL, &rasa->intents, rasa->count, &rasa->capacity, sizeof *rasa->intents));
        import_builder_put(rasa->builder, IMPORT_KEY_INTENT, name, no_text, rasa->count);
        if (!import_builder_failed(rasa->builder)) {
            number = rasa->count++;
            rasa->intents[number] = (struct intent){.name = name};
        }
    }
    return import_builder_failed(rasa->builder) ? NULL : &rasa->intents[number];
}

static struct response *find_response(struct rasa *rasa, struct faqbot_view name)
{
    size_t number = import_builder_find(rasa->builder, IMPORT_KEY_RESPONSE, name, no_text);
    return number == IMPORT_NONE ? NULL : &rasa->responses[number];
}

/* Lists that fail make the builder fail when the entry is added, so nothing is checked here. */
static void add_phrase(struct rasa *rasa, struct intent *intent, struct faqbot_view example)
{
    struct faqbot_view text = {NULL, 0};
    intent->phrases.failed |= !rasa_example_strip(&rasa->arena, example, &text);
    texts_add(&intent->phrases, &rasa->arena, text);
}

/* An element of `nlu`: an intent, or what else Rasa learns from. Examples are a block with a line each, or
 * a list of texts or of mappings with a `text`. */
static void take_training(struct rasa *rasa, const struct yaml_tree *element)
{
    struct faqbot_view name = view_trim(yaml_text(yaml_member(element, "intent")));
    const struct yaml_tree *kind = yaml_first(element);
    const struct yaml_tree *examples = yaml_member(element, "examples");
    struct faqbot_view rest = yaml_text(examples);
    struct faqbot_view example;
    if (view_is_empty(name)) {
        if (kind != NULL) {
            import_builder_note(rasa->builder, 0, "the %.*s \"%.*s\" is not kept", VIEW_ARGS(kind->key),
                                VIEW_ARGS(kind->text));
        }
        return;
    }
    struct intent *intent = take_intent(rasa, name);
    if (intent == NULL) {
        return;
    }
    intent->is_trained = true;
    while (next_example(&rest, &example)) {
        add_phrase(rasa, intent, example);
    }
    for (const struct yaml_tree *one = yaml_first(examples); one != NULL; one = one->next) {
        add_phrase(rasa, intent, view_trim(text_of(one)));
    }
}

/* One of `responses`. */
static void take_response(struct rasa *rasa, const struct yaml_tree *response)
{
    struct faqbot_view name = response->key;
    struct import_builder *builder = rasa->builder;
    if (!view_starts_with(name, UTTER)) {
        import_builder_note(builder, 0, "%.*s is no response (" UTTER "...) and is not kept",
                            VIEW_ARGS(name));
    } else if (find_response(rasa, name) != NULL) {
        import_builder_note(builder, 0, "there is another response %.*s, which is not kept", VIEW_ARGS(name));
    } else {
        import_need(builder, array_grow(NULL, &rasa->responses, rasa->response_count,
                                        &rasa->response_capacity, sizeof *rasa->responses));
        import_builder_put(builder, IMPORT_KEY_RESPONSE, name, no_text, rasa->response_count);
        if (!import_builder_failed(builder)) {
            rasa->responses[rasa->response_count++] = (struct response){.name = name, .variations = response};
        }
    }
}

/* The action follows the intent. The first that is told counts, and a rule before any story. */
static void link_action(struct rasa *rasa, struct faqbot_view name, struct faqbot_view action, bool is_rule)
{
    struct intent *intent = view_is_empty(name) ? NULL : take_intent(rasa, name);
    if (intent != NULL && (view_is_empty(intent->action) || (is_rule && !intent->is_ruled))) {
        intent->action = action;
        intent->is_ruled = is_rule;
        intent->more.count = 0;
        intent->turn = rasa->turns;
    } else if (intent != NULL && intent->turn == rasa->turns && view_starts_with(action, UTTER)) {
        texts_add(&intent->more, &rasa->arena, action);
    }
}

/* Steps of a rule or a story: what follows an intent, or one of several ("or"), at once. */
static void take_steps(struct rasa *rasa, const struct yaml_tree *steps, bool is_rule)
{
    const struct yaml_tree *asked = NULL;
    for (const struct yaml_tree *step = yaml_first(steps); step != NULL; step = step->next) {
        struct faqbot_view action = view_trim(yaml_text(yaml_member(step, "action")));
        if (yaml_member(step, "intent") != NULL || yaml_member(step, "or") != NULL) {
            asked = step;
            rasa->turns++;
        } else if (asked != NULL && !view_is_empty(action)) {
            link_action(rasa, view_trim(yaml_text(yaml_member(asked, "intent"))), action, is_rule);
            for (const struct yaml_tree *one = yaml_first(yaml_member(asked, "or")); one != NULL;
                 one = one->next) {
                link_action(rasa, view_trim(yaml_text(yaml_member(one, "intent"))), action, is_rule);
            }
        }
    }
}

static void each_member(struct rasa *rasa, const struct yaml_tree *list,
                        void (*take)(struct rasa *rasa, const struct yaml_tree *one))
{
    for (const struct yaml_tree *one = yaml_first(list); one != NULL; one = one->next) {
        take(rasa, one);
    }
}

static void take_rule(struct rasa *rasa, const struct yaml_tree *rule)
{
    take_steps(rasa, yaml_member(rule, "steps"), true);
}

static void take_story(struct rasa *rasa, const struct yaml_tree *story)
{
    take_steps(rasa, yaml_member(story, "steps"), false);
}

/* What is wrong with the file alone goes into `fault`. */
static void take_yaml(struct rasa *rasa, const char *path, struct faqbot_view text,
                      struct faqbot_fault *fault)
{
    static const struct {
        const char *key;
        void (*take)(struct rasa *rasa, const struct yaml_tree *one);
    } parts[] = {{"nlu", take_training},
                 {"responses", take_response},
                 {"templates", take_response},
                 {"rules", take_rule},
                 {"stories", take_story}};
    const struct yaml_tree *documents = yaml_parse(text, path, &rasa->arena, fault);
    for (const struct yaml_tree *document = yaml_first(documents);
         document != NULL && !import_builder_failed(rasa->builder); document = document->next) {
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            const struct yaml_tree *part = yaml_member(document, parts[i].key);
            rasa->is_known |= part != NULL && i < 3;
            each_member(rasa, part, parts[i].take);
        }
    }
}

/* ==== Rasa 1: Markdown ================================================================================== */

/* One more answer of a retrieval intent. */
static void add_response(struct rasa *rasa, struct faqbot_view intent, struct faqbot_view text)
{
    struct buffer name;
    struct yaml_tree *list = arena_alloc_array(&rasa->arena, 1, sizeof *list);
    struct yaml_tree *one = arena_alloc_array(&rasa->arena, 1, sizeof *one);
    buffer_init_in(&name, &rasa->arena, intent.size + sizeof UTTER);
    buffer_add_text(&name, UTTER);
    buffer_add(&name, intent);
    import_need(rasa->builder, !name.failed && list != NULL && one != NULL);
    if (list != NULL && one != NULL && !import_builder_failed(rasa->builder)) {
        *one = (struct yaml_tree){.type = YAML_TEXT, .is_whole = true, .text = text};
        *list =
            (struct yaml_tree){.type = YAML_LIST, .is_whole = true, .key = buffer_view(&name), .first = one};
        take_response(rasa, list);
    }
}

/* Whether a line below an intent is what is said, and no action or event. */
static bool is_said(struct faqbot_view asked, struct faqbot_view item)
{
    return is_retrieval(asked) && !view_starts_with(item, UTTER) && !view_starts_with(item, "respond_") &&
           !view_starts_with(item, "action_") && view_find(item, '{') == item.size;
}

static struct faqbot_view without_comment(struct faqbot_view line)
{
    size_t end = 0;
    while (end < line.size && !view_starts_with(view_slice(line, end, line.size), "<!--")) {
        end++;
    }
    return view_trim(view_slice(line, 0, end));
}

/*     ## intent:opening_hours          ## hours path             ## faq/opening_hours
 *     - when are you open              * opening_hours{"a": 1}     - From nine to five.
 *                                        - utter_hours
 *
 * Training data, stories, and the answers of retrieval intents, which stand below them as actions do; other
 * responses are in the domain, which always was YAML. */
static void take_markdown(struct rasa *rasa, struct faqbot_view text)
{
    static const char heading[] = "## intent:";
    struct faqbot_view line;
    struct faqbot_view asked = {NULL, 0}; /* of a story */
    struct intent *intent = NULL;
    while (view_next_line(&text, &line)) {
        line = without_comment(line);
        bool is_item = begins_example(line);
        struct faqbot_view item = is_item ? view_trim(view_slice(line, 1, line.size)) : no_text;
        if (view_starts_with(line, "#")) {
            bool is_intent = view_starts_with(line, heading);
            intent =
                is_intent ? take_intent(rasa, view_trim(view_slice(line, strlen(heading), line.size))) : NULL;
            rasa->is_known |= is_intent;
            asked = no_text;
            if (intent != NULL) {
                intent->is_trained = true;
            }
        } else if (view_starts_with(line, "* ")) {
            asked = view_trim(view_slice(line, 2, line.size));
            asked = view_slice(asked, 0, view_find(asked, '{'));
            rasa->turns++;
        } else if (is_item && intent != NULL) {
            add_phrase(rasa, intent, item);
        } else if (is_item && is_said(asked, item)) {
            add_response(rasa, asked, item);
        } else if (is_item && !view_is_empty(asked) && view_find(item, '{') == item.size) {
            for (struct faqbot_view rest = asked; rest.size > 0;) {
                size_t end = 0;
                while (end < rest.size && !view_starts_with(view_slice(rest, end, 4), " OR ")) {
                    end++;
                }
                link_action(rasa, view_trim(view_slice(rest, 0, end)), item, false);
                rest = view_slice(rest, end + 4, rest.size);
            }
        }
    }
}

/* What is a list of Markdown's headings and items is no YAML. */
static void take_text(struct rasa *rasa, const char *path, struct faqbot_view text,
                      struct faqbot_fault *fault)
{
    bool is_yaml = view_ends_with(view_of(path), ".yml") || view_ends_with(view_of(path), ".yaml");
    bool is_markdown = view_ends_with(view_of(path), ".md");
    struct faqbot_view start = view_trim(text);
    if (!is_yaml && (is_markdown || view_starts_with(start, "## ") || view_starts_with(start, "<!--"))) {
        take_markdown(rasa, text);
    } else {
        take_yaml(rasa, path, text, fault);
    }
}

/* ==== What becomes of it ================================================================================ */

/* Of a response's variations the first with a text that is for every channel and under no condition, else
 * the first with a text; NULL: none has any. *count is of all. */
static const struct yaml_tree *choose(const struct yaml_tree *response, size_t *count)
{
    const struct yaml_tree *first = NULL;
    const struct yaml_tree *plain = NULL;
    *count = 0;
    for (const struct yaml_tree *one = yaml_first(response); one != NULL; one = one->next) {
        ++*count;
        if (view_is_empty(view_trim(text_of(one)))) {
            continue;
        }
        first = first == NULL ? one : first;
        bool is_always = yaml_member(one, "channel") == NULL && yaml_member(one, "condition") == NULL;
        plain = plain == NULL && is_always ? one : plain;
    }
    return plain == NULL ? first : plain;
}

/* The intent that a button's payload, "/NAME/QUESTION{...}", leads to; empty: none that is an entry. */
static struct faqbot_view find_target(struct rasa *rasa, const struct yaml_tree *button)
{
    struct faqbot_view name = view_trim(yaml_text(yaml_member(button, "payload")));
    name = view_starts_with(name, "/") ? view_slice(name, 1, view_find(name, '{') - 1) : no_text;
    size_t number = import_builder_find(rasa->builder, IMPORT_KEY_INTENT, name, no_text);
    return number == IMPORT_NONE ? no_text : name;
}

/* Tells what of a response has no place: buttons that lead elsewhere, images and payloads, slots, and
 * variations beyond the one that was chosen of `count`. */
static void note_rest(struct rasa *rasa, size_t row, const struct yaml_tree *variation, size_t count)
{
    struct faqbot_view answer = text_of(variation);
    size_t open = view_find(answer, '{');
    const struct yaml_tree *buttons = yaml_member(variation, "buttons");
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        if (view_is_empty(find_target(rasa, one))) {
            import_builder_note(rasa->builder, row, "the button \"%.*s\" is not kept",
                                VIEW_ARGS(yaml_text(yaml_member(one, "title"))));
        }
    }
    for (const struct yaml_tree *one = yaml_first(variation); one != NULL; one = one->next) {
        if (!view_equals_text(one->key, "text") && !view_equals_text(one->key, "buttons")) {
            import_builder_note(rasa->builder, row, "the response's %.*s is not kept", VIEW_ARGS(one->key));
        }
    }
    if (view_find(view_slice(answer, open, answer.size), '}') < answer.size - open) {
        import_builder_note(rasa->builder, row,
                            "the response has a slot ({...}) in it, which is kept as text");
    }
    if (count > 1) {
        import_builder_note(rasa->builder, row, "%zu more of its responses are not kept", count - 1);
    }
}

/* What is said in one go is one answer. */
static struct faqbot_view join_answers(struct rasa *rasa, const struct intent *intent,
                                       struct faqbot_view first)
{
    struct buffer joined;
    size_t count;
    if (intent->more.count == 0 || is_retrieval(intent->name)) {
        return first;
    }
    buffer_init_in(&joined, &rasa->arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    buffer_add(&joined, first);
    for (size_t i = 0; i < intent->more.count; i++) {
        struct response *response = find_response(rasa, intent->more.items[i]);
        const struct yaml_tree *variation = response == NULL ? NULL : choose(response->variations, &count);
        if (variation != NULL) {
            response->is_used = true;
            buffer_add_text(&joined, "\n\n");
            buffer_add(&joined, view_trim(text_of(variation)));
        }
    }
    import_need(rasa->builder, !joined.failed);
    return buffer_view(&joined);
}

static void add_entry(struct rasa *rasa, size_t row, const struct intent *intent,
                      const struct response *response)
{
    size_t count;
    struct faqbot_view tag = view_slice(intent->name, 0, view_find(intent->name, '/'));
    const struct yaml_tree *variation = choose(response->variations, &count);
    const struct yaml_tree *buttons = yaml_member(variation, "buttons");
    struct import_record record = {.row = row,
                                   .id = intent->name,
                                   .also = intent->phrases,
                                   .answer = join_answers(rasa, intent, view_trim(text_of(variation))),
                                   .tags = {.items = &tag, .count = is_retrieval(intent->name) ? 1 : 0}};
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        struct faqbot_view target = find_target(rasa, one);
        if (!view_is_empty(target)) {
            texts_add(&record.related, &rasa->arena, target);
        }
    }
    import_add_loose(rasa->builder, &record);
    note_rest(rasa, row, variation, count);
}

/* The response that the intent is answered by; NULL: there is none. *name is what it is called. */
static struct response *answer_to(struct rasa *rasa, const struct intent *intent, struct faqbot_view *name)
{
    struct buffer own;
    buffer_init_in(&own, &rasa->arena, intent->name.size + sizeof UTTER);
    buffer_add_text(&own, UTTER);
    buffer_add(&own, intent->name);
    import_need(rasa->builder, !own.failed);
    bool is_linked = !is_retrieval(intent->name) && !view_is_empty(intent->action);
    struct response *linked = is_linked ? find_response(rasa, intent->action) : NULL;
    *name = is_linked ? intent->action : buffer_view(&own);
    bool is_program = is_linked && !view_starts_with(intent->action, UTTER);
    return linked != NULL || is_program ? linked : find_response(rasa, buffer_view(&own));
}

/* An intent that is only named in a story has neither a question nor an answer of its own, and is none. */
static void add_intent(struct rasa *rasa, size_t *row, const struct intent *intent)
{
    struct import_builder *builder = rasa->builder;
    struct faqbot_view name = intent->name;
    struct faqbot_view called;
    struct faqbot_view question = intent->phrases.count == 0 ? name : intent->phrases.items[0];
    struct response *response = answer_to(rasa, intent, &called);
    if (!intent->is_trained) {
        return;
    }
    ++*row;
    if (response != NULL) {
        response->is_used = true;
        add_entry(rasa, *row, intent, response);
    } else if (!view_starts_with(called, UTTER)) {
        import_builder_skip(builder, *row, question, "it is answered by a program, the action %.*s",
                            VIEW_ARGS(called));
    } else {
        import_builder_skip(builder, *row, question, "there is no response %.*s", VIEW_ARGS(called));
    }
}

/* Half an entry is most likely a misspelled name, so it is told of: a row for a retrieval intent, which has
 * just this one answer, and a note for a response that others may lead to. */
static void tell_unused(struct rasa *rasa, size_t *row, const struct response *response)
{
    struct faqbot_view name = view_slice(response->name, strlen(UTTER), response->name.size);
    if (!response->is_used && is_retrieval(name)) {
        import_builder_skip(rasa->builder, ++*row, name, "there are no examples of it in the training data");
    } else if (!response->is_used) {
        import_builder_note(rasa->builder, 0, "no intent leads to the response %.*s, which is not kept",
                            VIEW_ARGS(response->name));
    }
}

static void add_all(struct rasa *rasa)
{
    size_t row = 0;
    if (!rasa->is_known) {
        import_builder_fail(rasa->builder, FAQBOT_INVALID, 0,
                            "there are neither training data of Rasa (nlu) nor responses in it");
    }
    for (size_t i = 0; i < rasa->count && !import_builder_failed(rasa->builder); i++) {
        add_intent(rasa, &row, &rasa->intents[i]);
    }
    for (size_t i = 0; i < rasa->response_count && !import_builder_failed(rasa->builder); i++) {
        tell_unused(rasa, &row, &rasa->responses[i]);
    }
    arena_release(&rasa->arena);
    free(rasa->intents);
    free(rasa->responses);
}

void import_rasa(struct import_builder *builder, struct faqbot_view text)
{
    struct rasa rasa = {.builder = builder};
    arena_init(&rasa.arena, MEMORY_MAX);
    take_text(&rasa, builder->path, text, builder->fault);
    add_all(&rasa);
}

/* Rasa 1's training data in JSON: {"rasa_nlu_data": {"common_examples": [{"text": .., "intent": ..}]}}. */
static void take_json(struct rasa *rasa, struct faqbot_view text)
{
    const struct yaml_tree *documents = tree_read(rasa->builder, text, TREE_JSON, &rasa->arena);
    const struct yaml_tree *examples = tree_walk(yaml_first(documents), "rasa_nlu_data.common_examples");
    for (const struct yaml_tree *one = yaml_first(examples); one != NULL; one = one->next) {
        struct faqbot_view name = tree_text(one, "intent");
        struct intent *intent = view_is_empty(name) ? NULL : take_intent(rasa, name);
        if (intent != NULL) {
            intent->is_trained = true;
            rasa->is_known = true;
            texts_add(&intent->phrases, &rasa->arena, tree_text(one, "text"));
        }
    }
}

/* What a project tries itself with: conversations that were made up, in a folder or under a name of their own. */
static bool is_test(struct faqbot_view path)
{
    static const char *const marks[] = {"tests/", "test_", "conversation_tests."};
    for (size_t at = 0; at < path.size; at++) {
        bool begins = at == 0 || path.bytes[at - 1] == '/';
        for (size_t i = 0; begins && i < sizeof marks / sizeof *marks; i++) {
            if (view_starts_with(view_slice(path, at, path.size), marks[i])) {
                return i == 0 || view_find(view_slice(path, at, path.size), '/') == path.size - at;
            }
        }
    }
    return false;
}

static bool contains(struct faqbot_view text, const char *words)
{
    size_t at = view_find(text, words[0]);
    while (at < text.size && !view_starts_with(view_slice(text, at, text.size), words)) {
        at += 1 + view_find(view_slice(text, at + 1, text.size), words[0]);
    }
    return at < text.size;
}

/* A project as Rasa lays it out is a folder: data/nlu.yml, domain.yml and as many more as there are. A file
 * that is broken costs the import no other. */
void import_rasa_all(struct import_builder *builder, const struct import_inputs *inputs)
{
    struct rasa rasa = {.builder = builder};
    arena_init(&rasa.arena, MEMORY_MAX);
    for (size_t i = 0; i < inputs->count && !import_builder_failed(builder); i++) {
        const struct import_input *input = &inputs->items[i];
        struct faqbot_view path = view_of(input->path);
        struct faqbot_fault why = {.status = FAQBOT_OK};
        struct faqbot_view folder = view_of(builder->path);
        size_t start = view_starts_with(path, builder->path) ? folder.size : 0;
        if (is_test(view_slice(path, start, path.size))) {
            continue;
        }
        if (view_ends_with(path, ".json") && contains(input->text, "\"rasa_nlu_data\"")) {
            take_json(&rasa, input->text);
        } else if (view_ends_with(path, ".yml") || view_ends_with(path, ".yaml") ||
                   view_ends_with(path, ".md")) {
            take_text(&rasa, input->path, input->text, &why);
        }
        if (why.status == FAQBOT_NO_MEMORY) {
            *builder->fault = why;
        } else if (why.status != FAQBOT_OK) {
            inputs_leave_out(builder, &why);
        }
    }
    add_all(&rasa);
}
