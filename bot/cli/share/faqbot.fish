# faqbot.fish - completion of faqbot for fish. What `faqbot completion fish` prints. tests/e2e/manual.test.mjs compares it
# with the table of options.
function __faqbot_is --description 'whether the command is one of these; none is -'
    set -l words (commandline -opc)
    set -l skip
    for word in $words[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case --knowledge --kb -k --index -i --encoder --output -o --to --from --config --listen -l --tls-cert --tls-key \
                --follow --follow-folder --journal --retention --journal-size --journal-queue --webhook --webhook-secret \
                --handovers-per-address \
                --asks-per-connection --asks-per-address --connections \
                --connections-per-address --message-bytes --fragments --queue-bytes --handshake-seconds \
                --header-seconds --keepalive-seconds --send-seconds --idle-seconds --ping-seconds --pong-seconds \
                --drain-seconds --inline-microseconds --workers --cached-questions --trust-proxy --origin --frame-ancestor \
                --host --hsts --metrics-listen --metrics-from --log --top -n --context --tag --section --entry-lang --lang \
                --limit --min --baseline --max-drop --fail-on --today --map --encoding --base-url --pages --since --before --older-than --utc-offset --format --color
                set skip yes
            case '-*'
            case ask search serve mcp index publish rollback try stats eval explain check diff import export gaps report journal \
                completion help version
                contains -- $word $argv
                return
            case '*'
                contains -- ask $argv
                return
        end
    end
    contains -- - $argv
end
complete -c faqbot -f

# Commands.
complete -c faqbot -n '__faqbot_is -' -a ask -d 'Answer a question (the default command)'
complete -c faqbot -n '__faqbot_is -' -a search -d 'Find the entries that have these words'
complete -c faqbot -n '__faqbot_is -' -a serve -d 'Serve the web page, the WebSocket and the HTTP API'
complete -c faqbot -n '__faqbot_is -' -a mcp -d 'Serve an assistant over the Model Context Protocol'
complete -c faqbot -n '__faqbot_is -' -a index -d 'Write an index for opening a knowledge base faster'
complete -c faqbot -n '__faqbot_is -' -a publish -d 'Publish a knowledge base to the servers that follow a database'
complete -c faqbot -n '__faqbot_is -' -a rollback -d 'Make an earlier release of a knowledge base current again'
complete -c faqbot -n '__faqbot_is -' -a try -d 'Try a knowledge base out in a conversation, and improve it'
complete -c faqbot -n '__faqbot_is -' -a stats -d 'Show what an index contains and how it was made'
complete -c faqbot -n '__faqbot_is -' -a eval -d 'Measure answers to questions with known answers'
complete -c faqbot -n '__faqbot_is -' -a explain -d 'Explain why a question is answered as it is'
complete -c faqbot -n '__faqbot_is -' -a check -d 'Find mistakes in a knowledge base'
complete -c faqbot -n '__faqbot_is -' -a diff -d 'Compare the answers of two knowledge bases'
complete -c faqbot -n '__faqbot_is -' -a import -d 'Import questions and answers from another service'
complete -c faqbot -n '__faqbot_is -' -a export -d 'Export a knowledge base in another format'
complete -c faqbot -n '__faqbot_is -' -a gaps -d 'List questions that were not answered well'
complete -c faqbot -n '__faqbot_is -' -a report -d 'Report what visitors asked, as a page to open or print'
complete -c faqbot -n '__faqbot_is -' -a journal -d 'Export, count or purge what visitors asked'
complete -c faqbot -n '__faqbot_is -' -a completion -d 'Print the completion script for a shell'
complete -c faqbot -n '__faqbot_is -' -a help -d 'Show help for the program or for a command'
complete -c faqbot -n '__faqbot_is -' -a version -d 'Print the version'

# Options, with the commands that take them. Without a command it is ask.
complete -c faqbot -n '__faqbot_is ask search serve mcp index try eval explain export gaps report -' -l knowledge -l kb -s k -r -F -d 'Read the knowledge base from this folder or file (default: knowledge)'
complete -c faqbot -n '__faqbot_is ask search serve mcp try eval explain export gaps report -' -l index -s i -r -F -d 'Answer from this index instead of reading a knowledge base'
complete -c faqbot -n '__faqbot_is ask search serve mcp index publish try eval explain check diff gaps report -' -l encoder -r -F -d 'Compare meanings by the sentence encoder in this file, or by none if it is no (default: as bot.yml says)'
complete -c faqbot -n '__faqbot_is index import export report' -l output -s o -r -F -d 'Write to this file, or into this folder'
complete -c faqbot -n '__faqbot_is index publish' -l to -x -d 'Write to the search cluster (index) or the database (publish) at this address'
complete -c faqbot -n '__faqbot_is index' -l update -d 'Reuse the unchanged parts of the index that is already there'
complete -c faqbot -n '__faqbot_is rollback' -l from -x -d 'Go back to a release of this database, postgres://USER@HOST/DATABASE'
complete -c faqbot -n '__faqbot_is serve' -l config -r -F -d 'Read more options from this file, or from no file if it is none (default: faqbot.conf)'
complete -c faqbot -n '__faqbot_is serve' -l check-config -d 'Print the options in force and where each comes from, and exit'
complete -c faqbot -n '__faqbot_is serve' -l listen -s l -x -d 'Listen on this address and port, or on unix:PATH (default: 127.0.0.1:8080)'
complete -c faqbot -n '__faqbot_is serve' -l tls-cert -r -F -d 'Serve TLS with the certificate chain in this PEM file (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l tls-key -r -F -d 'Read the certificate\'s private key from this PEM file (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l insecure -d 'Allow other machines to connect without TLS'
complete -c faqbot -n '__faqbot_is serve' -l watch -d 'Reload the knowledge base whenever its files change'
complete -c faqbot -n '__faqbot_is serve' -l follow -x -d 'Serve what is published to this database, postgres://USER@HOST/DATABASE (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l follow-folder -r -F -d 'Keep the indexes that are fetched in this folder (default: releases)'
complete -c faqbot -n '__faqbot_is serve diff gaps' -l journal -r -F -d 'Keep questions and feedback in this file or database, or read them from it (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l retention -x -d 'Delete journal records after this many days; 0 keeps them forever (default: 90)'
complete -c faqbot -n '__faqbot_is serve' -l journal-size -x -d 'Let the journal grow to this size, such as 500M; 0 removes the limit (default: 1G)'
complete -c faqbot -n '__faqbot_is serve' -l journal-queue -r -F -d 'Keep in this file what a journal in a database has yet to get (default: journal-queue.db)'
complete -c faqbot -n '__faqbot_is serve' -l webhook -x -d 'Send conversations that visitors hand over to this https address (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l webhook-secret -r -F -d 'Sign what is sent with the secret in this file (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l allow-private-webhook -d 'Send to this machine and private networks too, and there without TLS'
complete -c faqbot -n '__faqbot_is serve' -l handovers-per-address -x -d 'Accept at most N conversations an hour from one address; 0 removes the limit (default: 10)'
complete -c faqbot -n '__faqbot_is serve' -l asks-per-connection -x -d 'Answer at most N questions a minute on one connection; 0 removes the limit (default: 60)'
complete -c faqbot -n '__faqbot_is serve' -l asks-per-address -x -d 'Answer at most N questions a minute from one address; 0 removes the limit (default: 300)'
complete -c faqbot -n '__faqbot_is serve' -l connections -x -d 'Accept at most N connections at a time (default: 20000)'
complete -c faqbot -n '__faqbot_is serve' -l connections-per-address -x -d 'Accept at most N connections at a time from one address; 0 removes the limit (default: 64)'
complete -c faqbot -n '__faqbot_is serve' -l message-bytes -x -d 'Refuse messages longer than N bytes, which may be 256 to 24576 (default: 24576)'
complete -c faqbot -n '__faqbot_is serve' -l fragments -x -d 'Refuse messages of more than N WebSocket frames (default: 64)'
complete -c faqbot -n '__faqbot_is serve' -l queue-bytes -x -d 'Queue at most N bytes of replies for one client (default: 131072)'
complete -c faqbot -n '__faqbot_is serve' -l handshake-seconds -x -d 'Close connections whose TLS handshake takes longer than N seconds (default: 10)'
complete -c faqbot -n '__faqbot_is serve' -l header-seconds -x -d 'Close connections whose request head or body takes longer than N seconds (default: 10)'
complete -c faqbot -n '__faqbot_is serve' -l keepalive-seconds -x -d 'Close connections that send no further HTTP request for N seconds (default: 15)'
complete -c faqbot -n '__faqbot_is serve' -l send-seconds -x -d 'Close connections that leave replies unread for N seconds (default: 30)'
complete -c faqbot -n '__faqbot_is serve' -l idle-seconds -x -d 'Close WebSockets that send no message for N seconds; 0 keeps them open (default: 3600)'
complete -c faqbot -n '__faqbot_is serve' -l ping-seconds -x -d 'Ping WebSocket clients that have been silent for N seconds (default: 30)'
complete -c faqbot -n '__faqbot_is serve' -l pong-seconds -x -d 'Close WebSockets that do not answer a ping within N seconds (default: 15)'
complete -c faqbot -n '__faqbot_is serve' -l drain-seconds -x -d 'Wait up to N seconds after SIGTERM for answers in progress (default: 5)'
complete -c faqbot -n '__faqbot_is serve' -l inline-microseconds -x -d 'Answer questions that take longer than N microseconds in a thread (default: 2000)'
complete -c faqbot -n '__faqbot_is serve' -l workers -x -d 'Answer slow questions in N threads, which may be 1 to 64 (default: one for each core)'
complete -c faqbot -n '__faqbot_is serve' -l cached-questions -x -d 'Cache the answers to the last N questions (default: 4096)'
complete -c faqbot -n '__faqbot_is serve' -l trust-proxy -x -d 'Trust the X-Forwarded-For header of this proxy or network (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l origin -x -d 'Let web pages of this origin talk to the server (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l require-origin -d 'Refuse WebSocket clients that send no Origin header'
complete -c faqbot -n '__faqbot_is serve' -l frame-ancestor -x -d 'Let web pages of this origin show ours in a frame (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l host -x -d 'Answer only requests for this host name (default: any)'
complete -c faqbot -n '__faqbot_is serve' -l hsts -x -d 'Tell browsers to insist on TLS for this many seconds; 0 does not (default: 0)'
complete -c faqbot -n '__faqbot_is serve' -l metrics-listen -x -d 'Serve /metrics on this address instead of the public one (default: none)'
complete -c faqbot -n '__faqbot_is serve' -l metrics-from -x -d 'Let this address or network read /metrics (default: this machine)'
complete -c faqbot -n '__faqbot_is serve' -l log -x -a 'auto text json' -d 'Log as text, as JSON, or as text on a terminal and JSON elsewhere (default: auto)'
complete -c faqbot -n '__faqbot_is serve' -l log-asks -d 'Log the outcome of each question, without its text'
complete -c faqbot -n '__faqbot_is serve' -l log-questions -d 'Log the outcome of each question, with its text'
complete -c faqbot -n '__faqbot_is ask search stats eval explain check diff import gaps report journal -' -l json -s j -d 'Print JSON instead of text'
complete -c faqbot -n '__faqbot_is report' -l csv -d 'Write one table for a spreadsheet instead of a page'
complete -c faqbot -n '__faqbot_is ask explain -' -l top -s n -x -d 'Show the N best candidates, 1 to 100 (default: 3)'
complete -c faqbot -n '__faqbot_is ask explain -' -l context -x -d 'Treat the question as a follow-up to the entry with this id'
complete -c faqbot -n '__faqbot_is ask -' -l timing -d 'Report how long each answer took'
complete -c faqbot -n '__faqbot_is ask search eval explain -' -l tag -x -d 'Use only the entries with all of these tags, separated by commas'
complete -c faqbot -n '__faqbot_is ask search eval explain -' -l section -x -d 'Use only the entries in this section, a heading path, or below it'
complete -c faqbot -n '__faqbot_is ask eval explain -' -l entry-lang -x -d 'Use only the entries in this language'
complete -c faqbot -n '__faqbot_is ask search -' -l lang -x -d 'Speak this language; with search, find only entries in it'
complete -c faqbot -n '__faqbot_is search' -l limit -x -d 'Show at most N entries, 1 to 50 (default: 10)'
complete -c faqbot -n '__faqbot_is eval' -l min -x -d 'Exit with 1 if this measure is below this value'
complete -c faqbot -n '__faqbot_is eval' -l baseline -r -F -d 'Exit with 1 if answers are worse than in this file, which eval --json wrote'
complete -c faqbot -n '__faqbot_is eval' -l max-drop -x -d 'Allow this measure to be worse than in the baseline by this much (default: 0)'
complete -c faqbot -n '__faqbot_is eval' -l all-right -d 'Exit with 1 if any question is answered wrongly'
complete -c faqbot -n '__faqbot_is check diff' -l fail-on -x -d 'Exit with 1 if there is a finding or a change of this kind'
complete -c faqbot -n '__faqbot_is check' -l all -d 'Show all findings on a terminal too, not only the first 20'
complete -c faqbot -n '__faqbot_is ask mcp index publish try check export -' -l today -x -d 'Leave out what does not hold on this day (default: today)'
complete -c faqbot -n '__faqbot_is import' -l map -x -d 'Say which column of the table holds which field'
complete -c faqbot -n '__faqbot_is import' -l markdown -d 'Read answers as Markdown where the format has no mark-up'
complete -c faqbot -n '__faqbot_is import' -l no-header -d 'Take the first row of the table as one like the others'
complete -c faqbot -n '__faqbot_is import' -l encoding -x -d 'Say which encoding the file is in, such as windows-1252'
complete -c faqbot -n '__faqbot_is import' -l base-url -x -d 'Say where the page is on the web, for the links in it'
complete -c faqbot -n '__faqbot_is import' -l sitemap -d 'Import the pages that the sitemap of the site names'
complete -c faqbot -n '__faqbot_is import' -l pages -x -d 'Import at most N pages of a sitemap, 1 to 10000 (default: 100)'
complete -c faqbot -n '__faqbot_is import' -l allow-private -d 'Fetch from this machine and private networks too'
complete -c faqbot -n '__faqbot_is import' -l dry-run -d 'Report what would be imported, and write nothing'
complete -c faqbot -n '__faqbot_is import export report' -l force -d 'Overwrite the file if it exists'
complete -c faqbot -n '__faqbot_is diff gaps report journal' -l since -x -d 'Leave out what was asked before this day'
complete -c faqbot -n '__faqbot_is report journal' -l before -x -d 'Take only what was asked before this day'
complete -c faqbot -n '__faqbot_is journal' -l older-than -x -d 'Purge what is older than this many days'
complete -c faqbot -n '__faqbot_is report' -l utc-offset -x -d 'Tell days and hours by a clock that differs from UTC by this, such as +02:00 (default: +00:00)'
complete -c faqbot -n '__faqbot_is journal' -l format -x -a 'jsonl csv' -d 'Export in this format (default: jsonl)'
complete -c faqbot -n '__faqbot_is index publish rollback eval diff import gaps report' -l quiet -s q -d 'Show no progress and no closing line, only results and errors'
complete -c faqbot -n '__faqbot_is help' -l man -d 'Print the manual page, in mdoc(7)'
complete -c faqbot -l color -x -a 'auto always never' -d 'Use colours always, never, or on a terminal only (default: auto)'
complete -c faqbot -l help -s h -d 'Show help for the program or for the command'
complete -c faqbot -l version -d 'Print the version'

# What the commands are given.
complete -c faqbot -n '__faqbot_is publish' -F
complete -c faqbot -n '__faqbot_is try' -F
complete -c faqbot -n '__faqbot_is stats' -F
complete -c faqbot -n '__faqbot_is eval' -F
complete -c faqbot -n '__faqbot_is check' -F
complete -c faqbot -n '__faqbot_is diff' -F
complete -c faqbot -n '__faqbot_is import' -a 'jsonl faqpage html qnamaker qna qnabot rasa nlpjs dialogflow watson botpress kendra intents pairs xlsx docx csv tsv'
complete -c faqbot -n '__faqbot_is import' -F
complete -c faqbot -n '__faqbot_is export' -a 'jsonl faqpage qnabot csv'
complete -c faqbot -n '__faqbot_is report' -F
complete -c faqbot -n '__faqbot_is journal' -a 'export stats purge'
complete -c faqbot -n '__faqbot_is journal' -F
complete -c faqbot -n '__faqbot_is completion' -a 'bash zsh fish'
complete -c faqbot -n '__faqbot_is help' -a 'ask search serve mcp index publish rollback try stats eval explain check diff import export gaps report journal completion help version'
