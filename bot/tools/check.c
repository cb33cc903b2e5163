/* tools/check.c - what is wrong with a knowledge base (faqbot_check() of faqbot_tools.h): a bot is opened on
 * it, it is read once more entry by entry, and every phrasing is asked.
 *
 * It is read twice because only a bot that has read everything can be asked about the beginning: whether an
 * id exists, and what a question finds. The second reading reports only what the first cannot know. So the
 * findings come in four groups, in this order:
 *
 *   opening         what kb/ reports of files and lines that it cannot read as they are meant
 *   second reading  answer-without-question, dead-link, lengthy-answer, no-disclaimer, review-overdue,
 *                   synonym-circle, unknown-id, unreachable
 *   self-test       answered-anyway, near-duplicate, question-finds-another, unanswered-question
 *   tests.tsv       broken-test, failed-test, unknown-id (regression.c)
 *
 * No question is compared with another here. What is alike is the bot's to say: it has an index, so the time
 * grows with the number of questions and not with its square, and its idea of likeness is the one that
 * decides what visitors get.
 *
 * It changes nothing in the knowledge base, it does not look behind links to other sites, and it is not a
 * spelling or style checker. */
#include "tools/tools_internal.h"

#include <faqbot_tools.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/index.h"
#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of what one entry takes while it is looked at */
#define SCRATCH_BYTES_MAX ((size_t)64 * 1024)       /* of a link's path, or of proposed questions */
#define KEPT_BYTES_MAX ((size_t)1 << 30)            /* of all phrasings, and of all ids */
#define LINES_MAX                                                                                            \
    64 /* answers without a question that wait for their text; that of the oldest is not coming */

/* Among how many candidates an entry is looked for. If ten others are more like its own question, the finding
 * says the same as if it were not found. */
#define CANDIDATES 10

/* An entry with this share of the winner's score is nearly the same question to the bot. No phrasing of the judged
 * knowledge bases comes so near, at .8 those do that differ in "in" and "out" or in a number; equal phrasings and those
 * that differ in a small word do. */
#define NEAR_SHARE .88

/* A phrasing of an FAQ entry, or a question that it never answers, to be asked when all have been read. */
struct phrasing {
    uint32_t id;      /* the entry's, in `ids` */
    const char *path; /* kept */
    unsigned line;
    struct faqbot_view text; /* kept */
    bool is_excluded;
};

/* The check, and what the second reading gathers. */
struct walk {
    struct check check;
    struct buffer phrasings;        /* struct phrasing by struct phrasing */
    struct string_table ids;        /* of FAQ entries */
    struct string_table variants;   /* of the same: ids, each with a blank and a language */
    char lang[LANGUAGE_CODE_BYTES]; /* of entries that name none */
    struct string_table pairs;      /* two numbers of `ids`: they were reported to be nearly the same */
    struct synonym_cycles cycles;
    struct arena kept;  /* what outlives the entry it came with */
    const char *path;   /* of the file at hand, kept; NULL: none yet */
    struct arena arena; /* one entry's */
    struct buffer scratch;
    uint64_t checked_file;          /* a hash of the file whose front matter was looked at last */
    struct faqbot_fault local_link; /* reported last: told unless the file that it leads to is missing too */
    bool has_local_link;
    bool has_disclaimer;           /* bot.yml has one, for entries that have none of their own */
    bool is_disclaimed;            /* some entry has one of its own */
    const struct bare *bare_first; /* a file each; kept */
    struct bare *bare_last;
    /* Answers without a question. Reading reports the line before it hands over the text that a question can
     * be proposed from, so the lines wait for it here. */
    struct {
        const char *path;
        unsigned lines[LINES_MAX];
        size_t count;
    } unasked;
};

/* The first failure is the one that counts. */
static void fail(struct walk *walk, enum faqbot_status status)
{
    if (walk->check.status == FAQBOT_OK) {
        walk->check.status = status;
    }
}

/* For what fails only if memory is at its end. */
static void need(struct walk *walk, bool is_there)
{
    fail(walk, is_there ? FAQBOT_OK : FAQBOT_NO_MEMORY);
}

/* The path as it lives until the check ends, for findings that are made later. Entries come file by file, so
 * the same file has the same pointer as long as it is at hand, and one copy is kept of it. */
static const char *keep_path(struct walk *walk, const char *path)
{
    struct faqbot_view copy;
    if (walk->path == NULL || strcmp(walk->path, path) != 0) {
        bool is_kept = arena_copy(&walk->kept, view_of(path), &copy);
        walk->path = is_kept ? copy.bytes : "";
        need(walk, is_kept);
    }
    return walk->path;
}

/* ==== The second reading: settings and synonyms ====================================================== */

/* Starters are ids, and one that names no entry is missing from the first thing that a visitor sees. */
static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct walk *walk = user;
    walk->has_disclaimer = !view_is_empty(settings->disclaimer);
    language_code(settings->lang, walk->lang);
    for (size_t i = 0; i < settings->starter_count; i++) {
        check_id(&walk->check, settings->path, settings->starters_line, "the starter", settings->starters[i]);
    }
    for (size_t i = 0; i < settings->page_count; i++) {
        const struct settings_page *page = &settings->pages[i];
        for (size_t j = 0; j < page->starter_count; j++) {
            check_id(&walk->check, settings->path, page->line, "the starter", page->starters[j]);
        }
    }
    return walk->check.status;
}

/* Rules are only gathered: whether one goes in a circle shows when all are known. */
static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct walk *walk = user;
    synonym_cycles_add(&walk->cycles, synonym, &walk->check.status);
    return walk->check.status;
}

/* ==== The second reading: links ====================================================================== */

/* A link without a scheme leads beside the file. Visitors cannot follow it and do not see it, but authors who
 * write such links keep articles that refer to each other, and want to know when one has moved.
 *
 * A link into its own file needs no look: that file is there, and what it names there is looked for when it is
 * read. */
static void take_local_link(void *user, const char *path, unsigned line, struct faqbot_view address)
{
    struct walk *walk = user;
    struct buffer *file = &walk->scratch;
    const char *slash = strrchr(path, '/');
    size_t hash = view_find(address, '#');
    size_t mark = view_find(address, '?');
    struct faqbot_view name = view_slice(address, 0, hash < mark ? hash : mark);
    bool is_of_site = view_is_empty(name) || view_starts_with(name, "/"); /* of the page, or of the site */
    buffer_reset(file);
    buffer_add(file, view_make(path, slash == NULL ? 0 : (size_t)(slash - path) + 1));
    link_add_decoded(file, name);
    buffer_add_byte(file, '\0');
    need(walk, !file->no_memory);
    if (!is_of_site && !file->failed && access(file->bytes, F_OK) != 0) {
        check_warning(&walk->check, "dead-link", path, line,
                      "there is no file \"%.*s\" for the link to lead to; correct the link, or take it out",
                      VIEW_ARGS(address));
    } else if (walk->has_local_link) {
        walk->check.reporter.report(walk->check.reporter.user, &walk->local_link);
    }
    walk->has_local_link = false;
}

/* ==== The second reading: answers without a question ================================================= */

/* `entry`: its text is the answer's; NULL: the text belongs to another entry, or to none. */
static void report_unasked(struct walk *walk, unsigned line, const struct entry *entry)
{
    struct buffer *proposed = &walk->scratch;
    buffer_reset(proposed);
    if (entry != NULL) {
        bool is_foreign = view_is_empty(entry->lang) && utf8_length(entry->text) < entry->text.size;
        suggest_questions(entry->text, is_foreign ? view_of("und") : entry->lang, proposed);
    }
    need(walk, !proposed->no_memory);
    bool proposes = proposed->size > 0 && !proposed->failed;
    check_hint(&walk->check, "answer-without-question", walk->unasked.path, line,
               "this answer has no question; put a heading above it that asks what it answers%s%.*s",
               proposes ? ", such as " : "", VIEW_ARGS(proposes ? buffer_view(proposed) : view_of("")));
}

/* Reports the lines that wait, up to the one of `entry`; all of them if that is NULL. Lines before the
 * entry's own are parts of an earlier answer, or of nothing that became an entry: for those there is no text
 * to propose a question from. */
static void report_waiting(struct walk *walk, const struct entry *entry)
{
    size_t kept = 0;
    unsigned *lines = walk->unasked.lines;
    for (size_t i = 0; i < walk->unasked.count; i++) {
        unsigned line = lines[i];
        if (entry != NULL && line > entry->line) {
            lines[kept++] = line;
        } else {
            report_unasked(walk, line, entry != NULL && line == entry->line ? entry : NULL);
        }
    }
    walk->unasked.count = kept;
}

/* What reading finds was reported when the bot was opened, but for what needs the text at hand. */
static void take_fault(void *user, const struct faqbot_fault *fault)
{
    struct walk *walk = user;
    if (strcmp(fault->rule, "local-link") == 0) {
        walk->local_link = *fault; /* and then its address comes */
        walk->has_local_link = true;
    }
    if (strcmp(fault->rule, "answer-without-question") != 0) {
        return;
    }
    const char *path = keep_path(walk, fault->path);
    if (walk->unasked.count == LINES_MAX || walk->unasked.path != path) {
        report_waiting(walk, NULL);
        walk->unasked.path = path;
    }
    walk->unasked.lines[walk->unasked.count++] = fault->line;
}

/* ==== The second reading: entries ==================================================================== */

/* Entries of a file without a disclaimer, kept until it is known whether there are others that have one. */
struct bare {
    const struct bare *next;
    const char *path;
    unsigned line; /* the first one's */
    size_t count;
};

/* A disclaimer is what the owner must say with every answer. Where nobody wrote any, none is missed. */
static void report_bare(struct walk *walk)
{
    for (const struct bare *bare = walk->bare_first; bare != NULL && walk->is_disclaimed; bare = bare->next) {
        char others[64] = "";
        if (bare->count > 1) {
            snprintf(others, sizeof others, ", with %zu more of this file,", bare->count - 1);
        }
        check_warning(
            &walk->check, "no-disclaimer", bare->path, bare->line,
            "this entry%s has no disclaimer, and others have one; write one for the file, or for all in "
            "bot.yml",
            others);
    }
}

static void check_disclaimer(struct walk *walk, const struct entry *entry, const char *path)
{
    struct bare *bare = walk->bare_last;
    walk->is_disclaimed |= !view_is_empty(entry->disclaimer);
    if (walk->has_disclaimer || !view_is_empty(entry->disclaimer)) {
        return;
    }
    if (bare == NULL || bare->path != path) {
        bare = arena_alloc_array(&walk->kept, 1, sizeof *bare);
        need(walk, bare != NULL);
        if (bare == NULL) {
            return;
        }
        *bare = (struct bare){.path = path, .line = entry->line};
        *(walk->bare_last == NULL ? &walk->bare_first : &walk->bare_last->next) = bare;
        walk->bare_last = bare;
    }
    bare->count++;
}

/* What all entries of an article share is reported once. A line of JSON has no front matter, and its fields
 * no lines of their own (0): each speaks for itself. */
static void check_front_matter(struct walk *walk, const struct entry *entry)
{
    struct check *check = &walk->check;
    uint64_t file = view_hash(VIEW_HASH_SEED, view_of(entry->path));
    bool is_checked = file == walk->checked_file;
    unsigned review_line = entry->review_by_line == 0 ? entry->line : entry->review_by_line;
    unsigned related_line = entry->related_line == 0 ? entry->line : entry->related_line;
    walk->checked_file = file;
    if (!view_is_empty(entry->review_by) && view_compare(entry->review_by, check->today) < 0 &&
        (!is_checked || entry->review_by_line == 0)) {
        check_warning(check, "review-overdue", entry->path, review_line,
                      "this was to be reviewed by %.*s; read it again, and set a later day",
                      VIEW_ARGS(entry->review_by));
    }
    for (size_t i = 0; i < entry->related_count && (!is_checked || entry->related_line == 0); i++) {
        check_id(check, entry->path, related_line, "the related", entry->related[i]);
    }
}

/* Whether the entry has a word that a question can find it by. An FAQ entry is not found by its article's
 * title, since that is about all its neighbours too. */
static bool has_word(struct walk *walk, const struct entry *entry)
{
    struct word *words;
    size_t count = 0;
    bool is_read = tokenize(&walk->arena, entry->text, &words, &count);
    for (size_t i = 0; i < entry->phrasing_count && count == 0 && is_read; i++) {
        is_read = tokenize(&walk->arena, entry->phrasings[i], &words, &count);
    }
    if (count == 0 && is_read && entry->kind == ENTRY_PASSAGE) {
        is_read = tokenize(&walk->arena, entry->title, &words, &count);
    }
    return count > 0 || !is_read;
}

/* Copies texts of the entry that `about` tells all else of. False: no memory. */
static bool keep_texts(struct walk *walk, struct phrasing about, const struct faqbot_view *texts,
                       size_t count)
{
    bool fits = true;
    for (size_t i = 0; i < count && fits; i++) {
        fits = arena_copy(&walk->kept, texts[i], &about.text);
        buffer_add(&walk->phrasings, view_make((const char *)&about, sizeof about));
    }
    return fits && !walk->phrasings.failed;
}

/* Whether an entry with that id was there before, in the same language. */
static bool is_id_taken(struct walk *walk, const struct entry *entry)
{
    char code[LANGUAGE_CODE_BYTES];
    struct buffer *key = &walk->scratch;
    uint32_t known = walk->variants.count;
    language_code(entry->lang, code);
    buffer_reset(key);
    buffer_add(key, entry->id);
    buffer_add_byte(key, ' ');
    buffer_add_text(key, view_is_empty(entry->lang) ? walk->lang : code);
    uint32_t number = key->failed ? STRING_TABLE_NONE : string_table_add(&walk->variants, buffer_view(key));
    need(walk, number != STRING_TABLE_NONE);
    return number < known;
}

/* Copies what is to be asked. An entry whose id was there before is not in the bot, which opening it has
 * reported. */
static void keep_phrasings(struct walk *walk, const struct entry *entry, const char *path)
{
    struct phrasing phrasing = {.path = path, .line = entry->line};
    if (is_id_taken(walk, entry)) {
        return;
    }
    phrasing.id = string_table_add(&walk->ids, entry->id);
    need(walk, phrasing.id != STRING_TABLE_NONE &&
                   keep_texts(walk, phrasing, entry->phrasings, entry->phrasing_count));
    phrasing.is_excluded = true;
    need(walk, keep_texts(walk, phrasing, entry->exclusions, entry->exclusion_count));
}

/* Checks what can be said of one entry without asking. Lines that wait for their text are reported when the
 * entry with that text comes, so that findings stay in the order of the file. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct walk *walk = user;
    struct check *check = &walk->check;
    const char *path = keep_path(walk, entry->path);
    arena_reset(&walk->arena);
    check_front_matter(walk, entry);
    check_disclaimer(walk, entry, path);
    report_waiting(walk, walk->unasked.path == path ? entry : NULL);
    size_t length = utf8_length(entry->text);
    if (length > FAQBOT_CHECK_ANSWER_CHARS) {
        check_hint(check, "lengthy-answer", entry->path, entry->line,
                   "the answer has %zu characters; visitors read up to %d: divide it, or say less", length,
                   FAQBOT_CHECK_ANSWER_CHARS);
    }
    check->result.entries++;
    if (!has_word(walk, entry)) {
        check_warning(check, "unreachable", entry->path, entry->line,
                      "no word of a question can find this entry, because it has none; write it in words");
    } else if (entry->kind == ENTRY_FAQ) {
        keep_phrasings(walk, entry, path);
    }
    return check->status;
}

/* Fails as kb_read() does, with `fault` filled. What waits for more entries is reported at the end. */
static void read_again(struct walk *walk, const char *knowledge, struct faqbot_fault *fault)
{
    struct fault_reporter reporter = {.report = take_fault, .user = walk};
    const struct kb_sink sink = {.user = walk,
                                 .settings = take_settings,
                                 .synonym = take_synonym,
                                 .entry = take_entry,
                                 .local_link = take_local_link,
                                 .reporter = &reporter,
                                 .today = walk->check.today.bytes};
    enum faqbot_status status = kb_read(knowledge, &sink, fault);
    report_bare(walk);
    report_waiting(walk, NULL);
    fail(walk, status);
    synonym_cycles_report(&walk->cycles, &walk->check);
}

/* ==== The self-test: whether each phrasing finds its own entry, and it alone ========================= */

/* One report for a pair of entries is enough, whichever of their phrasings finds it first. A candidate
 * without a number is a passage: alike, but no second question. */
static void report_near(struct walk *walk, const struct phrasing *phrasing,
                        const struct faqbot_candidate *other)
{
    uint32_t id = string_table_find(&walk->ids, other->id);
    const uint32_t pair[2] = {id < phrasing->id ? id : phrasing->id, id < phrasing->id ? phrasing->id : id};
    uint32_t known = walk->pairs.count;
    if (id != STRING_TABLE_NONE &&
        string_table_add(&walk->pairs, view_make((const char *)pair, sizeof pair)) == known) {
        check_hint(
            &walk->check, "near-duplicate", phrasing->path, phrasing->line,
            "\"%.*s\" is nearly the same question as that of \"%.*s\", \"%.*s\"; put them together, or "
            "give each words that tell them apart",
            VIEW_ARGS(check_excerpt(phrasing->text)), VIEW_ARGS(other->id),
            VIEW_ARGS(check_excerpt(other->question)));
    }
}

/* From which score on an entry is near the winner. In a knowledge base about one thing every entry has much of the
 * winner's score: what the last of so many candidates has tells nothing apart. */
static double near_score(const struct faqbot_answer *answer)
{
    double common = answer->candidate_count == CANDIDATES ? answer->candidates[CANDIDATES - 1].score : 0;
    return common + NEAR_SHARE * (answer->candidates[0].score - common);
}

/* Reports entries that come as near to the winner as the phrasing's own, or as it does to them. Where the bot
 * finds nothing worth showing, all scores are small and their shares mean nothing. */
static void report_all_near(struct walk *walk, const struct phrasing *phrasing,
                            const struct faqbot_answer *answer, size_t own)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    double least = near_score(answer);
    if (own >= answer->candidate_count || candidates[own].score < least || answer->outcome == FAQBOT_NONE) {
        return;
    }
    for (size_t i = 0; i < answer->candidate_count && candidates[i].score >= least; i++) {
        if (i != own) {
            report_near(walk, phrasing, &candidates[i]);
        }
    }
}

/* Whether the candidate is shown with the place where it stands, because another has the same question: then those who
 * ask it choose, and nothing is wrong. */
static bool is_told_apart(const struct phrasing *phrasing, const struct faqbot_candidate *candidate)
{
    struct faqbot_view shown = candidate->question;
    return shown.size > phrasing->text.size &&
           view_equals(view_slice(shown, 0, phrasing->text.size), phrasing->text) &&
           view_starts_with(view_slice(shown, phrasing->text.size, shown.size), " (");
}

/* What the bot finds for a phrasing of the author's own. It should find the entry that has it, first and
 * surely: if it does not, a visitor who asks in other words will hardly. */
static void judge(struct walk *walk, const struct phrasing *phrasing, const struct faqbot_answer *answer)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    struct check *check = &walk->check;
    struct faqbot_view shown = check_excerpt(phrasing->text);
    struct faqbot_view id = walk->ids.strings[phrasing->id];
    size_t own = 0; /* the place of its entry among the candidates; their count if it is not there */
    while (own < answer->candidate_count && !view_equals(candidates[own].id, id)) {
        own++;
    }
    if (answer->candidate_count == 0) {
        check_warning(check, "unanswered-question", phrasing->path, phrasing->line,
                      "asking \"%.*s\" finds nothing; write it with words that visitors use",
                      VIEW_ARGS(shown));
        return;
    }
    if (own < answer->candidate_count && answer->outcome == FAQBOT_UNSURE &&
        is_told_apart(phrasing, &candidates[own])) {
        return;
    }
    if (own > 0) {
        check_warning(check, "question-finds-another", phrasing->path, phrasing->line,
                      "asking \"%.*s\" finds \"%.*s\" first, at %s against %s; reword one of the two",
                      VIEW_ARGS(shown), VIEW_ARGS(candidates[0].id), number_text(candidates[0].score, 2).text,
                      number_text(own < answer->candidate_count ? candidates[own].score : 0, 2).text);
    } else if (answer->outcome != FAQBOT_ANSWERED) {
        check_warning(check, "unanswered-question", phrasing->path, phrasing->line,
                      "asking \"%.*s\" finds its entry and does not answer, at a confidence of %s; write it "
                      "with words that other questions do not have",
                      VIEW_ARGS(shown), number_text(answer->confidence, 2).text);
    }
    report_all_near(walk, phrasing, answer, own);
}

/* What the bot finds for a question that the entry never answers: anything but the entry. It can be the entry
 * where a phrasing has the same words in another order, which reading does not see. */
static void judge_excluded(struct walk *walk, const struct phrasing *excluded,
                           const struct faqbot_answer *answer)
{
    if (answer->outcome == FAQBOT_ANSWERED &&
        view_equals(answer->candidates[0].id, walk->ids.strings[excluded->id])) {
        check_error(&walk->check, "answered-anyway", excluded->path, excluded->line,
                    "\"%.*s\" is a not: line of this question and is answered by it, at a confidence of %s, "
                    "because a phrasing is as like it; reword that, or take the line out",
                    VIEW_ARGS(check_excerpt(excluded->text)), number_text(answer->confidence, 2).text);
    }
}

/* A phrasing that nobody can ask was reported when it was read. */
static void ask_phrasings(struct walk *walk)
{
    struct check *check = &walk->check;
    const struct phrasing *phrasings = (const void *)walk->phrasings.bytes;
    for (size_t i = 0; i < walk->phrasings.size / sizeof *phrasings && check->status == FAQBOT_OK; i++) {
        struct faqbot_answer answer;
        if (ask_bot(check->bot, phrasings[i].text, CANDIDATES, &answer, &check->status) == FAQBOT_OK) {
            check->result.phrasings += !phrasings[i].is_excluded;
            (phrasings[i].is_excluded ? judge_excluded : judge)(walk, &phrasings[i], &answer);
        }
    }
}

/* ==== The whole ====================================================================================== */

/* Last, since a test that fails is often explained by a finding before it. */
static void run_tests(struct walk *walk, const char *knowledge)
{
    struct buffer tests;
    buffer_init(&tests, SIZE_MAX);
    if (find_tests(knowledge, &tests)) {
        regression_run(&walk->check, tests.bytes);
    }
    need(walk, !tests.failed);
    buffer_release(&tests);
}

/* Passes on what opening the bot finds. A link that is unsafe to follow is only dropped from an answer, but
 * an author who checks wants to mend it, so here it is an error. */
static void forward(void *user, const struct faqbot_fault *fault)
{
    struct walk *walk = user;
    struct fault_reporter *reporter = &walk->check.reporter;
    struct faqbot_fault passed = *fault;
    if (strcmp(fault->rule, "answer-without-question") == 0 || strcmp(fault->rule, "local-link") == 0) {
        return; /* the second reading reports it, with a proposal, or knowing whether there is such a file */
    }
    if (strcmp(fault->rule, "unsafe-link") == 0 && fault->severity == FAQBOT_WARNING) {
        passed.severity = FAQBOT_ERROR;
    }
    reporter->report(reporter->user, &passed);
}

static void run(struct walk *walk, const char *knowledge, struct faqbot_fault *fault)
{
    buffer_init(&walk->phrasings, SIZE_MAX);
    string_table_init(&walk->ids, KEPT_BYTES_MAX);
    string_table_init(&walk->variants, KEPT_BYTES_MAX);
    string_table_init(&walk->pairs, KEPT_BYTES_MAX);
    synonym_cycles_init(&walk->cycles);
    arena_init(&walk->kept, KEPT_BYTES_MAX);
    arena_init(&walk->arena, ENTRY_BYTES_MAX);
    buffer_init(&walk->scratch, SCRATCH_BYTES_MAX);
    read_again(walk, knowledge, fault);
    ask_phrasings(walk);
    run_tests(walk, knowledge);
    buffer_release(&walk->phrasings);
    string_table_release(&walk->ids);
    string_table_release(&walk->variants);
    string_table_release(&walk->pairs);
    synonym_cycles_release(&walk->cycles);
    arena_release(&walk->kept);
    arena_release(&walk->arena);
    buffer_release(&walk->scratch);
}

/* Opens the bot, and tells what that finds. An encoder that bot.yml names in vain is a finding too, and the rest is
 * looked for without it. What was found before it, in bot.yml, is found again. */
static enum faqbot_status open_bot(const struct faqbot_options *options, struct findings *findings,
                                   struct faqbot **bot, struct faqbot_fault *fault)
{
    struct faqbot_fault cause = {.status = FAQBOT_OK};
    struct faqbot_options again = *options;
    enum faqbot_status status = faqbot_open(options, bot, &cause);
    if (strcmp(cause.rule, INDEX_ENCODER_RULE) == 0) {
        findings->waiting_count = 0;
        cause.severity = FAQBOT_ERROR;
        findings_add(findings, &cause);
        again.encoder = "no";
        cause = (struct faqbot_fault){.status = FAQBOT_OK};
        status = faqbot_open(&again, bot, &cause);
    }
    findings_flush(findings);
    if (fault != NULL) {
        *fault = cause;
    }
    return status;
}

/* *result is written on success only. Findings were reported as they were made, and stay reported if a later
 * part fails. */
enum faqbot_status faqbot_check(const struct faqbot_check_options *options,
                                struct faqbot_check_result *result, struct faqbot_fault *fault)
{
    struct findings findings = {.report = options->report, .user = options->report_user};
    struct walk walk = {
        .check = {.today = view_of(options->today), .reporter = {.report = findings_add, .user = &findings}}};
    struct check *check = &walk.check;
    const struct faqbot_options opened = {.knowledge = options->knowledge,
                                          .today = options->today,
                                          .encoder = options->encoder,
                                          .report = forward,
                                          .report_user = &walk};
    if (options->today != NULL && !field_is_date(check->today)) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "\"%.*s\" is no day; write it as 2026-11-30",
                         VIEW_ARGS(check->today));
    }
    check->status = open_bot(&opened, &findings, &check->bot, fault);
    if (check->status != FAQBOT_OK) {
        return check->status;
    }
    fault_begin(fault);
    run(&walk, options->knowledge, fault);
    findings_flush(&findings);
    faqbot_close(check->bot);
    if (check->status == FAQBOT_OK) {
        check->result.warnings = findings.counts[FAQBOT_WARNING];
        check->result.errors = findings.counts[FAQBOT_ERROR];
        check->result.hints = findings.counts[FAQBOT_HINT];
        *result = check->result;
    } else if (fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, check->status, options->knowledge, 0, "cannot check this knowledge base: %s",
                  faqbot_status_text(check->status));
    }
    return check->status;
}
