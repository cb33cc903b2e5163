/* store/statements.h - every SQL statement of the store, one a constant. Known to store/ alone. */
#ifndef STORE_STATEMENTS_H
#define STORE_STATEMENTS_H

enum statement {
    ADD_DISCLAIMER,
    ADD_SOURCE,
    FIND_SOURCE,
    ADD_ENTRY,
    ADD_PHRASING,
    ADD_SUGGESTION,
    ADD_RELATED,
    ADD_SYNONYM,
    ADD_WORD,
    ADD_POSTING,
    ADD_SPELLING,
    SET_ENTRY,
    CLEAR_PHRASINGS,
    CLEAR_RELATED,
    REMOVE_SUGGESTION,
    SET_WORD,
    REMOVE_POSTING,
    SET_SPELLING,
    REMOVE_SPELLING,
    SET_MODEL,
    SET_SETTING,
    GET_SETTING,
    GET_MODEL,
    GET_ENTRY,
    GET_LABEL,
    GET_TEXT,
    GET_RELATED,
    GET_PHRASINGS,
    FIND_ENTRY,
    FIND_PLACE,
    FIND_WORD,
    FIND_SPELLING,
    FIND_POSTING_BEFORE,
    FIND_POSTING_BEHIND,
    EACH_POSTING,
    EACH_SPELLING,
    EACH_SYNONYM,
    FIND_SUGGESTIONS,
    COUNT_FAQ,
    COUNT_PASSAGES,
    COUNT_FURTHER,
    COUNT_STEMS,
    COUNT_SPELLINGS,
    COUNT_USES,
    EACH_TABLE,
    STATEMENT_COUNT
};

/* By enum statement; prepared when first used, then kept. */
extern const char *const statements_sql[STATEMENT_COUNT];

#endif
