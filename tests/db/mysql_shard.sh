#!/usr/bin/env bash
# Shards into one MySQL database: three at once, one that is killed, one late.
. "$(dirname "$0")/../lib/mydb.sh"

SHOP=profiles/shop.yaml
new_my
URL=$MY
ask() { my "$1"; }
foreign_keys()
{
	my "select count(*) from information_schema.table_constraints
		where constraint_schema = database() and constraint_type = 'FOREIGN KEY'"
}
empty_tables()
{
	for table in $(cut -d ' ' -f 1 "$T/names"); do
		my "set foreign_key_checks = 0; delete from $table"
	done
	my "delete from seedmill_run"
}
. "$(dirname "$0")/../lib/shards.sh"
drop_my
