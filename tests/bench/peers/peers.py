#!/usr/bin/env python3
"""bench/peers/peers.py - faqbot beside Lucene, tantivy and Xapian, in one run.

Usage: peers.py FAQBOT TOOLS DATA OUT PASSAGES ENTRIES. TOOLS holds the programs `made`, `spent` and `faqbot-peer`; DATA
a folder a set of questions, as `make quality` takes it; OUT takes what is made. PASSAGES and ENTRIES are how many to
make; 0: none.

All read the same files. A document is an entry; its title (question and phrasings, or a passage's title) and its text
are two fields, each in the English that the engine comes with, and BM25 is summed over both. The engines keep the ids,
and no texts; one segment, no positions. The ten best are asked for and their ids read, in one thread, warm. CPU is of
all threads. faqbot also says whether the best is an answer, and reads it."""

import os
import pathlib
import shutil
import subprocess
import sys

import contest
import engines

SETS = ("clinc-20", "webapps-3", "squad")
OF_LUCENE_MOST = 1.5  # what an ask may take


def find_engines(program, tools, out):
    found = [engines.Faqbot(program, tools / "faqbot-peer")]
    for kind in (engines.Lucene, engines.Tantivy, engines.Xapian):
        print(f"{kind.__name__} ...", file=sys.stderr)
        try:
            found.append(kind(out))
            if found[-1].note:
                print(f"note: {found[-1].note}")
        except engines.LeftOut as reason:
            print(f"left out: {kind.__name__}: {reason}")
    return found


class Row:
    """One engine on one set."""

    def __init__(self, engine, folder, tools, out):
        place = type(engine).__name__.lower()
        self.engine = engine
        self.index = out / f"{place}.index"
        remove(self.index)
        log = out / f"{place}.log"
        self.questions = contest.Questions(folder / "questions.tsv", out / f"{place}.questions")
        command = engine.build(folder / "knowledge.jsonl", self.index)
        self.building = contest.Building(tools / "spent", command, self.index, log)
        self.asking = contest.Asking(engine.ask(self.index, self.questions.path), self.questions.count, log)
        self.asking.warm(engine.warm_seconds)


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def compare(title, folder, found, tools, out):
    """Prints the table of one set. Returns the ratio to Lucene of an ask; None: there is no Lucene."""
    print(f"{title} ...", file=sys.stderr)
    rows = [Row(engine, folder, tools, out) for engine in found]
    contest.ask_in_turns([row.asking for row in rows])
    lucene = next((row for row in rows if isinstance(row.engine, engines.Lucene)), None)
    print(f"\n{title:27} CPU us  of Lucene   clock us   median      p99  success@1    MiB |   build s  of Lucene"
          "  peak MiB     MB")
    for row in rows:
        clock = "".join(f"{value:{width}.1f}" for value, width in zip(row.asking.clock(), (11, 9, 9)))
        success = row.asking.success(row.questions.expected)
        print(f"{row.engine.name:24} {row.asking.microseconds():9.1f}"
              f" {of(row, lucene, lambda row: row.asking.microseconds())}{clock} {success:10.4f}"
              f" {row.asking.peak:6.0f} | {row.building.cpu_seconds:9.2f}"
              f" {of(row, lucene, lambda row: row.building.cpu_seconds)} {row.building.peak:9.0f}"
              f" {row.building.bytes / 1e6:6.2f}")
        remove(row.index)
    return lucene and rows[0].asking.microseconds() / lucene.asking.microseconds()


def of(row, lucene, cost):
    return f"{cost(row) / cost(lucene):10.2f}" if lucene else f"{'-':>10}"


def make(tools, kind, count, out):
    folder = out / f"{kind}-{count}"
    folder.mkdir(exist_ok=True)
    command = [tools / "made", kind, str(count), folder / "knowledge.jsonl", folder / "questions.tsv"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def load():
    return f"{os.getloadavg()[0]:.2f}"


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    program, tools, data, out = (pathlib.Path(argument).absolute() for argument in sys.argv[1:5])
    out.mkdir(parents=True, exist_ok=True)
    before = load()
    found = find_engines(program, tools, out)
    ratios = {}
    for name in SETS:
        if (data / name / "questions.tsv").exists():
            ratios[name] = compare(name, data / name, found, tools, out)
        else:
            print(f"left out: {name} is not in {data} (make bench-peers DATA=FOLDER)")
    for kind, count in (("passages", int(sys.argv[5])), ("entries", int(sys.argv[6]))):
        if count > 0:
            folder = make(tools, kind, count, out)
            ratios[f"{count} {kind}"] = compare(f"{count} {kind}", folder, found, tools, out)
            shutil.rmtree(folder)
    print(f"\nan ask, CPU: faqbot's of Lucene's; load {before} before and {load()} after, {os.cpu_count()} processors")
    for title, ratio in ratios.items():
        if ratio is not None:
            verdict = "holds" if ratio <= OF_LUCENE_MOST else "DOES NOT HOLD"
            print(f"{title:24} {ratio:8.2f} <= {OF_LUCENE_MOST:.2f}   {verdict}")


try:
    main()
except contest.Failure as failure:
    sys.exit(f"bench: {failure}")
