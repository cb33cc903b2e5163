-- roles.sql - who may do what in a tenant's schema. It is no migration: whoever owns the database runs it for each
-- tenant when the tables are there (by the program, or by psql with the files that have numbers), and again after
-- each update that brought new ones:
--
--     psql -v ON_ERROR_STOP=1 -v schema=faqbot -f roles.sql DATABASE
--
-- Users are made by whoever runs it, and have their passwords or certificates of their own:
--
--     CREATE ROLE kiosk LOGIN PASSWORD '...' IN ROLE faqbot_server;
--
-- SCHEMA_owner     owns the tables, and may change them: nobody else has to
-- SCHEMA_server    keeps the journal: adds rows, and deletes what is too old or a visitor wants to be forgotten; and
--                  serves what is published
-- SCHEMA_reader    reads the journal: faqbot report, gaps, diff, and journal export and stats
-- SCHEMA_publisher publishes: faqbot publish and rollback; it adds releases and forgets the oldest, and changes none
--
-- None of them sees another tenant's schema.

SELECT :'schema' || '_owner' AS owner, :'schema' || '_server' AS server, :'schema' || '_reader' AS reader,
       :'schema' || '_publisher' AS publisher \gset

BEGIN;
SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY[:'owner', :'server', :'reader', :'publisher']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER SCHEMA :"schema" OWNER TO :"owner";
SELECT format('ALTER TABLE %I.%I OWNER TO %I', schemaname, tablename, :'owner')
  FROM pg_tables WHERE schemaname = :'schema' \gexec

SET LOCAL search_path TO :"schema";
REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC;
GRANT USAGE ON SCHEMA :"schema" TO :"server", :"reader", :"publisher";
GRANT SELECT ON migration, asked, searched, feedback, delivery, forgotten TO :"server";
GRANT INSERT, DELETE ON asked, searched TO :"server";
GRANT INSERT, DELETE, UPDATE ON feedback, forgotten TO :"server"; -- a later one replaces an earlier one
GRANT INSERT, UPDATE ON delivery TO :"server";
GRANT SELECT ON migration, asked, searched, feedback TO :"reader";
GRANT SELECT ON index_file, index_chunk, release TO :"server", :"publisher";
GRANT SELECT ON migration TO :"publisher";
GRANT INSERT, UPDATE, DELETE ON index_file, index_chunk TO :"publisher";
GRANT INSERT, DELETE ON release TO :"publisher";
COMMIT;
