# shellcheck shell=bash
# shards.sh - shards of one run into one database, whichever it is: three at once,
# one that is killed, one late. The script that reads this has $URL of an empty
# database, ask SQL, foreign_keys (how many there are) and empty_tables.
"$SEEDMILL" load $SHOP --to null: --report "$T/names.json" -q >/dev/null 2>&1
digests "$T/names.json" >"$T/names"
ARGS=(--rows customers=4000 --chunk-rows 300)

shard() { run_cmd with_timeout 120 "$SEEDMILL" load $SHOP --to "$URL" "${ARGS[@]}" --shard "$@"; }

# ---- three at once ----------------------------------------------------------------

for k in 1 2 3; do
	with_timeout 120 "$SEEDMILL" load $SHOP --to "$URL" "${ARGS[@]}" -q --shard $k/4 \
		>"$T/out$k" 2>&1 &
	pids[k]=$!
done
for k in 1 2 3; do
	wait "${pids[k]}"
	is_equal $? 0 "shard $k of 4, beside two others, ends well"
done
is_equal "$(ask "select status from seedmill_run")" loading \
	"the run is not done while a shard is missing"
seen=$(ask "select count(*) from seedmill_chunk")
with_timeout 120 "$SEEDMILL" load $SHOP --to null: "${ARGS[@]}" --shard 4/4 \
	--report "$T/r.json" -q >/dev/null 2>&1

# ---- the last is killed, and run again --------------------------------------------

"$SEEDMILL" load $SHOP --to "$URL" "${ARGS[@]}" --connections 1 -q --shard 4/4 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do
	[ "$(ask "select count(*) from seedmill_chunk")" -gt "$seen" ] && break
	kill -0 $pid 2>/dev/null || break
done
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
shard 4/4 --resume --report "$T/last.json"
is_status 0 "a shard that was killed is run again"
is_equal "$(ask "select status from seedmill_run")" "done" \
	"and as the last of them finishes the run"
run_cmd with_timeout 120 "$SEEDMILL" verify $SHOP --to "$URL" "${ARGS[@]}"
is_status 0 "every value is the whole's, and no row is there twice"
is_equal "$(foreign_keys)" 4 "the foreign keys are there"
is_equal "$(sqlite3 :memory: "select sum(value ->> 'planned' = value ->> 'counted')
	from json_each(readfile('$T/last.json'), '$.tables')")" \
	"$(sqlite3 :memory: "select count(*) from json_each(readfile('$T/last.json'), '$.tables')")" \
	"the last shard's report is of the whole"
shard 2/4
is_status 0 "a shard that comes late has nothing to do"

# ---- keys that are there ----------------------------------------------------------

empty_tables
shard 1/4
is_status 2 "tables with foreign keys are refused"
is_equal "$(ask "select count(*) from customers")" 0 "and nothing was written"

