#!/usr/bin/env bash
# --shard: parts that are disjoint, and the whole together.
. "$(dirname "$0")/../lib/lib.sh"

seed() { run_cmd with_timeout 60 "$SEEDMILL" "$@"; }
shop() { seed load profiles/shop.yaml --chunk-rows 1000 "$@"; }
digests()
{
	sqlite3 :memory: "select json_extract(value, '\$.name') || json_extract(value, '\$.digest') from json_each(readfile('$1'), '\$.tables')"
}
rows() { sqlite3 :memory: "select sum(json_extract(value, '\$.planned')) from json_each(readfile('$1'), '\$.tables')"; }

# ---- rows --------------------------------------------------------------------------
seed gen profiles/shop.yaml --chunk-rows 1000 --out "$T/all"
is_status 0 "the whole as files"
for k in 1 2 3; do
	seed gen profiles/shop.yaml --chunk-rows 1000 --shard $k/3 --out "$T/$k"
	is_status 0 "shard $k of 3 as files"
done
for table in customers products orders order_lines; do
	file=$(basename "$(ls "$T/all/"*"$table".*)")
	is_equal "$(cat "$T"/[123]/"$file" | LC_ALL=C sort | md5sum)" "$(LC_ALL=C sort "$T/all/$file" | md5sum)" "$table: the shards' rows are the whole's"
done
is_equal "$(cat "$T"/[123]/*order_lines.* | md5sum)" "$(cat "$T"/all/*order_lines.* | md5sum)" "and in its order, where there are chunks enough"

total=0
for k in 1 2 3 4; do
	shop --scale 10 --to null: --shard $k/4 --report "$T/r.json"
	total=$((total + $(rows "$T/r.json")))
	is_equal "$(($(rows "$T/r.json") < 90000))" 1 "shard $k makes about a quarter"
done
shop --scale 10 --to null: --report "$T/r.json"
is_equal "$total" "$(rows "$T/r.json")" "the rows add up"

# ---- a database -----------------------------------------------------------------------
shop --to null: --report "$T/want.json"
for k in 2 3; do
	shop --to "sqlite:$T/s.db" --shard $k/3
	is_status 0 "shard $k of 3 goes into the file"
	err_has 'are still open, in other shards' "which is not whole yet"
done
seed verify profiles/shop.yaml --chunk-rows 1000 --to "sqlite:$T/s.db"
is_status 10 "verify sees that"
shop --to "sqlite:$T/s.db"
is_status 4 "without --shard it is an unfinished run"
shop --to "sqlite:$T/s.db" --shard 1/3 --verify digest --report "$T/r.json"
is_status 0 "the last one, whichever it is"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "finishes, with the whole's digests"
is_equal "$(sqlite3 "$T/s.db" 'pragma foreign_key_check; select status from seedmill_run')" done "keys hold, the run is done"
shop --to "sqlite:$T/s.db" --shard 2/3
is_status 0 "a shard of a finished run has nothing to do"
err_has 'already done' "and says so"

for k in 1 2 3 4; do
	"$SEEDMILL" load profiles/shop.yaml --chunk-rows 1000 --to "sqlite:$T/p.db" --shard $k/4 --report "$T/p$k.json" >"$T/o$k" 2>&1 &
done
wait
is_equal "$(sqlite3 "$T/p.db" 'pragma foreign_key_check; select status from seedmill_run; select count(*) from order_lines')" $'done\n20002' \
	"four at once take turns and make it whole"

# ---- refused --------------------------------------------------------------------------
for bad in 0/4 5/4 1 1/ a/b 1/0 -1/3; do
	shop --to null: --shard "$bad"
	is_status 2 "--shard $bad is no shard"
done
err_has 'takes K/N' "and says what is"
