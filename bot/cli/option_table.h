/* cli/option_table.h - the commands and options of the program, a row for each. The file is included several
 * times, each time with other meanings of COMMAND() and OPTION(): it gives the ids, the tables and the dispatch, so
 * that none of them can lack a row or have another order. A macro without a meaning makes its rows vanish.
 *
 * To add an option, add a row here, its sentence in the pages and completions of share/ (a test names every
 * place that was forgotten), and the code that reads it. */
#ifndef COMMAND
#define COMMAND(id, name, operands, least, most, summary)
#endif
#ifndef OPTION
#define OPTION(id, name, letter, value, commands, summary)
#endif

/* The id, the name, the operands as help shows them, how many there may be, and a sentence. In the order of
 * help: first what answers visitors, then what serves authors. */
COMMAND(ASK, ask, "[QUESTION...]", 0, SIZE_MAX, "Answer a question (the default command)")
COMMAND(SEARCH, search, "WORD...", 1, SIZE_MAX, "Find the entries that have these words")
COMMAND(SERVE, serve, "", 0, 0, "Serve the web page, the WebSocket and the HTTP API")
COMMAND(MCP, mcp, "", 0, 0, "Serve an assistant over the Model Context Protocol")
COMMAND(INDEX, index, "", 0, 0, "Write an index for opening a knowledge base faster")
COMMAND(PUBLISH, publish, "PATH", 1, 1, "Publish a knowledge base to the servers that follow a database")
COMMAND(ROLLBACK, rollback, "[RELEASE]", 0, 1, "Make an earlier release of a knowledge base current again")
COMMAND(TRY, try, "[PATH]", 0, 1, "Try a knowledge base out in a conversation, and improve it")
COMMAND(STATS, stats, "FILE", 1, 1, "Show what an index contains and how it was made")
COMMAND(EVAL, eval, "QUESTIONS.tsv", 1, 1, "Measure answers to questions with known answers")
COMMAND(EXPLAIN, explain, "QUESTION...", 1, SIZE_MAX, "Explain why a question is answered as it is")
COMMAND(CHECK, check, "[PATH]", 0, 1, "Find mistakes in a knowledge base")
COMMAND(DIFF, diff, "OLD NEW [QUESTIONS]", 2, 3, "Compare the answers of two knowledge bases")
COMMAND(IMPORT, import, "[FORMAT] FILE", 1, 2, "Import questions and answers from another service")
COMMAND(EXPORT, export, "jsonl|faqpage|qnabot|csv", 1, 1, "Export a knowledge base in another format")
COMMAND(GAPS, gaps, "", 0, 0, "List questions that were not answered well")
COMMAND(REPORT, report, "JOURNAL", 1, 1, "Report what visitors asked, as a page to open or print")
COMMAND(JOURNAL, journal, "export|stats|purge FILE", 2, 2, "Export, count or purge what visitors asked")
COMMAND(COMPLETION, completion, "bash|zsh|fish", 1, 1, "Print the completion script for a shell")
COMMAND(HELP, help, "[COMMAND]", 0, 1, "Show help for the program or for a command")
COMMAND(VERSION, version, "", 0, 0, "Print the version")

/* The id; the name, without its dashes; the short form, or 0; what the value is, or NULL if it takes none; the
 * commands that take it; a summary. The summary is a sentence that can be read alone: fish and zsh show it
 * beside the name and nothing else. It ends with the default, if there is one, in the form that
 * option_default() parses and `faqbot serve --check-config` prints. The unit tests compare the defaults with
 * the server's. */

/* What is read and written. A knowledge base is a folder with a usual name; an index has none, for there
 * may be several. */
OPTION(KNOWLEDGE, "knowledge", 'k', "PATH",
       ASK | TRY | SEARCH | SERVE | MCP | INDEX | EVAL | EXPLAIN | EXPORT | GAPS | REPORT,
       "Read the knowledge base from this folder or file (default: knowledge)")
OPTION(INDEX, "index", 'i', "FILE",
       ASK | TRY | SEARCH | SERVE | MCP | EVAL | EXPLAIN | EXPORT | GAPS | REPORT,
       "Answer from this index instead of reading a knowledge base")
OPTION(ENCODER, "encoder", 0, "FILE",
       ASK | TRY | SEARCH | SERVE | MCP | INDEX | PUBLISH | EVAL | EXPLAIN | CHECK | DIFF | GAPS | REPORT,
       "Compare meanings by the sentence encoder in this file, or by none if it is no (default: as bot.yml "
       "says)")
OPTION(OUTPUT, "output", 'o', "PATH", INDEX | IMPORT | EXPORT | REPORT,
       "Write to this file, or into this folder")
OPTION(TO, "to", 0, "URL", INDEX | PUBLISH,
       "Write to the search cluster (index) or the database (publish) at this address")
OPTION(UPDATE, "update", 0, NULL, INDEX, "Reuse the unchanged parts of the index that is already there")
OPTION(FROM, "from", 0, "URL", ROLLBACK,
       "Go back to a release of this database, postgres://USER@HOST/DATABASE")
/* Where serve's other options come from. The default is shortened: the file of /etc is looked for after
 * the one here. */
OPTION(CONFIG, "config", 0, "FILE", SERVE,
       "Read more options from this file, or from no file if it is none (default: faqbot.conf)")
OPTION(CHECK_CONFIG, "check-config", 0, NULL, SERVE,
       "Print the options in force and where each comes from, and exit")
/* Who can reach the server. The default is this machine alone and needs no certificate; anything else
 * needs TLS, or a word that says that somebody has thought about it. */
OPTION(LISTEN, "listen", 'l', "ADDRESS:PORT", SERVE,
       "Listen on this address and port, or on unix:PATH (default: 127.0.0.1:8080)")
OPTION(TLS_CERT, "tls-cert", 0, "FILE", SERVE,
       "Serve TLS with the certificate chain in this PEM file (default: none)")
OPTION(TLS_KEY, "tls-key", 0, "FILE", SERVE,
       "Read the certificate's private key from this PEM file (default: none)")
OPTION(INSECURE, "insecure", 0, NULL, SERVE, "Allow other machines to connect without TLS")
/* What is kept while it runs. Without a journal nothing is; with one, not for ever, and never more than
 * the disk was meant to hold. */
OPTION(WATCH, "watch", 0, NULL, SERVE, "Reload the knowledge base whenever its files change")
OPTION(FOLLOW, "follow", 0, "URL", SERVE,
       "Serve what is published to this database, postgres://USER@HOST/DATABASE (default: none)")
OPTION(FOLLOW_FOLDER, "follow-folder", 0, "PATH", SERVE,
       "Keep the indexes that are fetched in this folder (default: releases)")
OPTION(JOURNAL, "journal", 0, "FILE", SERVE | DIFF | GAPS,
       "Keep questions and feedback in this file or database, or read them from it (default: none)")
OPTION(RETENTION, "retention", 0, "DAYS", SERVE,
       "Delete journal records after this many days; 0 keeps them forever (default: 90)")
OPTION(JOURNAL_SIZE, "journal-size", 0, "SIZE", SERVE,
       "Let the journal grow to this size, such as 500M; 0 removes the limit (default: 1G)")
OPTION(JOURNAL_QUEUE, "journal-queue", 0, "FILE", SERVE,
       "Keep in this file what a journal in a database has yet to get (default: journal-queue.db)")
/* Where conversations go that visitors hand over to people. It is the operator's to say, and not the knowledge base's:
 * whoever writes answers should not be able to have conversations sent anywhere. */
OPTION(WEBHOOK, "webhook", 0, "URL", SERVE,
       "Send conversations that visitors hand over to this https address (default: none)")
OPTION(WEBHOOK_SECRET, "webhook-secret", 0, "FILE", SERVE,
       "Sign what is sent with the secret in this file (default: none)")
OPTION(ALLOW_PRIVATE_WEBHOOK, "allow-private-webhook", 0, NULL, SERVE,
       "Send to this machine and private networks too, and there without TLS")
OPTION(HANDOVERS_PER_ADDRESS, "handovers-per-address", 0, "N", SERVE,
       "Accept at most N conversations an hour from one address; 0 removes the limit (default: 10)")
/* How much one client may take of what all share. A person types a few questions a minute; an address may
 * be a school's or an office's, so it gets more than a connection. Of numbers that may be 0, 0 is no
 * limit. */
OPTION(ASKS_PER_CONNECTION, "asks-per-connection", 0, "N", SERVE,
       "Answer at most N questions a minute on one connection; 0 removes the limit (default: 60)")
OPTION(ASKS_PER_ADDRESS, "asks-per-address", 0, "N", SERVE,
       "Answer at most N questions a minute from one address; 0 removes the limit (default: 300)")
OPTION(CONNECTIONS, "connections", 0, "N", SERVE, "Accept at most N connections at a time (default: 20000)")
OPTION(CONNECTIONS_PER_ADDRESS, "connections-per-address", 0, "N", SERVE,
       "Accept at most N connections at a time from one address; 0 removes the limit (default: 64)")
/* How much memory one client may take, whatever it sends and however little it reads. */
OPTION(MESSAGE_BYTES, "message-bytes", 0, "N", SERVE,
       "Refuse messages longer than N bytes, which may be 256 to 24576 (default: 24576)")
OPTION(FRAGMENTS, "fragments", 0, "N", SERVE, "Refuse messages of more than N WebSocket frames (default: 64)")
OPTION(QUEUE_BYTES, "queue-bytes", 0, "N", SERVE,
       "Queue at most N bytes of replies for one client (default: 131072)")
/* How long a client may take over each thing that a connection waits for. A client that is slower is not
 * a person but a slow attack (slowloris), or has gone away without a word, which only a ping finds
 * out. */
OPTION(HANDSHAKE_SECONDS, "handshake-seconds", 0, "N", SERVE,
       "Close connections whose TLS handshake takes longer than N seconds (default: 10)")
OPTION(HEADER_SECONDS, "header-seconds", 0, "N", SERVE,
       "Close connections whose request head or body takes longer than N seconds (default: 10)")
OPTION(KEEPALIVE_SECONDS, "keepalive-seconds", 0, "N", SERVE,
       "Close connections that send no further HTTP request for N seconds (default: 15)")
OPTION(SEND_SECONDS, "send-seconds", 0, "N", SERVE,
       "Close connections that leave replies unread for N seconds (default: 30)")
OPTION(IDLE_SECONDS, "idle-seconds", 0, "N", SERVE,
       "Close WebSockets that send no message for N seconds; 0 keeps them open (default: 3600)")
OPTION(PING_SECONDS, "ping-seconds", 0, "N", SERVE,
       "Ping WebSocket clients that have been silent for N seconds (default: 30)")
OPTION(PONG_SECONDS, "pong-seconds", 0, "N", SERVE,
       "Close WebSockets that do not answer a ping within N seconds (default: 15)")
OPTION(DRAIN_SECONDS, "drain-seconds", 0, "N", SERVE,
       "Wait up to N seconds after SIGTERM for answers in progress (default: 5)")
/* How answers are made: on the thread of the network as long as that is quick, because handing a question
 * over costs more than an answer out of memory, and out of a cache where the same is asked again. */
OPTION(INLINE_MICROSECONDS, "inline-microseconds", 0, "N", SERVE,
       "Answer questions that take longer than N microseconds in a thread (default: 2000)")
OPTION(WORKERS, "workers", 0, "N", SERVE,
       "Answer slow questions in N threads, which may be 1 to 64 (default: one for each core)")
OPTION(CACHED_QUESTIONS, "cached-questions", 0, "N", SERVE,
       "Cache the answers to the last N questions (default: 4096)")
/* Whose word is taken: proxies for the addresses of their visitors, pages for other sites, and hosts that
 * this server is. Each is a list, and empty by default. */
OPTION(TRUST_PROXY, "trust-proxy", 0, "CIDR", SERVE | REPEATED,
       "Trust the X-Forwarded-For header of this proxy or network (default: none)")
OPTION(ORIGIN, "origin", 0, "ORIGIN", SERVE | REPEATED,
       "Let web pages of this origin talk to the server (default: none)")
OPTION(REQUIRE_ORIGIN, "require-origin", 0, NULL, SERVE,
       "Refuse WebSocket clients that send no Origin header")
OPTION(FRAME_ANCESTOR, "frame-ancestor", 0, "ORIGIN", SERVE | REPEATED,
       "Let web pages of this origin show ours in a frame (default: none)")
OPTION(HOST, "host", 0, "NAME", SERVE | REPEATED, "Answer only requests for this host name (default: any)")
/* A promise to browsers that cannot be taken back, so it is never made by default. */
OPTION(HSTS, "hsts", 0, "SECONDS", SERVE,
       "Tell browsers to insist on TLS for this many seconds; 0 does not (default: 0)")
/* What the operator sees. Metrics tell how much is asked, so they are for this machine; questions are
 * visitors' own, so they are logged only on demand. */
OPTION(METRICS_LISTEN, "metrics-listen", 0, "ADDRESS:PORT", SERVE,
       "Serve /metrics on this address instead of the public one (default: none)")
OPTION(METRICS_FROM, "metrics-from", 0, "CIDR", SERVE | REPEATED,
       "Let this address or network read /metrics (default: this machine)")
OPTION(LOG, "log", 0, "auto|text|json", SERVE,
       "Log as text, as JSON, or as text on a terminal and JSON elsewhere (default: auto)")
OPTION(LOG_ASKS, "log-asks", 0, NULL, SERVE, "Log the outcome of each question, without its text")
OPTION(LOG_QUESTIONS, "log-questions", 0, NULL, SERVE, "Log the outcome of each question, with its text")
/* How results are printed, and asked for. */
OPTION(JSON, "json", 'j', NULL,
       ASK | SEARCH | STATS | EVAL | EXPLAIN | CHECK | DIFF | IMPORT | JOURNAL | GAPS | REPORT,
       "Print JSON instead of text")
OPTION(CSV, "csv", 0, NULL, REPORT, "Write one table for a spreadsheet instead of a page")
OPTION(TOP, "top", 'n', "N", ASK | EXPLAIN, "Show the N best candidates, 1 to 100 (default: 3)")
OPTION(CONTEXT, "context", 0, "ID", ASK | EXPLAIN,
       "Treat the question as a follow-up to the entry with this id")
OPTION(TIMING, "timing", 0, NULL, ASK, "Report how long each answer took")
/* Which entries there are for the command, how many a search shows, and in which language the bot speaks. */
OPTION(TAG, "tag", 0, "TAGS", ASK | SEARCH | EVAL | EXPLAIN,
       "Use only the entries with all of these tags, separated by commas")
OPTION(SECTION, "section", 0, "HEADING", ASK | SEARCH | EVAL | EXPLAIN,
       "Use only the entries in this section, a heading path, or below it")
OPTION(ENTRY_LANG, "entry-lang", 0, "TAG", ASK | EVAL | EXPLAIN, "Use only the entries in this language")
OPTION(LANG, "lang", 0, "TAG", ASK | SEARCH, "Speak this language; with search, find only entries in it")
OPTION(LIMIT, "limit", 0, "N", SEARCH, "Show at most N entries, 1 to 50 (default: 10)")
/* What makes a build fail: measures, findings and changes, each with an exit code of its own. */
OPTION(MIN, "min", 0, "MEASURE=VALUE", EVAL | REPEATED, "Exit with 1 if this measure is below this value")
OPTION(BASELINE, "baseline", 0, "FILE", EVAL,
       "Exit with 1 if answers are worse than in this file, which eval --json wrote")
OPTION(MAX_DROP, "max-drop", 0, "MEASURE=VALUE", EVAL | REPEATED,
       "Allow this measure to be worse than in the baseline by this much (default: 0)")
OPTION(ALL_RIGHT, "all-right", 0, NULL, EVAL, "Exit with 1 if any question is answered wrongly")
OPTION(FAIL_ON, "fail-on", 0, "WHAT", CHECK | DIFF,
       "Exit with 1 if there is a finding or a change of this kind")
OPTION(ALL, "all", 0, NULL, CHECK, "Show all findings on a terminal too, not only the first 20")
OPTION(TODAY, "today", 0, "DAY", ASK | TRY | MCP | INDEX | PUBLISH | CHECK | EXPORT,
       "Leave out what does not hold on this day (default: today)")
/* How other services' files are taken over. */
OPTION(MAP, "map", 0, "FIELD=COLUMN,...", IMPORT, "Say which column of the table holds which field")
OPTION(MARKDOWN, "markdown", 0, NULL, IMPORT, "Read answers as Markdown where the format has no mark-up")
OPTION(NO_HEADER, "no-header", 0, NULL, IMPORT, "Take the first row of the table as one like the others")
OPTION(ENCODING, "encoding", 0, "NAME", IMPORT, "Say which encoding the file is in, such as windows-1252")
OPTION(BASE_URL, "base-url", 0, "URL", IMPORT, "Say where the page is on the web, for the links in it")
OPTION(SITEMAP, "sitemap", 0, NULL, IMPORT, "Import the pages that the sitemap of the site names")
OPTION(PAGES, "pages", 0, "N", IMPORT, "Import at most N pages of a sitemap, 1 to 10000 (default: 100)")
OPTION(ALLOW_PRIVATE, "allow-private", 0, NULL, IMPORT, "Fetch from this machine and private networks too")
OPTION(DRY_RUN, "dry-run", 0, NULL, IMPORT, "Report what would be imported, and write nothing")
OPTION(FORCE, "force", 0, NULL, IMPORT | EXPORT | REPORT, "Overwrite the file if it exists")
/* Which part of a journal is meant, and in which form it leaves. */
OPTION(SINCE, "since", 0, "DATE", JOURNAL | GAPS | DIFF | REPORT, "Leave out what was asked before this day")
OPTION(BEFORE, "before", 0, "DATE", JOURNAL | REPORT, "Take only what was asked before this day")
OPTION(OLDER_THAN, "older-than", 0, "DAYS", JOURNAL, "Purge what is older than this many days")
OPTION(UTC_OFFSET, "utc-offset", 0, "TIME", REPORT,
       "Tell days and hours by a clock that differs from UTC by this, such as +02:00 (default: +00:00)")
OPTION(FORMAT, "format", 0, "jsonl|csv", JOURNAL, "Export in this format (default: jsonl)")
/* What is shown besides results. */
OPTION(QUIET, "quiet", 'q', NULL, INDEX | PUBLISH | ROLLBACK | EVAL | DIFF | IMPORT | GAPS | REPORT,
       "Show no progress and no closing line, only results and errors")
/* What every command takes stands last, where people have learnt to look for it. */
OPTION(MAN, "man", 0, NULL, COMMAND_BIT(COMMAND_HELP), "Print the manual page, in mdoc(7)")
OPTION(COLOR, "color", 0, "auto|always|never", COMMAND_ALL,
       "Use colours always, never, or on a terminal only (default: auto)")
OPTION(HELP, "help", 'h', NULL, COMMAND_ALL, "Show help for the program or for the command")
OPTION(VERSION, "version", 0, NULL, COMMAND_ALL, "Print the version")

#undef COMMAND
#undef OPTION
