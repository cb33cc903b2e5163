#!/bin/sh
# fuzz/long.sh SECONDS PROGRAM... - each fuzz target (built by libFuzzer) for so many seconds, two at a time, from its
# seeds and from what was found before; then a table. It fails where a target found something: the input lies beside
# the program as TARGET.crash-..., what was said of it in TARGET.log.
set -eu
seconds=$1
shift

# A target's folders may be missing; libFuzzer writes what is new into the first.
fuzz() {
    program=$1
    name=$(basename "$program")
    mkdir -p "$program.corpus"
    set -- "$program.corpus"
    for folder in tests/fuzz/seeds/"$name" tests/fuzz/regressions/"$name"; do
        [ ! -d "$folder" ] || set -- "$@" "$folder"
    done
    status=0
    "$program" -max_total_time="$seconds" -max_len=32768 -print_final_stats=1 -artifact_prefix="$program.crash-" "$@" \
        >"$program.log" 2>&1 || status=$?
    echo "$status" >"$program.status"
}

every_other() {
    number=$1
    shift
    for target; do
        [ $((number % 2)) = 1 ] || fuzz "$target"
        number=$((number + 1))
    done
}

every_other 0 "$@" &
every_other 1 "$@" &
wait

failed=0
printf '%-20s %12s  %s\n' target executions findings
for target; do
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$target.log")
    finding=none
    if [ "$(cat "$target.status")" != 0 ]; then
        finding="see $target.log"
        failed=1
    fi
    printf '%-20s %12s  %s\n' "$(basename "$target")" "${executions:--}" "$finding"
done
exit "$failed"
