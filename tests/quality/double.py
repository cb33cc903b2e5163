#!/usr/bin/env python3
"""quality/double.py - messages that ask two things: how many of tests/judged/double.tsv are taken apart as a person
would, against floors, and which questions of the sets in DATA are, of which hardly any asks two things.

Usage: double.py FAQBOT [DATA]; without such a folder the first only. Exits with 1 where a floor is missed."""

import collections
import json
import pathlib
import subprocess
import sys

import questions

SPLIT_LEAST = 0.9  # of the messages that ask several things, those that are answered so, by the right entries
WHOLE_LEAST = 1.0  # of the others, those that are left whole
SPLIT_OF_SETS_MOST = 0.001


def ask(program, knowledge, texts):
    command = [program, "ask", "--json", "-k", str(knowledge)]
    lines = "".join(text.replace("\n", " ") + "\n" for text in texts)
    done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def parts_of(answer):
    return [part["source"]["entry"] for part in answer.get("parts", [])]


def is_right(kind, ids, answer):
    if kind == "split":
        return parts_of(answer) == ids.split(",")
    return "parts" not in answer and (ids == "-" or answer.get("source", {}).get("entry") == ids)


def judge(program):
    """Prints what is wrong, and the shares. False where one is below its floor."""
    by_folder = collections.defaultdict(list)
    for row in questions.read_table(questions.JUDGED / "double.tsv"):
        by_folder[row[0]].append(row)
    right, count = collections.Counter(), collections.Counter()
    for folder, rows in by_folder.items():
        answers = ask(program, questions.JUDGED / folder, [row[1] for row in rows])
        for (_, text, kind, ids), answer in zip(rows, answers, strict=True):
            good = is_right(kind, ids, answer)
            right[kind] += good
            count[kind] += 1
            if not good:
                given = ",".join(parts_of(answer)) or answer.get("source", {}).get("entry", answer["outcome"])
                print(f"wrong: {folder}: {text!r}: {kind} {ids}, but {given}")
    for kind, least in (("split", SPLIT_LEAST), ("whole", WHOLE_LEAST)):
        print(f"{kind}: {right[kind]} of {count[kind]} as judged (at least {least:.0%})")
    return right["split"] >= SPLIT_LEAST * count["split"] and right["whole"] >= WHOLE_LEAST * count["whole"]


def search_sets(program, data):
    """Prints what is taken apart of the sets' own questions. False where that is too much."""
    count = split = 0
    for one in [*questions.find_sets(data), *questions.find_judged()]:
        answers = ask(program, one.knowledge, [question.text for question in one.questions])
        for question, answer in zip(one.questions, answers, strict=True):
            count += 1
            if "parts" in answer:
                split += 1
                wanted = ",".join(sorted(question.ids)) or "-"
                print(f"split: {one.name}: {question.text!r} ({wanted}): {','.join(parts_of(answer))}")
    print(f"sets: {split} of {count} questions split (at most {SPLIT_OF_SETS_MOST * count:.0f})")
    return split <= SPLIT_OF_SETS_MOST * count


def main():
    program = sys.argv[1]
    good = judge(program)
    if len(sys.argv) > 2 and pathlib.Path(sys.argv[2]).is_dir():
        good = search_sets(program, pathlib.Path(sys.argv[2])) and good
    sys.exit(not good)


main()
