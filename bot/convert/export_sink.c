/* convert/export_sink.c - what the writers of formats share. Knows none of them. */
#include "convert/convert_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/kb.h"
#include "util/atomic_file.h"
#include "util/json.h"
#include "util/util.h"

/* ==== exporter ========================================================================================== */

#define TAG_MARK ", " /* between tags, where they are joined */

void exporter_init(struct exporter *exporter)
{
    *exporter = (struct exporter){.entries = 0};
    buffer_init(&exporter->out, EXPORTER_ENTRY_BYTES_MAX);
    buffer_init(&exporter->scratch, EXPORTER_ENTRY_BYTES_MAX);
    buffer_init(&exporter->disclaimer, KB_FILE_BYTES_MAX);
    for (size_t i = 0; i < EXPORTER_LOSSES; i++) {
        buffer_init(&exporter->firsts[i], KB_ID_BYTES_MAX);
    }
    arena_init(&exporter->arena, SIZE_MAX);
    exporter->writer = json_writer_make(&exporter->out);
}

void exporter_release(struct exporter *exporter)
{
    buffer_release(&exporter->out);
    buffer_release(&exporter->scratch);
    buffer_release(&exporter->disclaimer);
    arena_release(&exporter->arena);
    free(exporter->synonyms);
    for (size_t i = 0; i < EXPORTER_LOSSES; i++) {
        buffer_release(&exporter->firsts[i]);
    }
}

bool exporter_copy(struct exporter *exporter, const struct synonym *synonym)
{
    struct synonym kept = {.path = NULL};
    if (!import_entries_grow(&exporter->synonyms, exporter->synonym_count, &exporter->synonym_capacity,
                             sizeof kept) ||
        !arena_copy(&exporter->arena, synonym->from, &kept.from) ||
        !arena_copy(&exporter->arena, synonym->to, &kept.to)) {
        return false;
    }
    exporter->synonyms[exporter->synonym_count++] = kept;
    return true;
}

void exporter_add_loss(struct exporter *exporter, enum exporter_loss loss, const struct entry *entry)
{
    if (entry != NULL && exporter->losses[loss] == 0) {
        buffer_add(&exporter->firsts[loss], entry->id);
        exporter->out.failed |= exporter->firsts[loss].no_memory;
    }
    exporter->losses[loss] += entry != NULL || exporter->losses[loss] == 0;
}

void exporter_add(struct exporter *exporter, const struct exporter_format *format, const struct entry *entry)
{
    const struct {
        enum exporter_loss loss;
        size_t size;
    } fields[] = {{EXPORTER_SECTION, entry->section.size},
                  {EXPORTER_TITLE, entry->title.size},
                  {EXPORTER_URL, entry->url.size},
                  {EXPORTER_LANG, entry->lang.size},
                  {EXPORTER_TAGS, entry->tags.size},
                  {EXPORTER_UPDATED, entry->updated.size},
                  {EXPORTER_REVIEW_BY, entry->review_by.size},
                  {EXPORTER_RELATED, entry->related_count}};
    if (entry->kind != ENTRY_FAQ && !format->has_passages) {
        exporter_add_loss(exporter, EXPORTER_PASSAGE, entry);
        return;
    }
    buffer_reset(&exporter->scratch);
    format->entry(exporter, entry);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if ((format->lost & EXPORTER_BIT(fields[i].loss)) != 0 && fields[i].size > 0) {
            exporter_add_loss(exporter, fields[i].loss, entry);
        }
    }
    exporter->entries++;
}

struct faqbot_view exporter_disclaimer(const struct exporter *exporter, const struct entry *entry)
{
    return view_is_empty(entry->disclaimer) ? buffer_view(&exporter->disclaimer) : entry->disclaimer;
}

const char *exporter_sentence(enum exporter_loss loss)
{
    static const char *const sentences[EXPORTER_LOSSES] = {
        [EXPORTER_SETTINGS] = "the settings are not carried",
        [EXPORTER_SYNONYMS] = "the synonyms are not carried",
        [EXPORTER_PASSAGE] = "a passage has no question and is left out",
        [EXPORTER_FORM] = "the answer's form cannot be carried; its words are",
        [EXPORTER_SECTION] = "where in its article it stands is not carried",
        [EXPORTER_TITLE] = "the article's title is not carried",
        [EXPORTER_URL] = "the address is not carried",
        [EXPORTER_LANG] = "the language is not carried",
        [EXPORTER_TAGS] = "the tags are not carried",
        [EXPORTER_UPDATED] = "the day of the last change is not carried",
        [EXPORTER_REVIEW_BY] = "the day of the next review is not carried",
        [EXPORTER_RELATED] = "related entries are not carried",
        [EXPORTER_DISCLAIMER] = "the disclaimer is carried as a part of the answer",
    };
    return sentences[loss];
}

bool exporter_next_tag(struct faqbot_view *tags, struct faqbot_view *tag)
{
    size_t end = 0;
    if (view_is_empty(*tags)) {
        return false;
    }
    while (end < tags->size && !view_starts_with(view_slice(*tags, end, tags->size), TAG_MARK)) {
        end++;
    }
    *tag = view_slice(*tags, 0, end);
    *tags = view_slice(*tags, end + sizeof TAG_MARK - 1, tags->size);
    return true;
}

/* ==== output ============================================================================================ */

/* One file in one folder, there as a whole or not at all (base/atomic_file.h). Its name until then is
 * hidden, so that no reader of a knowledge base looks at it. Everything goes through the folder's
 * descriptor, so nothing that happens to its path meanwhile leads elsewhere. */

#define NAME_BYTES 200

struct output {
    const char *path; /* the folder's; borrowed */
    int folder;
    bool made_folder;
    bool force;
    struct atomic_file file;
    char name[NAME_BYTES];
};

static void fail(const struct output *output, const char *what, int number, struct faqbot_fault *fault)
{
    fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO, output->path, 0,
              "%s: %s", what, fault_reason(number).text);
}

static void refuse(const struct output *output, struct faqbot_fault *fault)
{
    fault_set(fault, FAQBOT_INVALID, output->path, 0,
              "%s is there already and is kept as it is; it is replaced only by force", output->name);
}

/* An empty file in the folder. What killed processes left there goes: nobody else calls a file so, hidden and with a
 * number behind it. */
static void make_file(struct output *output, struct faqbot_fault *fault)
{
    char stem[NAME_BYTES + sizeof ".new" + 1];
    (void)snprintf(stem, sizeof stem, ".%s.new", output->name);
    atomic_file_sweep(output->folder, stem, NULL);
    if (!atomic_file_open(&output->file, output->folder, stem)) {
        fail(output, "nothing can be written into the folder", errno, fault);
    }
}

static void begin(struct output *output, struct faqbot_fault *fault)
{
    struct stat found;
    output->made_folder = mkdir(output->path, 0777) == 0;
    output->folder = open(output->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (output->folder < 0) {
        fail(output, "the folder cannot be opened or made", errno, fault);
        return;
    }
    bool is_there = fstatat(output->folder, output->name, &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (is_there && !output->force) {
        refuse(output, fault);
    } else if (is_there && S_ISDIR(found.st_mode)) {
        fail(output, "the file cannot be replaced", EISDIR, fault);
    } else {
        make_file(output, fault);
    }
}

struct output *output_open(const char *folder, const char *name, bool force, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK) {
        return NULL;
    }
    struct output *output = calloc(1, sizeof *output);
    if (output == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, folder, 0, "out of memory");
        return NULL;
    }
    *output = (struct output){.path = folder, .folder = -1, .force = force, .file = {.file = -1}};
    (void)snprintf(output->name, sizeof output->name, "%s", name);
    begin(output, fault);
    if (fault->status != FAQBOT_OK) {
        output_free(output);
        return NULL;
    }
    return output;
}

void output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault)
{
    if (fault->status == FAQBOT_OK && !atomic_file_write(&output->file, bytes)) {
        fail(output, "the file cannot be written", errno, fault);
    }
}

void output_commit(struct output *output, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK) {
        return;
    }
    if (atomic_file_place(&output->file, output->name, output->force)) {
        output->made_folder = false;
    } else if (errno == EEXIST) {
        refuse(output, fault);
    } else {
        fail(output, "the file cannot be written", errno, fault);
    }
}

void output_free(struct output *output)
{
    if (output == NULL) {
        return;
    }
    atomic_file_close(&output->file);
    if (output->folder >= 0) {
        close(output->folder);
    }
    if (output->made_folder) {
        (void)rmdir(output->path); /* fails, as it should, where something else has come to lie there */
    }
    free(output);
}
