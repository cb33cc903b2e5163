-- journal/queue_schema.sql - what a journal's file has besides (schema.sql) where it is the queue in front of a store
-- that several servers share. It is run whenever such a file is opened, so it makes only what is missing.

-- What waits to be delivered, in the order of its numbers. Each kind uses the columns that it has a use for.
CREATE TABLE IF NOT EXISTS outgoing (
    number       INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: the store remembers the highest that it has
    kind         INTEGER NOT NULL,          -- enum faqbot_journal_kind
    at           INTEGER NOT NULL,          -- seconds since 1970; of FORGET, before which all goes
    conversation INTEGER NOT NULL,
    request      TEXT NOT NULL,
    text         TEXT NOT NULL,             -- the question, what was searched for, or the comment
    outcome      INTEGER NOT NULL,          -- enum faqbot_outcome
    confidence   REAL NOT NULL,
    entry        TEXT NOT NULL,
    knowledge    TEXT NOT NULL,
    lang         TEXT NOT NULL,
    microseconds INTEGER NOT NULL,
    amount       INTEGER NOT NULL           -- of a search its hits; of feedback 1, 0 or -1, as helpful is
);
CREATE INDEX IF NOT EXISTS outgoing_conversation ON outgoing (conversation);

-- One row: which queue this is.
CREATE TABLE IF NOT EXISTS queue (
    id    INTEGER NOT NULL,                 -- random, by which the store knows it
    store TEXT NOT NULL                     -- the store's name: what waits is delivered nowhere else
);
INSERT INTO queue (id, store) SELECT random(), '' WHERE NOT EXISTS (SELECT 1 FROM queue);
