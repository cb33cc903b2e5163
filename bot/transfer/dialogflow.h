/* transfer/dialogflow.h - the FAQ table of a knowledge base of Dialogflow. */
#ifndef TRANSFER_DIALOGFLOW_H
#define TRANSFER_DIALOGFLOW_H

#include "transfer/formats.h"

/* CSV without a heading: questions in the first column, answers, plain text or HTML, in the second. A
 * first row that says "question" and "answer" is taken for a heading all the same. */
import_formats_read import_dialogflow;

#endif
