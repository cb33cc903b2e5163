/* cli/robots.c - what a site says of itself to programs: robots.txt (RFC 9309), which pages one may read, and
 * sitemaps (sitemaps.org), which there are. Pure functions of bytes that a stranger wrote; fetch.c gets them.
 *
 * Of robots.txt the rules of the group that names us count, or else those of the group for all; of several
 * rules that match, the longest, and `allow` where two are as long. A sitemap is not read as XML: an address
 * is what stands in a <loc>, and nothing else of it matters. */
#include "cli/cli_internal.h"

#include <limits.h>
#include <string.h>

/* ==== robots.txt ================================================================================================== */

/* Whether the path begins as the pattern says, in which `*` is anything and `$` at the end is the path's end. Goes back
 * to the last star only, so it takes no more than the product of both sizes. */
static bool matches(struct faqbot_view pattern, struct faqbot_view path)
{
    bool is_whole = view_ends_with(pattern, "$");
    size_t size = pattern.size - is_whole;
    size_t at = 0;
    size_t i = 0;
    size_t star = SIZE_MAX;
    size_t star_at = 0;
    while (true) {
        if (i == size && (!is_whole || at == path.size)) {
            return true;
        }
        if (i < size && pattern.bytes[i] == '*') {
            star = i++;
            star_at = at;
        } else if (i < size && at < path.size && pattern.bytes[i] == path.bytes[at]) {
            i++;
            at++;
        } else if (star != SIZE_MAX && star_at < path.size) {
            i = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
}

/* Splits a line into its key and its value, without a comment. False: it is none. */
static bool read_line(struct faqbot_view line, struct faqbot_view *key, struct faqbot_view *value)
{
    line = view_slice(line, 0, view_find(line, '#'));
    size_t colon = view_find(line, ':');
    *key = view_trim(view_slice(line, 0, colon));
    *value = view_trim(view_slice(line, colon + 1, line.size));
    return colon < line.size;
}

static bool is_key(struct faqbot_view key, const char *name)
{
    return ascii_equals(key, view_of(name));
}

/* Seconds, in thousandths; what is no number is 0. Saturates. */
static unsigned read_delay(struct faqbot_view value)
{
    unsigned delay = 0;
    unsigned unit = 1000;
    bool is_fraction = false;
    for (size_t i = 0; i < value.size && unit > 0; i++) {
        if (value.bytes[i] == '.' && !is_fraction) {
            is_fraction = true;
        } else if (!ascii_is_digit(value.bytes[i]) || delay > UINT_MAX / 20) {
            return delay > UINT_MAX / 20 ? delay : 0;
        } else {
            unsigned digit = (unsigned)(value.bytes[i] - '0');
            unit = is_fraction ? unit / 10 : unit;
            delay = is_fraction ? delay + digit * unit : delay * 10 + digit * 1000;
        }
    }
    return delay;
}

/* How the rules of all groups for `agent` judge the path; *is_named: there is such a group. *delay is the longest that
 * it asks for. */
static bool judge(struct faqbot_view text, struct faqbot_view agent, struct faqbot_view path, bool *is_named,
                  unsigned *delay)
{
    struct faqbot_view line;
    struct faqbot_view key;
    struct faqbot_view value;
    bool applies = false;
    bool in_agents = false;
    bool is_allowed = true;
    size_t longest = 0;
    *is_named = false;
    *delay = 0;
    while (view_next_line(&text, &line)) {
        if (!read_line(line, &key, &value)) {
            continue;
        }
        if (is_key(key, "user-agent")) {
            applies = (in_agents && applies) || ascii_equals(value, agent);
            in_agents = true;
            *is_named |= applies;
            continue;
        }
        if (is_key(key, "crawl-delay")) {
            unsigned asked = applies ? read_delay(value) : 0;
            *delay = asked > *delay ? asked : *delay;
            in_agents = false;
            continue;
        }
        bool allows = is_key(key, "allow");
        bool is_rule = allows || is_key(key, "disallow");
        in_agents = in_agents && !is_rule;
        if (is_rule && applies && value.size > 0 && matches(value, path) &&
            (value.size > longest || (value.size == longest && allows))) {
            longest = value.size;
            is_allowed = allows;
        }
    }
    return is_allowed;
}

bool robots_allow(struct faqbot_view text, const char *agent, struct faqbot_view path)
{
    bool is_named;
    unsigned delay;
    bool is_allowed = judge(text, view_of(agent), path, &is_named, &delay);
    return is_named ? is_allowed : judge(text, view_of("*"), path, &is_named, &delay);
}

unsigned robots_delay(struct faqbot_view text, const char *agent)
{
    bool is_named;
    unsigned delay;
    (void)judge(text, view_of(agent), view_of("/"), &is_named, &delay);
    if (!is_named) {
        (void)judge(text, view_of("*"), view_of("/"), &is_named, &delay);
    }
    return delay;
}

struct faqbot_view robots_sitemap(struct faqbot_view text)
{
    struct faqbot_view line;
    struct faqbot_view key;
    struct faqbot_view value;
    while (view_next_line(&text, &line)) {
        if (read_line(line, &key, &value) && is_key(key, "sitemap")) {
            return value;
        }
    }
    return view_make(NULL, 0);
}

/* ==== Sitemaps ==================================================================================================== */

static size_t find(struct faqbot_view text, const char *what)
{
    size_t size = strlen(what);
    size_t at = 0;
    while (at + size <= text.size && memcmp(text.bytes + at, what, size) != 0) {
        at += 1 + view_find(view_slice(text, at + 1, text.size), what[0]);
    }
    return at + size <= text.size ? at : text.size;
}

bool sitemap_is_index(struct faqbot_view text)
{
    return find(text, "<sitemapindex") < text.size;
}

/* An address has `&amp;` for each `&`; no other entity can stand in one. */
bool sitemap_next(struct faqbot_view *rest, struct buffer *address)
{
    static const char open[] = "<loc>";
    static const char entity[] = "&amp;";
    size_t start = find(*rest, open);
    struct faqbot_view found = view_slice(*rest, start + strlen(open), rest->size);
    size_t end = find(found, "</loc>");
    bool is_it = start < rest->size && end < found.size;
    *rest = is_it ? view_slice(found, end, found.size) : view_make(NULL, 0);
    found = view_trim(view_slice(found, 0, end));
    buffer_reset(address);
    for (size_t i = 0; i < found.size && is_it; i++) {
        buffer_add_byte(address, found.bytes[i]);
        i += view_starts_with(view_slice(found, i, found.size), entity) ? strlen(entity) - 1 : 0;
    }
    return is_it;
}
