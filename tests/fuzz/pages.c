/* fuzz/pages.c - any page that a visitor can ask for: it is text, and contains no markup except what the program
 * writes. The first byte says which page; then the first line is the question, the second the entry, and the number of
 * lines is the page of the list. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot_chat.h>

#include "library.h"
#include "util/util.h"

#define FRAME "<title></title><main></main>"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The elements of all pages. Whatever else begins with a `<` is a stranger's. */
static void check_elements(struct faqbot_view page)
{
    static const char *const names[] = {
        "title",      "section", "h3",   "faq-chat", "main",   "h1",    "h2",     "nav",    "p",   "a",
        "span",       "article", "div",  "form",     "label",  "input", "button", "ul",     "ol",  "li",
        "blockquote", "pre",     "code", "br",       "strong", "em",    "bdi",    "script", "mark"};
    for (size_t at = view_find(page, '<'); at < page.size;
         at += view_find(view_slice(page, at, page.size), '<')) {
        at += at + 1 < page.size && page.bytes[at + 1] == '/' ? 2 : 1;
        size_t size = strspn(page.bytes + at, "abcdefghijklmnopqrstuvwxyz123-");
        bool is_ours = false;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            is_ours = is_ours || view_equals_text(view_slice(page, at, size), names[i]);
        }
        assert(is_ours && (page.bytes[at + size] == '>' || page.bytes[at + size] == ' '));
    }
}

static void check(const struct faqbot_page_request *request, const struct faqbot_page *page)
{
    struct faqbot_view text = view_make(page->bytes, page->size);
    assert(page->size <= FAQBOT_PAGE_BYTES_MAX && view_ends_with(text, "</main>"));
    assert(utf8_is_valid(text) && view_find(text, '\0') == text.size);
    assert(page->verdict == FAQBOT_OK || page->verdict == FAQBOT_NOT_FOUND ||
           page->verdict == FAQBOT_INVALID || page->verdict == FAQBOT_LIMIT);
    assert(request->kind != FAQBOT_PAGE_HOME || page->verdict == FAQBOT_OK);
    assert(request->kind != FAQBOT_PAGE_ENTRY || page->verdict != FAQBOT_OK ||
           view_equals(page->answer.entry, request->entry));
    check_elements(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_page page;
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct faqbot_page_request request = {.frame = view_of(FRAME)};
    if (size == 0) {
        return 0;
    }
    size_t end = view_find(text, '\n');
    request.kind = (enum faqbot_page_kind)(bytes[0] % FAQBOT_PAGE_KINDS);
    request.question = view_slice(text, 1, end == 0 ? 0 : end - 1);
    request.entry = view_slice(text, end + 1, size);
    for (size_t i = 0; i < size; i++) {
        request.number += bytes[i] == '\n';
    }
    assert(faqbot_page_render(library_bot(), &request, &page) == FAQBOT_OK);
    check(&request, &page);
    free(page.bytes);
    return 0;
}
