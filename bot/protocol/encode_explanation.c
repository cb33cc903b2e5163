/* protocol/encode_explanation.c - an explanation as JSON (explain.h). It is no message of faqbot.v1: visitors are
 * not shown it. */
#include <faqbot.h>

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
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
    json_fields_add_corrections(writer, explanation->corrections, explanation->correction_count);
}

static void add_candidates(struct json_writer *writer, const struct faqbot_explanation *explanation)
{
    json_writer_open_array(writer, "candidates");
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "id", candidate->id);
        json_writer_add_string(writer, "question", candidate->question);
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
    json_fields_add_texts(writer, "changes", explanation->changes, explanation->change_count);
}

enum faqbot_status faqbot_explain_json(const struct faqbot_explanation *explanation,
                                       faqbot_text_callback *take, void *user)
{
    struct buffer out;
    buffer_init(&out, JSON_BYTES_MAX);
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", "explanation");
    json_writer_add_string(&writer, "text", explanation->text);
    json_writer_add_string(&writer, "lang", explanation->lang);
    json_writer_add_bool(&writer, "reworded", explanation->is_reworded);
    json_writer_add_bool(&writer, "followed_up", explanation->is_followed_up);
    add_words(&writer, explanation);
    json_fields_add_texts(&writer, "unknown_words", explanation->unknown_words,
                          explanation->unknown_word_count);
    add_candidates(&writer, explanation);
    add_decision(&writer, explanation);
    json_writer_close_object(&writer);
    enum faqbot_status status = out.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK) {
        take(user, buffer_view(&out));
    }
    buffer_release(&out);
    return status;
}
