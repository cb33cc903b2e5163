/* transfer/rasa.h - the questions of Rasa's retrieval intents, with their responses. */
#ifndef TRANSFER_RASA_H
#define TRANSFER_RASA_H

#include "transfer/formats.h"

/* YAML: training data (nlu) and responses, in one file or, of a folder, in any. An intent NAME/QUESTION is an
 * entry of that id and the tag NAME: its examples ask, without their annotations, and the response
 * utter_NAME/QUESTION answers, of several the first that is for every channel, as Markdown. Buttons that lead
 * to such an intent become related entries. Other intents are left out. */
import_formats_read import_rasa;
import_formats_read_folder import_rasa_folder;

#endif
