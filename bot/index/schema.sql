-- index/schema.sql - the index file, version 5. Written once, in one transaction; then read, or changed by an update in
-- one more. Comments between a CREATE and its end become part of the file: they are not to be changed.
-- Numbers of entries, phrasings and words count from 0 in the order of the knowledge base, so that the same knowledge
-- base gives the same bytes.

-- What is said once for the whole index: its version (a hash of the content), the owner's sentences, counts.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE disclaimer (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL,
    text   TEXT NOT NULL,
    UNIQUE (id, text)
);

-- The files that entries stand in.
CREATE TABLE source (
    number INTEGER PRIMARY KEY,
    path   TEXT NOT NULL UNIQUE
);

-- One FAQ entry or one passage.
CREATE TABLE entry (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       INTEGER NOT NULL,             -- 0: FAQ, 1: passage
    question   TEXT,                         -- of a passage its heading; NULL: it is the title
    title      TEXT NOT NULL,                -- of the article
    section    TEXT NOT NULL,                -- heading path within it
    url        TEXT NOT NULL,
    lang       TEXT NOT NULL,
    tags       TEXT NOT NULL,
    updated    TEXT NOT NULL,
    review_by  TEXT NOT NULL,
    disclaimer INTEGER REFERENCES disclaimer,
    content    BLOB NOT NULL,                -- the answer as packed rich text
    source     INTEGER NOT NULL REFERENCES source,
    line       INTEGER NOT NULL
);

-- Further ways to ask for an entry, from ordinal 1 on; the question itself stands with the entry.
CREATE TABLE phrasing (
    entry   INTEGER NOT NULL REFERENCES entry,
    ordinal INTEGER NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (entry, ordinal)
) WITHOUT ROWID;

-- Questions that an entry never answers, from ordinal 0 on. They are looked at when the entry would be found, and are
-- neither searched nor suggested.
CREATE TABLE exclusion (
    entry   INTEGER NOT NULL REFERENCES entry,
    ordinal INTEGER NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (entry, ordinal)
) WITHOUT ROWID;

CREATE TABLE related (
    entry   INTEGER NOT NULL REFERENCES entry,
    ordinal INTEGER NOT NULL,
    id      TEXT NOT NULL,
    PRIMARY KEY (entry, ordinal)
) WITHOUT ROWID;

-- Where a question says one, the other is looked for too.
CREATE TABLE synonym (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    target TEXT NOT NULL
);

-- Stems, with the number of entries that hold each: fts5vocab would walk a stem's whole list to count it.
CREATE TABLE word (
    text    TEXT PRIMARY KEY,
    number  INTEGER NOT NULL,
    entries INTEGER NOT NULL
) WITHOUT ROWID;

-- Which entries hold a stem: two lists, of their heads (phrasings; of a passage its title and heading) and of their
-- bodies (answers; passages), in chunks, packed as index.h says at struct posting_chunk. The number is that of the list,
-- which is twice that of the word, plus 1 for bodies; times 2^32, plus that of the first entry, so that a list's chunks
-- lie together, in order.
CREATE TABLE posting (
    number INTEGER PRIMARY KEY,
    bytes  BLOB NOT NULL
);

-- The way back: an entry's texts as forms, and what else ranking knows of it (forward.c).
CREATE TABLE forward (
    entry INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- With a sentence encoder: an entry's texts as vectors (embeddings.c).
CREATE TABLE embedding (
    entry INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- Words as they are written, folded, each with the language that it stands in (a line of the setting "languages") and
-- the number of its stem: what texts consist of, and what a misspelled word may have been meant to be.
CREATE TABLE form (
    text     TEXT NOT NULL,
    language INTEGER NOT NULL,
    stem     INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    uses     INTEGER NOT NULL,
    PRIMARY KEY (text, language, stem)
) WITHOUT ROWID;

-- What indexing computed from the knowledge base as a whole, packed, by name: lengths and counts (entry_index.c), what was
-- learned (learn.c), and the segments of the files (content_hash.c).
CREATE TABLE model (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) WITHOUT ROWID;

-- Suggestions while a visitor types: folded words of the phrasings, found by their beginnings. rowid is the entry's
-- number, times 2^15, plus the phrasing's ordinal.
CREATE VIRTUAL TABLE typed USING fts5 (
    words,
    content = '', detail = none, columnsize = 0, prefix = '1 2 3', tokenize = "ascii tokenchars '+#'"
);

-- Search by words: all that an entry says, in the tokenizer of fulltext.c, which only this program has. rowid is the
-- entry's number. The texts stand with the entries; most words are in the first column, which takes the fewest bytes.
CREATE VIRTUAL TABLE fulltext USING fts5 (
    text, phrasings, title, labels,
    content = '', tokenize = faqbot
);
INSERT INTO fulltext (fulltext, rank) VALUES ('hashsize', 4194304); -- bytes in memory before a segment is written
