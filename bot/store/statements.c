/* store/statements.c - every SQL statement of the store. What they are for is said in store.h. */
#include "store/statements.h"

const char *const statements_sql[STATEMENT_COUNT] = {
    [ADD_DISCLAIMER] = "INSERT INTO disclaimer (id, text)"
                       "  VALUES (?1, ?2)"
                       "  ON CONFLICT DO NOTHING",

    [ADD_SOURCE] = "INSERT INTO source (path)"
                   "  VALUES (?1)"
                   "  ON CONFLICT DO NOTHING",

    [FIND_SOURCE] = "SELECT number FROM source"
                    "  WHERE path = ?1",

    [ADD_ENTRY] =
        "INSERT INTO entry (number, id, kind, question, title, section, url, lang, tags, updated, review_by,"
        "                   disclaimer, content, source, line)"
        "  VALUES (?1, ?2, ?3, nullif(?4, ?5), ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        "          (SELECT number FROM disclaimer WHERE id = ?12 AND text = ?13), ?14, ?15, ?16)"
        "  ON CONFLICT (id) DO NOTHING",

    [ADD_PHRASING] = "INSERT INTO phrasing (entry, ordinal, text)"
                     "  VALUES (?1, ?2, ?3)",

    [ADD_SUGGESTION] = "INSERT INTO typed (rowid, words)"
                       "  VALUES (?1, ?2)",

    [ADD_RELATED] = "INSERT INTO related (entry, ordinal, id)"
                    "  VALUES (?1, ?2, ?3)",

    [ADD_SYNONYM] = "INSERT INTO synonym (source, target)"
                    "  VALUES (?1, ?2)",

    [ADD_WORD] = "INSERT INTO word (text, number, entries)"
                 "  VALUES (?1, ?2, ?3)",

    [ADD_POSTING] = "INSERT INTO posting (number, bytes)"
                    "  VALUES (?1, ?2)",

    [ADD_SPELLING] = "INSERT INTO spelling (text, uses)"
                     "  VALUES (?1, ?2)",

    [SET_ENTRY] = "UPDATE entry SET"
                  "    question = nullif(?2, ?3), title = ?3, section = ?4, url = ?5, lang = ?6, tags = ?7,"
                  "    updated = ?8, review_by = ?9,"
                  "    disclaimer = (SELECT number FROM disclaimer WHERE id = ?10 AND text = ?11),"
                  "    content = ?12, line = ?13"
                  "  WHERE number = ?1",

    [CLEAR_PHRASINGS] = "DELETE FROM phrasing"
                        "  WHERE entry = ?1",

    [CLEAR_RELATED] = "DELETE FROM related"
                      "  WHERE entry = ?1",

    /* A table without content must be told what stood there. */
    [REMOVE_SUGGESTION] = "INSERT INTO typed (typed, rowid, words)"
                          "  VALUES ('delete', ?1, ?2)",

    [SET_WORD] = "INSERT INTO word (text, number, entries)"
                 "  VALUES (?1, ?2, ?3)"
                 "  ON CONFLICT (text) DO UPDATE SET entries = excluded.entries",

    [REMOVE_POSTING] = "DELETE FROM posting"
                       "  WHERE number = ?1",

    [SET_SPELLING] = "INSERT INTO spelling (text, uses)"
                     "  VALUES (?1, ?2)"
                     "  ON CONFLICT (text) DO UPDATE SET uses = excluded.uses",

    [REMOVE_SPELLING] = "DELETE FROM spelling"
                        "  WHERE text = ?1",

    [SET_MODEL] = "INSERT OR REPLACE INTO model (name, bytes)"
                  "  VALUES (?1, ?2)",

    [SET_SETTING] = "INSERT OR REPLACE INTO setting (name, value)"
                    "  VALUES (?1, ?2)",

    [GET_SETTING] = "SELECT value FROM setting"
                    "  WHERE name = ?1",

    [GET_MODEL] = "SELECT bytes FROM model"
                  "  WHERE name = ?1",

    [GET_ENTRY] = "SELECT e.kind, e.line, e.id, coalesce(e.question, e.title), e.title, e.section, e.url, "
                  "e.lang, e.tags, e.updated,"
                  "       e.review_by, d.id, d.text, e.content, s.path"
                  "  FROM entry AS e"
                  "    JOIN source AS s ON s.number = e.source"
                  "    LEFT JOIN disclaimer AS d ON d.number = e.disclaimer"
                  "  WHERE e.number = ?1",

    [GET_LABEL] = "SELECT id, coalesce(question, title), title FROM entry"
                  "  WHERE number = ?1",

    [GET_RELATED] = "SELECT id FROM related"
                    "  WHERE entry = ?1"
                    "  ORDER BY ordinal",

    [GET_TEXT] = "SELECT kind, coalesce(question, title), title, lang, content FROM entry"
                 "  WHERE number = ?1",

    [GET_PHRASINGS] = "SELECT coalesce(question, title), 0 AS ordinal FROM entry"
                      "  WHERE number = ?1"
                      "  UNION ALL"
                      "  SELECT text, ordinal FROM phrasing"
                      "  WHERE entry = ?1"
                      "  ORDER BY ordinal",

    [FIND_ENTRY] = "SELECT number FROM entry"
                   "  WHERE id = ?1",

    [FIND_PLACE] = "SELECT s.path, e.line FROM entry AS e"
                   "    JOIN source AS s ON s.number = e.source"
                   "  WHERE e.id = ?1",

    [FIND_WORD] = "SELECT number, entries FROM word"
                  "  WHERE text = ?1",

    [FIND_SPELLING] = "SELECT uses FROM spelling"
                      "  WHERE text = ?1",

    [FIND_POSTING_BEFORE] = "SELECT number, bytes FROM posting"
                            "  WHERE number BETWEEN ?1 AND ?2"
                            "  ORDER BY number DESC"
                            "  LIMIT 1",

    [FIND_POSTING_BEHIND] = "SELECT number, bytes FROM posting"
                            "  WHERE number BETWEEN ?1 AND ?2"
                            "  ORDER BY number"
                            "  LIMIT 1",

    [EACH_POSTING] = "SELECT bytes FROM posting"
                     "  WHERE number BETWEEN ?1 AND ?2"
                     "  ORDER BY number",

    [EACH_SPELLING] = "SELECT text, uses FROM spelling"
                      "  ORDER BY text",

    [EACH_SYNONYM] = "SELECT source, target FROM synonym"
                     "  ORDER BY number",

    [FIND_SUGGESTIONS] = "SELECT rowid >> 15 FROM typed"
                         "  WHERE typed MATCH ?1"
                         "  LIMIT ?2",

    [COUNT_FAQ] = "SELECT count(*) FROM entry"
                  "  WHERE kind = 0",

    [COUNT_PASSAGES] = "SELECT count(*) FROM entry"
                       "  WHERE kind = 1",

    [COUNT_FURTHER] = "SELECT count(*) FROM phrasing",

    [COUNT_STEMS] = "SELECT count(*) FROM word",

    [COUNT_SPELLINGS] = "SELECT count(*) FROM spelling",

    [COUNT_USES] = "SELECT coalesce(sum(uses), 0) FROM spelling",

    /* An index counts for its table. */
    [EACH_TABLE] = "SELECT coalesce(s.tbl_name, d.name) AS part, sum(d.pgsize) AS bytes"
                   "  FROM dbstat('main', 1) AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name"
                   "  GROUP BY part"
                   "  ORDER BY bytes DESC, part",
};
