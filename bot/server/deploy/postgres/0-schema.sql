-- 0-schema.sql - what the other files of this folder rest on. Each file is run once, in the order of its number and in a
-- transaction, with the tenant's schema at the head of search_path. The program does that by itself where its user may.
-- Where it may not, somebody who may runs them, as for a schema that is not there yet:
--
--     psql -1 -v ON_ERROR_STOP=1 -c 'CREATE SCHEMA kiosk' -c 'SET search_path TO kiosk' \
--         -f 0-schema.sql -f 1-journal.sql -f 2-publishing.sql DATABASE

-- Which of these files have been run. Each says so at its end.
CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    at     TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO migration (number) VALUES (0);
