#!/bin/bash
# cluster/up.sh [KNOWLEDGE] - several servers on this machine, for trying out: three that follow what is published in a
# PostgreSQL database and keep their journal there, and HAProxy in front of them. Ctrl-C ends all and removes what they had.
#
#     PORT=8080 tests/cluster/up.sh knowledge
#
# PORT is where visitors come; the servers take the three after it, and HAProxy's statistics the fourth. The database is
# reached by a socket in a folder of its own. FAQBOT is the program, build/faqbot if it is not given.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
faqbot=${FAQBOT:-$here/build/faqbot}
port=${PORT:-8080}
knowledge=${1:-$here/knowledge}
servers=3
patience=60 # seconds, for each to start

fail() {
    echo "up.sh: $*" >&2
    exit 2
}

postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1 || true)
[ -x "$postgres/postgres" ] || fail "PostgreSQL is not installed: apt-get install postgresql"
command -v haproxy >/dev/null || fail "HAProxy is not installed: apt-get install haproxy"
[ -x "$faqbot" ] || fail "$faqbot is not there: make"

folder=$(mktemp -d "${TMPDIR:-/tmp}/faqbot-up-XXXXXX")
owner=() # PostgreSQL refuses to run as root
if [ "$(id -u)" = 0 ]; then
    owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$folder"
fi
pids=() # in the order in which they are started

# The other way round, so that each finds what it needs until its end. For PostgreSQL SIGINT means not to wait for clients.
end() {
    trap '' INT TERM
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill "-$([ "$i" = 0 ] && echo INT || echo TERM)" "${pids[i]}" 2>/dev/null || true
        wait "${pids[i]}" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 0' INT TERM

# NAME COMMAND...: tries the command until it succeeds.
await() {
    local name=$1 tries=0
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt $((patience * 10)) ] || fail "$name does not start: see $(tail -3 "$folder/log")"
        sleep 0.1
    done
}

cd "$folder"
"${owner[@]}" "$postgres/initdb" -D "$folder/data" -U faqbot -A trust -E UTF8 --no-locale >"$folder/log"
"${owner[@]}" "$postgres/postgres" -D "$folder/data" -c listen_addresses= -c "unix_socket_directories=$folder" 2>>"$folder/log" &
pids+=($!)
await PostgreSQL "$postgres/pg_isready" -q -h "$folder"
url="postgres://faqbot@/postgres?host=$folder"

cd "$here"
"$faqbot" publish "$knowledge" --to "$url"
for ((i = 1; i <= servers; i++)); do
    "$faqbot" serve --follow "$url" --follow-folder "$folder/follow-$i" --journal "$url" --journal-queue "$folder/journal-$i.db" \
        --listen "127.0.0.1:$((port + i))" --trust-proxy 127.0.0.1 --host 127.0.0.1 --host localhost 2>>"$folder/log" &
    pids+=($!)
done
for ((i = 1; i <= servers; i++)); do
    await "the server at port $((port + i))" curl -fs "http://127.0.0.1:$((port + i))/readyz"
done

changes=(-e "s/bind :80$/bind 127.0.0.1:$port/" -e "s/:8404$/:$((port + servers + 1))/" -e 's/Host bot\.example\.org/Host localhost/')
for ((i = 1; i <= servers; i++)); do
    changes+=(-e "s/server faqbot$i .*/server faqbot$i 127.0.0.1:$((port + i))/")
done
[ "$(id -u)" = 0 ] || changes+=(-e '/^    \(user\|group\) /d')
sed "${changes[@]}" bot/server/deploy/haproxy.cfg >"$folder/haproxy.cfg"
haproxy -db -f "$folder/haproxy.cfg" 2>>"$folder/log" &
pids+=($!)
await HAProxy curl -fs "http://127.0.0.1:$port/healthz"

cat <<END
serving http://127.0.0.1:$port
statistics http://127.0.0.1:$((port + servers + 1))
log $folder/log
try
  $faqbot publish KNOWLEDGE --to '$url'
  $faqbot rollback --from '$url'
  $faqbot report '$url'
  kill -9 ${pids[1]} (a server; there are two more)
Ctrl-C ends all of it.
END
# Until a signal comes, or one of those that everything hangs on ends. A server may be killed.
while kill -0 "${pids[0]}" 2>/dev/null && kill -0 "${pids[-1]}" 2>/dev/null; do
    wait -n || true
done
fail "PostgreSQL or HAProxy has ended: $(tail -3 "$folder/log")"
