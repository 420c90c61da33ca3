#!/usr/bin/env bash
# pgbench runs on what the pgbench profile makes.
. "$(dirname "$0")/../lib/db.sh"

new_db bench
run_cmd with_timeout 120 "$SEEDMILL" load profiles/pgbench.yaml --scale 2 --to "$DB"
is_status 0 "pgbench at scale 2 loads"
is_equal "$(sql "select count(*) from pgbench_accounts")" 200000 "200,000 accounts"
is_equal "$(sql "select count(*) from pgbench_tellers")" 20 "20 tellers"
is_equal "$(sql "select count(*) from pgbench_accounts where bid <> (aid - 1) / 100000 + 1")" 0 "accounts are at pgbench's branches"
holds "pgbench -S -n runs on it" "$PGBIN/pgbench" -S -n -t 200 "$DB"
holds "plain pgbench -n runs on it" "$PGBIN/pgbench" -n -t 200 "$DB"
is_equal "$(sql "select count(*) from pgbench_history")" 200 "and wrote its history"
is_equal "$(sql "select (select sum(abalance) from pgbench_accounts) = (select sum(delta) from pgbench_history)")" t "and its balances add up"
drop_db
