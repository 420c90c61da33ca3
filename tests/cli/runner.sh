#!/usr/bin/env bash
# The runner counts what tests claim; here it meets tests of every kind.
. "$(dirname "$0")/../lib/lib.sh"

# fake NAME LINE...: a test script
fake()
{
	printf '%s\n' '#!/bin/sh' "${@:2}" >"$T/$1"
	chmod +x "$T/$1"
}
runs() { run_cmd tests/lib/run.sh -o "$T/logs" "$@"; }
closing() { tail -n 1 "$T/out"; }

fake good.sh 'echo "ok - one"' 'echo "ok - two"'
fake bad.sh 'echo "ok - one"' 'echo "not ok - two"' 'echo the reason' 'exit 1'
fake dies.sh 'echo "ok - one"' 'exit 3'
fake mute.sh 'exit 0'
fake stops.sh 'trap "echo ok - stopped; exit 0" INT' 'kill -INT $$'
fake slow.sh 'echo "ok - one"' 'sleep 30'
fake program 'cat <<E' '[  PASSED  ] 4 test(s).' '[  PASSED  ] 2 test(s).' E
fake program_bad 'cat <<E' '[  PASSED  ] 1 test(s).' \
	'[  FAILED  ] group: 2 test(s), listed below:' '[  FAILED  ] a' \
	'[  FAILED  ] b' E 'exit 2'
fake program_skips 'cat <<E' '[  PASSED  ] 1 test(s).' \
	'[  SKIPPED ] 1 test(s), listed below:' '[  SKIPPED ] c' E

runs "$T/good.sh"
is_status 0 "a script that holds is a success"
is_equal "$(closing)" "2 passed, 0 failed" "and each of its claims is counted"

runs "$T/good.sh" "$T/bad.sh"
is_status 1 "one broken claim fails the run"
is_equal "$(closing)" "3 passed, 1 failed" "and is counted"
out_has 'the reason' "what a failed script printed is shown"
out_lacks '\| ok - two' "what a good script printed is not"

runs "$T/dies.sh"
is_equal "$status $(closing)" "1 1 passed, 1 failed" "a script that dies has failed"
runs "$T/mute.sh"
is_equal "$status $(closing)" "1 0 passed, 1 failed" "so has one that claims nothing"
TEST_TIMEOUT=1 VARIANT=release runs "$T/slow.sh"
is_equal "$status $(closing)" "1 1 passed, 1 failed" "so has one that hangs"

runs "$T/stops.sh"
is_status 0 "a test can be sent SIGINT"

runs "$T/program"
is_equal "$status $(closing)" "0 6 passed, 0 failed" "groups of a program add up"
runs "$T/program_bad"
is_equal "$status $(closing)" "1 1 passed, 2 failed" "failed tests of a program are counted"
runs "$T/program_skips"
is_equal "$status $(closing)" "1 1 passed, 1 failed" "a test left out counts as failed"
runs
is_status 1 "no tests at all is no success"
