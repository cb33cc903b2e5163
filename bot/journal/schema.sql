-- journal/schema.sql - what visitors asked and thought of the answers, version 1. One connection writes it, in one
-- transaction for as much as has come; authors read it to improve the knowledge base. It holds no address, and texts are
-- redacted before they come here (redact.c).

-- One question, and what came of it.
CREATE TABLE asked (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,          -- seconds since 1970
    conversation INTEGER NOT NULL,          -- a random number for each; 0: a single question over HTTP
    request      TEXT NOT NULL,             -- the id that the client gave it; may be empty
    question     TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('answered', 'unsure', 'none')),
    confidence   REAL NOT NULL,
    entry        TEXT NOT NULL,             -- the entry that answered; empty: none
    knowledge    TEXT NOT NULL              -- the version of the knowledge base
);
CREATE INDEX asked_at ON asked (at);
CREATE INDEX asked_request ON asked (conversation, request);

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

PRAGMA application_id = 0x66616a31; -- "faj1"
PRAGMA user_version = 1;
