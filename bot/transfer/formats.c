/* transfer/formats.c - the table of formats. What a format is stands in the file of its name. */
#include "transfer/formats.h"

#include <string.h>

#include <faqbot/names.h>

#include "transfer/dialogflow.h"
#include "transfer/faqpage.h"
#include "transfer/jsonl.h"
#include "transfer/kendra.h"
#include "transfer/nlpjs.h"
#include "transfer/qnabot.h"
#include "transfer/qnamaker.h"
#include "transfer/rasa.h"
#include "transfer/spreadsheet.h"

/* In the order in which help shows them: our own, those of services, any table. */
static const struct format formats[] = {
    {"jsonl", "our own JSON Lines, as export writes them", false, jsonl_read, NULL},
    {"faqpage", "schema.org's FAQPage: a web page, or JSON-LD", false, faqpage_read, NULL},
    {"qnamaker", "QnA Maker, or Azure question answering: TSV, JSON", false, qnamaker_read, NULL},
    {"qnabot", "QnABot on AWS: JSON or JSON Lines", false, qnabot_read, NULL},
    {"rasa", "Rasa: YAML with intents and responses, or a folder", false, rasa_read, rasa_read_folder},
    {"nlpjs", "nlp.js: a corpus, JSON", false, nlpjs_read, NULL},
    {"dialogflow", "Dialogflow: FAQ of a knowledge base, CSV", false, dialogflow_read, NULL},
    {"kendra", "Amazon Kendra: FAQ, CSV or JSON", false, kendra_read, NULL},
    {"csv", "any table; --map says which column is what", true, spreadsheet_read_csv, NULL},
    {"tsv", "the same with tabs between the columns", true, spreadsheet_read_tsv, NULL},
};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

const struct format *formats_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

const char *formats_nearest(const char *name)
{
    const char *names[FORMAT_COUNT];
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        names[i] = formats[i].name;
    }
    return faqbot_nearest_name(name, names, FORMAT_COUNT);
}

bool faqbot_import_format(size_t index, const char **name, const char **description)
{
    if (index >= FORMAT_COUNT) {
        return false;
    }
    *name = formats[index].name;
    *description = formats[index].description;
    return true;
}
