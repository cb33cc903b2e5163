/* encoder/encode.c - what the encoder makes of texts, for encoder/reference.py to compare: texts come ended by NULs on
 * standard input. `encode FILE tokens` writes a line for each: the pieces with their bytes in the text, "piece start
 * size", parted by blanks; `encode FILE vectors` its vector, as 384 floats in the machine's own form. */
#include "encoder/encoder_internal.h"

#include <stdio.h>
#include <stdlib.h>

static void print_tokens(const struct encoder *encoder, const struct encoder_tokens *tokens)
{
    static const char *const specials[] = {"<begin>", "<end>", "<unknown>"};
    for (size_t i = 0; i < tokens->count; i++) {
        uint32_t row = tokens->rows[i];
        bool is_special = row >= encoder->piece_count;
        struct faqbot_view piece =
            is_special ? view_of(specials[row - encoder->piece_count]) : encoder_piece(encoder, row);
        printf("%.*s", (int)piece.size, piece.bytes);
        printf(" %u %u%c", tokens->starts[i], tokens->sizes[i], i + 1 == tokens->count ? '\n' : ' ');
    }
}

int main(int argc, char **argv)
{
    struct encoder *encoder = NULL;
    struct encoder_workspace *workspace = encoder_workspace_new();
    struct faqbot_fault fault;
    float vector[ENCODER_DIMENSIONS];
    char *text = NULL;
    size_t capacity = 0;
    if (argc != 3 || workspace == NULL || encoder_open(argv[1], &encoder, &fault) != FAQBOT_OK) {
        fprintf(stderr, "encode: %s\n", argc == 3 ? fault.sentence : "usage: encode FILE tokens|vectors");
        return 2;
    }
    while (getdelim(&text, &capacity, '\0', stdin) > 0) {
        if (strcmp(argv[2], "tokens") == 0) {
            encoder_tokenize(encoder, view_of(text), &workspace->tokens);
            print_tokens(encoder, &workspace->tokens);
        } else {
            encoder_encode(encoder, workspace, view_of(text), vector);
            (void)fwrite(vector, sizeof vector, 1, stdout);
        }
    }
    free(text);
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    return ferror(stdout) != 0 || fflush(stdout) != 0;
}
