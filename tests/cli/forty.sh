#!/usr/bin/env bash
# A profile of forty tables that uses every relation, in SQLite: tests/lib/forty.sh
# has the claims and the SQL that proves each. tests/db has PostgreSQL and MariaDB.
. "$(dirname "$0")/../lib/lib.sh"
. tests/lib/forty.sh

db=$T/forty.sqlite
rows() { sqlite3 -bail "$db" "$1"; }
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$@" --to "sqlite:$db"; }
digests()
{
	sqlite3 -separator ' ' :memory: "
		select json_extract(value, '\$.name'), json_extract(value, '\$.digest')
		from json_each(readfile('$1'), '\$.tables') order by 1"
}
orphans()
{
	sqlite3 :memory: "select sum(json_extract(value, '\$.orphans'))
		from json_each(readfile('$1'), '\$.references')"
}

valid()
{
	is_equal "$(rows 'pragma foreign_key_check')" '' "sqlite: foreign_key_check finds nothing"
	is_equal "$(rows 'pragma integrity_check')" ok \
		"sqlite: integrity_check finds every CHECK, NOT NULL and unique index in order"
	is_equal "$(rows "select count(distinct m.name || ' ' || f.id) from sqlite_master m,
		pragma_foreign_key_list(m.name) f where m.type = 'table'")" 68 \
		"sqlite: of 68 foreign keys"
	fails "sqlite: an enum takes nothing but its labels" \
		rows "update users set role = 'guest' where id = 1"
}

forty sqlite

run_cmd "$SEEDMILL" plan profiles/forty.yaml
is_status 0 "the plan can be read"
is_equal "$(grep -cE '^[a-z_]+ +[0-9,]+ +[0-9.]+ k?B +1$' <<<"$out")" 40 "with forty tables"
out_has '^  agent_shifts: \(day, desk\) is drawn jointly, so that it is unique$' "what is drawn jointly"
out_has '^  departments.head_id points to users in a cycle of references' "and the cycle"
