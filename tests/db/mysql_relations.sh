#!/usr/bin/env bash
# Ways in which rows refer to rows, in MySQL or MariaDB: tests/lib/relations.sh,
# in tables that are made and in tables whose keys are live.
. "$(dirname "$0")/../lib/mydb.sh"
. tests/lib/relations.sh

profile=tests/db/profiles/relations.yaml
rows() { my "$1"; }

run_cmd "$SEEDMILL" load "$profile" --to null: --report "$T/want.json"
new_my
# A table of somebody else's that could refer to one whose root points to itself.
stranger() { my "create table stranger (unit bigint, foreign key (unit) references units (id))"; }
for how in "-j 1 --connections 1" "--clean -j 3 --connections 3 --chunk-rows 100"; do
	# shellcheck disable=SC2086
	load "$profile" $how --verify digest --report "$T/r.json"
	is_status 0 "$how: loads"
	is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" \
		"$how: the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "$how: no orphan"
	[ "$how" != "${how#--clean}" ] || stranger
done
relations created 1
load "$profile" --append
is_status 0 "--append goes on"
relations appended 2

# ---- --clean of rows that point to themselves ------------------------------------
my "create trigger late after delete on units for each row insert into stranger
	select old.id from dual where old.id = 1"
load "$profile" --table units --clean
is_status 4 "who comes to refer to such a row while it is deleted is seen"
err_has 'rows of stranger have come to refer to units' "and named"
is_equal "$(my "select count(*) from units")|$(my "select count(*) from stranger")" "242|0" \
	"and all is as it was"
my "drop trigger late"
my "insert into stranger values (1)"
load "$profile" --table units --clean
is_status 4 "who does before is, too"
err_has '^seedmill: --clean cannot empty units: stranger refers to it' "and named"
my "delete from stranger"
load "$profile" --table units --clean
is_status 0 "with no such row they go"
is_equal "$(my "select count(*) from units")" 121 "and new ones come"
drop_my

# ---- --clean of a tree whose keys are in no order ----------------------------------
cat >"$T/tree.yaml" <<'TREE'
version: 1
name: tree
seed: 3
tables:
  - name: nodes
    rows: 60
    primary_key: [id]
    columns:
      - {name: id, type: bigint, int: {min: 1, max: 900}, unique: true}
      - {name: up, ref: {table: nodes, fanout: 2, root: self}}
TREE
new_my
load "$T/tree.yaml"
load "$T/tree.yaml" --clean --verify digest
is_status 0 "rows that hold each other by drawn keys go, too"
is_equal "$(my "select count(*) from nodes")" 60 "and new ones come"
my "create table stranger (node bigint, foreign key (node) references nodes (id))"
my "create trigger late after delete on nodes for each row insert into stranger
	select max(id) from nodes where not exists (select 1 from stranger)"
load "$T/tree.yaml" --clean
is_status 4 "not under somebody who comes to refer to them meanwhile"
is_equal "$(my "select count(*) from nodes")|$(my "select count(*) from stranger")" "60|0" \
	"and all is as it was"
drop_my
