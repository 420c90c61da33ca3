#!/usr/bin/env bash
# Shards of one run into MySQL or MariaDB.
. "$(dirname "$0")/../lib/mydb.sh"

run_cmd "$SEEDMILL" load profiles/shop.yaml --chunk-rows 1000 --to null: --report "$T/want.json"
new_my
for k in 1 2 3; do
	"$SEEDMILL" load profiles/shop.yaml --chunk-rows 1000 --to "$MY" --shard $k/3 --report "$T/r$k.json" >"$T/o$k" 2>&1 &
done
wait
is_equal "$(grep -l 'still open, in other shards' "$T"/o? | wc -l)" 2 "of three shards at once, two leave chunks open"
is_equal "$(my "select status from seedmill_run")" done "and the last one ends the run"
last=$(grep -L 'still open, in other shards' "$T"/o? | sed 's/.*o//')
is_equal "$(digests "$T/r$last.json")" "$(digests "$T/want.json")" "with the whole's digests"
is_equal "$(orphans "$T/r$last.json")" 0 "and no orphan"
drop_my
