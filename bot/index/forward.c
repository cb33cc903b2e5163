/* index/forward.c - the forward index: of each entry the words that its texts consist of, in order, and what
 * else ranking compares a question with. Posting lists lead from words to entries; this leads from an entry
 * that was found back to its words, so that it can be weighed without reading and splitting its text.
 *
 * An entry's bytes:
 *
 *   1 byte   its kind (enum entry_kind), plus FORWARD_HAS_MEANING where a lexicon knows its language
 *   1 byte   the number of its language
 *   only with a meaning: 4 bytes, a float, its scale, and the vector's parts, 2 bytes each
 *   varint   how many required terms; varint: how many numbers the sequence has
 *   for each required term   varint: its form; varint: how many phrasings hold it
 *   for each number          varint: the form, plus 1; 0: the end of a text
 *
 * Forms are numbered by first appearance, so that frequent ones have few bytes: of 60 words there are about
 * a hundred. The bytes depend on the machine's byte order, as those of learned weights do, which are checked
 * when an index is opened. */
#include "index/index_internal.h"

#include <math.h>
#include <string.h>

#define FORWARD_HAS_MEANING 2

/* -- Making ---------------------------------------------------------------------------------------- */

/* Such a heading is to a passage what an FAQ entry's question is: something it can be known by. */
bool forward_has_heading(const struct entry *entry)
{
    return !view_is_empty(entry->phrasings[0]) && !view_equals(entry->phrasings[0], entry->title);
}

/* A content word of a phrasing. */
struct mention {
    uint32_t stem;
    uint32_t text; /* the number of the phrasing */
    uint32_t form;
};

static int by_stem(const void *left, const void *right)
{
    const struct mention *a = left;
    const struct mention *b = right;
    if (a->stem != b->stem) {
        return a->stem < b->stem ? -1 : 1;
    }
    return a->text != b->text ? (a->text > b->text) - (a->text < b->text)
                              : (a->form > b->form) - (a->form < b->form);
}

/* The content words of all texts but the last, which is the body; returns how many there are. *texts is how many
 * of those texts there are. */
static size_t gather_mentions(const struct vocabulary *vocabulary, const uint32_t *sequence, size_t count,
                              struct mention *mentions, uint32_t *texts)
{
    size_t made = 0;
    size_t head = count - 1;
    while (head > 0 && sequence[head - 1] != FORWARD_END) {
        head--;
    }
    *texts = 0;
    for (size_t i = 0; i < head; i++) {
        if (sequence[i] == FORWARD_END) {
            ++*texts;
        } else if (vocabulary->forms[sequence[i]].is_content) {
            mentions[made++] = (struct mention){
                .stem = vocabulary->forms[sequence[i]].stem, .text = *texts, .form = sequence[i]};
        }
    }
    return made;
}

/* The stems in at least REQUIRED_TERMS_SHARE_MIN of an FAQ entry's phrasings. A word counts once for a phrasing. */
static void find_required(const struct vocabulary *vocabulary, const uint32_t *sequence, size_t count,
                          struct arena *scratch, struct buffer *required, uint32_t *required_count,
                          enum faqbot_status *status)
{
    uint32_t texts = 0;
    struct mention *mentions = arena_need(scratch, count, sizeof *mentions, status);
    size_t found = *status == FAQBOT_OK ? gather_mentions(vocabulary, sequence, count, mentions, &texts) : 0;
    if (found > 1) {
        qsort(mentions, found, sizeof *mentions, by_stem);
    }
    for (size_t start = 0, end; start < found; start = end) {
        uint32_t phrasings = 0;
        for (end = start; end < found && mentions[end].stem == mentions[start].stem; end++) {
            phrasings += end == start || mentions[end].text != mentions[end - 1].text;
        }
        if ((float)phrasings / (float)texts >= REQUIRED_TERMS_SHARE_MIN) {
            buffer_add_varint(required, mentions[start].form);
            buffer_add_varint(required, phrasings);
            ++*required_count;
        }
    }
}

void forward_encode(const struct vocabulary *vocabulary, unsigned kind, size_t language,
                    const struct entry_meaning *meaning, struct arena *scratch, struct buffer *out,
                    enum faqbot_status *status)
{
    const uint32_t *sequence = (const void *)vocabulary->sequence.bytes;
    size_t count = vocabulary->sequence.size / sizeof *sequence;
    uint32_t required_count = 0;
    struct buffer required;
    buffer_init_in(&required, scratch, SIZE_MAX);
    if (kind == ENTRY_FAQ) {
        find_required(vocabulary, sequence, count, scratch, &required, &required_count, status);
    }
    buffer_add_byte(out, (char)(kind | (meaning != NULL ? FORWARD_HAS_MEANING : 0)));
    buffer_add_byte(out, (char)language);
    if (meaning != NULL) {
        buffer_add(out, view_make((const char *)&meaning->scale, sizeof meaning->scale));
        buffer_add(out, view_make((const char *)&meaning->vector, sizeof meaning->vector));
    }
    buffer_add_varint(out, required_count);
    buffer_add_varint(out, (uint32_t)count);
    buffer_add(out, buffer_view(&required));
    for (size_t i = 0; i < count; i++) {
        buffer_add_varint(out, sequence[i] + 1); /* FORWARD_END + 1 is 0 */
    }
    fail_if(out->failed || required.failed || vocabulary->sequence.failed, FAQBOT_NO_MEMORY, status);
}

/* -- Reading --------------------------------------------------------------------------------------- */

/* What is left to read; `failed` is sticky, and numbers are 0 after it. */
struct reading {
    const uint8_t *at;
    const uint8_t *end;
    bool failed;
};

static void take(struct reading *reading, void *bytes, size_t size)
{
    reading->failed = reading->failed || (size_t)(reading->end - reading->at) < size;
    if (!reading->failed) {
        memcpy(bytes, reading->at, size);
        reading->at += size;
    }
}

static uint32_t take_varint(struct reading *reading)
{
    uint32_t number = 0;
    for (unsigned shift = 0; shift < 35 && reading->at < reading->end; shift += 7) {
        uint8_t byte = *reading->at++;
        number |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return number;
        }
    }
    reading->failed = true;
    return 0;
}

/* Reads up to the sequence and the required terms, whose counts it checks against the bytes that are left. */
static struct reading open_bytes(struct faqbot_view bytes, struct forward_entry *entry)
{
    uint8_t kind = 0;
    uint8_t language = 0;
    struct reading reading = {.at = (const uint8_t *)bytes.bytes,
                              .end = (const uint8_t *)bytes.bytes + bytes.size};
    *entry = (struct forward_entry){0};
    take(&reading, &kind, 1);
    take(&reading, &language, 1);
    if ((kind & FORWARD_HAS_MEANING) != 0) {
        take(&reading, &entry->scale, sizeof entry->scale);
        take(&reading, &entry->meaning, sizeof entry->meaning);
    }
    entry->kind = kind & 1;
    entry->language = language;
    entry->required_count = take_varint(&reading);
    entry->sequence_count = take_varint(&reading);
    size_t left = (size_t)(reading.end - reading.at);
    reading.failed = reading.failed || kind > (FORWARD_HAS_MEANING | 1) || !isfinite(entry->scale) ||
                     entry->sequence_count == 0 || entry->sequence_count > left ||
                     entry->required_count > left;
    return reading;
}

size_t forward_size(struct faqbot_view bytes)
{
    struct forward_entry entry;
    struct reading reading = open_bytes(bytes, &entry);
    return reading.failed ? 0
                          : sizeof entry + entry.required_count * sizeof *entry.required +
                                entry.sequence_count * (sizeof *entry.sequence + sizeof *entry.words);
}

/* Takes the sequence and counts its texts and words: all but the last text are the head. */
static void take_sequence(struct reading *reading, uint32_t form_count, struct forward_entry *entry,
                          uint32_t *sequence)
{
    uint32_t texts = 0;
    uint32_t words = 0; /* of the text at hand */
    for (uint32_t i = 0; i < entry->sequence_count && !reading->failed; i++) {
        sequence[i] = take_varint(reading) - 1;
        if (sequence[i] == FORWARD_END) {
            texts++;
            entry->lengths[FIELD_HEAD] += entry->lengths[FIELD_BODY];
            entry->lengths[FIELD_BODY] = words;
            words = 0;
        } else {
            reading->failed = reading->failed || sequence[i] >= form_count;
            words++;
        }
    }
    reading->failed = reading->failed || texts == 0 || words > 0 || reading->at != reading->end;
    entry->head_texts = texts - 1;
}

static void add_count(uint16_t *count, uint16_t more)
{
    *count = (uint16_t)(*count < UINT16_MAX - more ? *count + more : UINT16_MAX);
}

static int by_form(const void *left, const void *right)
{
    const struct forward_word *a = left;
    const struct forward_word *b = right;
    return (a->form > b->form) - (a->form < b->form);
}

/* The words of a sequence, each once; returns how many there are. */
static uint32_t gather_words(const struct forward_entry *entry, const uint32_t *sequence,
                             struct forward_word *words)
{
    uint32_t count = 0;
    uint32_t kept = 0;
    uint32_t texts = 0;
    uint32_t body = 0;
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        texts += sequence[i] == FORWARD_END;
        if (sequence[i] != FORWARD_END) {
            enum field field = texts < entry->head_texts ? FIELD_HEAD : FIELD_BODY;
            body += field == FIELD_BODY;
            words[count] =
                (struct forward_word){.form = sequence[i], .compared = body <= FORWARD_COMPARED_WORDS};
            words[count++].counts[field] = 1;
        }
    }
    if (count > 1) {
        qsort(words, count, sizeof *words, by_form);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (kept > 0 && words[kept - 1].form == words[i].form) {
            add_count(&words[kept - 1].counts[FIELD_HEAD], words[i].counts[FIELD_HEAD]);
            add_count(&words[kept - 1].counts[FIELD_BODY], words[i].counts[FIELD_BODY]);
            add_count(&words[kept - 1].compared, words[i].compared);
        } else {
            words[kept++] = words[i];
        }
    }
    return kept;
}

bool forward_decode(struct faqbot_view bytes, uint32_t number, uint32_t form_count, void *memory)
{
    struct forward_entry entry;
    struct reading reading = open_bytes(bytes, &entry);
    struct required_term *required = (void *)((char *)memory + sizeof entry);
    struct forward_word *words = (void *)(required + entry.required_count);
    uint32_t *sequence = (void *)(words + entry.sequence_count);
    for (uint32_t i = 0; i < entry.required_count && !reading.failed; i++) {
        required[i].form = take_varint(&reading);
        required[i].share = (float)take_varint(&reading);
        reading.failed = reading.failed || required[i].form >= form_count;
    }
    if (!reading.failed) {
        take_sequence(&reading, form_count, &entry, sequence);
    }
    for (uint32_t i = 0; i < entry.required_count && !reading.failed; i++) {
        required[i].share /= (float)entry.head_texts;
        reading.failed = !(required[i].share <= 1);
    }
    if (reading.failed) {
        entry = (struct forward_entry){0};
    } else {
        entry.number = number;
        entry.words = words;
        entry.word_count = gather_words(&entry, sequence, words);
        entry.sequence = sequence;
        entry.required = required;
    }
    memcpy(memory, &entry, sizeof entry);
    return !reading.failed;
}

void forward_renumber(struct faqbot_view bytes, const uint32_t *numbers, struct buffer *out)
{
    struct forward_entry entry;
    struct reading reading = open_bytes(bytes, &entry);
    buffer_add(out, view_make(bytes.bytes, (size_t)(reading.at - (const uint8_t *)bytes.bytes)));
    for (uint32_t i = 0; i < entry.required_count; i++) {
        buffer_add_varint(out, numbers[take_varint(&reading)]);
        buffer_add_varint(out, take_varint(&reading));
    }
    for (uint32_t i = 0; i < entry.sequence_count; i++) {
        uint32_t number = take_varint(&reading);
        buffer_add_varint(out, number == 0 ? 0 : numbers[number - 1] + 1);
    }
}
