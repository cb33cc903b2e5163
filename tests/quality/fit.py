#!/usr/bin/env python3
"""quality/fit.py - the fit of the constants of search/confidence.c, and how much hangs on each of them.

Usage: fit.py MEASURES DATA SCRATCH [ENGLISH MULTILINGUAL]. MEASURES (measures.c) says what the confidence knows of each question. Asked are
groups: the sets in DATA that floors.tsv names; knowledge bases cut out of some of them (written to SCRATCH); those of
tests/judged; and, to which the function for passages alone is fitted, more of the second kind with few passages, and
the third as articles. Printed are the constants and what they do, on DATA as MCC and on tests/judged as shares, where each sixth of its knowledge bases is
judged by constants that were fitted without it; then the same with each constant, one at a time, made a fifth smaller
and larger. The MCC is of what was fitted to; the shares flatter too, as far as the measures and the weights of rank.c
were chosen with these knowledge bases in view, and `refused` is set (REFUSED).

With two encoders' files the constants of the mode with an encoder are fitted: English knowledge bases are asked with
the first, those of tests/judged in other languages with the second, and so are the questions of foreign.tsv there.

A choice among bare words is never answered here either, but the confidence that judge_choice() gives to bare words is
left out. The measures depend a little on the constants that are built in, because of several readings of a question
the most confident one is measured: fit again after changing them. Exits with 2 where there is nothing to fit to."""

import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

from questions import cut_out, cut_passages, find_foreign, find_judged, find_sectioned, find_sets

FOLDS = 6

ANSWERED = 0.4  # CONFIDENCE_ANSWERED
UNSURE = ANSWERED / 3
REFUSED = 0.53  # of the questions that a knowledge base nearly answers, so many are to get no choice either

# What each weighs; the knowledge bases of a group weigh alike.
GROUPS = {"judged": 1, "sets": 1, "cut out": 0.3, "passages": 0.3, "sectioned": 0.2}
ENCODED_GROUPS = GROUPS | {"sets": 3}
RIDGE = 5e-4
RIDGE_OFFER = 2e-3  # a few hundred questions

# The measures of each function, and the sign that each must have: what it means (0: either).
FUNCTIONS = {
    "scope": {"question*entries": 1, "least": 1, "mutual": 1, "likeness": 1, "missing": -1, "contents": 0}
    | {"meaning*phrasings": 1, "characters*phrasings": 1, "learned*phrasings": 1, "phrasings": 0},
    "pick": {"lead": 1, "saturation": 1},
    "offer": {"answer": 1, "least": 1, "contents": 0, "ahead": 1, "learned_meaning": 1},
    "passages": {"window": 1, "lead*question": 1, "contents": 0},
}


# With an encoder the scope's constants are one for an entry of one phrasing, and change with how many it has.
ENCODED_SCOPE = {"question": 1, "least": 1, "missing": -1, "contents": 0, "likest": 1}
ENCODED_SCOPE |= {"words_least": 1, "phrasing_least": 1}
ENCODED_FUNCTIONS = {
    "scope": ENCODED_SCOPE
    | {"entries": 0}
    | {f"{name}*phrasings": 0 for name in ENCODED_SCOPE}
    | {"meaning*phrasings": 1, "characters*phrasings": 1, "learned*phrasings": 1, "phrasings": 0},
    "pick": {"lead": 1, "saturation": 1, "learned_meaning": 1, "saturation*phrasings": 0, "phrasings": 0},
    "offer": {"answer": 1, "least": 1, "contents": 0, "answer_likeness": 1, "beyond": 1},
    "passages": FUNCTIONS["passages"] | {"answer_likeness": 1, "question": 1, "saturation": 1},
}
FOREIGN = {"likest": 1, "beyond": 1}


def fail(sentence):
    print(f"fit: {sentence}", file=sys.stderr)
    sys.exit(2)


# -- The measures --


class Group:
    """What is measured of the questions of several knowledge bases, as arrays by question."""

    def __init__(self, programs, sets, weight, scratch):
        ids, rows = [], []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            asked = pool.map(lambda one: ask(programs(one), one, scratch), sets)
        for names, *lines in asked:
            ids += [line[0] for line in lines]
            rows += [list(map(float, line[1:])) for line in lines]
        self.measures = dict(zip(names[1:], np.array(rows).T))
        questions = [question for one in sets for question in one.questions]
        self.sets = np.array([one.name for one in sets for _ in one.questions])
        self.kinds = np.array([question.kind for question in questions])
        self.ids = np.array(ids)
        self.expected = np.array(
            [best if best in question.ids else min(question.ids, default="-") for best, question in zip(ids, questions)]
        )
        self.has_answer = self.expected != "-"
        self.is_found = self.ids != "-"
        self.is_faq = self.measures["is_faq"] > 0
        self.is_right = self.is_found & (self.ids == self.expected)
        counts = [len(one.questions) for one in sets]
        self.weights = np.concatenate([np.full(count, weight / len(sets) / count) for count in counts])
        # Quite other words, or no one answer, must not teach what an answer looks like.
        self.is_fitted = self.is_found & ~np.isin(self.kinds, ("first", "unsure"))

    def columns(self, function):
        return np.column_stack([self.column(name) for name in FUNCTIONS[function]])

    def column(self, name):
        """A measure, or the product of two: "lead*question"."""
        return np.prod([self.measures[factor] for factor in name.split("*")], axis=0)


def ask(program, one, scratch):
    """The lines of measures.c, in fields: the names, then a line a question. `program` may have an encoder's file."""
    program, *encoder = program
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=scratch) as asked:
        asked.writelines(f"{question.text}\t\n" for question in one.questions)
        asked.flush()
        command = [program, one.knowledge, asked.name, *encoder]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    lines = done.stdout.splitlines()
    if done.returncode != 0 or len(lines) != len(one.questions) + 1:
        fail(f"{program} {one.knowledge}: exit code {done.returncode}, {len(lines)} lines\n{done.stderr}")
    return [line.split("\t") for line in lines]


# -- The fit --


def logistic(x):
    return 1 / (1 + np.exp(-x))


def log_odds(share):
    return np.log(share / (1 - share))


def minimize(rows, right, weights, signs, ridge):
    """Logistic regression whose weights keep their signs: Newton's steps over those not held at 0, cut off there."""
    rows = np.column_stack([rows, np.ones(len(rows))])
    signs, ridge = np.append(signs, 0), 2 * ridge * np.append(np.ones(len(signs)), 0)

    def loss(w):
        x = rows @ w
        return weights @ (np.logaddexp(0, x) - right * x) + ridge @ (w * w) / 2

    w = np.zeros(len(signs))
    for _ in range(200):
        p = logistic(rows @ w)
        slope = rows.T @ (weights * (p - right)) + ridge * w
        free = ~((w == 0) & (signs * slope > 0))
        curve = rows.T @ (rows * (weights * p * (1 - p))[:, None]) + np.diag(ridge)
        step = np.zeros(len(w))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        for size in 0.5 ** np.arange(40):
            tried = w - size * step
            tried[signs * tried < 0] = 0
            if loss(tried) < loss(w):
                break
        else:
            break
        w = tried
    return w


def fit(parts, function, target, ridge=RIDGE):
    """The constants of a function, the one that stands alone first, from (group, mask, weights) each."""
    rows = np.vstack([group.columns(function)[mask] for group, mask, _ in parts])
    right = np.concatenate([getattr(group, target)[mask] for group, mask, _ in parts])
    weights = np.concatenate([weights[mask] for _, mask, weights in parts])
    if len(set(right)) < 2:
        return np.append(-np.inf, np.zeros(rows.shape[1]))  # never
    middle, spread = rows.mean(0), rows.std(0) + 1e-9
    signs = np.array(list(FUNCTIONS[function].values()))
    w = minimize((rows - middle) / spread, right, weights / weights.sum(), signs, ridge)
    constants = w[:-1] / spread
    return np.append(w[-1] - constants @ middle, constants)


def fit_answers(groups, left_out=()):
    """All but what is offered, without the judged knowledge bases `left_out`."""
    fitted = {
        name: (group, group.is_fitted & ~np.isin(group.sets, left_out), group.weights) for name, group in groups.items()
    }
    others = [part for name, part in fitted.items() if name not in ("passages", "sectioned")]
    faq = [(group, mask & group.is_faq, weights) for group, mask, weights in others]
    answered = [(group, mask & group.has_answer, weights) for group, mask, weights in faq]
    passages = [(group, mask & ~group.is_faq, weights) for group, mask, weights in fitted.values()]
    return {
        "scope": fit(faq, "scope", "has_answer"),
        "pick": fit(answered, "pick", "is_right"),
        "passages": fit(passages, "passages", "is_right"),
    }


def fit_offer(judged, both, left_out=()):
    mask = judged.is_found & (both < ANSWERED) & ~np.isin(judged.kinds, ("answered", "unsure"))
    mask &= ~np.isin(judged.sets, left_out)
    return fit([(judged, mask, np.ones(len(mask)))], "offer", "is_right", RIDGE_OFFER)


def apply(constants, group, function):
    return logistic(constants[function][0] + group.columns(function) @ constants[function][1:])


def judge_both(constants, group):
    faq = apply(constants, group, "scope") * apply(constants, group, "pick")
    return np.where(group.is_faq, faq, apply(constants, group, "passages")) * group.is_found


def judge(constants, group):
    """The confidence: combine() of confidence.c."""
    both = judge_both(constants, group)
    offered = ANSWERED * apply(constants, group, "offer") * group.is_found
    return np.where((both >= ANSWERED) | ~group.is_faq, both, offered)


class Fold:
    """The judged questions of one sixth of the knowledge bases, and constants that do not know them."""

    def __init__(self, groups, left_out):
        self.left_out = left_out
        self.mask = np.isin(groups["judged"].sets, left_out)
        self.constants = fit_answers(groups, left_out)


def unfold(folds, judge_group, judged, changed=lambda constants: constants):
    """What each fold says of its own questions."""
    said = np.zeros(len(judged.ids))
    for fold in folds:
        said[fold.mask] = judge_group(changed(fold.constants), judged)[fold.mask]
    return said


def fit_all(groups):
    judged = groups["judged"]
    names = sorted(set(judged.sets))
    folds = [Fold(groups, names[at::FOLDS]) for at in range(FOLDS)]
    constants = fit_answers(groups)
    both = unfold(folds, judge_both, judged)
    constants["offer"] = fit_offer(judged, both)
    for fold in folds:
        fold.constants["offer"] = fit_offer(judged, both, fold.left_out)
    offers = unfold(folds, lambda said, group: apply(said, group, "offer"), judged)
    nearly = np.where(both >= ANSWERED, 1 - 1e-9, offers)[judged.kinds == "not answered"]
    shift = log_odds(UNSURE / ANSWERED) - log_odds(np.quantile(nearly, REFUSED))
    for every in (constants, *(fold.constants for fold in folds)):
        every["offer"][0] += shift
    return constants, folds


# -- The marks --


def mcc(expected, given):
    """The multi-class Matthews correlation, as cli/eval_metrics.c has it."""
    wanted, made = collections.Counter(expected), collections.Counter(given)
    count, right = len(expected), sum(a == b for a, b in zip(expected, given))
    chance = sum(wanted[name] * made[name] for name in wanted)
    spread = [count**2 - sum(times**2 for times in counter.values()) for counter in (wanted, made)]
    return (right * count - chance) / (spread[0] * spread[1]) ** 0.5 if all(spread) else 0.0


def mark_sets(group, confidence):
    """The MCC of each set that has questions to refuse."""
    given = np.where((confidence >= ANSWERED) & (group.measures["is_choice"] == 0), group.ids, "-")
    marks = {}
    for name in sorted(set(group.sets)):
        mask = group.sets == name
        if not all(group.has_answer[mask]):
            marks[name] = mcc(group.expected[mask].tolist(), given[mask].tolist())
    return marks


def mark_judged(group, confidence):
    answered = (confidence >= ANSWERED) & (group.measures["is_choice"] == 0)
    told = confidence >= UNSURE
    marks = {
        "answered": ("answered", answered & group.is_right),
        "first": ("first", told & group.is_right),
        "kept": ("not answered", ~answered),
        "refused": ("not answered", ~told),
        "none": ("none", ~told),
        "unsure": ("unsure", told & ~answered),
    }
    return {name: mask[group.kinds == kind].mean() for name, (kind, mask) in marks.items()}


def print_marks(label, groups, constants, folds, changed=lambda constants: constants):
    by_set = mark_sets(groups["sets"], judge(changed(constants), groups["sets"]))
    judged = mark_judged(groups["judged"], unfold(folds, judge, groups["judged"], changed))
    mean = np.mean(list(by_set.values())) if by_set else float("nan")
    print(f"{label:34} {mean:.4f}  " + " ".join(f"{value:{len(name)}.3f}" for name, value in judged.items()))
    return by_set


def scale(function, at, factor):
    def changed(constants):
        copy = {name: values.copy() for name, values in constants.items()}
        copy[function][at] *= factor
        return copy

    return changed


def print_fit(groups, constants, folds):
    for function, measures in FUNCTIONS.items():
        alone, *others = constants[function]
        if np.isinf(alone):
            print(f"not fitted, because there are no questions to fit it to: {function}")
            continue
        print(f"{function}: {alone:.2f}", *(f"{value:+.2f} {name}" for name, value in zip(measures, others)))
    print("\nMCC is the mean over the sets that have questions to refuse. The rest are shares of the judged questions:")
    print("answered: like words, and rightly answered; first: quite other words, and the right entry is first, given")
    print("or offered; kept: nearly answered, and kept from an answer; refused: likewise, not even offered (set so);")
    print("none: about something else, and refused; unsure: several answers, and offered.\n")
    print(f"{'':34} {'MCC':6}  answered first  kept refused  none unsure")
    by_set = print_marks("as fitted", groups, constants, folds)
    for function, measures in FUNCTIONS.items():
        for at, name in enumerate(["(alone)", *measures]):
            for factor in (0.8, 1.2):
                print_marks(f"{function} {name} x {factor}", groups, constants, folds, scale(function, at, factor))
    print("\nMCC as fitted:", ", ".join(f"{name} {value:.3f}" for name, value in by_set.items()))


def fit_foreign(program, multilingual, scratch):
    """Prints the constants of what is asked in a language of no entry, and what they do."""
    FUNCTIONS["foreign"] = FOREIGN
    group = Group(lambda one: (program, multilingual), find_foreign(), 1, scratch)
    constants = {"foreign": fit([(group, group.is_found, group.weights)], "foreign", "is_right")}
    alone, *others = constants["foreign"]
    print(f"\nforeign: {alone:.2f}", *(f"{value:+.2f} {name}" for name, value in zip(FOREIGN, others)))
    answered = apply(constants, group, "foreign") >= ANSWERED
    right, kept = (answered & group.is_right)[group.has_answer].mean(), (~answered)[~group.has_answer].mean()
    print(f"of these questions rightly answered {right:.3f}, and kept from an answer that is not there {kept:.3f}")


def main():
    if len(sys.argv) not in (4, 6):
        sys.exit(__doc__)
    program, data, scratch = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    encoders = sys.argv[4:]
    weights = GROUPS
    if encoders:
        FUNCTIONS.update(ENCODED_FUNCTIONS)
        weights = ENCODED_GROUPS

    def programs(one):
        is_english = re.match("[a-z]{2}-", one.name) is None  # as tests/judged names those that are not
        return (program, *encoders[0 if is_english else 1 :][:1])

    sets = list(find_sets(data))
    if not sets:
        fail(f"no sets of questions in {data}: name the folder that holds them (make fit DATA=FOLDER)")
    scratch.mkdir(parents=True, exist_ok=True)
    members = {"judged": list(find_judged()), "sets": sets, "cut out": list(cut_out(sets, scratch))}
    members |= {"passages": list(cut_passages(sets, scratch)), "sectioned": list(find_sectioned(scratch))}
    groups = {name: Group(programs, members[name], weight, scratch) for name, weight in weights.items() if members[name]}
    print_fit(groups, *fit_all(groups))
    if encoders:
        fit_foreign(program, encoders[1], scratch)


main()
