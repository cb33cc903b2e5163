-- 1-journal.sql - what visitors asked and thought of the answers, of all servers that share the database: the tables
-- of the journal's file (bot/journal/schema.sql), in which the same rows have the same values. Texts were redacted
-- before they came here.

-- One question or remark, and what came of it.
CREATE TABLE asked (
    number       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,           -- seconds since 1970
    conversation BIGINT NOT NULL,           -- a random number for each; 0: a single question over HTTP
    request      TEXT NOT NULL,             -- the id that the client gave it; may be empty
    question     TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('answered', 'unsure', 'none', 'smalltalk')),
    confidence   DOUBLE PRECISION NOT NULL,
    entry        TEXT NOT NULL,             -- the entry that answered; empty: none
    knowledge    TEXT NOT NULL,             -- the version of the knowledge base
    lang         TEXT NOT NULL,             -- of the question, a BCP 47 tag; empty: not known
    microseconds BIGINT NOT NULL            -- until it was answered; 0: not known
);
CREATE INDEX asked_at ON asked (at, number);
CREATE INDEX asked_request ON asked (conversation, request);

-- One search by words.
CREATE TABLE searched (
    number       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,           -- as above, as is what follows
    conversation BIGINT NOT NULL,
    request      TEXT NOT NULL,
    text         TEXT NOT NULL,             -- what was searched for
    hits         BIGINT NOT NULL,           -- how many entries were shown
    microseconds BIGINT NOT NULL,
    knowledge    TEXT NOT NULL
);
CREATE INDEX searched_at ON searched (at, number);
CREATE INDEX searched_conversation ON searched (conversation);

-- What a visitor thought of an answer: of several the one with the latest time.
CREATE TABLE feedback (
    number       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,
    conversation BIGINT NOT NULL,
    request      TEXT NOT NULL,             -- the id of the ask, see there
    helpful      SMALLINT CHECK (helpful IN (0, 1)), -- NULL: withdrawn
    comment      TEXT NOT NULL,
    UNIQUE (conversation, request)
);
CREATE INDEX feedback_at ON feedback (at, number);

-- How far each server's queue is applied here. It changes in the transaction that applies, so what a server does not
-- know to be applied it can send again.
CREATE TABLE delivery (
    queue   BIGINT PRIMARY KEY,             -- the random id of the queue's file
    through BIGINT NOT NULL,                -- the highest number that has been applied; 0: none
    at      TIMESTAMPTZ NOT NULL DEFAULT now() -- when that was
);

-- Conversations that a visitor had forgotten: what other servers' queues still hold of them must not come back. Kept as
-- long as rows are.
CREATE TABLE forgotten (
    conversation BIGINT PRIMARY KEY,
    at           BIGINT NOT NULL,           -- when the visitor said so, seconds since 1970
    queue        BIGINT NOT NULL            -- whose rows behind it are from after that
);

INSERT INTO migration (number) VALUES (1);
