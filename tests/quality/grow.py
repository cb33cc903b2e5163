#!/usr/bin/env python3
"""quality/grow.py - larger knowledge bases made of the sets of questions: what learning costs and gains where an owner
writes hundreds of phrasings, or thousands of entries.

Usage: grow.py DATA OUT PLAN... A plan is `SET+SET*TIMES:MOST`: the entries of these sets together, each phrasing
followed by variants of it until there are TIMES as many, and an entry of more than MOST phrasings taken apart into
several, each of which is a right answer then. `*TIMES` and `:MOST` may be left out. OUT gets a folder for each plan,
as `make quality DATA=OUT` reads them. The questions stay as they were: a variant is never made of them.

A variant differs as people's wordings do, and by little: greetings and thanks, an everyday word for another, a short
form for a long one, the last clause said first, a slip of the finger. The same plan gives the same bytes."""

import json
import pathlib
import re
import sys

from misspell import Dice, misspell

BEFORE = (
    "please {}", "hi, {}", "hello {}", "hey {}", "can you tell me {}", "i would like to know {}", "quick question, {}",
    "excuse me, {}", "i was wondering {}", "sorry, {}", "ok so {}", "could you help me, {}", "i need to know {}",
    "good morning, {}", "one more thing, {}", "just asking, {}", "so {}", "well, {}", "{} please", "{} thanks",
    "{} thank you", "{} asap", "{} right now", "{}, do you know", "{} if possible", "{} exactly", "{} today",
)  # fmt: skip

# Words that everyday questions use for each other; each may take the place of any on its line.
ALIKE = [
    line.split(", ")
    for line in """want to, would like to, wish to, need to
what is, what's, whats
do not, don't, dont
cannot, can't, cant, am unable to
i am, i'm, im
how do i, how can i, how would i, what is the way to, how to
show me, tell me, give me, let me know
buy, purchase, get, order
find, locate, look up, discover
fix, repair, mend, solve
big, large, huge
quick, fast, rapid
money, cash, funds
begin, start
stop, end, cease
remove, delete, erase, get rid of
change, modify, alter, edit
make, create
help, assist, aid
use, utilize, employ
picture, image, photo
phone, telephone, mobile
car, vehicle, auto
trip, journey, travel
job, work
happen, occur
reason, cause
check, verify, look at
say, state
maybe, perhaps, possibly
often, frequently
now, at the moment, currently
a lot of, many, lots of
kids, children
movie, film
mail, email, e-mail
account, profile
price, cost
wrong, incorrect, mistaken
received, got, obtained
lost, misplaced
send, transfer
payment, transaction
schedule, plan, arrange""".splitlines()
]
CHOICES = {one: [other for other in line if other != one] for line in ALIKE for one in line}
ANY_ALIKE = re.compile(r"\b(" + "|".join(sorted(map(re.escape, CHOICES), key=len, reverse=True)) + r")\b", re.I)
CLAUSE = re.compile(r"^(.+?),? (if|when|because|while|after|before|since) (.+?)([?.!]*)$", re.I)


def pick(choices, dice):
    return choices[dice.below(len(choices))]


def frame(text, dice):
    return pick(BEFORE, dice).format(text)


def reword(text, dice):
    found = list(ANY_ALIKE.finditer(text))
    if not found:
        return frame(text, dice)
    one = pick(found, dice)
    return text[: one.start()] + pick(CHOICES[one[0].lower()], dice) + text[one.end() :]


def turn_round(text, dice):
    clause = CLAUSE.match(text)
    return f"{clause[2]} {clause[3]}, {clause[1]}{clause[4]}" if clause else reword(text, dice)


def slip(text, dice):
    return misspell(text, dice.below(1 << 20))


CHANGES = (frame, reword, turn_round, slip)


def vary(text, times):
    """The text and, as far as there are so many, variants of it: `times` texts of which no two are equal. The first
    variants are one change away from it, later ones two and three."""
    texts = {text: None}
    tries = 0
    while len(texts) < times and tries < 20 * times:
        dice = Dice(f"{tries}\t{text}")
        variant = text
        for _ in range(1 + min(2, tries // 12)):
            variant = pick(CHANGES, dice)(variant, dice)
        texts[variant] = None
        tries += 1
    return list(texts)


def read_plan(plan):
    match = re.fullmatch(r"([^*:]+)(?:\*(\d+))?(?::(\d+))?", plan)
    if not match:
        sys.exit(f"grow: not a plan: {plan}")
    return match[1].split("+"), int(match[2] or 1), int(match[3] or 0)


def grow_entry(entry, phrasings, most):
    """The entry with these phrasings, or as many entries as they take."""
    parts = [phrasings[at : at + most] for at in range(0, len(phrasings), most)] if most else [phrasings]
    for at, (question, *also) in enumerate(parts):
        yield {**entry, "id": f"{entry['id']}-{at}" if most else entry["id"], "question": question, "also": also}


def grow(data, name, times, most):
    """The entries of a set, as they grow, and its questions. Passages, and what is not an entry, are left out."""
    entries, ids = [], {}
    for line in (data / name / "knowledge.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "question" in entry:
            texts = dict.fromkeys([entry["question"], *entry.get("also", [])])
            texts = dict.fromkeys(variant for text in texts for variant in vary(text, times))
            grown = list(grow_entry({**entry, "id": f"{name}-{entry['id']}"}, list(texts), most))
            ids[entry["id"]] = [one["id"] for one in grown]
            entries += grown
    rows = []
    for line in (data / name / "questions.tsv").read_text(encoding="utf-8").splitlines():
        question, wanted = line.split("\t")[:2]
        wanted = [one for each in wanted.split(",") for one in ids.get(each, ["-"])]
        rows.append(f"{question}\t{','.join(wanted)}")
    return entries, rows


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for plan in sys.argv[3:]:
        names, times, most = read_plan(plan)
        grown = [grow(data, name, times, most) for name in names]
        folder = out / re.sub(r"[*:]", "-x", plan, count=1).replace(":", "-")
        folder.mkdir(parents=True, exist_ok=True)
        entries = [entry for entries, _ in grown for entry in entries]
        (folder / "knowledge.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        (folder / "questions.tsv").write_text("".join(row + "\n" for _, rows in grown for row in rows), encoding="utf-8")
        phrasings = sum(1 + len(entry["also"]) for entry in entries)
        print(f"{folder.name}: {len(entries)} entries, {phrasings} phrasings")


main()
