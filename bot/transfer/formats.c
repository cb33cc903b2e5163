/* transfer/formats.c - the table of formats. What a format is stands in the file of its name. */
#include "transfer/formats.h"

#include <string.h>

#include <faqbot.h>

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
static const struct import_format formats[] = {
    {"jsonl", "our own JSON Lines, as export writes them", false, import_jsonl, NULL},
    {"faqpage", "schema.org's FAQPage: a web page, or JSON-LD", false, import_faqpage, NULL},
    {"qnamaker", "QnA Maker, or Azure question answering: TSV, JSON", false, import_qnamaker, NULL},
    {"qnabot", "QnABot on AWS: JSON or JSON Lines", false, import_qnabot, NULL},
    {"rasa", "Rasa: YAML with intents and responses, or a folder", false, import_rasa, import_rasa_folder},
    {"nlpjs", "nlp.js: a corpus, JSON", false, import_nlpjs, NULL},
    {"dialogflow", "Dialogflow: FAQ of a knowledge base, CSV", false, import_dialogflow, NULL},
    {"kendra", "Amazon Kendra: FAQ, CSV or JSON", false, import_kendra, NULL},
    {"csv", "any table; --map says which column is what", true, import_csv, NULL},
    {"tsv", "the same with tabs between the columns", true, import_tsv, NULL},
};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

const struct import_format *import_formats_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

const char *import_formats_nearest(const char *name)
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
