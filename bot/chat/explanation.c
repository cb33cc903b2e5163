/* chat/explanation.c - explanations as JSON (faqbot_explain_json() of faqbot.h): no messages of the protocol, but they
 * have much in common with an answer.
 *
 * For authors and operators: visitors are not shown how the bot came to its answer. The keys "points" and "shares" are
 * older than the names in the code, and stay for the programs that read them. */
#include "chat/chat_internal.h"

#include <faqbot.h>

#include "util/util.h"

#define EXPLANATION_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Where a word of the question comes from: from what was typed, or from what was made of it. */
static const char *const origins[] = {[FAQBOT_WORD_TYPED] = "typed",
                                      [FAQBOT_WORD_CORRECTED] = "corrected",
                                      [FAQBOT_WORD_SYNONYM] = "synonym",
                                      [FAQBOT_WORD_CONTEXT] = "context"};

/* What a word is to the ranking: function words count little, unknown ones cannot be found and lower the
 * confidence. */
static const char *const roles[] = {[FAQBOT_WORD_CONTENT] = "content",
                                    [FAQBOT_WORD_FUNCTION] = "function",
                                    [FAQBOT_WORD_UNKNOWN] = "unknown"};

/* The question as it was read, word by word: as written, as read after spelling was corrected, its stem, its
 * weight (the rarer, the heavier), in how many entries it stands, and the word that the best one has instead. */
static void add_words(struct json_writer *writer, const struct faqbot_explanation *explanation)
{
    json_writer_open_array(writer, "words");
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "written", word->written);
        json_writer_add_string(writer, "read", word->read);
        json_writer_add_string(writer, "stem", word->stem);
        json_writer_add_text(writer, "origin", origins[word->origin]);
        json_writer_add_text(writer, "role", roles[word->role]);
        json_writer_add_number(writer, "weight", word->weight);
        json_writer_add_integer(writer, "entries", (int64_t)word->entries);
        json_writer_add_optional(writer, "like", word->like);
        if (word->likeness > 0) {
            json_writer_add_number(writer, "likeness", word->likeness);
        }
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
    encode_corrections(writer, explanation->corrections, explanation->correction_count);
}

/* Each candidate with its score (0 to 1, as in an answer), the sum from which that was made ("points"), and
 * what each feature added to it ("shares"). The features are named in the order of the explanation, the same
 * for all candidates. */
static void add_explained_candidates(struct json_writer *writer, const struct faqbot_explanation *explanation)
{
    json_writer_open_array(writer, "candidates");
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
        encode_open_entry(writer, candidate->id, candidate->question);
        json_writer_add_number(writer, "score", candidate->score);
        json_writer_add_number(writer, "points", candidate->rank_score);
        json_writer_open_object(writer, "shares");
        for (size_t j = 0; j < explanation->feature_count; j++) {
            json_writer_add_number(writer, explanation->features[j], candidate->contributions[j]);
        }
        json_writer_close_object(writer);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

/* Why this outcome: the confidence, the two thresholds that it is held against, the parts that it is made of
 * with what each did to it, and what small changes to the question would have changed ("changes"). */
static void add_decision(struct json_writer *writer, const struct faqbot_explanation *explanation)
{
    json_writer_add_text(writer, "outcome", faqbot_outcome_name(explanation->outcome));
    json_writer_add_number(writer, "confidence", explanation->confidence);
    json_writer_open_object(writer, "thresholds");
    json_writer_add_number(writer, "answered", explanation->answered_threshold);
    json_writer_add_number(writer, "unsure", explanation->unsure_threshold);
    json_writer_close_object(writer);
    json_writer_open_object(writer, "parts");
    for (size_t i = 0; i < explanation->part_count; i++) {
        json_writer_open_object(writer, explanation->parts[i].name);
        json_writer_add_number(writer, "value", explanation->parts[i].value);
        json_writer_add_number(writer, "effect", explanation->parts[i].effect);
        json_writer_add_text(writer, "meaning", explanation->parts[i].meaning);
        json_writer_close_object(writer);
    }
    json_writer_close_object(writer);
    encode_texts(writer, "changes", explanation->changes, explanation->change_count);
}

/* One JSON object, handed to the caller as a whole: it is for programs, and half of it would be no use. */
enum faqbot_status faqbot_explain_json(const struct faqbot_explanation *explanation,
                                       faqbot_text_callback *take, void *user)
{
    struct buffer out;
    buffer_init(&out, EXPLANATION_BYTES_MAX);
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", "explanation");
    json_writer_add_string(&writer, "text", explanation->text);
    json_writer_add_string(&writer, "lang", explanation->lang);
    if (explanation->read.size < explanation->text.size) {
        json_writer_add_optional(&writer, "read", explanation->read);
    }
    json_writer_add_bool(&writer, "reworded", explanation->is_reworded);
    json_writer_add_bool(&writer, "followed_up", explanation->is_followed_up);
    add_words(&writer, explanation);
    encode_texts(&writer, "unknown_words", explanation->unknown_words, explanation->unknown_word_count);
    add_explained_candidates(&writer, explanation);
    add_decision(&writer, explanation);
    json_writer_close_object(&writer);
    enum faqbot_status status = out.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK) {
        take(user, buffer_view(&out));
    }
    buffer_release(&out);
    return status;
}
