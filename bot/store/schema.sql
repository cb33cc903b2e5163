-- store/schema.sql - the knowledge index, version 1. Written once, in one transaction, then only read.
-- Numbers of entries, phrasings and words count from 0 in the order of the knowledge, so that the same knowledge gives
-- the same bytes.

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

-- One FAQ entry or one passage.
CREATE TABLE entry (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       INTEGER NOT NULL,             -- 0: FAQ, 1: passage
    question   TEXT NOT NULL,                -- of a passage its heading
    title      TEXT NOT NULL,                -- of the article
    section    TEXT NOT NULL,                -- heading path within it
    url        TEXT NOT NULL,
    lang       TEXT NOT NULL,
    tags       TEXT NOT NULL,
    updated    TEXT NOT NULL,
    review_by  TEXT NOT NULL,
    disclaimer INTEGER REFERENCES disclaimer,
    content    BLOB NOT NULL,                -- the answer as packed rich text
    path       TEXT NOT NULL,                -- where it was written
    line       INTEGER NOT NULL
);

-- How an entry may be asked for: the question itself (ordinal 0) and its further phrasings.
CREATE TABLE phrasing (
    number  INTEGER PRIMARY KEY,
    entry   INTEGER NOT NULL REFERENCES entry,
    ordinal INTEGER NOT NULL,
    text    TEXT NOT NULL
);

CREATE UNIQUE INDEX phrasing_by_entry ON phrasing (entry, ordinal);

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
    number  INTEGER PRIMARY KEY,
    text    TEXT NOT NULL UNIQUE,
    entries INTEGER NOT NULL
);

-- Words as they are written, folded: what a misspelled word may have been meant to be.
CREATE TABLE spelling (
    number INTEGER PRIMARY KEY,
    text   TEXT NOT NULL UNIQUE,
    uses   INTEGER NOT NULL
);

-- What retrieval computed from the knowledge as a whole, packed, by name.
CREATE TABLE model (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) WITHOUT ROWID;

-- Candidates. The text is given as stems joined by blanks, so the tokenizer has only to split at what is not a letter
-- or a digit of ASCII; all other characters it takes as letters. rowid is the entry's number. Where each word stands is
-- kept (detail = full): without it and without content FTS5 counts no occurrence, and its rank is 0 for every row.
CREATE VIRTUAL TABLE search USING fts5 (
    question, heading, body,
    content = '', detail = full, tokenize = "ascii tokenchars '+#'"
);

-- Suggestions while a visitor types: folded words of the phrasings, found by their beginnings. rowid is the phrasing's
-- number.
CREATE VIRTUAL TABLE typed USING fts5 (
    words,
    content = '', detail = none, columnsize = 0, prefix = '1 2 3', tokenize = "ascii tokenchars '+#'"
);
