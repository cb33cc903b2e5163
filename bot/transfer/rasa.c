/* transfer/rasa.c - Rasa's retrieval intents. Stories, rules and forms, which say what comes after what, have
 * no counterpart and are not looked at. */
#include "transfer/rasa.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/interner.h"
#include "transfer/example.h"
#include "transfer/hypertext.h"
#include "transfer/project.h"
#include "base/yaml.h"

#define MEMORY_MAX ((size_t)1024 * 1024 * 1024) /* of all trees and lists */
#define UTTER "utter_"

struct phrase {
    struct faqbot_view text;
    struct phrase *next;
};

/* An intent, by the number of its name. */
struct intent {
    struct phrase *first;
    struct phrase *last;
    size_t count;
    const struct yaml_tree *response; /* a list of variations; NULL: none was met */
    bool is_trained;                  /* it stands among the training data */
};

struct rasa {
    struct collector *collector;
    struct arena arena; /* all trees and lists */
    struct interner names;
    struct intent *intents;
    size_t capacity;
    bool is_known; /* something of Rasa's was met */
};

static enum faqbot_status fail_memory(const struct rasa *rasa, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(rasa->collector), 0,
                     "there is not enough memory for the training data");
}

/* -- What the files hold --------------------------------------------------------------------------------- */

/* The intent of that name, made where it is new; NULL: no memory. */
static struct intent *take_intent(struct rasa *rasa, struct faqbot_view name)
{
    uint32_t number = interner_add(&rasa->names, name);
    if (number == INTERNER_NONE) {
        return NULL;
    }
    if (number >= rasa->capacity) {
        size_t capacity = rasa->capacity == 0 ? 64 : 2 * rasa->capacity;
        struct intent *intents = realloc(rasa->intents, capacity * sizeof *intents);
        if (intents == NULL) {
            return NULL;
        }
        memset(intents + rasa->capacity, 0, (capacity - rasa->capacity) * sizeof *intents);
        rasa->intents = intents;
        rasa->capacity = capacity;
    }
    return &rasa->intents[number];
}

static bool add_phrase(struct rasa *rasa, struct intent *intent, struct faqbot_view example)
{
    struct phrase *phrase = arena_take_array(&rasa->arena, 1, sizeof *phrase);
    if (phrase == NULL || !example_strip(&rasa->arena, example, &phrase->text)) {
        return false;
    }
    if (intent->last == NULL) {
        intent->first = phrase;
    } else {
        intent->last->next = phrase;
    }
    intent->last = phrase;
    intent->count++;
    return true;
}

/* A block with a line an example, or a list of texts or of mappings with a `text`. */
static bool take_examples(struct rasa *rasa, struct intent *intent, const struct yaml_tree *examples)
{
    struct faqbot_view rest = yaml_text(examples);
    struct faqbot_view example;
    while (example_next(&rest, &example)) {
        if (!add_phrase(rasa, intent, example)) {
            return false;
        }
    }
    for (const struct yaml_tree *one = yaml_first(examples); one != NULL; one = one->next) {
        const struct yaml_tree *text = one->type == YAML_TEXT ? one : yaml_member(one, "text");
        if (!add_phrase(rasa, intent, view_trim(yaml_text(text)))) {
            return false;
        }
    }
    return true;
}

/* An element of `nlu`: an intent, or what else Rasa learns from. */
static enum faqbot_status take_training(struct rasa *rasa, const struct yaml_tree *element,
                                        struct faqbot_fault *fault)
{
    struct faqbot_view name = view_trim(yaml_text(yaml_member(element, "intent")));
    const struct yaml_tree *examples = yaml_member(element, "examples");
    if (view_is_empty(name)) {
        const struct yaml_tree *kind = yaml_first(element);
        return kind == NULL ? FAQBOT_OK
                            : collector_note(rasa->collector, 0, fault, "the %.*s \"%.*s\" is not kept",
                                             VIEW_ARGS(kind->key), VIEW_ARGS(kind->text));
    }
    struct intent *intent = take_intent(rasa, name);
    if (intent == NULL) {
        return fail_memory(rasa, fault);
    }
    intent->is_trained = true;
    return take_examples(rasa, intent, examples) ? FAQBOT_OK : fail_memory(rasa, fault);
}

/* One of `responses`. */
static enum faqbot_status take_response(struct rasa *rasa, const struct yaml_tree *response,
                                        struct faqbot_fault *fault)
{
    struct faqbot_view name = response->key;
    bool utters = view_starts_with(name, UTTER);
    name = utters ? view_slice(name, strlen(UTTER), name.size) : name;
    if (!utters || view_find(name, '/') == name.size) {
        return collector_note(rasa->collector, 0, fault,
                              "the response %.*s answers no retrieval intent and is not kept",
                              VIEW_ARGS(response->key));
    }
    struct intent *intent = take_intent(rasa, name);
    if (intent == NULL) {
        return fail_memory(rasa, fault);
    }
    if (intent->response != NULL) {
        return collector_note(rasa->collector, 0, fault, "there is another response %.*s, which is not kept",
                              VIEW_ARGS(response->key));
    }
    intent->response = response;
    return FAQBOT_OK;
}

static enum faqbot_status take_document(struct rasa *rasa, const struct yaml_tree *document,
                                        struct faqbot_fault *fault)
{
    const struct yaml_tree *training = yaml_member(document, "nlu");
    const struct yaml_tree *responses = yaml_member(document, "responses");
    enum faqbot_status status = FAQBOT_OK;
    responses = responses == NULL ? yaml_member(document, "templates") : responses; /* of Rasa 1 */
    rasa->is_known |= training != NULL || responses != NULL;
    for (const struct yaml_tree *one = yaml_first(training); one != NULL && status == FAQBOT_OK;
         one = one->next) {
        status = take_training(rasa, one, fault);
    }
    for (const struct yaml_tree *one = yaml_first(responses); one != NULL && status == FAQBOT_OK;
         one = one->next) {
        status = take_response(rasa, one, fault);
    }
    return status;
}

static enum faqbot_status take_file(void *user, const char *path, struct faqbot_view text,
                                    struct faqbot_fault *fault)
{
    struct rasa *rasa = user;
    struct faqbot_fault broken = {.status = FAQBOT_OK};
    const struct yaml_tree *documents = yaml_parse(text, path, &rasa->arena, &broken);
    enum faqbot_status status = broken.status;
    if (fault != NULL && documents == NULL) {
        *fault = broken;
    }
    for (const struct yaml_tree *one = yaml_first(documents); one != NULL && status == FAQBOT_OK;
         one = one->next) {
        status = take_document(rasa, one, fault);
    }
    return status;
}

/* -- What becomes of it ---------------------------------------------------------------------------------- */

/* Of a response's variations the first with a text that is for every channel and under no condition, else the
 * first with a text; NULL: none has any. *count is of all. */
static const struct yaml_tree *choose(const struct yaml_tree *response, size_t *count)
{
    const struct yaml_tree *first = NULL;
    const struct yaml_tree *plain = NULL;
    *count = 0;
    for (const struct yaml_tree *one = yaml_first(response); one != NULL; one = one->next) {
        const struct yaml_tree *text = one->type == YAML_TEXT ? one : yaml_member(one, "text");
        ++*count;
        if (view_is_empty(view_trim(yaml_text(text)))) {
            continue;
        }
        first = first == NULL ? one : first;
        bool always = yaml_member(one, "channel") == NULL && yaml_member(one, "condition") == NULL;
        plain = plain == NULL && always ? one : plain;
    }
    return plain == NULL ? first : plain;
}

/* The intent that a button's payload, "/NAME/QUESTION{...}", leads to; empty: none that is an entry. */
static struct faqbot_view find_target(const struct rasa *rasa, const struct yaml_tree *button)
{
    struct faqbot_view name = view_trim(yaml_text(yaml_member(button, "payload")));
    name = view_starts_with(name, "/") ? view_slice(name, 1, view_find(name, '{') - 1) : view_make(NULL, 0);
    bool is_entry = view_find(name, '/') < name.size && interner_find(&rasa->names, name) != INTERNER_NONE;
    return is_entry ? name : view_make(NULL, 0);
}

/* The targets of all buttons, in the arena. False: no memory. */
static bool take_related(struct rasa *rasa, const struct yaml_tree *buttons, struct record *record)
{
    size_t count = 0;
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        count++;
    }
    struct faqbot_view *related = arena_take_array(&rasa->arena, count + 1, sizeof *related);
    if (related == NULL) {
        return false;
    }
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        related[record->related_count] = find_target(rasa, one);
        record->related_count += !view_is_empty(related[record->related_count]);
    }
    record->related = related;
    return true;
}

static bool take_phrases(struct rasa *rasa, const struct intent *intent, struct record *record)
{
    struct faqbot_view *also = arena_take_array(&rasa->arena, intent->count + 1, sizeof *also);
    if (also == NULL) {
        return false;
    }
    for (const struct phrase *phrase = intent->first; phrase != NULL; phrase = phrase->next) {
        also[record->also_count++] = phrase->text;
    }
    record->also = also;
    return true;
}

/* Each line of a message stands in a line of its own, which in Markdown two blanks at its end say. */
static bool keep_lines(struct arena *arena, struct faqbot_view text, struct faqbot_view *kept)
{
    struct buffer out;
    struct faqbot_view line;
    buffer_init_in(&out, arena, 3 * text.size);
    while (view_next_line(&text, &line)) {
        struct faqbot_view ahead = text;
        struct faqbot_view next;
        bool goes_on = view_next_line(&ahead, &next) && !view_is_empty(view_trim(next));
        buffer_add(&out, line);
        buffer_add_text(&out, goes_on && !view_is_empty(view_trim(line)) ? "  " : "");
        buffer_add_text(&out, text.size > 0 ? "\n" : "");
    }
    *kept = buffer_view(&out);
    return !out.failed;
}

/* "{name}", which Rasa fills in. */
static bool has_slot(struct faqbot_view text)
{
    size_t open = view_find(text, '{');
    return view_find(view_slice(text, open, text.size), '}') < text.size - open;
}

static enum faqbot_status note_buttons(struct rasa *rasa, size_t row, const struct yaml_tree *buttons,
                                       struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL && status == FAQBOT_OK;
         one = one->next) {
        if (view_is_empty(find_target(rasa, one))) {
            status = collector_note(rasa->collector, row, fault, "the button \"%.*s\" is not kept",
                                    VIEW_ARGS(yaml_text(yaml_member(one, "title"))));
        }
    }
    return status;
}

/* What of the response has no place here; `count` of its variations there are. */
static enum faqbot_status note_rest(struct rasa *rasa, size_t row, const struct yaml_tree *variation,
                                    size_t count, struct faqbot_view answer, struct faqbot_fault *fault)
{
    enum faqbot_status status = note_buttons(rasa, row, yaml_member(variation, "buttons"), fault);
    for (const struct yaml_tree *one = yaml_first(variation); one != NULL && status == FAQBOT_OK;
         one = one->next) {
        if (!view_equals_text(one->key, "text") && !view_equals_text(one->key, "buttons")) {
            status = collector_note(rasa->collector, row, fault, "the response's %.*s is not kept",
                                    VIEW_ARGS(one->key));
        }
    }
    if (status == FAQBOT_OK && has_slot(answer)) {
        status = collector_note(rasa->collector, row, fault,
                                "the response has a slot ({...}) in it, which is kept as text");
    }
    if (status == FAQBOT_OK && count > 1) {
        status =
            collector_note(rasa->collector, row, fault, "%zu more of its responses are not kept", count - 1);
    }
    return status;
}

static enum faqbot_status add_entry(struct rasa *rasa, size_t row, struct faqbot_view name,
                                    const struct intent *intent, struct faqbot_fault *fault)
{
    size_t count;
    struct faqbot_view tag = view_slice(name, 0, view_find(name, '/'));
    struct record record = {.row = row, .id = name, .tags = &tag, .tag_count = 1};
    const struct yaml_tree *variation = choose(intent->response, &count);
    const struct yaml_tree *text =
        variation != NULL && variation->type == YAML_MAPPING ? yaml_member(variation, "text") : variation;
    struct faqbot_view answer;
    if (!take_phrases(rasa, intent, &record) ||
        !take_related(rasa, yaml_member(variation, "buttons"), &record) ||
        !keep_lines(&rasa->arena, view_trim(yaml_text(text)), &answer)) {
        return fail_memory(rasa, fault);
    }
    enum faqbot_status status = hypertext_add_mixed(rasa->collector, &record, answer, fault);
    return status == FAQBOT_OK ? note_rest(rasa, row, variation, count, answer, fault) : status;
}

static enum faqbot_status add_intent(struct rasa *rasa, size_t row, struct faqbot_view name,
                                     const struct intent *intent, struct faqbot_fault *fault)
{
    struct collector *collector = rasa->collector;
    struct faqbot_view question = intent->first == NULL ? name : intent->first->text;
    if (view_find(name, '/') == name.size) {
        return collector_leave_out(collector, row, question, fault,
                                   "%.*s is no retrieval intent, NAME/QUESTION", VIEW_ARGS(name));
    }
    if (!intent->is_trained) {
        return collector_leave_out(collector, row, name, fault,
                                   "there are no examples of it in the training data");
    }
    if (intent->response == NULL) {
        return collector_leave_out(collector, row, question, fault, "there is no response " UTTER "%.*s",
                                   VIEW_ARGS(name));
    }
    return add_entry(rasa, row, name, intent, fault);
}

static enum faqbot_status deliver(struct rasa *rasa, struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    if (!rasa->is_known) {
        return fault_set(fault, FAQBOT_INVALID, collector_path(rasa->collector), 0,
                         "there are neither training data of Rasa (nlu) nor responses in it");
    }
    for (uint32_t i = 0; i < rasa->names.count && status == FAQBOT_OK; i++) {
        status = add_intent(rasa, i + 1, rasa->names.strings[i], &rasa->intents[i], fault);
    }
    return status;
}

static void rasa_init(struct rasa *rasa, struct collector *collector)
{
    *rasa = (struct rasa){.collector = collector};
    arena_init(&rasa->arena, MEMORY_MAX);
    interner_init(&rasa->names, MEMORY_MAX);
}

static void rasa_release(struct rasa *rasa)
{
    arena_release(&rasa->arena);
    interner_release(&rasa->names);
    free(rasa->intents);
}

enum faqbot_status rasa_read(struct collector *collector, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct rasa rasa;
    rasa_init(&rasa, collector);
    enum faqbot_status status = take_file(&rasa, collector_path(collector), text, fault);
    if (status == FAQBOT_OK) {
        status = deliver(&rasa, fault);
    }
    rasa_release(&rasa);
    return status;
}

enum faqbot_status rasa_read_folder(struct collector *collector, const char *path, struct faqbot_fault *fault)
{
    static const char *const endings[] = {".yml", ".yaml", NULL};
    struct rasa rasa;
    rasa_init(&rasa, collector);
    enum faqbot_status status = project_read(collector, path, endings, take_file, &rasa, fault);
    if (status == FAQBOT_OK) {
        status = deliver(&rasa, fault);
    }
    rasa_release(&rasa);
    return status;
}
