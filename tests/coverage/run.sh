#!/bin/sh
# coverage/run.sh MAKE - runs every test on a build that counts its lines (MODE=cover), and prints what they reached.
# The counts of all processes add up in build/cover: a program writes them when it ends by itself, so what SIGKILL ends
# counts nothing. What a machine lacks is said and left out; then less is reached than there is, and nothing is demanded.
set -eu
make=$1
floors=--floors

if ! command -v lcov >/dev/null || ! command -v python3 >/dev/null; then
    echo "coverage: left out, for lcov or python3 is missing; make deps-test installs them" >&2
    exit 0
fi

mkdir -p build/cover
find build/cover -name '*.gcda' -delete
"$make" MODE=cover unit fuzz-short transcripts questions
if ! command -v npm >/dev/null; then
    echo "coverage: without the end-to-end tests, for npm is missing; make deps-test installs it" >&2
    floors=
else
    "$make" MODE=cover e2e
    if command -v chromium >/dev/null; then
        "$make" MODE=cover test-web
    else
        echo "coverage: without the page's tests, for chromium is missing; make deps-test installs it" >&2
        floors=
    fi
fi

lcov --quiet --capture --directory build/cover/bot --output-file build/cover/lines.info
# shellcheck disable=SC2086 # empty or one word
python3 tests/coverage/table.py build/cover/lines.info $floors
