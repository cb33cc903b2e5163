-- 2-publishing.sql - indexes that publishers upload, and releases, of which servers follow the last (`faqbot publish`,
-- `faqbot rollback`, `faqbot serve --follow`). bot/remote/postgres_publish.c says in which order they are written.

-- An index file as `faqbot index` makes it. It is named by what is in it, so the same content is here once, and nobody can
-- put something else in its place without its followers noticing.
CREATE TABLE index_file (
    hash        BYTEA PRIMARY KEY CHECK (octet_length(hash) = 32), -- SHA-256 of the digests of its chunks, in their order
    bytes       BIGINT NOT NULL CHECK (bytes > 0),
    format      INTEGER NOT NULL, -- of an index; a program reads one of them
    knowledge   TEXT NOT NULL,    -- the version of the knowledge base, which is a hash of the content
    entries     BIGINT NOT NULL,
    uploaded_at TIMESTAMPTZ NOT NULL DEFAULT now(), -- the last time that an upload began
    -- Whether a release has come of the last upload. One that was broken off stays for a day, to be gone on with.
    is_released BOOLEAN NOT NULL DEFAULT false
);

-- Its bytes, in pieces of 1 MiB, of which the last may be shorter. The digest is the server's own, made whenever a chunk is
-- written: no publisher can claim another.
CREATE TABLE index_chunk (
    hash   BYTEA NOT NULL REFERENCES index_file ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 0), -- from 0
    bytes  BYTEA NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 1048576),
    digest BYTEA NOT NULL GENERATED ALWAYS AS (sha256(bytes)) STORED,
    PRIMARY KEY (hash, number)
);
-- An index is packed as far as it goes by itself, and trying again would take longer than sending it.
ALTER TABLE index_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What has been current and since when. The last one is; going back to an earlier index is a new release of it. Numbers are
-- without gaps, so that whoever has seen release N can make N + 1 and nothing else.
CREATE TABLE release (
    number      INTEGER PRIMARY KEY CHECK (number > 0),
    hash        BYTEA NOT NULL REFERENCES index_file,
    released_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    released_by TEXT NOT NULL DEFAULT session_user
);
CREATE INDEX release_hash ON release (hash);

INSERT INTO migration (number) VALUES (2);
