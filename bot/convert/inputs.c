/* convert/inputs.c - several files as one import: those of a folder, or those within a zip.
 *
 * All that are wanted are read before any is understood, because a question may stand in the first and its
 * answer in the last. Together they are bounded as one file is. A zip is unpacked in memory: no name in it is
 * ever a place on the disk, and what it says of its sizes is believed only as far as bytes come. A file that
 * cannot be read costs the import no other.
 *
 * libzip reads the archive; everything that bounds it is here. */
#include "convert/readers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#define CHUNK_BYTES ((size_t)64 * 1024)

void inputs_init(struct import_inputs *inputs, struct import_builder *builder)
{
    *inputs = (struct import_inputs){.builder = builder};
    arena_init(&inputs->arena, 4 * FAQBOT_IMPORT_FILE_BYTES_MAX);
}

void inputs_release(struct import_inputs *inputs)
{
    arena_release(&inputs->arena);
}

/* ==== One file of several =============================================================================== */

/* A faqbot_fault_callback as well: the walker tells of what it finds and cannot read. */
static void leave_out(void *user, const struct faqbot_fault *why)
{
    struct import_inputs *inputs = user;
    inputs_leave_out(inputs->builder, why);
}

void inputs_leave_out(struct import_builder *builder, const struct faqbot_fault *why)
{
    char line[16] = "";
    if (why->line > 0) {
        (void)snprintf(line, sizeof line, ":%u", why->line);
    }
    import_builder_skip(builder, 0, view_make(NULL, 0), "%s%s: %s", why->path, line, why->sentence);
}

/* Whether a file has one of those extensions. What is hidden has none, for it is not meant. */
static bool has_extension(struct faqbot_view name, const char *extensions)
{
    size_t dot = name.size;
    size_t slash = name.size;
    while (dot > 0 && name.bytes[dot - 1] != '.' && name.bytes[dot - 1] != '/') {
        dot--;
    }
    while (slash > 0 && name.bytes[slash - 1] != '/') {
        slash--;
    }
    struct faqbot_view extension = view_slice(name, dot, name.size);
    char small[8];
    if (extension.size >= sizeof small || dot == slash || name.bytes[slash] == '.') {
        return false;
    }
    for (size_t i = 0; i < extension.size; i++) {
        small[i] = ascii_lower(extension.bytes[i]);
    }
    return has_word(view_of(extensions), view_make(small, extension.size)) &&
           !view_starts_with(name, "__MACOSX/");
}

/* Whether a file of that name is worth reading: pictures and programs are not. What may well hold questions, and
 * cannot be read, is told of. */
static bool is_wanted(struct import_inputs *inputs, struct faqbot_view name)
{
    static const char read[] = "json jsonl yml yaml csv tsv txt md qna lu html htm xhtml xml rels xlsx docx";
    static const char others[] = "pdf doc xls odt ods rtf ppt pptx zip tar gz tgz 7z rar pages numbers";
    if (has_extension(name, others)) {
        import_builder_skip(inputs->builder, 0, view_make(NULL, 0),
                            "%.*s: files of this kind are not read; save it as text, a table or a page",
                            VIEW_ARGS(name));
    }
    return has_extension(name, read);
}

/* An office document is a zip, and becomes what is within when it is its turn. */
static struct faqbot_view text_in(struct import_inputs *inputs, const char *path, struct faqbot_view bytes,
                                  struct faqbot_fault *why)
{
    bool is_office = input_is_zip(bytes) && has_extension(view_of(path), "xlsx docx");
    return is_office ? bytes : input_text(inputs->builder, path, bytes, &inputs->arena, why);
}

/* The path is copied, with a NUL behind it; the text is the arena's already. */
static void add(struct import_inputs *inputs, struct faqbot_view path, struct faqbot_view text)
{
    struct import_builder *builder = inputs->builder;
    char *copy = arena_alloc_array(&inputs->arena, path.size + 1, 1);
    bool is_fine = copy != NULL;
    if (is_fine && inputs->count == inputs->capacity) {
        size_t capacity = inputs->capacity == 0 ? 16 : 2 * inputs->capacity;
        struct import_input *items = arena_alloc_array(&inputs->arena, capacity, sizeof *items);
        is_fine = items != NULL;
        if (is_fine && inputs->count > 0) {
            memcpy(items, inputs->items, inputs->count * sizeof *items);
        }
        inputs->items = is_fine ? items : inputs->items;
        inputs->capacity = is_fine ? capacity : inputs->capacity;
    }
    import_need(builder, is_fine);
    if (is_fine) {
        memcpy(copy, path.bytes, path.size);
        copy[path.size] = '\0';
        inputs->items[inputs->count++] = (struct import_input){copy, text};
    }
}

/* Counts what was read; false: it is too much for one import. */
static bool has_room(struct import_inputs *inputs, const char *path, size_t size)
{
    inputs->total += size;
    if (inputs->total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
        import_builder_fail(inputs->builder, FAQBOT_LIMIT, 0,
                            "%s: the files have more than %zu bytes together", path,
                            FAQBOT_IMPORT_FILE_BYTES_MAX);
    }
    return !import_builder_failed(inputs->builder);
}

/* ==== A folder ========================================================================================== */

static void take_file(struct import_inputs *inputs, const char *path)
{
    struct faqbot_fault *fault = inputs->builder->fault;
    struct faqbot_fault why = {.status = FAQBOT_OK};
    struct buffer bytes;
    buffer_init_in(&bytes, &inputs->arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    struct faqbot_view loaded = input_load(path, &bytes, &why);
    if (!has_room(inputs, path, bytes.size)) {
        return;
    }
    struct faqbot_view text = text_in(inputs, path, loaded, &why);
    if (why.status == FAQBOT_OK) {
        add(inputs, view_of(path), text);
    } else if (why.status == FAQBOT_NO_MEMORY) {
        *fault = why;
    } else {
        leave_out(inputs, &why);
    }
}

/* A link could lead anywhere, so none is followed: what is imported is what is there. */
static enum faqbot_status visit(void *user, const char *path, const char *relative)
{
    struct import_inputs *inputs = user;
    struct import_builder *builder = inputs->builder;
    struct stat found;
    if (import_builder_failed(builder) || !is_wanted(inputs, view_of(relative))) {
        return builder->fault->status;
    }
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode)) {
        import_builder_skip(builder, 0, view_make(NULL, 0),
                            "%s: this is a link, which is not followed; put the file itself there", path);
    } else if (inputs->count == INPUTS_MAX) {
        import_builder_fail(builder, FAQBOT_LIMIT, 0, "there are more than %d files in it", INPUTS_MAX);
    } else {
        take_file(inputs, path);
    }
    return builder->fault->status;
}

void inputs_read_folder(struct import_inputs *inputs, const char *path)
{
    struct import_builder *builder = inputs->builder;
    struct fault_reporter reporter = {.report = leave_out, .user = inputs};
    const struct kb_sink sink = {.reporter = &reporter};
    struct kb_reader reader;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    kb_reader_init(&reader, &sink);
    enum faqbot_status status = folder_walk(&reader, path, visit, inputs, &fault);
    if (status != FAQBOT_OK && !import_builder_failed(builder)) {
        *builder->fault = fault;
        (void)fault_end(builder->fault, status, path);
    }
    kb_reader_release(&reader);
}

/* ==== A zip ============================================================================================= */

bool input_is_zip(struct faqbot_view bytes)
{
    return view_starts_with(bytes, "PK\x03\x04");
}

/* Whether memory was at its end: libzip says so, or takes what it could not read for a broken archive, and then the C
 * library's word for it still stands. `errno` is 0 before the call. */
static bool lacks_memory(const zip_error_t *error)
{
    return zip_error_code_zip(error) == ZIP_ER_MEMORY || errno == ENOMEM;
}

/* Reads until nothing comes, whatever size the archive states: a bomb ends at the bound. */
static bool read_member(struct import_inputs *inputs, const char *name, zip_file_t *file,
                        struct buffer *bytes)
{
    static const char broken[] = "this file of the archive cannot be unpacked and is left out";
    char *chunk = arena_alloc_array(&inputs->builder->scratch, CHUNK_BYTES, 1);
    zip_int64_t size = 1;
    import_need(inputs->builder, chunk != NULL);
    errno = 0;
    while (chunk != NULL && size > 0 && !bytes->failed) {
        size = zip_fread(file, chunk, CHUNK_BYTES);
        if (size > 0) {
            buffer_add(bytes, view_make(chunk, (size_t)size));
        }
        if (size > 0 && !has_room(inputs, name, (size_t)size)) {
            return false;
        }
    }
    arena_reset(&inputs->builder->scratch);
    bool is_memory = size < 0 && lacks_memory(zip_file_get_error(file));
    import_need(inputs->builder, !bytes->no_memory && !is_memory);
    if (size < 0) {
        import_builder_skip(inputs->builder, 0, view_make(NULL, 0), "%s: %s", name, broken);
    }
    return chunk != NULL && size == 0 && !bytes->failed;
}

static void take_member(struct import_inputs *inputs, zip_t *archive, zip_uint64_t index, const char *name)
{
    struct faqbot_fault why = {.status = FAQBOT_OK};
    struct buffer bytes;
    errno = 0;
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    if (file == NULL) {
        import_need(inputs->builder, !lacks_memory(zip_get_error(archive)));
        import_builder_skip(inputs->builder, 0, view_make(NULL, 0),
                            "%s: this file of the archive is encrypted or broken and is left out", name);
        return;
    }
    buffer_init_in(&bytes, &inputs->arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    if (read_member(inputs, name, file, &bytes)) {
        struct faqbot_view text = text_in(inputs, name, buffer_view(&bytes), &why);
        if (why.status == FAQBOT_OK) {
            add(inputs, view_of(name), text);
        } else {
            leave_out(inputs, &why);
        }
    }
    (void)zip_fclose(file);
}

void inputs_read_zip(struct import_inputs *inputs, struct faqbot_view bytes)
{
    struct import_builder *builder = inputs->builder;
    zip_error_t error;
    zip_error_init(&error);
    errno = 0;
    zip_source_t *source = zip_source_buffer_create(bytes.bytes, bytes.size, 0, &error);
    zip_t *archive = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (archive == NULL) {
        import_need(builder, !lacks_memory(&error));
        import_builder_fail(builder, FAQBOT_INVALID, 0, "the archive is broken or not whole: %s",
                            zip_error_strerror(&error));
        zip_source_free(source);
    }
    zip_error_fini(&error);
    zip_int64_t count = archive == NULL ? 0 : zip_get_num_entries(archive, 0);
    if (count > INPUTS_MAX) {
        import_builder_fail(builder, FAQBOT_LIMIT, 0, "there are more than %d files in it", INPUTS_MAX);
    }
    for (zip_int64_t i = 0; i < count && !import_builder_failed(builder); i++) {
        errno = 0;
        const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
        import_need(builder, name != NULL || !lacks_memory(zip_get_error(archive)));
        if (name != NULL && utf8_is_valid(view_of(name)) && is_wanted(inputs, view_of(name))) {
            take_member(inputs, archive, (zip_uint64_t)i, name);
        }
    }
    if (archive != NULL) {
        zip_discard(archive);
    }
}

const struct import_input *inputs_find(const struct import_inputs *inputs, const char *path)
{
    for (size_t i = 0; i < inputs->count; i++) {
        if (strcmp(inputs->items[i].path, path) == 0) {
            return &inputs->items[i];
        }
    }
    return NULL;
}
