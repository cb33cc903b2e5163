"""bench/peers/plot.py - lines over two logarithmic axes, as SVG."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 400, 330  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 64, 46  # margins within it
COLORS = ("#0b6fb8", "#c8500a")
INK, PALE = "#222", "#ddd"


def short(value):
    """10000 as 10k, and 0.1 as it is."""
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"


class Axis:
    """From a power of ten to another, which hold all the values."""

    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor="start", size=12, color=INK, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{color}" '
            f'font-weight="{weight}">{escape(words)}</text>')


def line(points, color, dashes="", width=2.0):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    style = f'stroke="{color}" stroke-width="{width}" stroke-dasharray="{dashes}"'
    return f'<polyline points="{path}" fill="none" {style}/>'


def legend(x, words, number):
    """What a line is: the even ones in whole lines, the odd ones in dashes, two of a color."""
    y = 38 + 16 * (number % 2)
    x += 150 * (number // 2)
    dashes = "5 3" if number % 2 else ""
    return line([(x, y - 4), (x + 24, y - 4)], COLORS[number // 2], dashes) + text(x + 30, y, words, size=11)


def panel(offset, title, x_title, series):
    """Series: [(name, [(x, y), ...]), ...], up to four, of which two and two belong together."""
    x_axis = Axis([x for _, points in series for x, _ in points], offset + LEFT, offset + WIDTH - RIGHT)
    y_axis = Axis([y for _, points in series for _, y in points], HEIGHT - BOTTOM, TOP)
    drawn = [text(offset + LEFT, 18, title, size=14, weight="bold")]
    for tick in x_axis.ticks():
        x = x_axis.at(tick)
        drawn.append(line([(x, y_axis.start), (x, y_axis.end)], PALE, width=1))
        drawn.append(text(x, HEIGHT - BOTTOM + 17, short(tick), "middle"))
    for tick in y_axis.ticks():
        y = y_axis.at(tick)
        drawn.append(line([(x_axis.start, y), (x_axis.end, y)], PALE, width=1))
        drawn.append(text(offset + LEFT - 7, y + 4, short(tick), "end"))
    drawn.append(text((x_axis.start + x_axis.end) / 2, HEIGHT - 10, x_title, "middle"))
    for number, (name, points) in enumerate(series):
        color, dashes = COLORS[number // 2], "5 3" if number % 2 else ""
        at = [(x_axis.at(x), y_axis.at(y)) for x, y in points]
        drawn.append(line(at, color, dashes))
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{color}"/>' for x, y in at if not dashes]
        drawn.append(legend(offset + LEFT, name, number))
    return "\n".join(drawn)


def write(path, x_title, panels):
    """Panels: [(title, series), ...], side by side."""
    drawn = "\n".join(panel(i * WIDTH, title, x_title, series) for i, (title, series) in enumerate(panels))
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" '
        f'width="{WIDTH * len(panels)}" height="{HEIGHT}" font-family="sans-serif">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{drawn}\n</svg>\n',
        encoding="utf-8",
    )
