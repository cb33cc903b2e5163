"""quality/misspell.py - one slip of the finger in a question: always the same one for the same question. It imitates
typing and nothing else: no wrong grammar, no word for a like-sounding one."""

import hashlib
import re

# Where a slip is no loss: words that only hold a sentence together, and short ones, which slips turn into other words.
LETTERS_LEAST = 4
FUNCTION_WORDS = frozenset(
    """about after again against also because been before being between both cannot could does doing done down during
    each ever from further have having here hers herself himself into itself just like might more most must myself
    only other ought ours ourselves over please same shall should some such than that their theirs them themselves then
    there these they this those through under until upon very want wants were what when where which while whom whose
    will with within without would your yours yourself""".split()
)

# Each key's neighbours on a QWERTY keyboard, within the row and in those above and below.
NEIGHBOURS = {
    "q": "wa", "w": "qesa", "e": "wrds", "r": "etfd", "t": "rygf", "y": "tuhg", "u": "yijh", "i": "uokj", "o": "iplk",
    "p": "ol", "a": "qwsz", "s": "weadxz", "d": "ersfcx", "f": "rtdgvc", "g": "tyfhbv", "h": "yugjnb", "j": "uihkmn",
    "k": "iojlm", "l": "opk", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip


class Dice:
    """Numbers from a text, by SHA-256: the same on every machine and in every version of Python."""

    def __init__(self, text):
        self.number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")

    def below(self, limit):
        self.number, roll = divmod(self.number, limit)
        return roll


def swap(word, at, _dice):
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


def drop(word, at, _dice):
    return word[:at] + word[at + 1 :]


def double(word, at, _dice):
    return word[:at] + word[at] + word[at:]


def neighbour(word, at, dice):
    keys = NEIGHBOURS[word[at].lower()]
    key = keys[dice.below(len(keys))]
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]


SLIPS = (swap, drop, double, neighbour)


def content_words(question):
    """Where the question's words stand that a slip would cost something."""
    words = re.finditer(r"(?<![\w'])[A-Za-z]+(?![\w'])", question)
    return [w for w in words if len(w[0]) >= LETTERS_LEAST and w[0].lower() not in FUNCTION_WORDS]


def misspell(question, seed):
    """The question with one slip in one of its content words, behind that word's first letter: people rarely get that
    one wrong. A question without such a word comes back as it is."""
    words = content_words(question)
    dice = Dice(f"{seed}\t{question}")
    if not words:
        return question
    word = words[dice.below(len(words))]
    slip = SLIPS[dice.below(len(SLIPS))]
    # Swapping equal letters, or the first one, would be no slip or a rare one.
    places = [at for at in range(1, len(word[0])) if slip is not swap or (at > 1 and word[0][at] != word[0][at - 1])]
    if not places:
        slip, places = drop, [len(word[0]) - 1]
    wrong = slip(word[0], places[dice.below(len(places))], dice)
    return question[: word.start()] + wrong + question[word.end() :]
