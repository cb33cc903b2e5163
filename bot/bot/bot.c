/* bot/bot.c - implements faqbot.h: checks the question, has it searched for, and has the reply made. It keeps
 * no conversation: what a follow-up needs comes with the question, so that an answer depends on nothing else
 * and can be cached, repeated and asked for in any order. It deliberately decides nothing about an answer:
 * whether there is one is search/'s business, what is said then reply.c's.
 *
 * Every call resets the arena that the last answer lies in. So a steady load allocates nothing, and a front
 * end copies what it wants to keep. */
#include "bot/bot_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ==== opening and closing ============================================================================== */

/* One request takes some tens of kilobytes; more with huge answers. */
#define REQUEST_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define SETTINGS_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define CACHED_QUESTIONS_MAX 65536 /* about 30 MiB of short questions */

/* A bot for a part of the knowledge base. */
struct part {
    struct faqbot *bot;
    struct buffer key; /* the filter's */
};

/* One thread at a time, because there is one request arena and one of everything in the searcher. A server
 * that wants more threads opens the same index more often. */
struct faqbot {
    struct searcher *searcher;
    struct faqbot *local;    /* answers where the entries lie elsewhere and cannot be had; NULL: none does */
    struct lru_cache *cache; /* struct recent by recent_key(); NULL: none */
    struct arena settings;   /* lives as long as the bot */
    struct arena request;    /* reset at each call */
    struct faqbot_hits hits; /* of the last search */
    struct sentences sentences;
    bool hears_small_talk;
    struct starters starters;
    struct faqbot_about about;
    size_t cached_questions; /* of the cache, and of those of parts */
    struct siphash_key seed;
    struct part parts[FAQBOT_FILTER_PARTS_MAX + 1]; /* the one that was used last first */
    size_t part_count;
};

/* What the bot is called, and what it says of its own. */
static void read_settings(struct faqbot *bot, enum faqbot_status *status)
{
    struct faqbot_view small_talk;
    search_setting(bot->searcher, INDEX_VERSION, "", &bot->settings, &bot->about.version, status);
    search_setting(bot->searcher, INDEX_NAME, "FAQ", &bot->settings, &bot->about.name, status);
    search_setting(bot->searcher, INDEX_CONSENT, "", &bot->settings, &bot->about.consent, status);
    search_setting(bot->searcher, INDEX_PRIVACY, "", &bot->settings, &bot->about.privacy, status);
    search_setting(bot->searcher, INDEX_SMALL_TALK, "", &bot->settings, &small_talk, status);
    bot->hears_small_talk = view_is_empty(small_talk);
    sentences_open(bot->searcher, &bot->settings, &bot->sentences, status);
    if (*status == FAQBOT_OK) {
        struct faqbot_view tags = bot->sentences.tags;
        (void)view_next_line(&tags, &bot->about.stated_lang);
        bot->about.lang = bot->sentences.lang;
        bot->about.speaks = bot->sentences.spoken;
        bot->about.speaks_count = bot->sentences.spoken_count;
        bot->about.greeting = faqbot_sentence(bot, bot->about.lang, "greeting", 0);
    }
}

/* Dots between the parts are right in every language. */
static void read_contact(struct faqbot *bot, enum faqbot_status *status)
{
    struct faqbot_contact *contact = &bot->about.contact;
    const struct {
        const char *name;
        struct faqbot_view *value;
    } ways[] = {{INDEX_CONTACT_MAIL, &contact->mail},
                {INDEX_CONTACT_PHONE, &contact->phone},
                {INDEX_CONTACT_URL, &contact->url},
                {INDEX_CONTACT_HOURS, &contact->hours}};
    struct buffer line;
    buffer_init_in(&line, &bot->settings, SETTINGS_BYTES_MAX);
    for (size_t i = 0; i < sizeof ways / sizeof *ways && *status == FAQBOT_OK; i++) {
        search_setting(bot->searcher, ways[i].name, "", &bot->settings, ways[i].value, status);
        buffer_add_text(&line, line.size > 0 && !view_is_empty(*ways[i].value) ? " · " : "");
        buffer_add(&line, *ways[i].value);
    }
    fail_if(line.failed, FAQBOT_NO_MEMORY, status);
    if (*status == FAQBOT_OK) {
        contact->has_ways = line.size > 0;
        contact->line = buffer_view(&line);
        *contact = reply_contact(&(struct replier){.sentences = &bot->sentences, .contact = contact});
    }
}

/* Who replies to a visitor who wishes one language, and otherwise another. */
static struct replier replier_for(const struct faqbot *bot, struct faqbot_view wish,
                                  struct faqbot_view otherwise)
{
    return (struct replier){.store = search_store(bot->searcher),
                            .sentences = &bot->sentences,
                            .contact = &bot->about.contact,
                            .lang = wish,
                            .has_variants = search_has_variants(bot->searcher),
                            .wishes = {wish, otherwise}};
}

/* The starters that exist, in the owner's order. */
static void read_starters(struct faqbot *bot, enum faqbot_status *status)
{
    const struct replier replier = replier_for(bot, bot->about.lang, view_of(""));
    starters_open(bot->searcher, &replier, &bot->settings, &bot->starters, status);
    if (*status == FAQBOT_OK) {
        const struct reply_links *links = &starters_of(&bot->starters, view_of(""))->links;
        bot->about.starters = links->list;
        bot->about.starter_count = links->count;
    }
}

/* Reads what stays in memory, and makes the cache; fills *fault where that fails. A file that was written to
 * while it was read explains every other failure, and is reported in its place: trying again helps then. */
static enum faqbot_status load(struct faqbot *bot, const struct faqbot_options *options,
                               struct faqbot_fault *fault)
{
    struct store *store = search_store(bot->searcher);
    size_t cached = options->cached_questions;
    enum faqbot_status status = FAQBOT_OK;
    bot->about.entries = search_entry_count(bot->searcher);
    bot->about.encoder = search_encoder(bot->searcher);
    bot->about.is_apart = store_is_elsewhere(store);
    read_settings(bot, &status);
    read_contact(bot, &status);
    read_starters(bot, &status);
    if (status == FAQBOT_OK && options->verify && options->index != NULL) {
        status = store_verify(store);
    }
    if (!store_is_intact(store)) {
        return fault_set(fault, FAQBOT_IO, options->index, 0, "cannot read the index: it is being written");
    }
    if (status == FAQBOT_UNAVAILABLE) {
        return fault_set(fault, status, NULL, 0,
                         "the machines that have the entries do not answer, or not all of them");
    }
    if (status != FAQBOT_OK) {
        return fault_set(fault, status, options->index, 0, "cannot read the index: it is %s",
                         faqbot_status_text(status));
    }
    if (cached > 0) {
        bot->cache = lru_cache_new(cached < CACHED_QUESTIONS_MAX ? cached : CACHED_QUESTIONS_MAX, SIZE_MAX,
                                   (struct siphash_key){{options->seed[0], options->seed[1]}});
    }
    return cached == 0 || bot->cache != NULL ? FAQBOT_OK
                                             : fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
}

/* Where all entries pass, the part is the bot itself, and takes nothing. */
static size_t part_entries(const struct faqbot *bot, const struct part *part)
{
    return part->bot == bot ? 0 : part->bot->about.entries;
}

/* Closes all but the first parts: so many, and of so many entries together. Parts have no parts. */
static void drop_parts(struct faqbot *bot, size_t count, size_t entries)
{
    size_t kept = 0;
    while (kept < bot->part_count && kept < count && part_entries(bot, &bot->parts[kept]) <= entries) {
        entries -= part_entries(bot, &bot->parts[kept++]);
    }
    while (bot->part_count > kept) {
        struct part *part = &bot->parts[--bot->part_count];
        if (part->bot != bot) {
            faqbot_close(part->bot);
        }
        buffer_release(&part->key);
    }
}

/* Either there is a whole bot, or there is a fault that says why not, and *status; what was opened so far is closed
 * again. */
static struct faqbot *open_source(const struct search_source *source, struct fault_reporter *reporter,
                                  const struct faqbot_options *options, struct faqbot_fault *fault,
                                  enum faqbot_status *status)
{
    struct faqbot *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        *status = fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
        return NULL;
    }
    arena_init(&opened->settings, SETTINGS_BYTES_MAX);
    arena_init(&opened->request, REQUEST_BYTES_MAX);
    opened->cached_questions = options->cached_questions;
    opened->seed = (struct siphash_key){{options->seed[0], options->seed[1]}};
    *status = search_open(source, reporter, &opened->searcher, fault);
    if (*status == FAQBOT_OK) {
        *status = load(opened, options, fault);
    }
    if (*status != FAQBOT_OK) {
        faqbot_close(opened);
        return NULL;
    }
    return opened;
}

/* Puts the bot of the local index beside the one whose entries lie elsewhere, or in its place. */
static struct faqbot *open_local(const struct faqbot_options *options, struct faqbot *bot,
                                 struct faqbot_fault *fault, enum faqbot_status *status)
{
    struct faqbot *local = NULL;
    struct faqbot_options here = *options;
    here.stage = NULL;
    here.again = NULL;
    if (options->stage == NULL || options->index == NULL ||
        (*status != FAQBOT_OK && *status != FAQBOT_UNAVAILABLE)) {
        return bot;
    }
    *status = faqbot_open(&here, &local, fault);
    if (*status != FAQBOT_OK) {
        faqbot_close(bot);
        return NULL;
    }
    if (bot != NULL) {
        bot->local = local;
    }
    return bot != NULL ? bot : local;
}

enum faqbot_status bot_open_edited(const struct faqbot_options *options, const struct index_edit *edit,
                                   struct faqbot **bot, struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    const struct search_source source = {.index = options->index,
                                         .knowledge = options->knowledge,
                                         .today = options->today,
                                         .encoder = options->encoder,
                                         .again = options->again == NULL ? NULL : options->again->searcher,
                                         .stage = options->stage,
                                         .edit = edit};
    fault_begin(fault);
    struct faqbot *opened = open_source(&source, &reporter, options, fault, &status);
    opened = open_local(options, opened, fault, &status);
    if (opened != NULL) {
        *bot = opened;
    }
    return fault_end(fault, status, options->index != NULL ? options->index : options->knowledge);
}

enum faqbot_status faqbot_open(const struct faqbot_options *options, struct faqbot **bot,
                               struct faqbot_fault *fault)
{
    return bot_open_edited(options, NULL, bot, fault);
}

void faqbot_close(struct faqbot *bot)
{
    if (bot != NULL) {
        drop_parts(bot, 0, 0);
        faqbot_close(bot->local);
        search_close(bot->searcher);
        lru_cache_free(bot->cache);
        arena_release(&bot->settings);
        arena_release(&bot->request);
        free(bot);
    }
}

struct searcher *bot_searcher(struct faqbot *bot)
{
    return bot->searcher;
}

const struct faqbot_about *faqbot_about(const struct faqbot *bot)
{
    return &bot->about;
}

struct faqbot_view faqbot_sentence(const struct faqbot *bot, struct faqbot_view lang, const char *key,
                                   uint64_t count)
{
    return sentences_find(&bot->sentences, view_of(key), lang, count).text;
}

enum faqbot_status faqbot_words(const struct faqbot *bot, struct faqbot_view lang, char **json, size_t *size)
{
    struct buffer out;
    if (!language_is_tag(lang) || !sentences_speak(&bot->sentences, lang)) {
        return FAQBOT_NOT_FOUND;
    }
    buffer_init(&out, SIZE_MAX); /* its texts are the owner's, and their settings have a limit */
    words_write(&bot->sentences, lang, &out);
    if (out.failed) {
        buffer_release(&out);
        return FAQBOT_NO_MEMORY;
    }
    *json = out.bytes;
    *size = out.size;
    return FAQBOT_OK;
}

bool faqbot_has_own_words(const struct faqbot *bot, struct faqbot_view lang)
{
    return words_are_own(&bot->sentences, lang);
}

struct faqbot_view faqbot_language(const struct faqbot *bot, struct faqbot_view lang)
{
    bool speaks = language_is_tag(lang) && sentences_speak(&bot->sentences, lang);
    return speaks ? lang : bot->sentences.lang;
}

struct faqbot_view faqbot_choose_language(const struct faqbot *bot, struct faqbot_view accepted)
{
    return sentences_choose(&bot->sentences, accepted);
}

/* Ends the life of the last answer. */
static void begin_call(struct faqbot *bot)
{
    arena_reset(&bot->request);
    store_begin(search_store(bot->searcher));
}

/* Whether the local index is to be asked in place of entries that cannot be had. */
static bool is_for_local(const struct faqbot *bot, enum faqbot_status status)
{
    return status == FAQBOT_UNAVAILABLE && bot->local != NULL;
}

/* The status of a call that read the index. If the index was overwritten meanwhile, the result is worthless:
 * parts of it may be another index's. */
static enum faqbot_status end_call(const struct faqbot *bot, enum faqbot_status status)
{
    return store_is_intact(search_store(bot->searcher)) ? status : FAQBOT_CORRUPT;
}

/* ==== a part of the knowledge base ===================================================================== */

/* A part of a small number of entries is an index of its own, in memory, with its own counts, classifiers and
 * confidence: the alternative, to search the whole and leave out what does not pass, would rank by what words tell
 * elsewhere, and be sure of an entry because of others that nobody may see. */

/* Makes a part, or takes the bot itself where all entries pass. */
static enum faqbot_status open_part(struct faqbot *bot, const struct entry_filter *filter, size_t entries_max,
                                    struct faqbot **part, struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    struct store *store = search_store(bot->searcher);
    size_t most = entries_max < FAQBOT_FILTER_ENTRIES_MAX ? entries_max : FAQBOT_FILTER_ENTRIES_MAX;
    size_t phrasings = 0;
    struct search_source source = {.whole = bot->searcher,
                                   .phrasings_max = most * FAQBOT_FILTER_PHRASINGS_EACH,
                                   .phrasings = &phrasings};
    uint32_t *entries = arena_need(&bot->request, most + 1, sizeof *entries, &status);
    source.entry_count = entry_filter_find(filter, store, most + 1, entries, &status);
    source.entries = entries;
    if (status == FAQBOT_OK && source.entry_count == 0) {
        return entry_filter_fault(filter, store, fault);
    }
    if (status == FAQBOT_OK && source.entry_count == bot->about.entries) {
        *part = bot;
        return FAQBOT_OK;
    }
    fail_if(source.entry_count > most, FAQBOT_LIMIT, &status);
    const struct faqbot_options options = {.cached_questions = bot->cached_questions,
                                           .seed = {bot->seed.halves[0], bot->seed.halves[1]}};
    struct faqbot *opened = status == FAQBOT_OK ? open_source(&source, NULL, &options, fault, &status) : NULL;
    if (opened != NULL) {
        opened->about.version = bot->about.version;
        bot->about.indexed += phrasings;
        *part = opened;
    }
    return status;
}

/* Moves a part to the front. */
static void use_first(struct faqbot *bot, size_t place)
{
    const struct part used = bot->parts[place];
    memmove(bot->parts + 1, bot->parts, place * sizeof *bot->parts);
    bot->parts[0] = used;
}

/* The part with this key, now the first. NULL: there is none. */
static struct faqbot *find_part(struct faqbot *bot, struct faqbot_view key)
{
    for (size_t i = 0; i < bot->part_count; i++) {
        if (view_equals(buffer_view(&bot->parts[i].key), key)) {
            use_first(bot, i);
            return bot->parts[0].bot;
        }
    }
    return NULL;
}

/* Keeps a part, in place of those that were not used for the longest time. */
static void keep_part(struct faqbot *bot, struct faqbot_view key, struct faqbot *part,
                      enum faqbot_status *status)
{
    struct part kept = {.bot = part};
    buffer_init(&kept.key, SIZE_MAX);
    buffer_add(&kept.key, key);
    if (kept.key.failed) {
        buffer_release(&kept.key);
        if (part != bot) {
            faqbot_close(part);
        }
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    bot->parts[bot->part_count] = kept;
    use_first(bot, bot->part_count++);
    drop_parts(bot, FAQBOT_FILTER_PARTS_MAX, FAQBOT_FILTER_ENTRIES_MAX);
}

/* A sentence for a status that has none. */
static enum faqbot_status refuse_filter(const struct faqbot *bot, enum faqbot_status status,
                                        size_t entries_max, struct faqbot_fault *fault)
{
    if (status == FAQBOT_LIMIT && store_is_elsewhere(search_store(bot->searcher))) {
        return fault_set(fault, status, NULL, 0,
                         "entries in a search cluster have no parts: leave the filter out, or ask an index");
    }
    if (status == FAQBOT_LIMIT) {
        size_t most = entries_max < FAQBOT_FILTER_ENTRIES_MAX ? entries_max : FAQBOT_FILTER_ENTRIES_MAX;
        return fault_set(
            fault, status, NULL, 0,
            "this filter has more than %d tags, or leaves more than %zu entries or %zu phrasings, which "
            "are too many to be asked apart from the others",
            FAQBOT_FILTER_TAGS_MAX, most, most * FAQBOT_FILTER_PHRASINGS_EACH);
    }
    return fault_end(fault, status, NULL);
}

enum faqbot_status faqbot_restrict(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                   size_t entries_max, struct faqbot **part, struct faqbot_fault *fault)
{
    struct entry_filter filter;
    struct faqbot *found = bot;
    enum faqbot_status status = FAQBOT_OK;
    assert(bot != NULL);
    fault_begin(fault);
    begin_call(bot);
    entry_filter_read(filters, count, &bot->request, &filter, &status);
    fail_if(status == FAQBOT_OK && filter.count > 0 && store_is_elsewhere(search_store(bot->searcher)),
            FAQBOT_LIMIT, &status);
    if (status == FAQBOT_OK && filter.count > 0) {
        found = find_part(bot, filter.key);
    }
    if (status == FAQBOT_OK && found == NULL) {
        status = open_part(bot, &filter, entries_max, &found, fault);
        status = end_call(bot, status);
        if (found != NULL) {
            keep_part(bot, filter.key, found, &status);
        }
    }
    if (status != FAQBOT_OK) {
        return refuse_filter(bot, status, entries_max, fault);
    }
    *part = found;
    return FAQBOT_OK;
}

enum faqbot_status faqbot_passes(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                 struct faqbot_view id, bool *passes)
{
    struct entry_filter filter;
    uint32_t number;
    struct faqbot_view lang;
    bool found = false;
    enum faqbot_status status = FAQBOT_OK;
    struct store *store = search_store(bot->searcher);
    struct arena arena;
    arena_init(&arena, REQUEST_BYTES_MAX);
    store_begin(store);
    entry_filter_read(filters, count, &arena, &filter, &status);
    for (uint32_t i = 0; !found && store_find_variant_at(store, id, i, &arena, &number, &lang, &status);
         i++) {
        found = entry_filter_passes(&filter, store, number, &arena, &status);
    }
    arena_release(&arena);
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *passes = found;
    }
    return status;
}

/* Passes the tags of one entry that no entry before it has. */
static void take_tags(struct faqbot_view tags, struct string_table *seen, faqbot_text_callback *take,
                      void *user)
{
    while (tags.size > 0) {
        struct faqbot_view tag = view_slice(tags, 0, view_find(tags, ','));
        tags = view_slice(tags, tag.size + 1, tags.size);
        tag = view_trim(tag);
        if (string_table_find(seen, tag) == STRING_TABLE_NONE &&
            string_table_add(seen, tag) != STRING_TABLE_NONE) {
            take(user, tag);
        }
    }
}

enum faqbot_status faqbot_each_tag(struct faqbot *bot, faqbot_text_callback *take, void *user)
{
    struct string_table seen;
    enum faqbot_status status = store_is_elsewhere(search_store(bot->searcher)) ? FAQBOT_LIMIT : FAQBOT_OK;
    string_table_init(&seen, SETTINGS_BYTES_MAX);
    for (size_t i = 0; i < bot->about.entries && status == FAQBOT_OK; i++) {
        struct store_entry row = {0};
        arena_reset(&bot->request);
        store_get_entry(search_store(bot->searcher), (uint32_t)i, &bot->request, &row, &status);
        take_tags(row.tags, &seen, take, user);
    }
    fail_if(string_table_failed(&seen), FAQBOT_NO_MEMORY, &status);
    string_table_release(&seen);
    return end_call(bot, status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status);
}

/* ==== questions asked before =========================================================================== */

/* What is kept of them, and under what, recent.c says. The cache belongs to one bot, and so to one state of the
 * knowledge base: it never has to be told of a change. */

/* Searches, unless the same was asked before. The kept matches stay where they are until the next call on the
 * cache, and by then the answer has been made from them. */
static void search(struct faqbot *bot, const struct search_query *query, struct search_result *result,
                   bool *is_cached, enum faqbot_status *status)
{
    struct faqbot_view key = view_of("");
    const struct recent *cached = NULL;
    if (bot->cache != NULL) {
        key = recent_key(&bot->request, query, status);
        cached = *status == FAQBOT_OK ? lru_cache_find(bot->cache, key) : NULL;
    }
    *is_cached = cached != NULL;
    if (cached != NULL) {
        *result = cached->result;
    } else if (*status == FAQBOT_OK) {
        search_find(bot->searcher, query, &bot->request, result, status);
        if (*status == FAQBOT_OK && bot->cache != NULL) {
            recent_keep(bot->cache, key, result);
        }
    }
}

/* ==== questions ======================================================================================== */

/* Whether a text may be searched for at all. Beyond that, nothing that a visitor types is an error: a
 * question without a word, or in an unknown script, is answered by "I don't know". */
static enum faqbot_status check_text(struct faqbot_view text)
{
    if (view_find(text, '\0') < text.size || !utf8_is_valid(text) || view_is_empty(view_trim(text))) {
        return FAQBOT_INVALID;
    }
    return utf8_length(text) > FAQBOT_QUESTION_CHARS_MAX ? FAQBOT_LIMIT : FAQBOT_OK;
}

/* Makes a query of a question; *top is the number of candidates wanted. Ends the life of the last answer,
 * unless the question is refused. */
static enum faqbot_status take_question(struct faqbot *bot, const struct faqbot_question *question,
                                        struct search_query *query, size_t *top)
{
    enum faqbot_status status = question->top > FAQBOT_TOP_MAX ? FAQBOT_LIMIT : check_text(question->text);
    if (status == FAQBOT_OK && !view_is_empty(question->lang) && !language_is_tag(question->lang)) {
        status = FAQBOT_INVALID;
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    begin_call(bot);
    *top = question->top == 0 ? FAQBOT_CHOICES_MAX : question->top;
    /* One more than are shown, so that an answer has runners-up to relate to. */
    *query = (struct search_query){.context = question->context,
                                   .top = *top > REPLY_RELATED_MAX ? *top : REPLY_RELATED_MAX + 1};
    /* Our copy: words that the answer quotes point into it. */
    return arena_copy(&bot->request, question->text, &query->text) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

/* ==== small talk, and in which language a visitor is spoken to ========================================= */

#define HEARD_IN_FIRST (LANGUAGES_MAX + 2) /* the visitor's, the bot's, those of entries */

/* The language that the words are told to be in, by its number; -1: none is, or we do not speak it. */
static int recognise(struct faqbot *bot, struct faqbot_view text, enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t count = 0;
    char own[LANGUAGE_CODE_BYTES];
    fail_if(*status == FAQBOT_OK && !tokenize(&bot->request, text, &words, &count), FAQBOT_NO_MEMORY, status);
    if (*status != FAQBOT_OK) {
        return -1;
    }
    language_code(bot->sentences.lang, own);
    struct language_guess guess = language_recognise(words, count, NULL, 0);
    bool is_other = guess.is_sure && strcmp(guess.code, own) != 0;
    return is_other && language_is_told(words, count, guess.code, own) ? phrases_language(view_of(guess.code))
                                                                       : -1;
}

/* Whether the whole message is small talk: in a language that suits, rather than in one that happens to have the
 * word. */
static struct small_talk_heard hear(struct faqbot *bot, const struct faqbot_question *question,
                                    enum faqbot_status *status)
{
    int order[HEARD_IN_FIRST];
    size_t count = 0;
    struct faqbot_view tags = bot->sentences.tags;
    struct faqbot_view tag;
    struct small_talk_heard none = {SMALL_TALK_NONE, -1};
    if (!bot->hears_small_talk) {
        return none;
    }
    order[count++] = phrases_language(question->lang);
    order[count++] = bot->sentences.language;
    while (count < HEARD_IN_FIRST && view_next_line(&tags, &tag)) {
        order[count++] = phrases_language(tag);
    }
    struct small_talk_heard heard =
        small_talk_hear(question->text, bot->about.name, order, count, &bot->request, status);
    bool is_vain = heard.kind == SMALL_TALK_PERSON && view_is_empty(bot->about.contact.line);
    return is_vain ? none : heard;
}

/* From this confidence on an entry is meant, whatever its words. Of a message that is small talk otherwise ("help"), a
 * likeness of one word makes up to .8. */
#define MEANT_CONFIDENCE .9

/* Whether a text has all words of another. */
static bool has_words(struct arena *arena, struct faqbot_view text, struct faqbot_view wanted,
                      enum faqbot_status *status)
{
    struct word *words = NULL;
    struct word *others = NULL;
    size_t count = 0;
    size_t other_count = 0;
    if (!tokenize(arena, text, &words, &count) || !tokenize(arena, wanted, &others, &other_count)) {
        *status = FAQBOT_NO_MEMORY;
        return false;
    }
    for (size_t i = 0; i < other_count; i++) {
        size_t at = 0;
        while (at < count && !view_equals(words[at].plain, others[i].plain)) {
            at++;
        }
        if (at == count) {
            return false;
        }
    }
    return true;
}

/* Whether what the search answers with is meant, though the message is small talk otherwise: the entry's question has
 * all its words ("What does help mean?"), or is such small talk too, whose author wants to reply themselves. A wish for
 * a person is a word of the knowledge base, too ("agent"): there a choice of entries that have it is enough, for it
 * says where else to turn as well. */
static bool is_meant(struct faqbot *bot, const struct search_result *result, struct faqbot_view text,
                     const struct small_talk_heard *heard, enum faqbot_status *status)
{
    bool is_answered = result->outcome == FAQBOT_ANSWERED;
    bool is_choice = result->outcome == FAQBOT_UNSURE && heard->kind == SMALL_TALK_PERSON;
    if ((!is_answered && !is_choice) || *status != FAQBOT_OK ||
        (is_answered && result->confidence >= MEANT_CONFIDENCE)) {
        return is_answered;
    }
    struct faqbot_view question =
        reply_link(search_store(bot->searcher), result->matches[0].entry, &bot->request, status).question;
    return (heard->kind != SMALL_TALK_EMOJI && has_words(&bot->request, question, text, status)) ||
           small_talk_hear(question, bot->about.name, &heard->language, 1, &bot->request, status).kind ==
               heard->kind;
}

/* Nothing of the answer is written before everything has succeeded: a front end can go on with the last
 * one. */
enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer)
{
    size_t top;
    struct search_query query;
    struct search_result result = {0};
    struct faqbot_answer found;
    bool is_cached = false;
    enum faqbot_status status = take_question(bot, question, &query, &top);
    if (status != FAQBOT_OK) {
        return status;
    }
    int recognised = recognise(bot, query.text, &status);
    struct small_talk_heard heard = hear(bot, question, &status);
    search(bot, &query, &result, &is_cached, &status);
    bool is_small_talk =
        heard.kind != SMALL_TALK_NONE && !is_meant(bot, &result, query.text, &heard, &status);
    int language = is_small_talk ? heard.language : recognised;
    struct replier replier =
        replier_for(bot, question->lang, view_of(result.is_sure_of_lang ? result.lang : ""));
    if (!sentences_speak(&bot->sentences, question->lang)) {
        replier.lang = phrases_code(language);
    }
    if (is_small_talk) {
        result.outcome = FAQBOT_SMALLTALK;
    }
    reply_to_search(&replier, &result, top, &bot->request, &found, &status);
    if (is_small_talk && status == FAQBOT_OK) {
        const struct reply_links starters =
            starters_choose(&bot->starters, question->path, &replier, &bot->request, &status);
        reply_to_small_talk(&replier, heard.kind, &starters, &found);
    }
    if (status == FAQBOT_OK && (found.outcome == FAQBOT_UNSURE || found.outcome == FAQBOT_NONE)) {
        size_t offered = found.outcome == FAQBOT_UNSURE ? found.candidate_count : 0;
        hits_add_mentions(bot->searcher, query.text, result.matches, offered, &bot->request, &found, &status);
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *answer = found;
        answer->is_cached = is_cached;
        answer->is_foreign = result.is_foreign && found.outcome != FAQBOT_SMALLTALK;
        memcpy(answer->question_lang, result.lang, sizeof answer->question_lang);
    }
    return is_for_local(bot, status) ? faqbot_ask(bot->local, question, answer) : status;
}

/* Whether faqbot_ask() replies to it as small talk. */
static bool is_replied_to(struct faqbot *bot, const struct faqbot_question *question,
                          const struct search_query *query, enum faqbot_status *status)
{
    struct search_result result = {0};
    struct small_talk_heard heard = hear(bot, question, status);
    if (heard.kind == SMALL_TALK_NONE || *status != FAQBOT_OK) {
        return false;
    }
    search_find(bot->searcher, query, &bot->request, &result, status);
    return *status == FAQBOT_OK && !is_meant(bot, &result, query->text, &heard, status);
}

/* The cache is not asked: it has no traces of searches. What is explained is the same all the same, because a
 * search gives the same whenever it is made. */
static enum faqbot_status explain(struct faqbot *bot, const struct faqbot_question *question, bool changes,
                                  struct faqbot_explanation *explanation)
{
    size_t top;
    struct search_query query;
    struct faqbot_explanation found;
    enum faqbot_status status = take_question(bot, question, &query, &top);
    if (status != FAQBOT_OK) {
        return status;
    }
    explanation_build(bot->searcher, &query, top, changes, &bot->request, &found, &status);
    if (status == FAQBOT_OK && is_replied_to(bot, question, &query, &status)) {
        found.outcome = FAQBOT_SMALLTALK;
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *explanation = found;
    }
    return is_for_local(bot, status) ? explain(bot->local, question, changes, explanation) : status;
}

enum faqbot_status faqbot_explain(struct faqbot *bot, const struct faqbot_question *question,
                                  struct faqbot_explanation *explanation)
{
    return explain(bot, question, true, explanation);
}

enum faqbot_status faqbot_explain_brief(struct faqbot *bot, const struct faqbot_question *question,
                                        struct faqbot_explanation *explanation)
{
    return explain(bot, question, false, explanation);
}

/* ==== entries ========================================================================================== */

/* An entry as an answer, where `status` says that it was found. */
static enum faqbot_status reply(struct faqbot *bot, const struct replier *replier, uint32_t entry,
                                enum faqbot_status status, struct faqbot_answer *answer)
{
    struct faqbot_answer found;
    reply_with_entry(replier, entry, &bot->request, &found, &status);
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *answer = found;
    }
    return status;
}

/* An entry by its id, for links and choices: no search, and so a confidence of 1. */
enum faqbot_status faqbot_get_in(struct faqbot *bot, struct faqbot_view id, struct faqbot_view lang,
                                 struct faqbot_answer *answer)
{
    uint32_t entry = 0;
    enum faqbot_status status = FAQBOT_OK;
    const struct replier replier = replier_for(bot, lang, bot->about.lang);
    begin_call(bot);
    bool is_found = reply_find_entry(&replier, id, &entry, &status);
    fail_if(!is_found, FAQBOT_NOT_FOUND, &status);
    status = is_found ? reply(bot, &replier, entry, status, answer) : end_call(bot, status);
    return is_for_local(bot, status) ? faqbot_get_in(bot->local, id, lang, answer) : status;
}

enum faqbot_status faqbot_get(struct faqbot *bot, struct faqbot_view id, struct faqbot_answer *answer)
{
    return faqbot_get_in(bot, id, view_of(""), answer);
}

/* An entry by its number, for those who walk through all of them. A number below the count that is not there
 * means a damaged index, not a question for something that does not exist. */
enum faqbot_status faqbot_entry_at(struct faqbot *bot, size_t number, struct faqbot_answer *answer,
                                   bool *is_question)
{
    struct store_entry entry;
    if (number >= bot->about.entries) {
        return FAQBOT_NOT_FOUND;
    }
    enum faqbot_status status = FAQBOT_OK;
    begin_call(bot);
    store_get_entry(search_store(bot->searcher), (uint32_t)number, &bot->request, &entry, &status);
    const struct replier replier = replier_for(bot, entry.lang, bot->about.lang);
    status = reply(bot, &replier, (uint32_t)number, status, answer);
    if (status == FAQBOT_OK) {
        *is_question = index_is_faq(&entry);
    }
    if (is_for_local(bot, status)) {
        return faqbot_entry_at(bot->local, number, answer, is_question);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

enum faqbot_status faqbot_starters_on(struct faqbot *bot, struct faqbot_view path, struct faqbot_view lang,
                                      const struct faqbot_entry_ref **refs, size_t *count)
{
    enum faqbot_status status = FAQBOT_OK;
    struct replier replier = replier_for(bot, lang, bot->about.lang);
    if (store_is_elsewhere(search_store(bot->searcher))) {
        replier.has_variants = false; /* they are asked for by who must not wait: each is as the bot speaks */
    }
    if (replier.has_variants) {
        begin_call(bot);
    }
    const struct reply_links starters =
        starters_choose(&bot->starters, path, &replier, &bot->request, &status);
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *refs = starters.list;
        *count = starters.count;
    }
    return status;
}

enum faqbot_status faqbot_starters(struct faqbot *bot, struct faqbot_view lang,
                                   const struct faqbot_entry_ref **refs, size_t *count)
{
    return faqbot_starters_on(bot, view_of(""), lang, refs, count);
}

struct faqbot_view faqbot_starters_path(const struct faqbot *bot, struct faqbot_view path)
{
    return starters_of(&bot->starters, path)->path;
}

/* Half a word is not a question yet, but the same rules hold for it. */
enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_entry_ref **refs, size_t *count)
{
    uint32_t *entries;
    size_t found;
    enum faqbot_status status = check_text(typed);
    if (status != FAQBOT_OK) {
        return status;
    }
    begin_call(bot);
    search_suggest(bot->searcher, typed, FAQBOT_SUGGESTIONS_MAX, &bot->request, &entries, &found, &status);
    struct faqbot_entry_ref *list = arena_need(&bot->request, found, sizeof *list, &status);
    for (size_t i = 0; i < found && status == FAQBOT_OK; i++) {
        list[i] = reply_link(search_store(bot->searcher), entries[i], &bot->request, &status);
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *refs = list;
        *count = found;
    }
    return status;
}

/* Any bytes are a search: those that are no words find nothing. The text is copied, as what was found may quote
 * it. */
enum faqbot_status faqbot_search(struct faqbot *bot, const struct faqbot_search_query *query,
                                 const struct faqbot_hits **hits)
{
    struct faqbot_hits found;
    enum faqbot_status status = FAQBOT_OK;
    if (query->limit > FAQBOT_HITS_MAX) {
        return FAQBOT_LIMIT;
    }
    begin_call(bot);
    const struct search_words_query words = {.text = query->text,
                                             .filter = query->filter,
                                             .limit = query->limit == 0 ? FAQBOT_HITS_DEFAULT : query->limit};
    hits_find(bot->searcher, &words, &bot->request, &found, &status);
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        bot->hits = found;
        *hits = &bot->hits;
    }
    return status;
}
