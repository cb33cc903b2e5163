/* convert/import_rasa.c - Rasa's retrieval intents: training data and responses, in one file of YAML or
 * spread over a folder.
 *
 *     nlu:
 *     - intent: faq/opening_hours
 *       examples: |
 *         - when are you open
 *         - are you open on [sunday](day)
 *     responses:
 *       utter_faq/opening_hours:
 *       - text: From nine to five.
 *         buttons: [{title: "And holidays?", payload: "/faq/holidays"}]
 *
 * This becomes one entry with the id faq/opening_hours and the tag faq, which is asked by both examples and
 * related to faq/holidays. The annotation of "sunday" is taken off. Conditional variations and those for
 * one channel are passed over if there is another.
 *
 * Rasa's own files name the parts in other places from version to version (templates became responses,
 * examples may be a list or a block); all of these forms are read, since old projects are what people move
 * away from.
 *
 * An intent NAME/QUESTION is an entry of that id: its examples ask, and the response utter_NAME/QUESTION
 * answers. Either may come first and in any file, so everything is gathered before an entry is made. Other
 * intents lead somewhere only through stories, rules and forms, which have no counterpart here and are not
 * looked at. */
#include "convert/convert_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    const struct yaml_tree *response; /* a list of variations; NULL: none was met */
    bool is_trained;                  /* it stands among the training data */
};

/* Everything of the files lives until the last entry is made: an intent's question may stand in the first
 * file and its answer in the last. */
struct rasa {
    struct import_builder *builder;
    struct arena arena;     /* all trees and lists */
    struct intent *intents; /* in the order in which they were met; found by IMPORT_KEY_INTENT */
    size_t count;
    size_t capacity;
    bool is_known; /* something of Rasa's was met */
    /* Of a folder: */
    struct buffer bytes; /* of the file at hand */
    size_t total;        /* bytes of the files so far */
};

/* What a text says, or the `text` of a mapping: Rasa has examples and responses in both forms. */
static struct faqbot_view text_of(const struct yaml_tree *tree)
{
    return yaml_text(tree != NULL && tree->type == YAML_MAPPING ? yaml_member(tree, "text") : tree);
}

/* The intent of that name, made where it is new; NULL: no memory, and the import has failed. */
static struct intent *take_intent(struct rasa *rasa, struct faqbot_view name)
{
    struct faqbot_view none = {NULL, 0};
    size_t number = import_builder_find(rasa->builder, IMPORT_KEY_INTENT, name, none);
    if (number == IMPORT_NONE) {
        import_need(rasa->builder,
                    array_grow(NULL, &rasa->intents, rasa->count, &rasa->capacity, sizeof *rasa->intents));
        import_builder_put(rasa->builder, IMPORT_KEY_INTENT, name, none, rasa->count);
        if (!import_builder_failed(rasa->builder)) {
            number = rasa->count++;
            rasa->intents[number] = (struct intent){.name = name};
        }
    }
    return import_builder_failed(rasa->builder) ? NULL : &rasa->intents[number];
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

/* One of `responses`, in which the others of a bot stand as well. */
static void take_response(struct rasa *rasa, const struct yaml_tree *response)
{
    struct faqbot_view name = response->key;
    bool utters = view_starts_with(name, UTTER);
    name = utters ? view_slice(name, strlen(UTTER), name.size) : name;
    if (!utters || view_find(name, '/') == name.size) {
        import_builder_note(rasa->builder, 0, "the response %.*s answers no retrieval intent and is not kept",
                            VIEW_ARGS(response->key));
        return;
    }
    struct intent *intent = take_intent(rasa, name);
    if (intent != NULL && intent->response != NULL) {
        import_builder_note(rasa->builder, 0, "there is another response %.*s, which is not kept",
                            VIEW_ARGS(response->key));
    } else if (intent != NULL) {
        intent->response = response;
    }
}

/* What is wrong with the file alone goes into `fault`. */
static void take_text(struct rasa *rasa, const char *path, struct faqbot_view text,
                      struct faqbot_fault *fault)
{
    const struct yaml_tree *documents = yaml_parse(text, path, &rasa->arena, fault);
    for (const struct yaml_tree *document = yaml_first(documents);
         document != NULL && !import_builder_failed(rasa->builder); document = document->next) {
        const struct yaml_tree *training = yaml_member(document, "nlu");
        const struct yaml_tree *responses = yaml_member(document, "responses");
        responses = responses == NULL ? yaml_member(document, "templates") : responses; /* of Rasa 1 */
        rasa->is_known |= training != NULL || responses != NULL;
        for (const struct yaml_tree *one = yaml_first(training); one != NULL; one = one->next) {
            take_training(rasa, one);
        }
        for (const struct yaml_tree *one = yaml_first(responses); one != NULL; one = one->next) {
            take_response(rasa, one);
        }
    }
}

/* ==== A folder ========================================================================================== */

/* A faqbot_fault_callback as well: the walker tells of what it finds and cannot read. A broken file costs
 * the import no other one. */
static void leave_out(void *user, const struct faqbot_fault *why)
{
    struct rasa *rasa = user;
    char line[16] = "";
    if (why->line > 0) {
        (void)snprintf(line, sizeof line, ":%u", why->line);
    }
    import_builder_skip(rasa->builder, 0, view_make(NULL, 0), "%s%s: %s", why->path, line, why->sentence);
}

/* One file of a folder, unless all of them together are more than one import may be. */
static void take_file(struct rasa *rasa, const char *path)
{
    struct faqbot_fault *fault = rasa->builder->fault;
    struct faqbot_fault why = {.status = FAQBOT_OK};
    buffer_reset(&rasa->bytes);
    struct faqbot_view text = input_read(path, &rasa->bytes, &why);
    rasa->total += rasa->bytes.size;
    if (rasa->total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
        fault_set(fault, FAQBOT_LIMIT, path, 0, "the files have more than %zu bytes together",
                  FAQBOT_IMPORT_FILE_BYTES_MAX);
        return;
    }
    if (why.status == FAQBOT_OK) {
        take_text(rasa, path, text, &why);
    }
    if (why.status == FAQBOT_NO_MEMORY && fault->status == FAQBOT_OK) {
        *fault = why;
    } else if (why.status != FAQBOT_OK) {
        leave_out(rasa, &why);
    }
}

/* A link could lead anywhere, so none is followed: what is imported is what is there. */
static enum faqbot_status visit(void *user, const char *path, const char *relative)
{
    struct rasa *rasa = user;
    struct stat found;
    bool is_wanted = view_ends_with(view_of(relative), ".yml") || view_ends_with(view_of(relative), ".yaml");
    if (import_builder_failed(rasa->builder) || !is_wanted) {
        return rasa->builder->fault->status;
    }
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode)) {
        import_builder_skip(rasa->builder, 0, view_make(NULL, 0),
                            "%s: this is a link, which is not followed; put the file itself there", path);
    } else {
        take_file(rasa, path);
    }
    return rasa->builder->fault->status;
}

/* Takes each file of YAML below `path`, in byte order of their paths; hidden ones are passed over. */
static void take_folder(struct rasa *rasa, const char *path)
{
    struct import_builder *builder = rasa->builder;
    struct fault_reporter reporter = {.report = leave_out, .user = rasa};
    const struct kb_sink sink = {.reporter = &reporter};
    struct kb_reader reader;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    kb_reader_init(&reader, &sink);
    buffer_init(&rasa->bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    enum faqbot_status status = folder_walk(&reader, path, visit, rasa, &fault);
    if (status != FAQBOT_OK && !import_builder_failed(builder)) {
        *builder->fault = fault;
        (void)fault_end(builder->fault, status, path);
    }
    buffer_release(&rasa->bytes);
    kb_reader_release(&reader);
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
    name = view_starts_with(name, "/") ? view_slice(name, 1, view_find(name, '{') - 1) : view_make(NULL, 0);
    bool is_entry =
        view_find(name, '/') < name.size &&
        import_builder_find(rasa->builder, IMPORT_KEY_INTENT, name, view_make(NULL, 0)) != IMPORT_NONE;
    return is_entry ? name : view_make(NULL, 0);
}

/* Each line of a message stands in a line of its own, which in Markdown two blanks at its end say. */
static struct faqbot_view keep_lines(struct rasa *rasa, struct faqbot_view text)
{
    struct buffer out;
    struct faqbot_view line;
    buffer_init_in(&out, &rasa->arena, 3 * text.size);
    while (view_next_line(&text, &line)) {
        struct faqbot_view ahead = text;
        struct faqbot_view next;
        bool goes_on = view_next_line(&ahead, &next) && !view_is_empty(view_trim(next));
        buffer_add(&out, line);
        buffer_add_text(&out, goes_on && !view_is_empty(view_trim(line)) ? "  " : "");
        buffer_add_text(&out, text.size > 0 ? "\n" : "");
    }
    import_need(rasa->builder, !out.failed);
    return buffer_view(&out);
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

static void add_entry(struct rasa *rasa, size_t row, const struct intent *intent)
{
    size_t count;
    struct faqbot_view tag = view_slice(intent->name, 0, view_find(intent->name, '/'));
    const struct yaml_tree *variation = choose(intent->response, &count);
    const struct yaml_tree *buttons = yaml_member(variation, "buttons");
    struct import_record record = {.row = row,
                                   .id = intent->name,
                                   .also = intent->phrases,
                                   .answer = keep_lines(rasa, view_trim(text_of(variation))),
                                   .tags = {.items = &tag, .count = 1}};
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        struct faqbot_view target = find_target(rasa, one);
        if (!view_is_empty(target)) {
            texts_add(&record.related, &rasa->arena, target);
        }
    }
    import_html_add_mixed(rasa->builder, &record);
    note_rest(rasa, row, variation, count);
}

/* An intent is met in the training data, in the responses, or in both: only then it has a question and an
 * answer. The others are told of, because half an entry is most likely a misspelled name. */
static void add_intent(struct rasa *rasa, size_t row, const struct intent *intent)
{
    struct import_builder *builder = rasa->builder;
    struct faqbot_view name = intent->name;
    struct faqbot_view question = intent->phrases.count == 0 ? name : intent->phrases.items[0];
    if (view_find(name, '/') == name.size) {
        import_builder_skip(builder, row, question, "%.*s is no retrieval intent, NAME/QUESTION",
                            VIEW_ARGS(name));
    } else if (!intent->is_trained) {
        import_builder_skip(builder, row, name, "there are no examples of it in the training data");
    } else if (intent->response == NULL) {
        import_builder_skip(builder, row, question, "there is no response " UTTER "%.*s", VIEW_ARGS(name));
    } else {
        add_entry(rasa, row, intent);
    }
}

/* A project as Rasa lays it out is a folder: data/nlu.yml, domain.yml and as many more as there are. */
void import_rasa(struct import_builder *builder, struct faqbot_view text)
{
    struct rasa rasa = {.builder = builder};
    arena_init(&rasa.arena, MEMORY_MAX);
    if (path_is_folder(builder->path)) {
        take_folder(&rasa, builder->path);
    } else {
        take_text(&rasa, builder->path, text, builder->fault);
    }
    if (!rasa.is_known) {
        import_builder_fail(builder, FAQBOT_INVALID, 0,
                            "there are neither training data of Rasa (nlu) nor responses in it");
    }
    for (size_t i = 0; i < rasa.count && !import_builder_failed(builder); i++) {
        add_intent(&rasa, i + 1, &rasa.intents[i]);
    }
    arena_release(&rasa.arena);
    free(rasa.intents);
}
