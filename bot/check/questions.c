/* check/questions.c - asks every question that the knowledge base has. What is alike is for the bot to say: no
 * question is compared with another here, so that the time grows with their number and not with its square. */
#include "check/questions.h"

#include "base/number.h"

#define TOP 10 /* candidates looked at */
#define TEXT_BYTES_MAX ((size_t)1 << 30)

void selftest_init(struct selftest *questions)
{
    questions->path = view_of(NULL);
    buffer_init(&questions->list, SIZE_MAX);
    string_table_init(&questions->ids, TEXT_BYTES_MAX);
    string_table_init(&questions->pairs, TEXT_BYTES_MAX);
    arena_init(&questions->texts, TEXT_BYTES_MAX);
}

void selftest_release(struct selftest *questions)
{
    buffer_release(&questions->list);
    string_table_release(&questions->ids);
    string_table_release(&questions->pairs);
    arena_release(&questions->texts);
}

bool selftest_add(struct selftest *questions, const struct entry *entry)
{
    struct faqbot_view path = view_of(entry->path);
    uint32_t known = questions->ids.count;
    uint32_t id = string_table_add(&questions->ids, entry->id);
    if (id < known || id == STRING_TABLE_NONE) {
        return id < known;
    }
    if (!view_equals(path, questions->path) && !arena_copy(&questions->texts, path, &questions->path)) {
        return false;
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        struct selftest_question question = {.id = id, .path = questions->path, .line = entry->line};
        if (!arena_copy(&questions->texts, entry->phrasings[i], &question.text)) {
            return false;
        }
        buffer_add(&questions->list, view_make((const char *)&question, sizeof question));
    }
    return !questions->list.failed;
}

/* Whether the two entries are told to be nearly the same for the first time; false too where there is no memory. */
static bool is_new_pair(struct selftest *questions, uint32_t left, uint32_t right)
{
    const uint32_t pair[2] = {left < right ? left : right, left < right ? right : left};
    uint32_t known = questions->pairs.count;
    uint32_t number = string_table_add(&questions->pairs, view_make((const char *)pair, sizeof pair));
    return number != STRING_TABLE_NONE && number == known;
}

static void tell_near(struct selftest *questions, const struct selftest_question *question,
                      const struct faqbot_candidate *other, struct check_context *context)
{
    uint32_t id = string_table_find(&questions->ids, other->id);
    if (id == STRING_TABLE_NONE || !is_new_pair(questions, question->id, id)) {
        return; /* a passage: alike, but no second question */
    }
    check_context_warning(
        context, "near-duplicate", question->path.bytes, question->line,
        "\"%.*s\" is nearly the same question as that of \"%.*s\", \"%.*s\"; put them together, or "
        "give each words that tell them apart",
        VIEW_ARGS(check_context_excerpt(question->text)), VIEW_ARGS(other->id),
        VIEW_ARGS(check_context_excerpt(other->question)));
}

/* Entries that come as near to the winner as its own, or it to them. Where the question finds nothing worth a word,
 * all are as near. */
static void tell_all_near(struct selftest *questions, const struct selftest_question *question,
                          const struct faqbot_answer *answer, size_t own, struct check_context *context)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    double least = answer->candidate_count > 0 ? SELFTEST_NEAR_SHARE * candidates[0].score : 0;
    if (own >= answer->candidate_count || candidates[own].score < least || answer->outcome == FAQBOT_NONE) {
        return;
    }
    for (size_t i = 0; i < answer->candidate_count && candidates[i].score >= least; i++) {
        if (i != own) {
            tell_near(questions, question, &candidates[i], context);
        }
    }
}

/* Judges what the question finds. `own` is the place of its entry among the candidates, their count where it is not
 * there. */
static void judge(struct selftest *questions, const struct selftest_question *question,
                  const struct faqbot_answer *answer, size_t own, struct check_context *context)
{
    const struct faqbot_candidate *candidates = answer->candidates;
    struct faqbot_view shown = check_context_excerpt(question->text);
    if (answer->candidate_count == 0) {
        check_context_warning(context, "unanswered-question", question->path.bytes, question->line,
                              "asking \"%.*s\" finds nothing; write it with words that visitors use",
                              VIEW_ARGS(shown));
        return;
    }
    if (own > 0) {
        check_context_warning(context, "question-finds-another", question->path.bytes, question->line,
                              "asking \"%.*s\" finds \"%.*s\" first, at %s against %s; reword one of the two",
                              VIEW_ARGS(shown), VIEW_ARGS(candidates[0].id),
                              number_text(candidates[0].score, 2).text,
                              number_text(own < answer->candidate_count ? candidates[own].score : 0, 2).text);
    } else if (answer->outcome != FAQBOT_ANSWERED) {
        check_context_warning(
            context, "unanswered-question", question->path.bytes, question->line,
            "asking \"%.*s\" finds its entry and does not answer, at a confidence of %s; write it "
            "with words that other questions do not have",
            VIEW_ARGS(shown), number_text(answer->confidence, 2).text);
    }
    tell_all_near(questions, question, answer, own, context);
}

enum faqbot_status selftest_run(struct selftest *questions, struct check_context *context)
{
    const struct selftest_question *list = (const void *)questions->list.bytes;
    for (size_t i = 0; i < questions->list.size / sizeof *list; i++) {
        const struct selftest_question *question = &list[i];
        struct faqbot_answer answer;
        const struct faqbot_question asked = {.text = question->text, .top = TOP};
        enum faqbot_status status = faqbot_ask(context->bot, &asked, &answer);
        if (status == FAQBOT_LIMIT || status == FAQBOT_INVALID) {
            continue; /* reading has told of it: nobody can ask it */
        }
        if (status != FAQBOT_OK) {
            return status;
        }
        context->result.phrasings++;
        size_t own = 0;
        struct faqbot_view id = questions->ids.strings[question->id];
        while (own < answer.candidate_count && !view_equals(answer.candidates[own].id, id)) {
            own++;
        }
        judge(questions, question, &answer, own, context);
    }
    return FAQBOT_OK;
}
