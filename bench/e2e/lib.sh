# shellcheck shell=bash
# lib.sh - what the end-to-end benches share: clocks, turns, medians, results
#
#     . "$(dirname "$0")/lib.sh"
#     bench_begin null "ns a byte"
#     duel "shop, one thread" peer_function our_function
#     keep '"jobs":1'                       the duel, and more facts about it
#     bench_end                             writes bench/results/null.json
#
# A duel runs both contestants RUNS times in turn, the first of each round
# being now the one, now the other. Each is a function that prepares what it
# needs, then calls `clock COMMAND...`. What counts is VALUE: the seconds of
# clock, unless the function sets something else.
#
#     RUNS      rounds (5)
#     SEEDMILL  the binary      BENCH_BIN  the folder of the micro benches

set -u -o pipefail
LC_ALL=C.UTF-8; export LC_ALL
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
SEEDMILL=${SEEDMILL:-$PWD/seedmill}
BENCH_BIN=${BENCH_BIN:-$PWD/build/release/bench/micro}
RUNS=${RUNS:-5}
RESULTS=${RESULTS:-bench/results}
T=$(mktemp -d "${TMPDIR:-/tmp}/seedmill-bench.XXXXXX") || exit 1

bench_cleanup() { rm -rf "$T"; }
trap bench_cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() { printf '%s: %s\n' "$(basename "$0")" "$1" >&2; exit 1; }

case $RUNS in '' | 0* | *[!0-9]*) die "RUNS is a number from 1 on, not \"$RUNS\"" ;; esac
[ -x "$SEEDMILL" ] || die "no $SEEDMILL: make"
for needed in sqlite3 awk; do
	command -v "$needed" >/dev/null || die "no $needed: make deps-test"
done

# ---- numbers -----------------------------------------------------------------

# calc EXPRESSION [FORMAT]
calc() { awk "BEGIN { printf \"${2:-%.6g}\", $1 }"; }

# One number a line on stdin.
median()
{
	sort -g | awk '{ v[NR] = $1 }
		END { m = int((NR + 1) / 2)
			print(NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2) }'
}

smallest() { sort -g | head -n 1; }
largest() { sort -g | tail -n 1; }

# field FILE PATH: one value of a JSON file
field() { sqlite3 :memory: "select json_extract(readfile('$1'), '$2')"; }

# json_text WORD: as a JSON string
json_text() { sqlite3 :memory: "select json_quote('${1//\'/\'\'}')"; }

# Numbers, one a line, as a JSON array.
json_numbers() { awk '{ printf("%s%s", NR > 1 ? "," : "[", $1) } END { print "]" }'; }

# ---- clocks ------------------------------------------------------------------

# Run a command, which must not fail: SECONDS_ is how long it took, CPU_ what it
# and its children took of processors (a server is not its child).
clock()
{
	local start=$EPOCHREALTIME status end TIMEFORMAT='%U %S'

	{ time "$@" >"$T/clock.out" 2>"$T/clock.err"; } 2>"$T/clock.cpu"
	status=$?
	end=$EPOCHREALTIME
	if [ $status != 0 ]; then
		cat "$T/clock.out" "$T/clock.err" >&2
		die "exit status $status: $*"
	fi
	SECONDS_=$(calc "$end - $start")
	CPU_=$(awk '{ print $1 + $2 }' "$T/clock.cpu")
	VALUE=$SECONDS_
}

# ---- duels -------------------------------------------------------------------

# bench_begin NAME UNIT: what VALUE is, in words
bench_begin()
{
	bench_name=$1
	bench_unit=$2
	entries=''
	printf '%s: %s, median of %s rounds; below 1 seedmill needs less\n' \
		"$1" "$2" "$RUNS"
	printf '%-38s %9s %9s %6s   %s\n' "" peer seedmill ratio "min-max of rounds"
}

# contestant FILE FUNCTION: one run, its value appended to FILE
contestant()
{
	VALUE=''
	"$2"
	[ -n "$VALUE" ] || die "$2 measured nothing"
	printf '%s\n' "$VALUE" >>"$1"
	printf '%s\n' "$CPU_" >>"$1.cpu"
}

# duel NAME PEER OURS: sets PEER_MEDIAN, OUR_MEDIAN and the same of CPU time, too
duel()
{
	local round

	DUEL=$1
	for round in peer ours peer.cpu ours.cpu; do
		: >"$T/$round"
	done
	for ((round = 0; round < RUNS; round++)); do
		if ((round % 2)); then
			contestant "$T/ours" "$3"
			contestant "$T/peer" "$2"
		else
			contestant "$T/peer" "$2"
			contestant "$T/ours" "$3"
		fi
	done
	paste "$T/peer" "$T/ours" | awk '{ printf "%.4f\n", $2 / $1 }' >"$T/ratios"
	PEER_MEDIAN=$(median <"$T/peer")
	OUR_MEDIAN=$(median <"$T/ours")
	PEER_CPU=$(median <"$T/peer.cpu")
	OUR_CPU=$(median <"$T/ours.cpu")
	RATIO=$(calc "$OUR_MEDIAN / $PEER_MEDIAN" %.3f)
	printf '%-38s %9.3f %9.3f %6.2f   %.2f-%.2f\n' "$DUEL" "$PEER_MEDIAN" \
		"$OUR_MEDIAN" "$RATIO" "$(smallest <"$T/ratios")" \
		"$(largest <"$T/ratios")"
}

# keep [MORE]: the last duel goes into the results; MORE is '"scale":10,"x":1'
keep()
{
	entries="$entries${entries:+,}
    {\"name\":$(json_text "$DUEL"),\"peer\":$PEER_MEDIAN,
     \"seedmill\":$OUR_MEDIAN,\"ratio\":$RATIO,
     \"ratio_rounds\":$(json_numbers <"$T/ratios"),
     \"peer_rounds\":$(json_numbers <"$T/peer"),
     \"seedmill_rounds\":$(json_numbers <"$T/ours")${1:+,
     }${1-}}"
}

# Of the machine only what explains a figure: nothing that says where it stands.
machine()
{
	local model

	model=$(awk -F ': *' '/^model name/ { print $2; exit }' /proc/cpuinfo)
	printf '{"cores":%s,"cpu":%s,"compiler":%s%s}' "$(nproc)" \
		"$(json_text "${model:-unknown}")" "$(json_text "${BENCH_CC:-unknown}")" \
		"${1:-}"
}

# bench_end [MORE]: MORE goes into the machine's facts
bench_end()
{
	mkdir -p "$RESULTS"
	{
		printf '{\n  "bench":"%s",\n  "unit":"%s",\n' "$bench_name" "$bench_unit"
		printf '  "rounds":%s,\n  "machine":%s,\n' "$RUNS" "$(machine "${1:-}")"
		printf '  "duels":[%s\n  ]\n}\n' "$entries"
	} >"$RESULTS/$bench_name.json" || die "cannot write in $RESULTS"
	printf '\n'
}
