/* convert/import_agents.c - agents whose questions and answers stand in different places: Dialogflow ES, a folder
 * or a zip with two files an intent, and Watson Assistant, whose dialogue says which intent is answered how.
 *
 *     intents/hours.json               {"name": "hours", "responses": [{"messages":
 *                                           [{"type": 0, "speech": ["From nine."]}]}]}
 *     intents/hours_usersays_en.json   [{"data": [{"text": "when are you "}, {"text": "open"}]}]
 *
 *     {"intents": [{"intent": "hours", "examples": [{"text": "when are you open"}]}],
 *      "dialog_nodes": [{"conditions": "#hours", "output": {"generic": [{"response_type": "text",
 *                        "values": [{"text": "From nine."}]}]}}]}
 *
 * Of several answers to choose from at random, the first is taken; what a program, an image or a menu would
 * say is told of. Contexts and slots are a dialogue's and have no place in an entry. */
#include "convert/readers.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MAX ((size_t)1024 * 1024 * 1024) /* of all trees and lists */

static const struct faqbot_view no_text = {NULL, 0};

/* ==== What both say ===================================================================================== */

/* One answer after the other: each text of a service is a message of its own, which a paragraph stands for. */
struct speech {
    struct buffer out;
    size_t others;  /* texts that were to be chosen from at random, beyond the first */
    size_t strange; /* messages that are no texts */
};

static bool add_first(void *user, const struct yaml_tree *tree)
{
    struct speech *speech = user;
    struct faqbot_view text = view_trim(yaml_text(tree));
    if (text.size > 0) {
        buffer_add_text(&speech->out, speech->out.size > 0 ? "\n\n" : "");
        buffer_add(&speech->out, text);
    }
    return text.size > 0;
}

/* The first of a list of texts, or of mappings with a `text`, or the one that stands for it; the others are counted. */
static void say_one_of(struct speech *speech, const struct yaml_tree *texts)
{
    bool has_said = false;
    const struct yaml_tree *one = texts != NULL && texts->type == YAML_LIST ? texts->first : texts;
    for (; one != NULL; one = texts->type == YAML_LIST ? one->next : NULL) {
        const struct yaml_tree *said = one->type == YAML_MAPPING ? tree_member(one, "text") : one;
        if (has_said) {
            speech->others += !view_is_empty(view_trim(yaml_text(said)));
        } else if (said != NULL) {
            has_said = add_first(speech, said);
        }
    }
}

/* "$city", "#context.name", "<? input.text ?>": what the service puts a value in the place of. */
static bool has_expression(struct faqbot_view text)
{
    for (size_t i = 0; i + 1 < text.size; i++) {
        char byte = text.bytes[i];
        bool begins_word = i == 0 || !ascii_is_alnum(text.bytes[i - 1]);
        bool names = begins_word && (byte == '$' || byte == '#') && ascii_is_alpha(text.bytes[i + 1]);
        bool has_dot = byte == '$' || view_find(view_slice(text, i, text.size), '.') + 1 <
                                          view_find(view_slice(text, i, text.size), ' ');
        if ((names && has_dot) || (byte == '<' && text.bytes[i + 1] == '?')) {
            return true;
        }
    }
    return false;
}

/* What nobody fills in, and what a program would have said otherwise, must not go live unseen. `is_called`: by a
 * program. */
static void add_record(struct import_builder *builder, struct import_record *record, struct speech *speech,
                       bool is_called)
{
    import_need(builder, !speech->out.no_memory);
    record->answer = buffer_view(&speech->out);
    bool is_open = has_expression(record->answer);
    record->is_draft = is_open || is_called;
    import_add_loose(builder, record);
    if (is_open) {
        import_builder_note(
            builder, record->row,
            "its answer has expressions in it, which nothing fills in; it is kept as a draft");
    }
    if (is_called) {
        import_builder_note(
            builder, record->row,
            "a program (a webhook) gives the answer, and this is said where it fails; it is kept "
            "as a draft");
    }
    if (speech->others > 0) {
        import_builder_note(builder, record->row, "%zu further %s not kept: an entry has one", speech->others,
                            speech->others == 1 ? "answer is" : "answers are");
    }
    if (speech->strange > 0) {
        import_builder_note(builder, record->row,
                            "%zu of its messages are no texts (images, cards, buttons) and not kept",
                            speech->strange);
    }
}

/* ==== Dialogflow ES ===================================================================================== */

/* An agent while its files are read. */
struct agent {
    struct import_builder *builder;
    struct arena arena;
    const struct import_inputs *inputs; /* NULL: one file alone */
    size_t row;
};

/* What a visitor may say: pieces of text, some of which are marked. */
static void take_phrase(struct agent *agent, const struct yaml_tree *phrase, struct texts *phrases)
{
    const struct yaml_tree *data = tree_member(phrase, "data");
    struct buffer out;
    buffer_init_in(&out, &agent->arena, FAQBOT_IMPORT_CELL_BYTES_MAX);
    for (const struct yaml_tree *one = yaml_first(data); one != NULL; one = one->next) {
        buffer_add(&out, yaml_text(tree_member(one, "text")));
    }
    import_need(agent->builder, !out.no_memory);
    texts_add(phrases, &agent->arena, buffer_view(&out));
}

static void take_phrases(struct agent *agent, const struct yaml_tree *list, struct texts *phrases)
{
    for (const struct yaml_tree *one = yaml_first(list); one != NULL; one = one->next) {
        take_phrase(agent, one, phrases);
    }
}

/* Whether `path` is that of the phrases of the intent whose own file is `intent`; *lang is their language. */
static bool has_phrases(const char *path, const char *intent, struct faqbot_view *lang)
{
    static const char mark[] = "_usersays_";
    size_t stem = strlen(intent) - strlen(".json");
    struct faqbot_view name = view_of(path);
    bool is_it = name.size > stem + strlen(mark) && memcmp(path, intent, stem) == 0 &&
                 view_starts_with(view_slice(name, stem, name.size), mark) && view_ends_with(name, ".json");
    *lang = is_it ? view_slice(name, stem + strlen(mark), name.size - stem - strlen(mark) - strlen(".json"))
                  : no_text;
    return is_it;
}

/* The texts of an intent's messages in a language, or all of them where it is empty. Type 0 is text, in one
 * version as a number, in another as a text. */
static void take_messages(const struct yaml_tree *intent, struct faqbot_view lang, struct speech *speech)
{
    const struct yaml_tree *responses = tree_member(intent, "responses");
    for (const struct yaml_tree *response = yaml_first(responses); response != NULL;
         response = response->next) {
        const struct yaml_tree *messages = tree_member(response, "messages");
        for (const struct yaml_tree *one = yaml_first(messages); one != NULL; one = one->next) {
            struct faqbot_view type = tree_text(one, "type");
            struct faqbot_view own = tree_text(one, "lang");
            bool is_text =
                view_is_empty(type) || view_equals_text(type, "0") || view_equals_text(type, "message");
            if (!view_is_empty(lang) && !view_is_empty(own) && !view_equals(lang, own)) {
                continue;
            }
            if (is_text) {
                say_one_of(speech, tree_member(one, "speech"));
            } else {
                speech->strange++;
            }
        }
        if (messages == NULL) {
            say_one_of(speech, tree_member(response, "speech"));
        }
    }
}

static void add_intent(struct agent *agent, const struct yaml_tree *intent, const struct texts *phrases,
                       struct faqbot_view lang)
{
    struct import_builder *builder = agent->builder;
    struct speech speech = {.others = 0};
    struct faqbot_view name = tree_text(intent, "name");
    struct import_record record = {.row = ++agent->row, .id = name, .lang = lang, .also = *phrases};
    arena_reset(&builder->row_arena);
    if (ascii_equals(tree_text(intent, "fallbackIntent"), view_of("true"))) {
        import_builder_skip(builder, record.row, name,
                            "it is what is said where nothing is found; say that in bot.yml (no_answer)");
        return;
    }
    buffer_init_in(&speech.out, &builder->row_arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    take_messages(intent, lang, &speech);
    bool is_called = ascii_equals(tree_text(intent, "webhookUsed"), view_of("true"));
    if (speech.out.size == 0 && is_called) {
        import_builder_skip(builder, record.row, name, "it is answered by a program (a webhook)");
    } else {
        add_record(builder, &record, &speech, is_called);
    }
}

/* An intent in each language that it has phrases in. */
static void take_intent(struct agent *agent, const char *path, const struct yaml_tree *intent)
{
    const struct import_inputs *inputs = agent->inputs;
    struct texts own = {.count = 0};
    size_t languages = 0;
    for (size_t i = 0; inputs != NULL && i < inputs->count && !import_builder_failed(agent->builder); i++) {
        struct faqbot_view lang;
        struct texts phrases = {.count = 0};
        if (has_phrases(inputs->items[i].path, path, &lang)) {
            const char *before = agent->builder->path;
            agent->builder->path = inputs->items[i].path;
            const struct yaml_tree *documents =
                tree_read(agent->builder, inputs->items[i].text, TREE_JSON, &agent->arena);
            agent->builder->path = before;
            take_phrases(agent, yaml_first(documents), &phrases);
            add_intent(agent, intent, &phrases, lang);
            languages++;
        }
    }
    if (languages == 0) {
        take_phrases(agent, tree_member(intent, "userSays"), &own);
        add_intent(agent, intent, &own, no_text);
    }
}

void import_dialogflow_intent(struct import_builder *builder, struct faqbot_view text)
{
    struct agent agent = {.builder = builder};
    arena_init(&agent.arena, MEMORY_MAX);
    const struct yaml_tree *documents = tree_read(builder, text, TREE_JSON, &agent.arena);
    const struct yaml_tree *intent = yaml_first(documents);
    if (intent != NULL) {
        take_intent(&agent, builder->path, intent);
    }
    arena_release(&agent.arena);
}

/* Only what lies in a folder "intents" is one; entities and the agent's own settings say nothing to a visitor. */
void import_dialogflow_all(struct import_builder *builder, const struct import_inputs *inputs)
{
    struct agent agent = {.builder = builder, .inputs = inputs};
    arena_init(&agent.arena, MEMORY_MAX);
    for (size_t i = 0; i < inputs->count && !import_builder_failed(builder); i++) {
        const char *path = inputs->items[i].path;
        bool is_intent = strstr(path, "intents/") != NULL && view_ends_with(view_of(path), ".json") &&
                         strstr(path, "_usersays_") == NULL;
        const char *before = builder->path;
        builder->path = path;
        const struct yaml_tree *documents =
            is_intent ? tree_read(builder, inputs->items[i].text, TREE_JSON, &agent.arena) : NULL;
        if (yaml_first(documents) != NULL) {
            take_intent(&agent, path, yaml_first(documents));
        }
        builder->path = before;
    }
    if (agent.row == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0,
                            "this is no agent of Dialogflow: there are no intents/*.json");
    }
    arena_release(&agent.arena);
}

/* ==== Watson Assistant ================================================================================== */

/* The intent that a node's conditions name, "#hours && $open"; empty: none. *is_sure: nothing else is asked. */
static struct faqbot_view intent_of(struct faqbot_view conditions, bool *is_sure)
{
    conditions = view_trim(conditions);
    size_t at = view_find(conditions, '#');
    struct faqbot_view rest = view_slice(conditions, at + 1, conditions.size);
    size_t size = 0;
    while (size < rest.size &&
           (ascii_is_alnum(rest.bytes[size]) || strchr("_-./", rest.bytes[size]) != NULL ||
            (unsigned char)rest.bytes[size] >= 0x80)) {
        size++;
    }
    *is_sure = at == 0 && size == rest.size;
    return view_slice(rest, 0, size);
}

/* What a node says, in the forms of several versions. */
static void take_output(const struct yaml_tree *node, struct speech *speech)
{
    const struct yaml_tree *output = tree_member(node, "output");
    const struct yaml_tree *generic = tree_member(output, "generic");
    const struct yaml_tree *text = tree_member(output, "text");
    for (const struct yaml_tree *one = yaml_first(generic); one != NULL; one = one->next) {
        if (view_equals_text(tree_text(one, "response_type"), "text")) {
            say_one_of(speech, tree_member(one, "values"));
        } else {
            speech->strange++;
        }
    }
    if (generic == NULL) {
        say_one_of(speech, text != NULL && text->type == YAML_MAPPING ? tree_member(text, "values") : text);
    }
}

/* How a node is found by its own name, and the responses below one by its name: both are keys of responses. */
#define NODE_ITSELF "node"
#define NODE_RESPONSE "response"
#define JUMPS_MAX 8 /* from one node to the next: more are a ring */

static bool is_otherwise(const struct yaml_tree *node)
{
    struct faqbot_view conditions = tree_text(node, "conditions");
    return view_is_empty(conditions) || view_equals_text(conditions, "anything_else") ||
           view_equals_text(conditions, "true");
}

/* Nodes by their names, and of the conditioned responses below one the one for all other cases, or the first. */
static void name_nodes(struct import_builder *builder, const struct yaml_tree *nodes,
                       const struct yaml_tree **list, size_t count)
{
    size_t number = 0;
    for (const struct yaml_tree *node = yaml_first(nodes); node != NULL && number < count;
         node = node->next) {
        struct faqbot_view parent = tree_text(node, "parent");
        list[number] = node;
        import_builder_put(builder, IMPORT_KEY_RESPONSE, tree_text(node, "dialog_node"), view_of(NODE_ITSELF),
                           number);
        if (view_equals_text(tree_text(node, "type"), "response_condition") && parent.size > 0) {
            size_t before = import_builder_find(builder, IMPORT_KEY_RESPONSE, parent, view_of(NODE_RESPONSE));
            if (before == IMPORT_NONE || (is_otherwise(node) && !is_otherwise(list[before]))) {
                import_builder_put(builder, IMPORT_KEY_RESPONSE, parent, view_of(NODE_RESPONSE), number);
            }
        }
        number++;
    }
}

/* The node that says something for this one: itself, a conditioned response below, or where it jumps to; NULL. */
static const struct yaml_tree *speaker_of(struct import_builder *builder, const struct yaml_tree *node,
                                          const struct yaml_tree *const *list)
{
    for (size_t jumps = 0; jumps < JUMPS_MAX; jumps++) {
        struct faqbot_view name = tree_text(node, "dialog_node");
        if (tree_says_something(tree_member(node, "output"))) {
            return node;
        }
        size_t next = import_builder_find(builder, IMPORT_KEY_RESPONSE, name, view_of(NODE_RESPONSE));
        if (next == IMPORT_NONE) {
            next = import_builder_find(builder, IMPORT_KEY_RESPONSE, tree_text(node, "next_step.dialog_node"),
                                       view_of(NODE_ITSELF));
        }
        if (next == IMPORT_NONE) {
            return NULL;
        }
        node = list[next];
    }
    return NULL;
}

/* The node that answers each intent, by its name: the first that asks for nothing else, or else the first. */
static void gather_nodes(struct import_builder *builder, const struct yaml_tree *nodes,
                         const struct yaml_tree **list, size_t count)
{
    size_t number = 0;
    for (const struct yaml_tree *node = yaml_first(nodes); node != NULL && number < count;
         node = node->next) {
        bool is_sure;
        struct faqbot_view name = intent_of(tree_text(node, "conditions"), &is_sure);
        bool says = speaker_of(builder, node, list) != NULL;
        size_t before =
            says && name.size > 0 ? import_builder_find(builder, IMPORT_KEY_RESPONSE, name, no_text) : 0;
        bool was_sure = false;
        if (before != IMPORT_NONE && says && name.size > 0) {
            (void)intent_of(tree_text(list[before], "conditions"), &was_sure);
        }
        if (says && name.size > 0 && (before == IMPORT_NONE || (is_sure && !was_sure))) {
            import_builder_put(builder, IMPORT_KEY_RESPONSE, name, no_text, number);
        }
        number++;
    }
}

static void take_watson_intent(struct import_builder *builder, size_t row, const struct yaml_tree *intent,
                               const struct yaml_tree *const *nodes, struct faqbot_view lang)
{
    struct faqbot_view name = tree_text(intent, "intent");
    size_t number = import_builder_find(builder, IMPORT_KEY_RESPONSE, name, no_text);
    struct speech speech = {.others = 0};
    struct import_record record = {.row = row, .id = name, .lang = lang};
    bool is_sure = true;
    arena_reset(&builder->row_arena);
    buffer_init_in(&speech.out, &builder->row_arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    for (const struct yaml_tree *one = yaml_first(tree_member(intent, "examples")); one != NULL;
         one = one->next) {
        texts_add(&record.also, &builder->row_arena,
                  one->type == YAML_TEXT ? one->text : tree_text(one, "text"));
    }
    if (number == IMPORT_NONE) {
        import_builder_skip(builder, row, name, "no node of the dialogue answers #%.*s", VIEW_ARGS(name));
        return;
    }
    const struct yaml_tree *speaker = speaker_of(builder, nodes[number], nodes);
    bool is_response = speaker != NULL && view_equals_text(tree_text(speaker, "type"), "response_condition");
    take_output(speaker, &speech);
    (void)intent_of(tree_text(nodes[number], "conditions"), &is_sure);
    add_record(builder, &record, &speech, false);
    if (is_response && !is_otherwise(speaker)) {
        import_builder_note(builder, row, "its answer was given on a condition, which is not kept: %.*s",
                            VIEW_ARGS(tree_text(speaker, "conditions")));
    } else if (!is_sure) {
        import_builder_note(builder, row, "its answer was given on a condition, which is not kept: %.*s",
                            VIEW_ARGS(tree_text(nodes[number], "conditions")));
    }
}

/* A workspace, or the skill around one. */
void import_watson(struct import_builder *builder, struct faqbot_view text)
{
    struct arena arena;
    size_t row = 0;
    size_t count = 0;
    arena_init(&arena, MEMORY_MAX);
    const struct yaml_tree *document = yaml_first(tree_read(builder, text, TREE_JSON, &arena));
    const struct yaml_tree *workspace = tree_member(document, "workspace");
    workspace = workspace == NULL ? document : workspace;
    const struct yaml_tree *intents = tree_member(workspace, "intents");
    const struct yaml_tree *nodes = tree_member(workspace, "dialog_nodes");
    for (const struct yaml_tree *one = yaml_first(nodes); one != NULL; one = one->next) {
        count++;
    }
    const struct yaml_tree **list = arena_alloc_array(&arena, count + 1, sizeof *list);
    import_need(builder, list != NULL);
    if (document != NULL && (yaml_first(intents) == NULL || nodes == NULL)) {
        import_builder_fail(builder, FAQBOT_INVALID, 0,
                            "this is no workspace of Watson: there are no \"intents\" and \"dialog_nodes\"");
    }
    if (list != NULL && !import_builder_failed(builder)) {
        name_nodes(builder, nodes, list, count);
        gather_nodes(builder, nodes, list, count);
    }
    for (const struct yaml_tree *one = yaml_first(intents);
         one != NULL && list != NULL && !import_builder_failed(builder); one = one->next) {
        take_watson_intent(builder, ++row, one, list, tree_text(workspace, "language"));
    }
    arena_release(&arena);
}
