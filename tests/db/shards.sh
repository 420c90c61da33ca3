#!/usr/bin/env bash
# Shards of one run into PostgreSQL: at once, killed and resumed, live keys.
. "$(dirname "$0")/../lib/db.sh"

shop() { run_cmd with_timeout 60 "$SEEDMILL" load profiles/shop.yaml --scale 5 --chunk-rows 5000 "$@"; }

shop --to null: --report "$T/want.json"
new_db shards
for k in 1 2 3; do
	"$SEEDMILL" load profiles/shop.yaml --scale 5 --chunk-rows 5000 --to "$DB" --shard $k/4 >"$T/o$k" 2>&1 &
done
wait
is_equal "$(grep -l 'still open, in other shards' "$T"/o? | wc -l)" 3 "three of four shards, at once, leave chunks open"
is_equal "$(sql "select status from seedmill_run")" loading "the run goes on"

"$SEEDMILL" load profiles/shop.yaml --scale 5 --chunk-rows 5000 --to "$DB" --shard 4/4 >"$T/o4" 2>&1 &
pid=$!
sleep 0.15
kill -9 "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
shop --to "$DB" --shard 4/4 --verify digest --report "$T/r.json"
is_status 0 "a shard that was killed is run again"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "the last one has the whole's digests"
is_equal "$(orphans "$T/r.json")" 0 "and no orphan"
is_equal "$(sql "select status from seedmill_run")" done "and ends the run"
is_equal "$(sql "select count(*) = sum(convalidated::int) from pg_constraint where contype = 'f'")" t "keys are made and valid"
run_cmd "$SEEDMILL" verify profiles/shop.yaml --scale 5 --chunk-rows 5000 --to "$DB"
is_status 0 "verify agrees"
shop --to "$DB" --shard 1/4 --seed 9 --append
is_status 4 "into tables with keys"
err_has 'has foreign keys that the database checks row by row' "a shard is refused"
drop_db
