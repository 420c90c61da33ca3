#!/usr/bin/env bash
# run.sh - run tests, say briefly what held, and in full what did not
#
#     tests/lib/run.sh [-o LOGS] TEST...
#
# A test is a cmocka program (its summary lines are counted) or a script that
# prints "ok - ..." and "not ok - ..." (counted line by line). One that ends
# badly without naming a failure, or claims nothing at all, counts as one
# failure; so does each skipped test, as nobody would miss it otherwise.
# Scripts under tests/db/ get a private PostgreSQL, started once for all, and
# those called mysql_* a private MariaDB besides, started at the same time.
#
# The last line is "N passed, N failed"; the status is 1 when any failed.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
cd "$root" || exit 1
# shellcheck source=tests/lib/pg.sh
. tests/lib/pg.sh
# shellcheck source=tests/lib/mariadb.sh
. tests/lib/mariadb.sh

logs=build/logs
[ "${1-}" = -o ] && { logs=$2; shift 2; }
mkdir -p "$logs" || exit 1

passed=0 failed=0
export CMOCKA_MESSAGE_OUTPUT=stdout
# An impossible allocation has to fail as it does without a sanitizer.
export ASAN_OPTIONS=${ASAN_OPTIONS-allocator_may_return_null=1:detect_leaks=1}
export TSAN_OPTIONS=${TSAN_OPTIONS-allocator_may_return_null=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
for supp in asan tsan lsan; do
	[ -f "tests/lib/$supp.supp" ] || continue
	name=${supp^^}_OPTIONS
	export "$name=${!name-}:suppressions=$root/tests/lib/$supp.supp"
done

# A test that hangs is a failed test, not a hung build.
limit=${TEST_TIMEOUT:-300}
case ${VARIANT-} in asan | tsan | cover) limit=$((limit * 4)) ;; esac

running=''
run_end()
{
	[ -z "$running" ] || kill "$running" 2>/dev/null
	pg_stop
	my_stop
}
trap run_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sum of the numbers that a sed expression finds in a log.
sum_of() { sed -nE "$2" "$1" | awk '{ s += $1 } END { print s + 0 }'; }

# Set ok_n and bad_n from what the test printed.
count_log()
{
	if [[ $1 == *.sh ]]; then
		ok_n=$(grep -c '^ok - ' "$2")
		bad_n=$(grep -c '^not ok - ' "$2")
	else
		ok_n=$(sum_of "$2" 's/^\[  PASSED  \] ([0-9]+) test.*/\1/p')
		# "[  FAILED  ] 2 test(s), listed below:", a group's name before
		bad_n=$(sum_of "$2" \
		's/^\[  (FAILED|SKIPPED) ? ?\] .*\b([0-9]+) test\(s\), listed.*/\2/p')
	fi
}

run_one()
{
	local test=$1 name log status began=$SECONDS note=''

	name=${test#build/*/}
	log=$logs/$(tr / _ <<<"$name").log
	# Behind a wait, so that Ctrl-C need not wait for the test to end; with
	# job control, as a plain "&" would have the test ignore SIGINT.
	set -m
	timeout --kill-after=10 "$limit" "$test" >"$log" 2>&1 </dev/null &
	running=$!
	set +m
	wait "$running"
	status=$?
	running=''
	count_log "$test" "$log"
	if [ "$status" = 124 ] || [ "$status" = 137 ]; then
		note="no end after ${limit} s"
	elif [ "$status" != 0 ] && [ "$bad_n" = 0 ]; then
		note="ended with status $status"
	elif [ "$status" = 0 ] && [ $((ok_n + bad_n)) = 0 ]; then
		note="claims nothing"
	fi
	[ -z "$note" ] || bad_n=$((bad_n + 1))
	passed=$((passed + ok_n))
	failed=$((failed + bad_n))
	if [ "$bad_n" = 0 ]; then
		printf 'ok    %4d         %3d s  %s\n' "$ok_n" $((SECONDS - began)) "$name"
		return
	fi
	printf 'FAIL  %4d, %3d bad %3d s  %s%s\n' "$ok_n" "$bad_n" \
		$((SECONDS - began)) "$name" "${note:+: $note}"
	sed 's/^/  | /' "$log"
}

# The servers that the tests ask for, side by side: each of them waits more
# than it works. MYURL from outside is a server that runs already.
start_servers()
{
	local mysql=''

	case " $* " in *" tests/db/mysql_"*) mysql=1 ;; esac
	if [ -n "$mysql" ] && [ -z "${MYURL-}" ]; then
		my_begin || { no_server MariaDB; return 1; }
	fi
	if [ -z "${PGURL-}" ]; then
		pg_start || { no_server PostgreSQL; return 1; }
	fi
	[ -n "$mysql" ] || return 0
	if [ -n "${MYURL-}" ]; then
		my_use "$MYURL" || { no_server "MySQL at MYURL"; return 1; }
	else
		my_wait || { no_server MariaDB; return 1; }
	fi
}

no_server()
{
	echo "FAIL  no $1: none of tests/db was run"
	failed=$((failed + 1))
}

servers=''
for test in "$@"; do
	if [[ $test == tests/db/* ]] && [ -z "$servers" ]; then
		start_servers "$@" || break
		servers=1
	fi
	run_one "$test"
done

[ $((passed + failed)) -gt 0 ] || { echo "no tests"; failed=1; }
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
