/* address.c - visitors' addresses. It asks no resolver: names are not addresses. */
#include "server/address.h"

#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#define TEXT_BYTES 64
#define BITS_MAX 128
#define MAPPED_BITS 96

static const unsigned char MAPPED[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address map(const struct in_addr *from)
{
    struct address address;
    memcpy(address.bytes, MAPPED, sizeof MAPPED);
    memcpy(address.bytes + sizeof MAPPED, from, sizeof *from);
    return address;
}

bool address_of_socket(const struct sockaddr_storage *socket, struct address *address)
{
    if (socket->ss_family == AF_INET) {
        *address = map(&((const struct sockaddr_in *)socket)->sin_addr);
        return true;
    }
    if (socket->ss_family == AF_INET6) {
        memcpy(address->bytes, &((const struct sockaddr_in6 *)socket)->sin6_addr, sizeof address->bytes);
        return true;
    }
    return false;
}

static bool is_digits(struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
    }
    return text.size > 0;
}

static struct faqbot_view after(struct faqbot_view text, size_t skip)
{
    return (struct faqbot_view){text.bytes + skip, text.size - skip};
}

/* Cuts brackets and a port away. False: what is there besides the address is no port. */
static bool bare(struct faqbot_view *text)
{
    if (text->size > 0 && text->bytes[0] == '[') {
        const char *end = memchr(text->bytes, ']', text->size);
        size_t size = end == NULL ? 0 : (size_t)(end - text->bytes);
        struct faqbot_view rest = end == NULL ? *text : after(*text, size + 1);
        bool is_good = end != NULL && (rest.size == 0 || (rest.bytes[0] == ':' && is_digits(after(rest, 1))));
        *text = is_good ? (struct faqbot_view){text->bytes + 1, size - 1} : *text;
        return is_good;
    }
    const char *colon = memchr(text->bytes, ':', text->size);
    size_t size = colon == NULL ? text->size : (size_t)(colon - text->bytes);
    if (colon != NULL && memchr(text->bytes, '.', size) != NULL) {
        bool is_good = is_digits(after(*text, size + 1));
        text->size = size;
        return is_good;
    }
    return true;
}

bool address_parse(struct faqbot_view text, struct address *address)
{
    char copy[TEXT_BYTES];
    struct in_addr four;
    if (text.size == 0 || !bare(&text) || text.size >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.bytes, text.size);
    copy[text.size] = '\0';
    if (strlen(copy) != text.size) {
        return false;
    }
    if (inet_pton(AF_INET, copy, &four) == 1) {
        *address = map(&four);
        return true;
    }
    return inet_pton(AF_INET6, copy, address->bytes) == 1;
}

static bool is_mapped(const struct address *address)
{
    return memcmp(address->bytes, MAPPED, sizeof MAPPED) == 0;
}

/* The bits behind `bits` become 0. */
static struct address cut(struct address address, unsigned bits)
{
    for (unsigned i = 0; i < sizeof address.bytes; i++) {
        unsigned kept = bits >= (i + 1) * 8 ? 8 : bits > i * 8 ? bits - i * 8 : 0;
        address.bytes[i] = (unsigned char)(address.bytes[i] & (0xff00U >> kept));
    }
    return address;
}

bool address_block_parse(struct faqbot_view text, struct address_block *block)
{
    struct address_block read = {.bits = BITS_MAX};
    const char *slash = text.size == 0 ? NULL : memchr(text.bytes, '/', text.size);
    struct faqbot_view base = text;
    unsigned bits = 0;
    if (slash != NULL) {
        base.size = (size_t)(slash - text.bytes);
        struct faqbot_view number = after(text, base.size + 1);
        if (!is_digits(number) || number.size > 3) {
            return false;
        }
        for (size_t i = 0; i < number.size; i++) {
            bits = bits * 10 + (unsigned)(number.bytes[i] - '0');
        }
    }
    if (!address_parse(base, &read.base)) {
        return false;
    }
    if (slash != NULL) {
        bool is_four = memchr(base.bytes, ':', base.size) == NULL;
        read.bits = bits + (is_four ? MAPPED_BITS : 0);
    }
    if (read.bits > BITS_MAX) {
        return false;
    }
    read.base = cut(read.base, read.bits);
    *block = read;
    return true;
}

bool address_block_has(const struct address_block *block, const struct address *address)
{
    struct address base = cut(*address, block->bits);
    return memcmp(base.bytes, block->base.bytes, sizeof base.bytes) == 0;
}

struct address address_household(const struct address *address)
{
    return is_mapped(address) ? *address : cut(*address, 64);
}

bool address_is_among(const struct address *address, const struct address_block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (address_block_has(&blocks[i], address)) {
            return true;
        }
    }
    return false;
}

/* Takes the last of a list with commas, without the space around it. */
static struct faqbot_view take_last_text(struct faqbot_view *list)
{
    size_t start = list->size;
    while (start > 0 && list->bytes[start - 1] != ',') {
        start--;
    }
    struct faqbot_view last = after(*list, start);
    list->size = start > 0 ? start - 1 : 0;
    while (last.size > 0 && last.bytes[0] == ' ') {
        last = after(last, 1);
    }
    while (last.size > 0 && last.bytes[last.size - 1] == ' ') {
        last.size--;
    }
    return last;
}

bool address_take_last(struct faqbot_view *list, struct address *address)
{
    return address_parse(take_last_text(list), address);
}

struct address address_forwarded(struct address peer, struct faqbot_view list,
                                 const struct address_block *proxies, size_t count)
{
    struct address client = peer;
    while (list.size > 0 && address_is_among(&client, proxies, count)) {
        struct address next;
        if (!address_take_last(&list, &next)) {
            break;
        }
        client = next;
    }
    return client;
}
