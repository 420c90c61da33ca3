#!/usr/bin/env bash
# micro.sh - the micro benches, gathered into bench/results/micro.json
. "$(dirname "$0")/lib.sh"

for bench in tables kinds encode; do
	"$BENCH_BIN/bench_$bench" --json "$T/$bench.json" ||
		die "bench_$bench failed"
	printf '\n'
done

mkdir -p "$RESULTS"
{
	printf '{\n"bench":"micro",\n"machine":%s' "$(machine)"
	for bench in tables kinds encode; do
		printf ',\n"%s":' "$bench"
		cat "$T/$bench.json"
	done
	printf '}\n'
} >"$RESULTS/micro.json"
