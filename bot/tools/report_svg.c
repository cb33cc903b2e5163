/* tools/report_svg.c - the plots of a report as SVG within the page: columns, a line, a map of hours, and bars.
 *
 * A plot says in words what it shows, for those who cannot see it, and the page has its table behind it. Colours come
 * from the style sheet by class, so that a dark screen and paper have their own; what a colour tells, a pattern tells
 * too. Sizes are in units of the plot, which the page scales.
 *
 * It deliberately has no axes to choose and no general charts: each kind is what one section of the report needs. */
#include "tools/tools_internal.h"

#include <math.h>
#include <stdio.h>

#include "util/util.h"

#define WIDTH 880.0
#define HEIGHT 270.0 /* with a legend */
#define LEFT 52.0
#define RIGHT 12.0
#define TOP 34.0
#define TOP_BARE 12.0 /* without one */
#define BOTTOM 34.0
#define LEGEND_Y 12.0
#define LETTER 6.8  /* the width of one, about, at the size of a plot's letters */
#define DOTS_MAX 70 /* points of a line that get a dot each */
#define GRID_LINES 4

/* ==== Elements ======================================================================================= */

static void set_number(struct html *html, const char *attribute, double number)
{
    html_set(html, attribute, number_text(number, 1).text);
}

/* Gives an element of a rectangle its place. */
static void end_box(struct html *html, double x, double y, double width, double height)
{
    set_number(html, "x", x);
    set_number(html, "y", y);
    set_number(html, "width", width);
    set_number(html, "height", height);
    html_close(html);
}

static void draw_box(struct html *html, const char *class, double x, double y, double width, double height)
{
    html_open(html, "rect");
    html_set(html, "class", class);
    end_box(html, x, y, width, height);
}

static void draw_words(struct html *html, double x, double y, const char *anchor, struct faqbot_view words)
{
    html_open(html, "text");
    set_number(html, "x", x);
    set_number(html, "y", y);
    html_set(html, "text-anchor", anchor);
    html_text(html, words);
    html_close(html);
}

static void set_id(struct html *html, const char *attribute, const char *id, const char *end)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%s-%s", id, end);
    html_set(html, attribute, text);
}

/* Opens the plot, with what it shows in words. html_close() closes it. */
static void open_plot(struct html *html, const char *id, const char *title, const char *description,
                      double width, double height)
{
    char text[96];
    html_open(html, "svg");
    (void)snprintf(text, sizeof text, "0 0 %d %d", (int)width, (int)height);
    html_set(html, "viewBox", text);
    html_set(html, "role", "img");
    (void)snprintf(text, sizeof text, "%s-title %s-desc", id, id);
    html_set(html, "aria-labelledby", text);
    html_open(html, "title");
    set_id(html, "id", id, "title");
    html_words(html, title);
    html_close(html);
    html_open(html, "desc");
    set_id(html, "id", id, "desc");
    html_words(html, description);
    html_close(html);
}

/* ==== Scales ========================================================================================= */

/* The least of 1, 2 and 5 times a power of ten that GRID_LINES times reach `most`: lines stand at round numbers. */
static double step_of(double most)
{
    double step = 1;
    static const double factors[] = {2, 2.5, 2}; /* 1, 2, 5, 10 */
    for (size_t i = 0; step * GRID_LINES < most; i++) {
        step *= factors[i % 3];
    }
    return step;
}

static double most_of(const struct report_plot *plot)
{
    double most = 1;
    for (size_t i = 0; i < plot->count; i++) {
        double sum = 0;
        for (size_t j = 0; j < plot->series; j++) {
            sum += plot->values[i * plot->series + j];
        }
        most = sum > most ? sum : most; /* not so if it is NAN */
    }
    return most;
}

static double top_of(const struct report_plot *plot)
{
    return plot->names == NULL ? TOP_BARE : TOP;
}

/* What lies below the scale's end. */
static double bottom_of(const struct report_plot *plot)
{
    return top_of(plot) + HEIGHT - TOP - BOTTOM;
}

/* Lines at round numbers, and the numbers; returns the scale's end. */
static double draw_grid(struct html *html, const struct report_plot *plot)
{
    double step = plot->most > 0 ? plot->most / GRID_LINES : step_of(most_of(plot));
    for (int i = 0; i <= GRID_LINES; i++) {
        char text[64];
        double y = bottom_of(plot) - i * (HEIGHT - TOP - BOTTOM) / GRID_LINES;
        draw_box(html, i == 0 ? "axis" : "grid", LEFT, y - .5, WIDTH - LEFT - RIGHT, 1);
        (void)snprintf(text, sizeof text, "%s%s", number_text(i * step, 0).text,
                       plot->unit == NULL ? "" : plot->unit);
        draw_words(html, LEFT - 8, y + 4, "end", view_of(text));
    }
    return step * GRID_LINES;
}

/* The middle of a point's column. */
static double column_x(const struct report_plot *plot, size_t point)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * ((double)point + .5) / (double)plot->count;
}

/* As many labels as have room beside each other. */
static void draw_labels(struct html *html, const struct report_plot *plot)
{
    size_t longest = 1;
    for (size_t i = 0; i < plot->count; i++) {
        size_t size = utf8_length(plot->labels[i]);
        longest = size > longest ? size : longest;
    }
    double room = (WIDTH - LEFT - RIGHT) / (double)plot->count;
    size_t every = (size_t)ceil(((double)longest * LETTER + 12) / room);
    for (size_t i = 0; i < plot->count; i += every) {
        double x = column_x(plot, i);
        double half = (double)utf8_length(plot->labels[i]) * LETTER / 2;
        x = x + half > WIDTH ? WIDTH - half : x;
        draw_words(html, x, bottom_of(plot) + 20, "middle", plot->labels[i]);
    }
}

/* ==== Columns ======================================================================================== */

/* Series are told apart by patterns as well as by colours: plain, stripes, a grid, dots. */
static void draw_patterns(struct html *html, const struct report_plot *plot)
{
    static const char *const lines[REPORT_SERIES_MAX] = {NULL, "M-1 7L7 -1", "M0 3H6M3 0V6", "M2 3H4"};
    html_open(html, "defs");
    for (size_t i = 1; i < plot->series && i < REPORT_SERIES_MAX; i++) {
        char name[16];
        html_open(html, "pattern");
        (void)snprintf(name, sizeof name, "p%zu", i);
        set_id(html, "id", plot->id, name);
        html_set(html, "width", "6");
        html_set(html, "height", "6");
        html_set(html, "patternUnits", "userSpaceOnUse");
        (void)snprintf(name, sizeof name, "s%zu", i);
        draw_box(html, name, 0, 0, 6, 6);
        html_open(html, "path");
        html_set(html, "class", "hatch");
        html_set(html, "d", lines[i]);
        html_close(html);
        html_close(html);
    }
    html_close(html);
}

static void draw_part(struct html *html, const struct report_plot *plot, size_t series, double x, double y,
                      double width, double height)
{
    char fill[64];
    html_open(html, "rect");
    if (series == 0) {
        html_set(html, "class", "s0");
    } else {
        (void)snprintf(fill, sizeof fill, "url(#%s-p%zu)", plot->id, series);
        html_set(html, "fill", fill);
    }
    end_box(html, x, y, width, height);
}

static void draw_legend(struct html *html, const struct report_plot *plot)
{
    double x = LEFT;
    for (size_t i = 0; i < plot->series && plot->names != NULL; i++) {
        struct faqbot_view name = view_of(plot->names[i]);
        draw_part(html, plot, i, x, LEGEND_Y - 10, 14, 12);
        draw_words(html, x + 20, LEGEND_Y, "start", name);
        x += 44 + (double)name.size * LETTER;
    }
}

void report_draw_columns(struct html *html, const struct report_plot *plot)
{
    double room = (WIDTH - LEFT - RIGHT) / (double)plot->count;
    double width = room > 60 ? 48 : room > 3 ? room * .8 : room;
    open_plot(html, plot->id, plot->title, plot->description, WIDTH, bottom_of(plot) + BOTTOM);
    draw_patterns(html, plot);
    draw_legend(html, plot);
    double most = draw_grid(html, plot);
    for (size_t i = 0; i < plot->count; i++) {
        double y = bottom_of(plot);
        for (size_t j = 0; j < plot->series; j++) {
            double height = plot->values[i * plot->series + j] / most * (HEIGHT - TOP - BOTTOM);
            if (height > 0) {
                y -= height;
                draw_part(html, plot, j, column_x(plot, i) - width / 2, y, width, height);
            }
        }
    }
    draw_labels(html, plot);
    html_close(html);
}

/* ==== A line ========================================================================================= */

/* It breaks where a point has no value. */
static void write_path(const struct report_plot *plot, double most, struct buffer *path)
{
    bool is_drawn = false;
    for (size_t i = 0; i < plot->count; i++) {
        double value = plot->values[i * plot->series];
        if (!isnan(value)) {
            buffer_add_text(path, is_drawn ? "L" : "M");
            buffer_add_text(path, number_text(column_x(plot, i), 1).text);
            buffer_add_byte(path, ' ');
            buffer_add_text(path,
                            number_text(bottom_of(plot) - value / most * (HEIGHT - TOP - BOTTOM), 1).text);
        }
        is_drawn = !isnan(value);
    }
}

void report_draw_line(struct html *html, const struct report_plot *plot)
{
    struct buffer path;
    buffer_init(&path, 64 * (plot->count + 1));
    open_plot(html, plot->id, plot->title, plot->description, WIDTH, bottom_of(plot) + BOTTOM);
    double most = draw_grid(html, plot);
    write_path(plot, most, &path);
    html_open(html, "path");
    html_set(html, "class", "line");
    html_set_text(html, "d", buffer_view(&path));
    html_close(html);
    for (size_t i = 0; i < plot->count && plot->count <= DOTS_MAX; i++) {
        double value = plot->values[i * plot->series];
        if (!isnan(value)) {
            html_open(html, "circle");
            html_set(html, "class", "dot");
            set_number(html, "cx", column_x(plot, i));
            set_number(html, "cy", bottom_of(plot) - value / most * (HEIGHT - TOP - BOTTOM));
            html_set(html, "r", "3");
            html_close(html);
        }
    }
    draw_labels(html, plot);
    html_close(html);
    html->out->failed = html->out->failed || path.failed;
    buffer_release(&path);
}

/* ==== Bars and hours ================================================================================= */

void report_draw_bar(struct html *html, double share)
{
    html_open(html, "svg");
    html_set(html, "class", "bar");
    html_set(html, "viewBox", "0 0 100 10");
    html_set(html, "preserveAspectRatio", "none");
    html_set(html, "aria-hidden", "true");
    draw_box(html, "s0", 0, 0, share * 100, 10);
    html_close(html);
}

#define CELL_WIDTH 34.0
#define CELL_HEIGHT 28.0
#define HEAT_LEFT 46.0
#define HEAT_TOP 22.0
#define HEAT_SHADES 5

/* A number of four letters at most: "999", "1.2k", "12k". */
static struct number_text short_count(size_t count)
{
    struct number_text made = number_text((double)count, 0);
    static const char letters[] = "kMG";
    double value = (double)count;
    for (size_t i = 0; i < sizeof letters - 1 && value >= 1000; i++) {
        value /= 1000;
        made = number_text(value, value < 9.95 ? 1 : 0);
        size_t size = strlen(made.text);
        made.text[size] = letters[i];
        made.text[size + 1] = '\0';
    }
    return made;
}

static void draw_hour(struct html *html, size_t weekday, size_t hour, size_t asked, size_t most)
{
    char class[8];
    double x = HEAT_LEFT + (double)hour * CELL_WIDTH;
    double y = HEAT_TOP + (double)weekday * CELL_HEIGHT;
    size_t shade = asked == 0 ? 0 : 1 + (asked - 1) * HEAT_SHADES / most;
    (void)snprintf(class, sizeof class, "h%zu", shade);
    html_open(html, "g");
    html_set(html, "class", class);
    draw_box(html, "cell", x, y, CELL_WIDTH - 2, CELL_HEIGHT - 2);
    if (asked > 0) {
        draw_words(html, x + CELL_WIDTH / 2 - 1, y + CELL_HEIGHT / 2 + 3, "middle",
                   view_of(short_count(asked).text));
    }
    html_close(html);
}

void report_draw_heat(struct html *html, const struct report *report)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    size_t most = 1;
    for (size_t i = 0; i < REPORT_WEEK_DAYS; i++) {
        for (size_t hour = 0; hour < REPORT_DAY_HOURS; hour++) {
            most = report->hours[i][hour] > most ? report->hours[i][hour] : most;
        }
    }
    open_plot(
        html, "hours", "Questions by weekday and hour",
        "A row for each weekday and a column for each hour; a darker cell and a larger number mean more "
        "questions.",
        HEAT_LEFT + REPORT_DAY_HOURS * CELL_WIDTH, HEAT_TOP + REPORT_WEEK_DAYS * CELL_HEIGHT);
    for (size_t hour = 0; hour < REPORT_DAY_HOURS; hour++) {
        char text[8];
        (void)snprintf(text, sizeof text, "%02zu", hour);
        draw_words(html, HEAT_LEFT + ((double)hour + .5) * CELL_WIDTH - 1, 14, "middle", view_of(text));
    }
    for (size_t i = 0; i < REPORT_WEEK_DAYS; i++) {
        draw_words(html, HEAT_LEFT - 8, HEAT_TOP + ((double)i + .5) * CELL_HEIGHT + 3, "end",
                   view_of(days[i]));
        for (size_t hour = 0; hour < REPORT_DAY_HOURS; hour++) {
            draw_hour(html, i, hour, report->hours[i][hour], most);
        }
    }
    html_close(html);
}
