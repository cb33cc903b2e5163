#!/usr/bin/env python3
"""bench/peers/service.py - how long questions take within the bot, as histograms that waiting.py simulates queues with.

Usage: service.py FAQBOT TOOLS OUT COUNT ... TOOLS holds the programs `made`, `spent` and `faqbot-peer`. Of each COUNT of
passages an index is made and asked, and OUT takes service-COUNT.tsv: on each line the most microseconds of a bucket, and
how many questions took no longer, but longer than those of the line before. Prints what the index takes as well."""

import collections
import math
import pathlib
import subprocess
import sys

import contest
import engines

# Buckets are so much wider, each than the one before: as exact as the measurement, and few.
BUCKET_RATIO = 1.05


def bucket_of(microseconds):
    return math.ceil(math.log(max(microseconds, 1), BUCKET_RATIO))


def write_histogram(path, times):
    counts = collections.Counter(map(bucket_of, times))
    path.write_text("".join(f"{BUCKET_RATIO**bucket:.2f}\t{counts[bucket]}\n" for bucket in sorted(counts)))


def measure(faqbot, tools, out, count):
    knowledge, index, log = (out / f"service.{name}" for name in ("jsonl", "index", "log"))
    source = out / "service.tsv"
    command = [tools / "made", "passages", str(count), knowledge, source]
    text = int(subprocess.run(command, check=True, capture_output=True).stdout)
    index.unlink(missing_ok=True)
    building = contest.Building(tools / "spent", faqbot.build(knowledge, index), index, log)
    questions = contest.Questions(source, out / "service.questions")
    asking = contest.Asking(faqbot.ask(index, questions.path), questions.count, log)
    asking.warm(0)
    contest.ask_in_turns([asking])
    write_histogram(out / f"service-{count}.tsv", asking.best)
    mean, median, late = asking.clock()
    print(
        f"{count:>9} {text / 1e6:8.1f} {building.bytes / 1e6:8.1f} {building.cpu_seconds:8.1f} {asking.memory:8.1f}"
        f" {asking.microseconds():8.1f} {median:8.1f} {late:8.1f} {max(asking.best):8.1f}"
    )
    sys.stdout.flush()
    for file in (knowledge, index):
        file.unlink()


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    program, tools, out = map(pathlib.Path, sys.argv[1:4])
    out.mkdir(parents=True, exist_ok=True)
    print(" passages  text MB index MB building memory MB   CPU us   median  99th %  longest")
    for count in map(int, sys.argv[4:]):
        measure(engines.Faqbot(program, tools / "faqbot-peer"), tools, out, count)


if __name__ == "__main__":
    main()
