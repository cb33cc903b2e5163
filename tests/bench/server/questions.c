/* server/questions.c - what the visitors of the bench ask. */
#include "questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 256
#define MESSAGE_BYTES_MAX 400

static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};

/* A text frame of a client's; gives its size. */
static size_t write_frame(unsigned char *frame, const char *message, size_t size)
{
    size_t head = size < 126 ? 2 : 4;
    frame[0] = 0x81;
    frame[1] = (unsigned char)(0x80 | (size < 126 ? size : 126));
    if (size >= 126) {
        frame[2] = (unsigned char)(size >> 8);
        frame[3] = (unsigned char)(size & 0xff);
    }
    memcpy(frame + head, mask, sizeof mask);
    for (size_t i = 0; i < size; i++) {
        frame[head + 4 + i] = (unsigned char)((unsigned char)message[i] ^ mask[i % 4]);
    }
    return head + 4 + size;
}

static void add(struct questions *questions, const char *question, size_t variant)
{
    char message[MESSAGE_BYTES_MAX];
    char context[40] = "";
    if (variant > 0) {
        snprintf(context, sizeof context, ",\"context\":\"%zu\"", variant);
    }
    int size = snprintf(message, sizeof message, "{\"type\":\"ask\",\"id\":\"1\",\"text\":\"%s\"%s}",
                        question, context);
    if (size < 0 || (size_t)size >= sizeof message) {
        return; /* none is so long */
    }
    char *at = questions->bytes + questions->size;
    memcpy(at, message, (size_t)size);
    questions->messages[questions->count] = (struct faqbot_view){at, (size_t)size};
    at += size;
    size_t frame_size = write_frame((unsigned char *)at, message, (size_t)size);
    questions->frames[questions->count++] = (struct faqbot_view){at, frame_size};
    questions->size += (size_t)size + frame_size;
}

/* All questions in one variant, then all in the next, so that it takes long until one comes again. */
bool questions_read(struct questions *questions, const char *file, size_t variants)
{
    static const size_t room = (size_t)MESSAGE_BYTES_MAX * 2 + 8;
    char line[512];
    for (size_t variant = 0; variant < variants; variant++) {
        FILE *opened = fopen(file, "r");
        if (opened == NULL) {
            fprintf(stderr, "bench: %s cannot be read\n", file);
            return false;
        }
        if (questions->bytes == NULL) {
            questions->bytes = malloc(LINES_MAX * variants * room);
            questions->messages = calloc(LINES_MAX * variants, sizeof *questions->messages);
            questions->frames = calloc(LINES_MAX * variants, sizeof *questions->frames);
        }
        for (size_t lines = 0; lines < LINES_MAX && fgets(line, sizeof line, opened) != NULL; lines++) {
            char *tab = strchr(line, '\t');
            if (tab != NULL && line[0] != '#' && strpbrk(line, "\"\\") == NULL) {
                *tab = '\0';
                add(questions, line, variant);
            }
        }
        fclose(opened);
    }
    return questions->count > 0;
}

void selftest_release(struct questions *questions)
{
    free(questions->messages);
    free(questions->frames);
    free(questions->bytes);
    *questions = (struct questions){.count = 0};
}
