-- roles-publishing.sql - who may publish knowledge bases, and who may only follow them. Not a migration: the owner of the
-- tables runs it with psql once they are there, and grants the roles to users who log in:
--
--     psql -v ON_ERROR_STOP=1 -v schema=faqbot -f roles-publishing.sql 'postgres://OWNER@HOST/DATABASE'
--     GRANT faqbot_publisher TO somebody
--
-- Each schema, that is each tenant, has roles of its own, which cannot read another's.
\if :{?schema}
\else
    \set schema faqbot
\endif
\set publisher :schema '_publisher'
\set follower :schema '_follower'

CREATE ROLE :"follower" NOLOGIN;
GRANT USAGE ON SCHEMA :"schema" TO :"follower";
GRANT SELECT ON :"schema".migration, :"schema".index_file, :"schema".index_chunk, :"schema".release TO :"follower";

-- What has been released stays as it is: a publisher can add a release and forget the oldest, and change none.
CREATE ROLE :"publisher" NOLOGIN;
GRANT :"follower" TO :"publisher";
GRANT INSERT, UPDATE, DELETE ON :"schema".index_file, :"schema".index_chunk TO :"publisher";
GRANT INSERT, DELETE ON :"schema".release TO :"publisher";
