/* store/statements.c - every SQL statement of the store. What they are for is said in store.h. */
#include "store/statements.h"

const char *const statements_sql[STATEMENT_COUNT] = {
    [ADD_DISCLAIMER] = "INSERT INTO disclaimer (id, text)"
                       "  VALUES (?1, ?2)"
                       "  ON CONFLICT DO NOTHING",

    [ADD_ENTRY] =
        "INSERT INTO entry (number, id, kind, question, title, section, url, lang, tags, updated, review_by,"
        "                   disclaimer, content, path, line)"
        "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        "          (SELECT number FROM disclaimer WHERE id = ?12 AND text = ?13), ?14, ?15, ?16)",

    [ADD_FIELDS] = "INSERT INTO search (rowid, question, heading, body)"
                   "  VALUES (?1, ?2, ?3, ?4)",

    [ADD_PHRASING] = "INSERT INTO phrasing (number, entry, ordinal, text)"
                     "  VALUES (?1, ?2, ?3, ?4)",

    [ADD_TYPED] = "INSERT INTO typed (rowid, words)"
                  "  VALUES (?1, ?2)",

    [ADD_RELATED] = "INSERT INTO related (entry, ordinal, id)"
                    "  VALUES (?1, ?2, ?3)",

    [ADD_SYNONYM] = "INSERT INTO synonym (source, target)"
                    "  VALUES (?1, ?2)",

    [ADD_WORD] = "INSERT INTO word (number, text, entries)"
                 "  VALUES (?1, ?2, ?3)",

    [ADD_SPELLING] = "INSERT INTO spelling (number, text, uses)"
                     "  VALUES (?1, ?2, ?3)",

    [ADD_MODEL] = "INSERT INTO model (name, bytes)"
                  "  VALUES (?1, ?2)",

    [ADD_SETTING] = "INSERT INTO setting (name, value)"
                    "  VALUES (?1, ?2)",

    [GET_SETTING] = "SELECT value FROM setting"
                    "  WHERE name = ?1",

    [GET_MODEL] = "SELECT bytes FROM model"
                  "  WHERE name = ?1",

    [GET_ENTRY] =
        "SELECT e.kind, e.line, e.id, e.question, e.title, e.section, e.url, e.lang, e.tags, e.updated,"
        "       e.review_by, d.id, d.text, e.content, e.path"
        "  FROM entry AS e LEFT JOIN disclaimer AS d ON d.number = e.disclaimer"
        "  WHERE e.number = ?1",

    [GET_LABEL] = "SELECT id, question, title FROM entry"
                  "  WHERE number = ?1",

    [GET_RELATED] = "SELECT id FROM related"
                    "  WHERE entry = ?1"
                    "  ORDER BY ordinal",

    [GET_PHRASINGS] = "SELECT text FROM phrasing"
                      "  WHERE entry = ?1"
                      "  ORDER BY ordinal",

    [FIND_ENTRY] = "SELECT number FROM entry"
                   "  WHERE id = ?1",

    [FIND_PLACE] = "SELECT path, line FROM entry"
                   "  WHERE id = ?1",

    [FIND_WORD] = "SELECT number, entries FROM word"
                  "  WHERE text = ?1",

    [EACH_SPELLING] = "SELECT number, text, uses FROM spelling"
                      "  ORDER BY number",

    [EACH_SYNONYM] = "SELECT source, target FROM synonym"
                     "  ORDER BY number",

    [MATCH_SEARCH] = "SELECT rowid FROM search"
                     "  WHERE search MATCH ?1"
                     "  ORDER BY rank"
                     "  LIMIT ?2",

    [MATCH_TYPED] = "SELECT p.entry FROM typed AS t JOIN phrasing AS p ON p.number = t.rowid"
                    "  WHERE t.typed MATCH ?1"
                    "  LIMIT ?2",
};
