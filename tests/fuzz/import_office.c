/* fuzz/import_office.c - any texts as the parts of a workbook or a text document, with form feeds between them: the
 * checksums of an archive would keep a fuzzer away from what is in it. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"xl/workbook.xml",      "xl/_rels/workbook.xml.rels",
                                        "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml",
                                        "word/styles.xml",      "word/document.xml"};
    struct import_input items[6];
    struct import_builder builder;
    struct import_inputs inputs;
    struct faqbot_fault fault;
    struct faqbot_view rest = view_make((const char *)bytes, size);
    size_t first = size > 0 && bytes[0] == 'w' ? 4 : 0;
    import_builder_init(&builder, "in", NULL, &fault);
    inputs_init(&inputs, &builder);
    inputs.items = items;
    rest = view_slice(rest, 1, rest.size);
    for (size_t i = first; i < (first == 0 ? 4 : 6) && utf8_is_valid(rest); i++) {
        items[inputs.count++] = (struct import_input){names[i], view_slice(rest, 0, view_find(rest, '\f'))};
        rest = view_slice(rest, view_find(rest, '\f') + 1, rest.size);
    }
    import_fuzz_inputs(&inputs);
    return 0;
}
