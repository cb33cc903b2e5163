#!/usr/bin/env python3
"""quality/quality.py - how good the answers are, on sets of real questions: what `faqbot eval` says of each set beside
the floors of floors.tsv, whether confidence means what it says, and what slips of the finger cost.

Usage: quality.py FAQBOT DATA SCRATCH. DATA holds a folder a set, with knowledge.jsonl and questions.tsv (a question, a
tab, the ids that answer it or -); indexes are written to SCRATCH. Exits with 1 where a floor is missed, with 2 where
there is nothing to measure or the program fails."""

import json
import pathlib
import subprocess
import sys

from misspell import misspell

HERE = pathlib.Path(__file__).parent
SEED = 1
TYPO_SETS = ("webapps-3", "clinc-20")
TYPO_LOSS_MOST = 6  # points of success@1
BINS = 10


def fail(sentence):
    print(f"quality: {sentence}", file=sys.stderr)
    sys.exit(2)


class Set:
    """A knowledge base and its questions, and what the program made of them."""

    def __init__(self, program, folder, scratch, encoder):
        self.program = program
        self.name = folder.name
        self.index = scratch / f"{folder.name}.index"
        self.path = folder / "questions.tsv"
        lines = self.path.read_text(encoding="utf-8").splitlines()
        pairs = [line.split("\t")[:2] for line in lines if line.strip() and not line.lstrip().startswith("#")]
        self.questions = [question for question, _ in pairs]
        self.expected = [set() if ids.strip() == "-" else set(ids.split(",")) for _, ids in pairs]
        self.run("index", "-k", folder / "knowledge.jsonl", "-o", self.index, "--encoder", encoder)
        self.answers = self.ask(self.questions)
        self.measures = json.loads(self.run("eval", self.path, "--json", "--index", self.index))
        self.check_agreement()

    def run(self, *arguments, text=None):
        """What the program prints. Faults in the knowledge base are not this program's to tell; failures are."""
        command = [self.program, *map(str, arguments)]
        done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
        if done.returncode > 1:
            fail(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def ask(self, questions):
        lines = "".join(question + "\n" for question in questions)
        out = self.run("ask", "--json", "--top", 10, "--index", self.index, text=lines).splitlines()
        if len(out) != len(questions):
            fail(f"{self.name}: {len(questions)} questions, {len(out)} answers")
        return [json.loads(line) for line in out]

    def success(self, answers):
        """The share of the questions with an answer that have it in the first place."""
        asked = [(wanted, answer) for wanted, answer in zip(self.expected, answers) if wanted]
        return sum(best(answer) in wanted for wanted, answer in asked) / len(asked) if asked else 0.0

    def check_agreement(self):
        """`eval` counts in C and this file in Python: one of them is wrong where they differ."""
        said = self.measures["success1"] or 0.0
        counted = self.success(self.answers)
        if abs(said - counted) > 0.00006:
            fail(f"{self.name}: eval says success@1 is {said:.4f}, and of the answers {counted:.4f} are")


def best(answer):
    candidates = answer.get("candidates", [])
    return candidates[0]["id"] if candidates else None


def read_floors(name):
    lines = (HERE / name).read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {name: {"success1": floor(success), "mcc": floor(mcc)} for name, success, mcc in rows}


def floor(text):
    return None if text == "-" else float(text)


def figure(value):
    return "-" if value is None else f"{value:.4f}"


def beside_floor(value, least):
    return f"{figure(value):>6} {'' if least is None else f'>= {least:.2f}':7}"


def print_measures(sets, floors):
    """The table of all sets. Returns how many sets miss a floor."""
    missed = 0
    print(f"{'set':19} {'success@1':14} {'mcc':14} mrr@10 ndcg@10  right refused  wrong")
    for one in sets:
        least = floors.get(one.name, {"success1": None, "mcc": None})
        is_missed = any(v is not None and (one.measures[k] is None or one.measures[k] < v) for k, v in least.items())
        missed += is_missed
        rest = [one.measures[k] for k in ("mrr10", "ndcg10", "answered_right", "refused", "wrong_of_given")]
        verdict = "" if one.name not in floors else "missed" if is_missed else "reached"
        columns = [beside_floor(one.measures[k], least[k]) for k in ("success1", "mcc")]
        columns += [f"{figure(value):>{width}}" for value, width in zip(rest, (6, 7, 6, 7, 6))]
        print(f"{one.name:19}", *columns, "", verdict)
    print("right: of the questions with an answer, those it was given; wrong: of the answers given, those that are not it")
    absent = sorted(set(floors) - {one.name for one in sets})
    if absent:
        print(f"not there, so not held against their floors: {', '.join(absent)}")
    return missed


def print_reliability(sets):
    """Whether of the best entries with confidence .8 to .9 about that share is right. All sets weigh alike."""
    weight, confidence, right, count, given = ([0.0] * BINS for _ in range(5))
    for one in sets:
        for wanted, answer in zip(one.expected, one.answers):
            share = 1 / len(one.answers)
            at = min(BINS - 1, int(answer["confidence"] * BINS))
            count[at] += 1
            given[at] += answer["outcome"] == "answered"
            weight[at] += share
            confidence[at] += share * answer["confidence"]
            right[at] += share * (best(answer) in wanted)
    print("\nconfidence  questions  answered   mean  right")
    for at in (at for at in range(BINS) if count[at]):
        mean, share = confidence[at] / weight[at], right[at] / weight[at]
        print(f"{at / BINS:.1f} to {(at + 1) / BINS:.1f} {count[at]:10.0f} {given[at]:9.0f} {mean:6.3f} {share:6.3f}")
    gap = sum(abs(right[at] - confidence[at]) for at in range(BINS)) / sum(weight)
    print(f"mean distance between confidence and share right: {gap:.3f} (each set weighs the same)")


def print_slips(sets):
    """What one slip a question costs. Returns how many sets lose too much."""
    missed = 0
    print(f"\n{'one slip a question':19}  clean misspelled  loss (at most {TYPO_LOSS_MOST} points)")
    for one in (one for one in sets if one.name in TYPO_SETS):
        clean = one.success(one.answers)
        wrong = one.success(one.ask([misspell(question, SEED) for question in one.questions]))
        loss = 100 * (clean - wrong)
        missed += loss > TYPO_LOSS_MOST
        print(f"{one.name:19} {clean:6.4f} {wrong:10.4f} {loss:5.1f}  {'missed' if loss > TYPO_LOSS_MOST else 'reached'}")
    return missed


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    program, data, scratch = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    encoder = sys.argv[4] if len(sys.argv) == 5 else "no"
    folders = sorted(path.parent for path in data.glob("*/questions.tsv") if (path.parent / "knowledge.jsonl").exists())
    if not folders:
        fail(
            f"no sets of questions in {data}: name the folder that holds them, each in a folder of its own with "
            "knowledge.jsonl and questions.tsv (make quality DATA=FOLDER)"
        )
    scratch.mkdir(parents=True, exist_ok=True)
    floors = read_floors("floors.tsv" if encoder == "no" else "floors-encoder.tsv")
    order = {name: place for place, name in enumerate(floors)}
    sets = [Set(program, folder, scratch, encoder) for folder in folders]
    sets.sort(key=lambda one: (order.get(one.name, len(order)), one.name))
    missed = print_measures(sets, floors)
    print_reliability(sets)
    missed += print_slips(sets)
    if missed:
        print(f"\nquality: {missed} of the floors missed", file=sys.stderr)
        sys.exit(1)


main()
