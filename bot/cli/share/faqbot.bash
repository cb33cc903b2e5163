# faqbot.bash - completion of faqbot for bash 4.4 or newer, without the bash-completion package. What `faqbot
# completion bash` prints. tests/e2e/manual.test.mjs compares it with the table of options.
_faqbot()
{
    local word=${COMP_WORDS[COMP_CWORD]} option= # option: the one whose value the word is
    local command= operand=0 ended= words= files= at=1
    COMPREPLY=()
    # Bash splits --name=value at the sign into three words.
    [[ $word != = ]] || word=
    while (( at < COMP_CWORD )); do
        if [[ -n $ended ]]; then
            (( operand++ ))
        else
            case ${COMP_WORDS[at]} in
                --) ended=1 ;;
                --knowledge|--kb|-k|--index|-i|--encoder|--output|-o|--to|--from|--config|--listen|-l|--tls-cert|--tls-key|\
                --follow|--follow-folder|--journal|--retention|--journal-size|--journal-queue|--webhook|--webhook-secret|\
                --handovers-per-address|\
                --asks-per-connection|--asks-per-address|--connections|\
                --connections-per-address|--message-bytes|--fragments|--queue-bytes|--handshake-seconds|\
                --header-seconds|--keepalive-seconds|--send-seconds|--idle-seconds|--ping-seconds|\
                --pong-seconds|--drain-seconds|--inline-microseconds|--workers|--cached-questions|--trust-proxy|\
                --origin|--frame-ancestor|--host|--hsts|--metrics-listen|--metrics-from|--log|--top|-n|\
                --context|--tag|--section|--entry-lang|--lang|--limit|--min|--baseline|--max-drop|--fail-on|--today|--map|--encoding|--base-url|--pages|--since|--before|--utc-offset|\
                --older-than|--format|--color)
                    option=${COMP_WORDS[at]}
                    [[ ${COMP_WORDS[at+1]} == = ]] && (( at++ ))
                    (( at++ ))
                    (( at >= COMP_CWORD )) || option= ;;
                -*) ;;
                *)
                    if [[ -n $command ]]; then
                        (( operand++ ))
                    else
                        case ${COMP_WORDS[at]} in
                            ask|search|serve|mcp|index|publish|rollback|try|stats|eval|explain|check|diff|import|export|\
                            gaps|report|journal|completion|help|version)
                                command=${COMP_WORDS[at]} ;;
                            *) command=ask operand=1 ;; # the first word of a question
                        esac
                    fi ;;
            esac
        fi
        (( at++ ))
    done
    case $option in
        --knowledge|--kb|-k|--index|-i|--encoder|--output|-o|--config|--tls-cert|--tls-key|--follow-folder|\
        --journal|--journal-queue|--webhook-secret|--baseline) files=f ;;
        --log) words='auto text json' ;;
        --format) words='jsonl csv' ;;
        --color) words='auto always never' ;;
        -*) ;; # a number or a name
        *)
            if [[ -z $ended && $word == -* ]]; then
                case ${command:-ask} in
                ask)
                    words='--knowledge --kb --index --encoder --json --top --context --timing --tag --section --entry-lang
                           --lang --today --color --help --version' ;;
                search)
                    words='--knowledge --kb --index --encoder --json --tag --section --lang --limit --color
                           --help --version' ;;
                serve)
                    words='--knowledge --kb --index --encoder --config --check-config --listen --tls-cert
                           --tls-key --insecure --watch --follow --follow-folder --journal --retention --journal-size
                           --journal-queue --webhook
                           --webhook-secret --allow-private-webhook --handovers-per-address --asks-per-connection
                           --asks-per-address --connections --connections-per-address --message-bytes
                           --fragments --queue-bytes --handshake-seconds --header-seconds --keepalive-seconds
                           --send-seconds --idle-seconds --ping-seconds --pong-seconds --drain-seconds
                           --inline-microseconds --workers --cached-questions --trust-proxy --origin
                           --require-origin --frame-ancestor --host --hsts --metrics-listen --metrics-from --log --log-asks
                           --log-questions --color --help --version' ;;
                mcp) words='--knowledge --kb --index --encoder --today --color --help --version' ;;
                index) words='--knowledge --kb --encoder --output --to --update --today --quiet --color --help --version' ;;
                publish) words='--encoder --to --today --quiet --color --help --version' ;;
                rollback) words='--from --quiet --color --help --version' ;;
                try) words='--knowledge --kb --index --encoder --today --color --help --version' ;;
                stats) words='--json --color --help --version' ;;
                eval)
                    words='--knowledge --kb --index --encoder --json --tag --section --entry-lang --min --baseline
                           --max-drop --all-right --quiet --color --help --version' ;;
                explain)
                    words='--knowledge --kb --index --encoder --json --top --context --tag --section --entry-lang --color
                           --help --version' ;;
                check) words='--encoder --json --fail-on --all --today --color --help --version' ;;
                diff) words='--encoder --journal --json --fail-on --since --quiet --color --help --version' ;;
                import)
                    words='--output --json --map --markdown --no-header --encoding --base-url --sitemap --pages
                           --allow-private --dry-run --force --quiet --color --help --version' ;;
                export) words='--knowledge --kb --index --output --today --force --color --help --version' ;;
                gaps)
                    words='--knowledge --kb --index --encoder --journal --json --since --quiet --color --help
                           --version' ;;
                report)
                    words='--knowledge --kb --index --encoder --output --json --csv --force --since --before
                           --utc-offset --quiet --color --help --version' ;;
                journal) words='--json --since --before --older-than --format --color --help --version' ;;
                completion) words='--color --help --version' ;;
                help) words='--man --color --help --version' ;;
                version) words='--color --help --version' ;;
                esac
            elif [[ -z $command && -z $ended ]]; then
                words='ask search serve mcp index publish rollback try stats eval explain check diff import export gaps
                       report journal completion help version'
            else
                case $command:$operand in
                import:0)
                    words='jsonl faqpage html qnamaker qna qnabot rasa nlpjs dialogflow watson botpress kendra
                           intents pairs xlsx docx csv tsv' files=f ;;
                export:0) words='jsonl faqpage qnabot csv' ;;
                journal:0) words='export stats purge' ;;
                completion:0) words='bash zsh fish' ;;
                help:0) words='ask search serve mcp index publish rollback try stats eval explain check diff import export gaps
                               report journal completion help version' ;;
                publish:0|try:0|stats:0|eval:0|check:0|diff:[0-2]|import:1|report:0|journal:1) files=f ;;
                esac
            fi ;;
    esac
    if [[ -n $files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -"$files" -- "$word"; [[ -z $words ]] || compgen -W "$words" -- "$word")
    elif [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    fi
}
complete -F _faqbot faqbot
