#!/usr/bin/env bash
# micro.sh - the micro benches, gathered into bench/results/micro.json
. "$(dirname "$0")/lib.sh"

for bench in kinds encode; do
	"$BENCH_BIN/bench_$bench" --json "$T/$bench.json" ||
		die "bench_$bench failed"
	printf '\n'
done

mkdir -p "$RESULTS"
{
	printf '{\n"bench":"micro",\n"machine":%s,\n"kinds":' "$(machine)"
	cat "$T/kinds.json"
	printf ',\n"encode":'
	cat "$T/encode.json"
	printf '}\n'
} >"$RESULTS/micro.json"
