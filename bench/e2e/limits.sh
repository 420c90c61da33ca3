#!/usr/bin/env bash
# limits.sh - how soon the first row comes, how long a plan takes, what memory a run
# needs at any size
#
#     bench/e2e/limits.sh          RUNS=5
#
# No peer: each figure stands beside its bar. Peak memory is the process's. A long
# run is one of many rows made in the time it takes, not of a scale's name.
. "$(dirname "$0")/lib.sh"

# A profile of $1 tables, each with a key, a reference to an earlier one, and more.
many()
{
	awk -v n="$1" 'BEGIN {
		print "version: 1\nname: many\ntables:"
		for (i = 1; i <= n; i++) {
			printf "  - name: t%d\n    rows: 100\n    primary_key: [id]\n    columns:\n", i
			print "      - {name: id, type: bigint, serial: {start: 1}}"
			if (i > 1)
				printf "      - {name: p_id, type: bigint, ref: {table: t%d}}\n", int(i / 2)
			for (k = 1; k <= 6; k++)
				printf "      - {name: c%d, type: int, int: {min: 1, max: 1000}}\n", k
			print "      - {name: s, type: text, template: {text: \"{c1}-{id}\"}}"
			print "      - {name: d, type: timestamptz, timestamp: {from: \"-3y\", to: now}}"
		}
	}' >"$2"
}

# times NAME BAR COMMAND...: the median of RUNS in milliseconds, beside its bar
entries=''
times()
{
	local name=$1 bar=$2 i ms

	shift 2
	: >"$T/ms"
	for i in $(seq "$RUNS"); do
		clock "$@"
		calc "$SECONDS_ * 1000" '%.1f\n' >>"$T/ms"
	done
	ms=$(median <"$T/ms")
	printf '%-58s %9s ms   bar %s ms\n' "$name" "$ms" "$bar"
	entries+="${entries:+,}
  {\"what\":$(json_text "$name"),\"ms\":$ms,\"bar_ms\":$bar}"
}

# peak NAME BAR COMMAND...: kilobytes
peak()
{
	local name=$1 bar=$2 kb

	shift 2
	"$BENCH_BIN/bench_peak" "$T/peak" "$@" >/dev/null 2>"$T/err" || die "$(cat "$T/err")"
	kb=$(cat "$T/peak")
	printf '%-58s %9s kB   bar %s kB\n' "$name" "$kb" "$bar"
	entries+="${entries:+,}
  {\"what\":$(json_text "$name"),\"kb\":$kb,\"bar_kb\":$bar}"
}

first_row() { "$SEEDMILL" gen "$1" --table "$2" --limit 1 --out - | head -n 1; }
export -f first_row
export SEEDMILL

many 300 "$T/m300.yaml"
many 1000 "$T/m1000.yaml"
cat >"$T/junction.yaml" <<'YAML'
version: 1
name: junction
tables:
  - {name: a, rows: 1_000_000_000, primary_key: [id], columns: [{name: id, type: bigint, serial: {start: 1}}]}
  - {name: b, rows: 1_000_000_000, primary_key: [id], columns: [{name: id, type: bigint, serial: {start: 1}}]}
  - name: j
    pairs: {of: [a, b], rows: 20_000_000}
    primary_key: [a_id, b_id]
    columns:
      - {name: a_id, type: bigint, pair: {of: a}}
      - {name: b_id, type: bigint, pair: {of: b}}
YAML

printf 'limits: median of %s\n' "$RUNS"
times "first row of tpch lineitem" 50 bash -c 'first_row profiles/tpch.yaml lineitem'
times "first row of the last of 300 tables" 50 bash -c "first_row $T/m300.yaml t300"
times "plan of 1,000 tables, the process as a whole" 1000 "$SEEDMILL" plan "$T/m1000.yaml"
peak "tpch --scale 100 lineitem, a part of 8 M rows" 131072 \
	"$SEEDMILL" load profiles/tpch.yaml --scale 100 --table lineitem --shard 1/73 --to null: -q
peak "the same, a part of 86 M rows" 131072 \
	"$SEEDMILL" load profiles/tpch.yaml --scale 100 --table lineitem --shard 1/7 --to null: -q
peak "a junction of 20,000,000 pairs of two parents of 10^9 rows" 131072 \
	"$SEEDMILL" load "$T/junction.yaml" --table j --to null: -q

mkdir -p "$RESULTS"
printf '{\n"bench":"limits",\n"machine":%s,\n"entries":[%s\n]}\n' "$(machine)" "$entries" >"$RESULTS/limits.json"
