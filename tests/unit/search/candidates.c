/* tests/unit/search/candidates.c - the few entries that are looked at are those, and exactly those, that comparing all of
 * them gives; and what is measured of one does not depend on how many they are. */
#include "unit/search/exhaustive.h"
#include "unit/search/made_base.h"

#include <math.h>

static uint32_t next(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* ==== by words ========================================================================================= */

#define ENTRIES 1500
#define VOCABULARY 90 /* more words than a question is looked up by */

/* "wxaazz" and so on, which no stemmer cuts; one in eight is a function word. */
static void write_word(char *out, uint32_t number)
{
    static const char *const function_words[] = {"the", "of", "how", "is"};
    if (number % 8 == 5) {
        sprintf(out, "%s ", function_words[number / 8 % 4]);
    } else {
        sprintf(out, "wx%c%czz ", 'a' + (int)(number / 10), 'a' + (int)(number % 10));
    }
}

/* The first words are in most texts. */
static char *write_text(uint64_t *state, uint32_t words, struct arena *arena)
{
    char *text = arena_alloc(arena, (size_t)words * 8 + 1);
    assert_non_null(text);
    text[0] = '\0';
    for (uint32_t i = 0; i < words; i++) {
        write_word(text + strlen(text), next(state, 1 + next(state, VOCABULARY)));
    }
    return text;
}

/* Passages, so that nothing is learned, without a lexicon: words alone find them. */
static void open_passages(struct made_base *made, uint32_t count, uint64_t seed)
{
    struct arena arena;
    struct made_entry *entries = calloc(count, sizeof *entries);
    assert_non_null(entries);
    arena_init(&arena, (size_t)16 << 20);
    for (uint32_t i = 0; i < count; i++) {
        entries[i] =
            (struct made_entry){.phrasings = {write_text(&seed, next(&seed, 4), &arena)},
                                .title = write_text(&seed, 1 + next(&seed, 3), &arena),
                                .text = write_text(&seed, 1 + next(&seed, 1 + next(&seed, 40)), &arena)};
    }
    made_open(made, entries, count);
    arena_release(&arena);
    free(entries);
}

/* A stem as evidence, in the units of bm25_table_score(). */
static uint32_t weigh(const struct term *term, uint32_t entries)
{
    double share = term->is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1;
    return (uint32_t)ceil(2048 * bm25_idf(entries, term->entries) * share);
}

/* Whether a term is among those of most weight, of equal ones the first; there are few, so that each is looked for by
 * itself. */
static bool is_kept(const struct terms *terms, size_t at, uint32_t entries)
{
    size_t before = 0;
    for (size_t i = 0; i < terms->count; i++) {
        uint32_t weight = weigh(&terms->list[i], entries);
        uint32_t own = weigh(&terms->list[at], entries);
        before += terms->list[i].stem != COLLECTION_NONE && (weight > own || (weight == own && i < at));
    }
    return terms->list[at].stem != COLLECTION_NONE && before < CANDIDATES_TERMS_MAX;
}

/* The `most` best entries by the question's words in both fields, every one of them scored. */
static size_t score_all(struct made_base *made, const struct terms *terms, size_t most,
                        struct maxscore_hit *hits)
{
    static uint32_t scores[ENTRIES];
    struct collection *collection = made->searcher->collection;
    struct posting_scale scales[FIELD_COUNT];
    struct maxscore_term lists[FIELD_COUNT * TERMS_MAX];
    size_t count = 0;
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < terms->count * FIELD_COUNT; i++) {
        enum field field = (enum field)(i % FIELD_COUNT);
        const struct term *term = &terms->list[i / FIELD_COUNT];
        if (is_kept(terms, i / FIELD_COUNT, collection->entries)) {
            const struct posting_list *list =
                collection_get_list(collection, entry_index_list(term->stem, field), &status);
            assert_int_equal(status, FAQBOT_OK);
            scales[field] = (struct posting_scale){.classes = collection->lengths[field],
                                                   .entry_count = collection->entries,
                                                   .saturation = &collection->tables[field]};
            lists[count++] = (struct maxscore_term){.scale = &scales[field],
                                                    .chunks = list->chunks,
                                                    .chunk_count = list->count,
                                                    .weight = weigh(term, collection->entries)};
        }
    }
    assert_true(collection->entries <= ENTRIES);
    return exhaustive_find(collection->entries, lists, count, most, scores, hits);
}

static struct candidates *find(struct made_base *made, const struct terms *terms, size_t most)
{
    enum faqbot_status status = FAQBOT_OK;
    struct candidates *candidates =
        candidates_find(made->searcher->collection, terms, most, &made->arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (uint32_t i = 1; i < candidates->count; i++) {
        assert_true(candidates->list[i - 1]->number < candidates->list[i]->number);
    }
    return candidates;
}

static bool has(const struct candidates *candidates, uint32_t entry)
{
    for (uint32_t i = 0; i < candidates->count; i++) {
        if (candidates->list[i]->number == entry) {
            return true;
        }
    }
    return false;
}

/* Asks, and compares. */
static void assert_exact(struct made_base *made, const char *question, size_t most)
{
    static struct maxscore_hit hits[ENTRIES];
    struct terms terms;
    arena_reset(&made->arena);
    made_read(made, question, &terms);
    const struct candidates *found = find(made, &terms, most);
    size_t wanted = score_all(made, &terms, most < CANDIDATES_BY_WORDS ? CANDIDATES_BY_WORDS : most, hits);
    assert_int_equal(found->count, wanted);
    for (size_t i = 0; i < wanted; i++) {
        if (!has(found, hits[i].entry)) {
            fail_msg("\"%.60s\", %zu: entry %u is missing", question, most, hits[i].entry);
        }
    }
}

static void those_by_words_are_what_scoring_every_entry_gives(void **state)
{
    (void)state;
    static const size_t mosts[] = {1, 10, 24, 100, ENTRIES};
    uint64_t seed = 3;
    for (uint32_t round = 0; round < 3; round++) {
        struct made_base made;
        open_passages(&made, round == 0 ? CANDIDATES_MAX + 1 : ENTRIES / round, round + 1);
        for (size_t i = 0; i < 150; i++) {
            struct arena arena;
            arena_init(&arena, 1 << 20);
            /* Of many words the weightiest are looked for. */
            uint32_t words = i % 5 == 4 ? 200 : 1 + next(&seed, 12);
            assert_exact(&made, write_text(&seed, words, &arena), mosts[i % COUNT(mosts)]);
            arena_release(&arena);
        }
        made_close(&made);
    }
}

static void long_and_empty_questions_are_no_other(void **state)
{
    (void)state;
    struct made_base made;
    struct arena arena;
    uint64_t seed = 8;
    open_passages(&made, ENTRIES, 9);
    arena_init(&arena, 1 << 20);
    assert_exact(&made, write_text(&seed, 1000, &arena), 10);
    assert_exact(&made, write_text(&seed, 1000, &arena), 100);
    assert_exact(&made, "the of how is", 10); /* function words only */
    assert_exact(&made, "is", 10);
    static const char *const strange[] = {"", "zyzzyva quux", "?"};
    for (size_t i = 0; i < COUNT(strange); i++) {
        struct terms terms;
        made_read(&made, strange[i], &terms);
        assert_int_equal(find(&made, &terms, 10)->count, 0);
    }
    arena_release(&arena);
    made_close(&made);
}

static void of_equal_entries_the_first_are_taken(void **state)
{
    (void)state;
    static const size_t mosts[] = {10, 25, 59, 60, 100};
    static struct made_entry entries[60];
    struct made_base made;
    struct terms terms;
    for (size_t i = 0; i < COUNT(entries); i++) {
        entries[i] = (struct made_entry){.phrasings = {""}, .title = "Castle", .text = "The castle gate."};
    }
    made_open(&made, entries, COUNT(entries));
    made_read(&made, "the castle", &terms);
    for (size_t i = 0; i < COUNT(mosts); i++) {
        const struct candidates *found = find(&made, &terms, mosts[i]);
        size_t wanted = mosts[i] < CANDIDATES_BY_WORDS ? CANDIDATES_BY_WORDS : mosts[i];
        assert_int_equal(found->count, wanted < COUNT(entries) ? wanted : COUNT(entries));
        for (uint32_t j = 0; j < found->count; j++) {
            assert_int_equal(found->list[j]->number, j);
        }
    }
    made_close(&made);
}

static void of_few_entries_all_are_taken(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 2, CANDIDATES_MAX - 1, CANDIDATES_MAX};
    static const char *const questions[] = {"wxaazz", "", "zyzzyva", "the"};
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct made_base made;
        open_passages(&made, counts[i], i + 1);
        for (size_t j = 0; j < COUNT(questions); j++) {
            struct terms terms;
            made_read(&made, questions[j], &terms);
            const struct candidates *found = find(&made, &terms, 10);
            assert_int_equal(found->count, counts[i]);
            for (uint32_t entry = 0; entry < counts[i]; entry++) {
                assert_int_equal(found->list[entry]->number, entry);
            }
        }
        made_close(&made);
    }
}

static void those_that_hold_most_of_some_stems_are_found(void **state)
{
    (void)state;
    struct made_base made;
    struct terms terms;
    uint64_t seed = 5;
    open_passages(&made, ENTRIES, 4);
    for (size_t i = 0; i < 40; i++) {
        static struct maxscore_hit hits[32];
        uint32_t stems[2];
        uint32_t *entries;
        size_t found;
        size_t count = 0;
        char text[32];
        enum faqbot_status status = FAQBOT_OK;
        arena_reset(&made.arena);
        write_word(text, 8 * next(&seed, VOCABULARY / 8));
        write_word(text + strlen(text), 8 * next(&seed, VOCABULARY / 8) + 1);
        made_read(&made, text, &terms);
        for (size_t j = 0; j < terms.count; j++) {
            stems[count] = terms.list[j].stem;
            count += stems[count] != COLLECTION_NONE;
        }
        candidates_with(made.searcher->collection, stems, count, 32, &made.arena, &entries, &found, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(found, score_all(&made, &terms, 32, hits));
        for (size_t j = 0; j < found; j++) {
            assert_int_equal(entries[j], hits[j].entry);
        }
    }
    made_close(&made);
}

/* ==== by all kinds of evidence ========================================================================= */

#define MIXED 300
#define QUESTIONS 200

/* Words of the lexicon, so that entries mean something. */
static const char *const nouns[] = {
    "card",   "contract", "price",  "password", "bicycle", "window", "lamp",  "doctor", "garden", "ticket",
    "train",  "school",   "water",  "letter",   "room",    "key",    "soup",  "boat",   "castle", "phone",
    "bridge", "paper",    "engine", "shirt",    "horse",   "bread",  "river", "chair",  "music",  "camera",
    "coffee", "lawyer",   "museum", "tooth",    "knife",   "roof",   "shoe",  "stamp",  "tree",   "wheel"};
static const char *const verbs[] = {"open", "lose",   "cancel", "buy",  "repair", "change",
                                    "find", "return", "borrow", "send", "clean",  "order"};
static const char *const kinds[] = {"green", "old", "second", "lost", "new", "yearly", "broken"};

/* Says something of a subject, which is a number. With "the", which all entries have, so that all of them are
 * candidates where as many are wanted. */
static void write_sentence(uint64_t *state, uint64_t subject, char text[96])
{
    char noun[40];
    const char *verb = verbs[next(state, COUNT(verbs))];
    subject = subject * 7919 + 1;
    snprintf(noun, sizeof noun, "%s %s of the %s", kinds[next(&subject, COUNT(kinds))],
             nouns[next(&subject, COUNT(nouns))], nouns[next(&subject, COUNT(nouns))]);
    switch (next(state, 5)) {
    case 0:
        snprintf(text, 96, "How do I %s the %s", verb, noun);
        break;
    case 1:
        snprintf(text, 96, "Where may I %s the %s", verb, noun);
        break;
    case 2:
        snprintf(text, 96, "Can you %s the %s for me", verb, noun);
        break;
    case 3:
        snprintf(text, 96, "%s the %s", verb, noun);
        break;
    default:
        snprintf(text, 96, "I want to %s the %s today", verb, noun);
        break;
    }
}

/* Two thirds are questions, of one to four phrasings; each is about a subject, and its text touches others'. */
static void open_mixed(struct made_base *made, bool has_lexicon)
{
    static char texts[MIXED][6][96];
    static char bodies[MIXED][512];
    static struct made_entry entries[MIXED];
    uint64_t state = 21;
    for (size_t i = 0; i < MIXED; i++) {
        for (size_t j = 0; j < 6; j++) {
            write_sentence(&state, j < 5 ? i : next(&state, MIXED), texts[i][j]);
        }
        snprintf(bodies[i], sizeof bodies[i], "%s. %s.", texts[i][4], texts[i][5]);
        entries[i] = (struct made_entry){.text = bodies[i]};
        if (i % 3 == 0) {
            entries[i].title = nouns[i % COUNT(nouns)];
            entries[i].phrasings[0] = i % 2 == 0 ? "" : texts[i][0];
        } else {
            for (size_t j = 0; j < 1 + i % 4; j++) {
                entries[i].phrasings[j] = texts[i][j];
            }
        }
    }
    made_open_with(made, entries, MIXED, has_lexicon);
}

/* One in ten is about nothing that an entry is about. */
static void write_question(uint64_t *state, char text[96])
{
    uint32_t subject = next(state, MIXED + MIXED / 10);
    write_sentence(state, subject, text);
}

/* The entries with the largest values above 0, of equal ones the first: whether this is one of `most`. */
static bool is_best(const float *values, uint32_t count, uint32_t entry, size_t most)
{
    size_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        before += values[i] > values[entry] || (values[i] == values[entry] && i < entry);
    }
    return values[entry] > 0 && before < most;
}

static void each_kind_of_evidence_names_its_best(void **state)
{
    (void)state;
    struct made_base made;
    uint64_t seed = 90;
    size_t by_words_alone = 0;
    open_mixed(&made, true);
    assert_true(made.searcher->collection->is_learned && made.searcher->collection->meanings != NULL);
    for (size_t i = 0; i < QUESTIONS; i++) {
        static struct maxscore_hit hits[CANDIDATES_BY_WORDS];
        float meanings[MIXED];
        struct terms terms;
        char question[96];
        size_t wanted = 0;
        arena_reset(&made.arena);
        write_question(&seed, question);
        made_read(&made, question, &terms);
        const struct candidates *all = find(&made, &terms, MIXED);
        assert_int_equal(all->count, MIXED);
        for (uint32_t j = 0; j < MIXED; j++) {
            const struct forward_entry *entry = all->list[j];
            float scale = entry->scale * LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE;
            meanings[j] = 2 * lexicon_likeness(&terms.meaning, &entry->meaning) +
                          3 * scale * lexicon_likeness(&terms.asked, &entry->meaning);
        }
        const struct candidates *found = find(&made, &terms, 10);
        size_t by_words = score_all(&made, &terms, CANDIDATES_BY_WORDS, hits);
        for (uint32_t j = 0; j < MIXED; j++) {
            bool is_wanted = is_best(meanings, MIXED, j, CANDIDATES_BY_MEANING) ||
                             is_best(all->learned, MIXED, j, CANDIDATES_BY_LEARNING);
            for (size_t k = 0; k < by_words && !is_wanted; k++) {
                is_wanted = hits[k].entry == j;
                by_words_alone += is_wanted;
            }
            wanted += is_wanted;
            assert_int_equal(has(found, j), is_wanted);
        }
        assert_int_equal(found->count, wanted);
        assert_true(found->count <= CANDIDATES_MAX);
    }
    assert_true(by_words_alone > QUESTIONS);
    made_close(&made);
}

/* ==== an entry scores the same whatever the number of candidates ======================================= */

/* What was found of one question among `most` candidates by words, and among all of them. */
struct twice {
    struct made_search few;
    struct made_search all;
    uint32_t in_all; /* the candidate at hand, there */
    size_t walked;   /* candidates whose texts were walked through both times */
};

static void assert_equal_floats(const struct twice *twice, uint32_t candidate, const float *few,
                                const float *all, const char *what)
{
    if (few[candidate] != all[twice->in_all]) {
        fail_msg("%s of entry %u: %a, %a", what, twice->in_all, (double)few[candidate],
                 (double)all[twice->in_all]);
    }
}

/* Evidence that a candidate has by itself. */
static void assert_equal_features(const struct twice *twice, uint32_t candidate)
{
    const struct features *few = &twice->few.features;
    const struct features *all = &twice->all.features;
    const size_t terms = twice->few.terms.count;
    for (int i = 0; i < FEATURE_COUNT; i++) {
        bool is_walked_for = i == FEATURE_BIGRAMS || i == FEATURE_COVERAGE || i == FEATURE_MUTUAL_COVERAGE;
        if (!is_walked_for) {
            assert_equal_floats(twice, candidate, few->values[i], all->values[i], rank_feature_names[i]);
        }
    }
    assert_equal_floats(twice, candidate, few->saturation, all->saturation, "saturation");
    assert_equal_floats(twice, candidate, few->contents, all->contents, "contents");
    assert_int_equal(few->is_faq[candidate], all->is_faq[twice->in_all]);
    assert_memory_equal(few->held + candidate * terms, all->held + twice->in_all * terms, terms);
    assert_true(memcmp(few->possible, all->possible, sizeof few->possible) == 0);
}

/* The confidence in a candidate if it were the only one, which depends on no other. */
static struct confidence confidence_in(const struct made_search *search, uint32_t candidate)
{
    struct ranked ranked = {.candidate = candidate, .score = 1};
    const struct ranking ranking = {.list = &ranked, .count = 1};
    struct confidence confidence = confidence_of(&search->terms, &search->features, &ranking);
    confidence.is_choice = false; /* how many others are named */
    confidence.value = 0;         /* likewise */
    return confidence;
}

/* Evidence that is only there for the candidates whose texts were walked through. */
static void assert_equal_walks(struct twice *twice, uint32_t candidate, const struct confidence *measured)
{
    const struct features *few = &twice->few.features;
    const struct features *all = &twice->all.features;
    static const enum feature walked[] = {FEATURE_BIGRAMS, FEATURE_COVERAGE, FEATURE_MUTUAL_COVERAGE};
    twice->walked++;
    for (size_t i = 0; i < COUNT(walked); i++) {
        assert_equal_floats(twice, candidate, few->values[walked[i]], all->values[walked[i]],
                            rank_feature_names[walked[i]]);
    }
    assert_equal_floats(twice, candidate, few->windows, all->windows, "window");
    const struct coverage *left = &few->coverages[candidate];
    const struct coverage *right = &all->coverages[twice->in_all];
    assert_true(left->question == right->question && left->least == right->least &&
                left->head == right->head && left->answer == right->answer &&
                left->missing == right->missing && left->topic == right->topic &&
                left->mutual == right->mutual && left->is_equal == right->is_equal &&
                left->is_clashing == right->is_clashing);
    struct confidence other = confidence_in(&twice->all, twice->in_all);
    struct faqbot_explained_part parts[2][CONFIDENCE_PARTS_MAX];
    size_t count = confidence_explain(measured, parts[0]);
    assert_int_equal(confidence_explain(&other, parts[1]), count);
    for (size_t i = 0; i < count; i++) {
        if (parts[0][i].value != parts[1][i].value) {
            fail_msg("%s of entry %u: %a, %a", parts[0][i].name, twice->in_all, parts[0][i].value,
                     parts[1][i].value);
        }
    }
    assert_true(measured->offer == other.offer && measured->contents == other.contents &&
                measured->entries == other.entries && measured->phrasings == other.phrasings);
}

static const struct ranked *ranked_of(const struct made_search *search, uint32_t entry)
{
    for (size_t i = 0; i < search->ranking.count; i++) {
        if (search->candidates->list[search->ranking.list[i].candidate]->number == entry) {
            return &search->ranking.list[i];
        }
    }
    return NULL;
}

/* What scores may differ by. Of kinds of evidence that are measured against their best, that is the largest of more
 * candidates: an entry never gets more for them where there are more, and all that it gets less is what it got for them
 * at most. The absolute kinds are the same, but for what all passages alike are lent. Returns the best one's difference as a share. */
static double assert_bounded(const struct made_search *few, const struct made_search *all)
{
    double most = 0;
    for (size_t i = 0; i < few->ranking.count; i++) {
        const struct ranked *left = &few->ranking.list[i];
        uint32_t entry = few->candidates->list[left->candidate]->number;
        const struct ranked *right = ranked_of(all, entry);
        bool is_walked = right != NULL && few->candidates->sequences[left->candidate] != NULL &&
                         all->candidates->sequences[right->candidate] != NULL;
        double relative = 0;
        if (!is_walked) {
            continue;
        }
        double lent = 0;
        for (int j = 0; j < FEATURE_COUNT; j++) {
            double difference = left->contributions[j] - right->contributions[j];
            if (j < FEATURE_FIRST_ABSOLUTE) {
                assert_true(difference >= 0);
                relative += difference;
            } else if (j == FEATURE_LEARNED && !few->features.is_faq[left->candidate]) {
                lent = difference;
            } else {
                assert_true(difference == 0);
            }
        }
        assert_true(fabs(left->score - right->score - relative - lent) < 2e-6); /* both are rounded */
        most = i == 0 ? relative / left->score : most;
    }
    return most;
}

/* Rows of words are those of the last question, so that `few` is measured before `all` is asked. */
static void compare(struct made_base *made, const char *question, struct twice *twice, double *most)
{
    struct confidence measured[CANDIDATES_MAX];
    enum faqbot_status status = FAQBOT_OK;
    arena_reset(&made->arena);
    made_ask(made, question, 0, &twice->few);
    uint32_t count = twice->few.candidates->count;
    assert_true(count <= CANDIDATES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        measured[i] = confidence_in(&twice->few, i);
    }
    made_take(made, question, MIXED, &twice->all);
    assert_int_equal(twice->all.candidates->count, MIXED);
    rank_entries(&twice->all.features, 0, MIXED, &made->arena, &twice->all.ranking, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t entry = twice->few.candidates->list[i]->number;
        for (twice->in_all = 0; twice->all.candidates->list[twice->in_all]->number != entry;) {
            twice->in_all++;
        }
        assert_equal_features(twice, i);
        if (twice->few.candidates->sequences[i] != NULL &&
            twice->all.candidates->sequences[twice->in_all] != NULL) {
            assert_equal_walks(twice, i, &measured[i]);
        }
    }
    *most = fmax(*most, assert_bounded(&twice->few, &twice->all));
}

#define SCORE_SHARE_MAX .05 /* of the best score, that the number of candidates changes */

static void an_entry_scores_the_same_whatever_the_number_of_candidates(void **state)
{
    (void)state;
    for (int has_lexicon = 0; has_lexicon < 2; has_lexicon++) {
        struct made_base made;
        struct twice twice = {.walked = 0};
        uint64_t seed = 33;
        size_t same = 0;
        double most = 0;
        open_mixed(&made, has_lexicon);
        for (size_t i = 0; i < QUESTIONS; i++) {
            char question[96];
            write_question(&seed, question);
            compare(&made, question, &twice, &most);
            same += twice.few.candidates->list[twice.few.ranking.list[0].candidate]->number ==
                    twice.all.candidates->list[twice.all.ranking.list[0].candidate]->number;
        }
        assert_true(twice.walked > QUESTIONS * 3);
        assert_true(same >= QUESTIONS - QUESTIONS / 20);
        if (most > SCORE_SHARE_MAX) {
            fail_msg("the score of the first differs by %f of itself", most);
        }
        made_close(&made);
    }
}

int test_search_candidates(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_by_words_are_what_scoring_every_entry_gives),
        cmocka_unit_test(long_and_empty_questions_are_no_other),
        cmocka_unit_test(of_equal_entries_the_first_are_taken),
        cmocka_unit_test(of_few_entries_all_are_taken),
        cmocka_unit_test(those_that_hold_most_of_some_stems_are_found),
        cmocka_unit_test(each_kind_of_evidence_names_its_best),
        cmocka_unit_test(an_entry_scores_the_same_whatever_the_number_of_candidates),
    };
    return cmocka_run_group_tests_name("candidates", tests, NULL, NULL);
}
