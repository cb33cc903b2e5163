"""quality/questions.py - the questions that fit.py fits to, each with what is right: the sets of a folder, knowledge
bases cut out of them, and those of tests/judged."""

import collections
import json
import pathlib
import random
import re
import shutil

HERE = pathlib.Path(__file__).parent
JUDGED = HERE.parent / "judged"
SEED = 7

# What is cut out: how often, and how many entries are left.
CUTS = {
    "banking-20": (14, (8, 15, 22, 30, 45)),
    "clinc-20": (14, (8, 15, 22, 30, 45)),
    "webapps-3": (12, (8, 15, 22, 30, 45)),
    "sofmattress": (6, (8, 12, 16)),
    "squad": (8, (20, 60, 150)),
}
CUT_QUESTIONS = 70
CUT_UNANSWERED = 20

# Passages of squad that are about few things; how often, and how many passages and articles.
ARTICLES = (40, (1, 2, 3, 5, 8, 12, 20, 40), (1, 1, 2, 3))
# Entries of webapps-3 of which some are passages, as introductions are among questions; how often, how many entries,
# and which share of them, one at least.
MIXED = (24, (8, 15, 22, 40), (0, 0.1, 0.25, 0.5))
# Entries of tests/judged of which a share are sections of an article, named after their questions.
SECTIONED = (0.2, 0.5, 1, 1)

Set = collections.namedtuple("Set", "name knowledge questions")
Question = collections.namedtuple("Question", "text kind ids")  # kind: as in tests/judged, or "" for a set's own


def read_table(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.lstrip().startswith("#")]


def read_ids(text):
    return set() if text.strip() == "-" else set(text.split(","))


def find_sets(data):
    names = [row[0] for row in read_table(HERE / "floors.tsv")]
    there = [name for name in names if (data / name / "knowledge.jsonl").exists()]
    for name in (name for name in names if name not in there):
        print(f"skipped, because {data} does not have it: {name}")
    for name in there:
        rows = read_table(data / name / "questions.tsv")
        yield Set(name, data / name / "knowledge.jsonl", [Question(row[0], "", read_ids(row[1])) for row in rows])


def find_foreign():
    """Knowledge bases of tests/judged with questions in languages of no entry."""
    by_name = collections.defaultdict(list)
    for name, text, kind, ids in read_table(JUDGED / "foreign.tsv"):
        by_name[name].append(Question(text, kind, read_ids(ids)))
    return [Set(name, JUDGED / name, questions) for name, questions in by_name.items()]


def find_judged():
    for folder in sorted(path.parent for path in JUDGED.glob("*/expected.tsv")):
        rows = read_table(folder / "expected.tsv")
        yield Set(folder.name, folder, [Question(text, kind, read_ids(ids)) for text, kind, ids in rows])


def cut_entry(entry, phrasings, chance):
    """The entry with fewer phrasings, and questions that it answers: up to two of those that it lost."""
    every = [entry["question"], *entry.get("also", [])]
    chance.shuffle(every)
    kept = phrasings if phrasings < 5 else chance.choice((1, 1, 2, 6, 8))
    also = {"also": every[1:kept]} if every[1:kept] else {}
    rest = {key: value for key, value in entry.items() if key not in ("question", "also")}
    questions = [Question(text, "", {entry["id"]}) for text in every[kept : kept + 2]]
    return {**rest, "question": every[0], **also}, questions


def read_entries(whole):
    lines = [json.loads(line) for line in whole.knowledge.read_text(encoding="utf-8").splitlines()]
    return [entry for entry in lines if "id" in entry]


def write_cut(whole, entries, answered, path, chance, unanswered_share=0.5):
    """A knowledge base of these entries of a set. The questions that the others answer have no answer here: so many
    times what is answered are asked."""
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    ids = {entry["id"] for entry in entries}
    unanswered = [Question(text, "", set()) for text, _, wanted in whole.questions if not wanted & ids]
    chance.shuffle(answered)
    chance.shuffle(unanswered)
    answered = answered[:CUT_QUESTIONS]
    return Set(path.stem, path, answered + unanswered[: max(CUT_UNANSWERED, int(len(answered) * unanswered_share))])


def find_answered(whole, entries):
    ids = {entry["id"] for entry in entries}
    return [Question(text, "", wanted & ids) for text, _, wanted in whole.questions if wanted & ids]


def cut(whole, sizes, path, chance):
    """A few entries with fewer phrasings."""
    entries = read_entries(whole)
    entries = chance.sample(entries, min(chance.choice(sizes), len(entries)))
    phrasings = chance.choice((1, 1, 2, 3, 5))
    answered = find_answered(whole, entries)
    for at, entry in enumerate(entries):
        if "question" in entry:
            entries[at], questions = cut_entry(entry, phrasings, chance)
            answered += questions
    return write_cut(whole, entries, answered, path, chance)


def cut_articles(whole, scratch, chance):
    times, sizes, articles = ARTICLES
    by_title = collections.defaultdict(list)
    for entry in read_entries(whole):
        by_title[entry["title"]].append(entry)
    for time in range(times):
        titles = chance.sample(sorted(by_title), chance.choice(articles))
        entries = [entry for title in titles for entry in by_title[title]]
        entries = chance.sample(entries, min(chance.choice(sizes), len(entries)))
        yield write_cut(whole, entries, find_answered(whole, entries), scratch / f"articles-{time}.jsonl", chance, 1)


def mix(whole, scratch, chance):
    times, sizes, shares = MIXED
    every = read_entries(whole)
    for time in range(times):
        entries = chance.sample(every, chance.choice(sizes))
        for at in range(max(1, int(len(entries) * chance.choice(shares)))):
            entries[at] = {"id": entries[at]["id"], "title": whole.name, "text": entries[at]["answer"]}
        yield write_cut(whole, entries, find_answered(whole, entries), scratch / f"mixed-{time}.jsonl", chance, 1)


def cut_out(sets, scratch):
    chance = random.Random(SEED)
    by_name = {one.name: one for one in sets}
    for name, (times, sizes) in CUTS.items():
        for time in range(times if name in by_name else 0):
            if name == "squad":  # a draw that the fit of the built-in constants made in vain, for the same cuts
                chance.choice(CUTS["clinc-20"][1])
            yield cut(by_name[name], sizes, scratch / f"{name}-{time}.jsonl", chance)


def name_section(question, openings):
    """What the question is about: without the words that others begin with as well."""
    words = question.strip("¿?¡! ").split()
    while len(words) > 1 and openings[words[0]] > 1:
        words = words[1:]
    return " ".join(words)


def section(judged, share, folder, chance):
    text = (judged.knowledge / "kb.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^### ([^\n]+) \{#(\S+)\}\n((?:- [^\n]+\n)*)\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    openings = collections.Counter(question.split()[0].strip("¿") for question, *_ in blocks)
    folder.mkdir(exist_ok=True)
    entries = []
    for question, key, others, answer in blocks:
        if chance.random() < share:
            heading = name_section(question, openings)
            entries.append({"id": key, "title": judged.name, "heading": heading, "text": answer})
        else:
            also = re.findall(r"- also: (.+)", others)
            entries.append({"id": key, "question": question, "also": also, "answer": answer})
    lines = "".join(json.dumps(entry) + "\n" for entry in entries)
    (folder / "kb.jsonl").write_text(lines, encoding="utf-8")
    if (judged.knowledge / "bot.yml").exists():
        shutil.copy(judged.knowledge / "bot.yml", folder)
    return Set(folder.name, folder, judged.questions)


def find_sectioned(scratch):
    """The judged knowledge bases as articles, in whole or in part."""
    chance = random.Random(SEED)
    for judged in find_judged():
        for at, share in enumerate(SECTIONED):
            yield section(judged, share, scratch / f"{judged.name}-{at}", chance)


def cut_passages(sets, scratch):
    """What tells whether a passage is an answer, in knowledge bases of few of them."""
    chance = random.Random(SEED)
    by_name = {one.name: one for one in sets}
    if "squad" in by_name:
        yield from cut_articles(by_name["squad"], scratch, chance)
    if "webapps-3" in by_name:
        yield from mix(by_name["webapps-3"], scratch, chance)
