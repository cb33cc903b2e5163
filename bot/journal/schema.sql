-- journal/schema.sql - what visitors asked and thought of the answers, version 2. One connection writes it, in one
-- transaction for as much as has come; authors read it to improve the knowledge base. It holds no address, and texts are
-- redacted before they come here (redact.c).
--
-- A file of version 1 has neither searches nor small talk, and knows of no question its language and its time. It is
-- brought up to date when it is opened to be written (journal_db.c).

-- One question or remark, and what came of it.
CREATE TABLE asked (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,          -- seconds since 1970
    conversation INTEGER NOT NULL,          -- a random number for each; 0: a single question over HTTP
    request      TEXT NOT NULL,             -- the id that the client gave it; may be empty
    question     TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('answered', 'unsure', 'none', 'smalltalk')),
    confidence   REAL NOT NULL,
    entry        TEXT NOT NULL,             -- the entry that answered; empty: none
    knowledge    TEXT NOT NULL,             -- the version of the knowledge base
    lang         TEXT NOT NULL DEFAULT '',  -- of the question, a BCP 47 tag; empty: not known
    microseconds INTEGER NOT NULL DEFAULT 0 -- until it was answered; 0: not known
);
CREATE INDEX asked_at ON asked (at);
CREATE INDEX asked_request ON asked (conversation, request);

-- One search by words.
CREATE TABLE searched (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,          -- as above, as is what follows
    conversation INTEGER NOT NULL,
    request      TEXT NOT NULL,
    text         TEXT NOT NULL,             -- what was searched for
    hits         INTEGER NOT NULL,          -- how many entries were shown
    microseconds INTEGER NOT NULL,
    knowledge    TEXT NOT NULL
);
CREATE INDEX searched_at ON searched (at);
CREATE INDEX searched_conversation ON searched (conversation);

-- What a visitor thought of an answer: a later feedback replaces an earlier one.
CREATE TABLE feedback (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    request      TEXT NOT NULL,             -- the id of the ask, see there
    helpful      INTEGER CHECK (helpful IN (0, 1)), -- NULL: withdrawn
    comment      TEXT NOT NULL,
    UNIQUE (conversation, request)
);
CREATE INDEX feedback_at ON feedback (at);

-- A conversation that a visitor hands over to people, until it is delivered or given up: a queue and no record. What is
-- in it is as the visitor sent it, for whoever is to answer them.
CREATE TABLE handover (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    key          TEXT NOT NULL,             -- random; the same with each try, so that the receiver knows it again
    body         TEXT NOT NULL,             -- JSON, as it is sent
    tries        INTEGER NOT NULL,
    next_at      INTEGER NOT NULL           -- not before this, seconds since 1970
);
CREATE INDEX handover_next_at ON handover (next_at);

PRAGMA application_id = 0x66616a31; -- "faj1"
PRAGMA user_version = 2;
