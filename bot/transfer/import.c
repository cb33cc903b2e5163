/* transfer/import.c - implements transfer.h: which file is read, which is written, and that nothing is
 * left of either half done. */
#include <faqbot/transfer.h>

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "text/slug.h"
#include "text/utf8.h"
#include "transfer/delivery.h"
#include "transfer/formats.h"
#include "transfer/input.h"
#include "transfer/project.h"
#include "transfer/neighbours.h"

#define STEM_BYTES_MAX 100 /* of the output's name */

static enum faqbot_status find_format(const struct faqbot_import_options *options,
                                      const struct format **format, struct faqbot_fault *fault)
{
    *format = formats_find(options->format);
    if (*format == NULL) {
        const char *nearest = formats_nearest(options->format);
        return nearest != NULL ? fault_set(fault, FAQBOT_INVALID, NULL, 0,
                                           "%s is no format that can be imported; the nearest is %s",
                                           options->format, nearest)
                               : fault_set(fault, FAQBOT_INVALID, NULL, 0,
                                           "%s is no format that can be imported", options->format);
    }
    if (options->map != NULL && !(*format)->takes_map) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "the columns of %s are known; it takes no map",
                         options->format);
    }
    return FAQBOT_OK;
}

/* Letters, digits and '-' only: so no name of an input leads out of the folder, or into a hidden file. */
static void name_output(const struct faqbot_import_options *options, struct buffer *name)
{
    const char *slash = strrchr(options->input, '/');
    struct faqbot_view stem = view_of(slash == NULL ? options->input : slash + 1);
    size_t dot = stem.size;
    while (dot > 0 && stem.bytes[dot - 1] != '.') {
        dot--;
    }
    stem = dot > 1 ? view_slice(stem, 0, dot - 1) : stem;
    if (utf8_is_valid(stem)) {
        slug_add(stem, STEM_BYTES_MAX, name);
    }
    if (name->size == 0) {
        buffer_add_text(name, options->format);
    }
    buffer_add_text(name, ".jsonl");
    buffer_add_byte(name, '\0');
}

static enum faqbot_status deliver(const struct faqbot_import_options *options, struct collector *collector,
                                  const char *name, struct faqbot_import_result *result,
                                  struct faqbot_fault *fault)
{
    struct output *output = NULL;
    enum faqbot_status status = FAQBOT_OK;
    if (!options->dry_run) {
        if (options->before_writing != NULL) {
            options->before_writing(options->writing_user);
        }
        status = output_open(options->folder, name, options->force, &output, fault);
    }
    if (status == FAQBOT_OK) {
        status = delivery_run(collector, output, options->tell, options->tell_user, result, fault);
    }
    if (status == FAQBOT_OK && output != NULL) {
        status = output_commit(output, fault);
    }
    output_free(output);
    return status;
}

/* Everything is read before anything is written or told of. */
static enum faqbot_status convert(const struct faqbot_import_options *options, const struct format *format,
                                  const char *name, struct faqbot_import_result *result,
                                  struct faqbot_fault *fault)
{
    struct buffer bytes;
    struct faqbot_view text;
    struct collector collector;
    buffer_init(&bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    items_init(&collector, options->input, options->map);
    bool is_folder = format->read_folder != NULL && project_is_folder(options->input);
    enum faqbot_status status = is_folder ? FAQBOT_OK : input_read(options->input, &bytes, &text, fault);
    if (status == FAQBOT_OK && options->folder != NULL) {
        status = neighbours_read(options->folder, name, &collector.taken, fault);
    }
    if (status == FAQBOT_OK) {
        status = is_folder ? format->read_folder(&collector, options->input, fault)
                           : format->read(&collector, text, fault);
    }
    if (status == FAQBOT_OK) {
        status = deliver(options, &collector, name, result, fault);
    }
    items_release(&collector);
    buffer_release(&bytes);
    return status;
}

/* Where the file lies, for the person who asked. */
static void tell_path(const struct faqbot_import_options *options, const char *name,
                      struct faqbot_import_result *result)
{
    const char *folder = options->dry_run ? "" : options->folder;
    size_t size = strlen(folder);
    (void)snprintf(result->output, sizeof result->output, "%s%s%s", folder,
                   size > 0 && folder[size - 1] != '/' ? "/" : "", name);
}

enum faqbot_status faqbot_import(const struct faqbot_import_options *options,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    const struct format *format;
    struct buffer name;
    struct faqbot_import_result made = {.entries = 0};
    buffer_init(&name, 2 * (size_t)STEM_BYTES_MAX);
    fault_begin(fault);
    enum faqbot_status status = find_format(options, &format, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    name_output(options, &name);
    if (name.failed) {
        status = fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
        goto out;
    }
    status = fault_end(fault, convert(options, format, name.bytes, &made, fault), options->input);
    if (status == FAQBOT_OK) {
        tell_path(options, name.bytes, &made);
        *result = made;
    }
out:
    buffer_release(&name);
    return status;
}
