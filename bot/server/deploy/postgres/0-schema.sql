-- 0-schema.sql - what the other files of this folder rest on. Each file is run once, in the order of its number and in a
-- transaction, with the tenant's schema at the head of search_path. The program does that by itself where its user may;
-- where it may not, somebody who may runs them with psql, as README.md in the folder above says.

-- Which of these files have been run.
CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    at     TIMESTAMPTZ NOT NULL DEFAULT now()
);
