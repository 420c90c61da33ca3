#!/usr/bin/env bash
# Shards into one PostgreSQL database: three at once, one that is killed, one late.
. "$(dirname "$0")/../lib/db.sh"

SHOP=profiles/shop.yaml
new_db shard
URL=$DB
ask() { sql "$1"; }
foreign_keys() { sql "select count(*) from pg_constraint where contype = 'f'"; }
empty_tables()
{
	for table in $(cut -d ' ' -f 1 "$T/names"); do
		sql "truncate $table cascade" >/dev/null
	done
	sql "delete from seedmill_run"
}
. "$(dirname "$0")/../lib/shards.sh"
drop_db
