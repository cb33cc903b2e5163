/* protocol/encode_explanation.c - an explanation as JSON (explain.h). It is no message of faqbot.v1: visitors are
 * not shown it. */
#include <faqbot/explain.h>

#include "json/writer.h"
#include "protocol/parts.h"

#define JSON_BYTES_MAX ((size_t)16 * 1024 * 1024)

static const char *const origins[] = {[FAQBOT_WORD_TYPED] = "typed",
                                      [FAQBOT_WORD_CORRECTED] = "corrected",
                                      [FAQBOT_WORD_SYNONYM] = "synonym",
                                      [FAQBOT_WORD_CONTEXT] = "context"};

static const char *const roles[] = {[FAQBOT_WORD_CONTENT] = "content",
                                    [FAQBOT_WORD_FUNCTION] = "function",
                                    [FAQBOT_WORD_UNKNOWN] = "unknown"};

static void add_words(struct writer *writer, const struct faqbot_explanation *explanation)
{
    writer_open_array(writer, "words");
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        writer_open_object(writer, NULL);
        writer_add_string(writer, "written", word->written);
        writer_add_string(writer, "read", word->read);
        writer_add_string(writer, "stem", word->stem);
        writer_add_text(writer, "origin", origins[word->origin]);
        writer_add_text(writer, "role", roles[word->role]);
        writer_add_number(writer, "weight", word->weight);
        writer_add_integer(writer, "entries", (int64_t)word->entries);
        writer_close_object(writer);
    }
    writer_close_array(writer);
    parts_add_corrections(writer, explanation->corrections, explanation->correction_count);
}

static void add_candidates(struct writer *writer, const struct faqbot_explanation *explanation)
{
    writer_open_array(writer, "candidates");
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
        writer_open_object(writer, NULL);
        writer_add_string(writer, "id", candidate->id);
        writer_add_string(writer, "question", candidate->question);
        writer_add_number(writer, "score", candidate->score);
        writer_add_number(writer, "points", candidate->points);
        writer_open_object(writer, "shares");
        for (size_t j = 0; j < explanation->feature_count; j++) {
            writer_add_number(writer, explanation->features[j], candidate->shares[j]);
        }
        writer_close_object(writer);
        writer_close_object(writer);
    }
    writer_close_array(writer);
}

static void add_decision(struct writer *writer, const struct faqbot_explanation *explanation)
{
    writer_add_text(writer, "outcome", faqbot_outcome_name(explanation->outcome));
    writer_add_number(writer, "confidence", explanation->confidence);
    writer_open_object(writer, "thresholds");
    writer_add_number(writer, "answered", explanation->answered_threshold);
    writer_add_number(writer, "unsure", explanation->unsure_threshold);
    writer_close_object(writer);
    writer_open_object(writer, "parts");
    for (size_t i = 0; i < explanation->part_count; i++) {
        writer_open_object(writer, explanation->parts[i].name);
        writer_add_number(writer, "value", explanation->parts[i].value);
        writer_add_number(writer, "effect", explanation->parts[i].effect);
        writer_add_text(writer, "meaning", explanation->parts[i].meaning);
        writer_close_object(writer);
    }
    writer_close_object(writer);
    parts_add_texts(writer, "changes", explanation->changes, explanation->change_count);
}

enum faqbot_status faqbot_explain_json(const struct faqbot_explanation *explanation,
                                       faqbot_explain_take *take, void *user)
{
    struct buffer out;
    buffer_init(&out, JSON_BYTES_MAX);
    struct writer writer = writer_make(&out);
    writer_open_object(&writer, NULL);
    writer_add_text(&writer, "type", "explanation");
    writer_add_string(&writer, "text", explanation->text);
    writer_add_string(&writer, "lang", explanation->lang);
    writer_add_bool(&writer, "reworded", explanation->is_reworded);
    writer_add_bool(&writer, "followed_up", explanation->is_followed_up);
    add_words(&writer, explanation);
    parts_add_texts(&writer, "unknown_words", explanation->unknown_words, explanation->unknown_word_count);
    add_candidates(&writer, explanation);
    add_decision(&writer, explanation);
    writer_close_object(&writer);
    enum faqbot_status status = out.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK) {
        take(user, buffer_view(&out));
    }
    buffer_release(&out);
    return status;
}
