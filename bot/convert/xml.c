/* convert/xml.c - XML within bounds: the only file that calls expat.
 *
 * Office files are zips of XML that programs write: without a DOCTYPE, so one is refused, and with it every
 * entity that could stand for more than itself. Elements are told of by their names without a prefix, for the
 * prefixes of such files never change. Depth and size are bounded; the size is that of a file of an import. */
#include "convert/readers.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

struct xml {
    struct import_builder *builder;
    const char *path;
    const struct xml_handlers *handlers;
    void *user;
    XML_Parser parser;
    unsigned depth;
    bool is_refused;
};

static void stop(struct xml *xml)
{
    xml->is_refused = true;
    (void)XML_StopParser(xml->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static void start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = user;
    if (++xml->depth > XML_DEPTH_MAX) {
        import_builder_fail(xml->builder, FAQBOT_LIMIT, (unsigned)XML_GetCurrentLineNumber(xml->parser),
                            "%s: its elements lie more than %d deep within each other", xml->path,
                            XML_DEPTH_MAX);
    } else {
        xml->handlers->start(xml->user, local_name(name), attributes);
    }
    if (import_builder_failed(xml->builder)) {
        stop(xml);
    }
}

static void end(void *user, const XML_Char *name)
{
    struct xml *xml = user;
    xml->depth--;
    xml->handlers->end(xml->user, local_name(name));
    if (import_builder_failed(xml->builder)) {
        stop(xml);
    }
}

static void take_text(void *user, const XML_Char *bytes, int size)
{
    struct xml *xml = user;
    xml->handlers->text(xml->user, view_make(bytes, (size_t)size));
}

static void refuse_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                           int has_subset)
{
    struct xml *xml = user;
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    import_builder_fail(xml->builder, FAQBOT_INVALID, 0,
                        "%s: it has a DOCTYPE, which no office program writes", xml->path);
    stop(xml);
}

void xml_read(struct import_builder *builder, const struct import_input *input,
              const struct xml_handlers *handlers, void *user)
{
    struct xml xml = {.builder = builder, .handlers = handlers, .user = user};
    if (input == NULL || import_builder_failed(builder)) {
        return;
    }
    xml.path = input->path;
    xml.parser = XML_ParserCreate(NULL);
    import_need(builder, xml.parser != NULL);
    if (xml.parser == NULL) {
        return;
    }
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, start, end);
    XML_SetCharacterDataHandler(xml.parser, take_text);
    XML_SetStartDoctypeDeclHandler(xml.parser, refuse_doctype);
    bool fits = input->text.size <= INT_MAX;
    enum XML_Status status =
        fits ? XML_Parse(xml.parser, input->text.bytes, (int)input->text.size, XML_TRUE) : XML_STATUS_ERROR;
    if (status == XML_STATUS_ERROR && !xml.is_refused) {
        enum XML_Error error = XML_GetErrorCode(xml.parser);
        import_need(builder, error != XML_ERROR_NO_MEMORY);
        import_builder_fail(builder, FAQBOT_INVALID, (unsigned)XML_GetCurrentLineNumber(xml.parser),
                            "%s: this is no XML: %s", xml.path, XML_ErrorString(error));
    }
    XML_ParserFree(xml.parser);
}

struct faqbot_view xml_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(local_name(attributes[i]), name) == 0) {
            return view_of(attributes[i + 1]);
        }
    }
    return view_make(NULL, 0);
}

/* ==== Relationships ===================================================================================== */

/* <Relationship Id="rId1" Target="worksheets/sheet1.xml"/> */
struct relations {
    struct arena *arena;
    struct xml_relation *items;
    size_t count;
    size_t capacity;
    struct import_builder *builder;
};

static void start_relation(void *user, const char *name, const char *const *attributes)
{
    struct relations *relations = user;
    struct faqbot_view id = xml_attribute(attributes, "Id");
    struct faqbot_view target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0) {
        return;
    }
    if (relations->count == relations->capacity) {
        size_t capacity = relations->capacity == 0 ? 16 : 2 * relations->capacity;
        struct xml_relation *items = arena_alloc_array(relations->arena, capacity, sizeof *items);
        import_need(relations->builder, items != NULL);
        if (items == NULL) {
            return;
        }
        if (relations->count > 0) {
            memcpy(items, relations->items, relations->count * sizeof *items);
        }
        relations->items = items;
        relations->capacity = capacity;
    }
    struct xml_relation *relation = &relations->items[relations->count];
    bool is_fine = arena_copy(relations->arena, id, &relation->id) &&
                   arena_copy(relations->arena, target, &relation->target);
    relations->count += is_fine;
    import_need(relations->builder, is_fine);
}

static void end_relation(void *user, const char *name)
{
    (void)user;
    (void)name;
}

static void pass_text(void *user, struct faqbot_view text)
{
    (void)user;
    (void)text;
}

size_t xml_read_relations(struct import_builder *builder, const struct import_input *input,
                          struct arena *arena, struct xml_relation **list)
{
    static const struct xml_handlers handlers = {start_relation, end_relation, pass_text};
    struct relations relations = {.arena = arena, .builder = builder};
    xml_read(builder, input, &handlers, &relations);
    *list = relations.items;
    return relations.count;
}

struct faqbot_view xml_find_relation(const struct xml_relation *list, size_t count, struct faqbot_view id)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equals(list[i].id, id)) {
            return list[i].target;
        }
    }
    return view_make(NULL, 0);
}
