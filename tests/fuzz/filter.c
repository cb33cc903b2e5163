/* fuzz/filter.c - any bytes as a filter: it has a part or says why not, an entry is in the part if it passes, and the
 * part answers. */
#include <assert.h>

#include <faqbot.h>

#include "library.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The first line is the tags, the second the section, the third the language. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view rest = view_make((const char *)bytes, size);
    struct faqbot_filter filter = {.tags = view_slice(rest, 0, view_find(rest, '\n'))};
    rest = view_slice(rest, filter.tags.size + 1, rest.size);
    filter.section = view_slice(rest, 0, view_find(rest, '\n'));
    filter.lang = view_slice(rest, filter.section.size + 1, rest.size);
    struct faqbot *part = NULL;
    struct faqbot_fault fault;
    struct faqbot_answer answer;
    bool passes = false;
    enum faqbot_status status = faqbot_restrict(library_bot(), &filter, 1, SIZE_MAX, &part, &fault);
    assert(status == FAQBOT_OK || (fault.sentence[0] != '\0' && utf8_is_valid(view_of(fault.sentence))));
    assert(faqbot_passes(library_bot(), &filter, 1, view_of("renew-loan"), &passes) == FAQBOT_OK ||
           status == FAQBOT_LIMIT);
    assert(passes == (status == FAQBOT_OK && faqbot_get(part, view_of("renew-loan"), &answer) == FAQBOT_OK));
    return 0;
}
