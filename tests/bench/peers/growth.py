#!/usr/bin/env python3
"""bench/peers/growth.py - how cost grows with the knowledge base: of entries with phrasings, and of passages.

Usage: growth.py FAQBOT TOOLS OUT MOST. TOOLS holds the programs `made`, `spent`, `faqbot-peer` and `exact`; OUT takes
what is made; MOST is the largest number of entries. Prints a table and what it misses of what is to be reached, and
draws growth.svg. Fails where the first stage of a search does not find what an exhaustive one finds."""

import math
import pathlib
import subprocess
import sys

import contest
import engines
import plot

SIZES = [digit * 10**power for power in range(1, 7) for digit in (1, 3)][:-1]
KINDS = ("entries", "passages")
GROWTH_FROM = 10000  # fewer fit into the processor's caches

# Passages are also looked at beside plain FTS5, so many times as fast as which an ask is to be.
SPEED_UPS = {1000: 10, 10000: 0, 100000: 50, 1000000: 150}
P99_OF_MEAN_MOST = 5  # of 100 000
# Of a million:
RESIDENT_MOST = 150
INDEX_OF_TEXT_MOST = 1.6
BUILD_RATE_LEAST = 40000
BUILD_MEMORY_MOST = 512
UPDATE_SHARE_MOST = 0.02


class Bench:
    """The programs, and where their files go."""

    def __init__(self, program, tools, out):
        self.tools = tools
        self.faqbot = engines.Faqbot(program, tools / "faqbot-peer")
        self.fts5 = engines.Fts5(tools / "faqbot-peer")
        self.knowledge, self.index, self.log = (out / f"growth.{name}" for name in ("jsonl", "index", "log"))
        self.source, self.questions = out / "growth.tsv", out / "growth.questions"
        out.mkdir(parents=True, exist_ok=True)

    def make(self, kind, count):
        """Returns how many bytes of text there are."""
        command = [self.tools / "made", kind, str(count), self.knowledge, self.source]
        return int(subprocess.run(command, check=True, capture_output=True).stdout)

    def build(self, engine, *options):
        if not options:
            self.index.unlink(missing_ok=True)
        command = [*engine.build(self.knowledge, self.index), *options]
        return contest.Building(self.tools / "spent", command, self.index, self.log)

    def ask(self, engine, most=None):
        questions = contest.Questions(self.source, self.questions, most)
        asking = contest.Asking(engine.ask(self.index, questions.path), questions.count, self.log)
        asking.warm(0)
        contest.ask_in_turns([asking])
        asking.right = asking.success(questions.expected)
        return asking

    def mismatches(self):
        command = [self.tools / "exact", self.index, self.questions]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def remove(self):
        for path in (self.knowledge, self.index, self.source, self.questions):
            path.unlink(missing_ok=True)


class Point:
    """One number of entries."""

    def __init__(self, bench, kind, count):
        print(f"{count} {kind} ...", file=sys.stderr)
        self.count = count
        self.text = bench.make(kind, count)
        self.building = bench.build(bench.faqbot)
        self.asking = bench.ask(bench.faqbot)
        self.mismatches = bench.mismatches()
        self.mean = self.asking.microseconds()
        self.p99 = self.asking.clock()[2]

    def compare(self, bench):
        """Passages only: edits a few and updates the index, which is there; then plain FTS5 in its place."""
        bench.make("edited", self.count)
        self.update = bench.build(bench.faqbot, "--update")
        bench.build(bench.fts5)
        self.plain = bench.ask(bench.fts5, max(3, min(500, 3000000 // self.count)))

    def print(self, kind):
        asking, building = self.asking, self.building
        print(f"{self.count:9} {kind:9}{self.mean:9.1f} {self.p99:9.1f} {self.p99 / self.mean:9.1f}"
              f" {asking.right:10.4f} {asking.peak:13.1f} {asking.memory:7.1f} {asking.file:7.1f}"
              f" {self.mismatches:>11} | {self.text / 1e6:8.1f} {building.bytes / 1e6:9.1f}"
              f" {building.bytes / self.text:11.2f} | {building.cpu_seconds:6.2f} {self.count / building.cpu_seconds:9.0f}"
              f" {building.seconds:8.2f} {building.peak:9.1f}")


def measure(bench, most):
    points = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for count in (size for size in SIZES if size <= most):
            points[kind].append(Point(bench, kind, count))
            if kind == "passages" and count in SPEED_UPS:
                points[kind][-1].compare(bench)
    return points, Point(bench, "alike", points["passages"][-1].count)


def print_tables(points, alike):
    print("asking, CPU          mean us    p99 us  p99/mean  success@1  resident MiB  memory    file  mismatches |"
          "  text MB  index MB  index/text |  CPU s  a second  seconds  peak MiB")
    for kind in KINDS:
        for point in points[kind]:
            point.print(kind)
    alike.print("alike")
    print("\npassages   plain FTS5 us  asked    faster  update s  share %")
    for point in (point for point in points["passages"] if point.count in SPEED_UPS):
        plain = point.plain.microseconds()
        print(f"{point.count:9} {plain:14.1f} {point.plain.count:6} {plain / point.mean:9.1f}"
              f" {point.update.cpu_seconds:9.2f} {100 * point.update.cpu_seconds / point.building.cpu_seconds:8.1f}")


def slope(points):
    """Of the straight line nearest to the logarithms of cost over those of size: the power that it grows by."""
    places = [(math.log(point.count), math.log(point.mean)) for point in points if point.count >= GROWTH_FROM]
    if len(places) < 2:
        return None
    x_mean, y_mean = (sum(values) / len(places) for values in zip(*places))
    return sum((x - x_mean) * (y - y_mean) for x, y in places) / sum((x - x_mean) ** 2 for x, _ in places)


def judge(count, what, value, least=None, most=None):
    if (least is not None and value < least) or (most is not None and value > most):
        wanted = f"at most {most}" if least is None else f"at least {least}"
        print(f"missed: {count} passages: {what} is {value:.2f}, {wanted} is wanted")


def judge_all(points):
    for kind in KINDS:
        power = slope(points[kind])
        if power is not None:
            print(f"growth: the mean grows as {kind}^{power:.2f} from {GROWTH_FROM} on; less than 1 is wanted")
    for point in (point for point in points["passages"] if point.count in SPEED_UPS):
        faster = point.plain.microseconds() / point.mean
        judge(point.count, "the speed beside plain FTS5", faster, least=SPEED_UPS[point.count])
        if point.count == 100000:
            judge(point.count, "the 99th percentile over the mean", point.p99 / point.mean, most=P99_OF_MEAN_MOST)
        if point.count == 1000000:
            build = point.building
            judge(point.count, "resident memory in MiB", point.asking.peak, most=RESIDENT_MOST)
            judge(point.count, "the index over the text", build.bytes / point.text, most=INDEX_OF_TEXT_MOST)
            judge(point.count, "building in passages a second", point.count / build.cpu_seconds, least=BUILD_RATE_LEAST)
            judge(point.count, "memory for building in MiB", build.peak, most=BUILD_MEMORY_MOST)
            share = point.update.cpu_seconds / build.cpu_seconds
            judge(point.count, "an update as a share of building", share, most=UPDATE_SHARE_MOST)


def draw(points, path):
    def lines(name, value):
        """A line a kind."""
        return [(f"{kind}, {name}", [(point.count, value(point)) for point in points[kind]]) for kind in KINDS]

    panels = [
        ("An ask, microseconds", lines("mean", lambda point: point.mean), lines("p99", lambda point: point.p99)),
        ("Memory, MiB", lines("asking", lambda point: point.asking.peak),
         lines("building", lambda point: point.building.peak)),
        ("Files, MB", lines("index", lambda point: point.building.bytes / 1e6),
         lines("text", lambda point: point.text / 1e6)),
    ]
    panels = [(title, [series for pair in zip(*lists) for series in pair]) for title, *lists in panels]
    plot.write(path, "entries or passages", panels)


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    program, tools, out = (pathlib.Path(argument).absolute() for argument in sys.argv[1:4])
    bench = Bench(program, tools, out)
    points, alike = measure(bench, int(sys.argv[4]))
    bench.remove()
    print_tables(points, alike)
    judge_all(points)
    draw(points, out / "growth.svg")
    print(f"drawn: {out / 'growth.svg'}")
    if any(point.mismatches not in ("-", "0") for kind in KINDS for point in [*points[kind], alike]):
        sys.exit("bench: the first stage misses candidates")


try:
    main()
except contest.Failure as failure:
    sys.exit(f"bench: {failure}")
