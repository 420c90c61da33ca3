#!/usr/bin/env bash
# A profile of forty tables that uses every relation, in MySQL or MariaDB:
# tests/lib/forty.sh has the claims and the SQL that proves each.
. "$(dirname "$0")/../lib/mydb.sh"
. tests/lib/forty.sh

rows() { my "$1"; }

# CHECK TABLE reads every index; foreign keys are asked in SQL, as no server checks
# them again by itself.
valid()
{
	local tables

	tables=$(my "select group_concat(concat(char(96), table_name, char(96))) from
		information_schema.tables where table_schema = database() and
		table_name not like 'seedmill%'")
	is_equal "$(my "check table $tables extended" | grep -c '|status|OK$')" 42 \
		"mysql: CHECK TABLE finds all tables in order"
	is_equal "$(my "check table $tables extended" | grep -vc '|status|OK$')" 0 \
		"mysql: and says nothing else"
	is_equal "$(my "select count(*) from information_schema.referential_constraints
		where constraint_schema = database()")" 68 "mysql: there are 68 foreign keys"
	fails "mysql: an enum takes nothing but its labels" \
		my "update users set role = 'guest' where id = 1"
}

new_my
forty mysql
drop_my
