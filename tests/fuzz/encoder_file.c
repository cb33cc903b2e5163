/* fuzz/encoder_file.c - any bytes as an encoder's file whose hash is right: it is refused, or encodes any text. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "encoder/encoder_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char text[] = "abc ab\xc3\xa9 \xe4\xbd\xa0\xf0\x9f\x98\x80? a\xcc\x81 \xed\x95\x9c";
    size_t padded = (size + 2 * ENCODER_ALIGNMENT) / ENCODER_ALIGNMENT * ENCODER_ALIGNMENT;
    char *file = aligned_alloc(ENCODER_ALIGNMENT, padded);
    struct encoder_workspace *workspace = encoder_workspace_new();
    struct encoder *encoder;
    struct faqbot_fault fault;
    assert(file != NULL && workspace != NULL);
    memset(file, 0, padded);
    memcpy(file, bytes, size);
    padded = size % ENCODER_ALIGNMENT == 0 && size > 0 ? size : padded;
    uint64_t hash = encoder_hash_bytes(view_make(file, padded));
    memcpy(file, "FAQENC1", 8);
    memcpy(file + 8, &hash, sizeof hash);
    if (encoder_open_bytes(view_make(file, padded), "fuzz", &encoder, &fault) == FAQBOT_OK) {
        float vector[ENCODER_DIMENSIONS];
        encoder_encode(encoder, workspace, view_make(text, sizeof text - 1), vector);
        float likeness = encoder_likeness(vector, vector);
        assert(likeness == 0 || fabsf(likeness - 1) < 1e-4F);
        encoder_close(encoder);
    }
    encoder_workspace_free(workspace);
    free(file);
    return 0;
}
