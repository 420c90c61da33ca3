#!/usr/bin/env bash
# Ways in which rows refer to rows, in SQLite: bells, turns, everyone once, trees,
# tenants that never mix, tuples. tests/db has it in PostgreSQL and MariaDB.
. "$(dirname "$0")/../lib/lib.sh"
. tests/lib/relations.sh

profile=tests/db/profiles/relations.yaml
db=$T/relations.sqlite
rows() { sqlite3 "$db" "$1"; }
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" "$@"; }
digests()
{
	sqlite3 :memory: "select json_extract(value, '\$.name') || json_extract(value, '\$.digest') from json_each(readfile('$1'), '\$.tables')"
}

run_cmd "$SEEDMILL" load "$profile" --to null: -j 1 --report "$T/want.json"
load -j 3 --chunk-rows 100 --verify digest --report "$T/r.json"
is_status 0 "it loads"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" \
	"and the rows do not depend on threads or chunks"
is_equal "$(rows 'pragma foreign_key_check')" '' "SQLite finds no orphan"
relations created 1
load --append --verify digest
is_status 0 "--append goes on"
is_equal "$(rows 'pragma foreign_key_check')" '' "without an orphan"
relations appended 2
load --clean --force --verify digest --report "$T/r.json"
is_status 0 "--clean begins anew, with rows that point to themselves"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "and gives the first rows again"

# ---- the same sides, more tuples -----------------------------------------------
cat >"$T/more.yaml" <<'Y'
version: 1
name: more
seed: 3
tables:
  - {name: s, rows: 30, primary_key: [id], columns: [{name: id, serial: {}}]}
  - {name: c, rows: 20, primary_key: [id], columns: [{name: id, serial: {}}]}
  - name: e
    pairs: {of: [s, c], density: 0.4}
    primary_key: [id]
    indexes: [{columns: [s_id, c_id], unique: true}]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: s_id, pair: {of: s}}
      - {name: c_id, pair: {of: c}}
Y
db=$T/more.sqlite profile=$T/more.yaml
load
is_status 0 "two fifths of all tuples"
load --append --table e
is_status 0 "and two fifths more"
is_equal "$(rows 'select count(*), count(distinct s_id || "." || c_id) from e')" '480|480' \
	"are others"
load --append --table e
is_status 3 "a third time there are not enough"
err_has '240 different tuples are wanted behind the 480 that are there, of 600' "and it says so"
is_equal "$(rows 'select count(*) from e')" 480 "before anything is written"
load --append
is_status 0 "new sides"
is_equal "$(rows 'select count(*), min(s_id) from e where id > 480')" '240|31' \
	"have tuples of their own"

# ---- keys that hold the tenant, too ---------------------------------------------
cat >"$T/keys.yaml" <<'Y'
version: 1
name: keys
seed: 3
tables:
  - {name: tenants, rows: 30, primary_key: [id], columns: [{name: id, type: bigint, serial: {}}]}
  - name: users
    per: {table: tenants, min: 1, max: 9}
    primary_key: [tenant_id, no]
    columns: [{name: tenant_id, type: bigint, parent: {}}, {name: no, type: int, ordinal: {}}]
  - name: boards
    per: {table: tenants, min: 0, max: 3}
    primary_key: [tenant_id, no]
    columns: [{name: tenant_id, type: bigint, parent: {}}, {name: no, type: int, ordinal: {}}]
  - name: tasks
    rows: 900
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: tenant_id, type: bigint, ref: {table: tenants}}
      - {name: user_no, type: int, ref: {table: users, columns: [no, tenant_id], same: tenant_id}}
      - {name: board_no, type: int, nulls: 0.2, ref: {table: boards, columns: [no, tenant_id], same: tenant_id}}
Y
db=$T/keys.sqlite profile=$T/keys.yaml
load --verify digest
is_status 0 "two keys of two columns may have one of them in common"
out_has 'tasks\(tenant_id, user_no\) -> users\(tenant_id, no\) +0 +ok' "which is the tenant"
out_has 'tasks\(tenant_id, board_no\) -> boards\(tenant_id, no\) +0 +ok' "of both"
is_equal "$(rows 'pragma foreign_key_check')" '' "SQLite finds no orphan"
is_equal "$(rows 'select count(*) > 300 from tasks join boards b using (tenant_id) where
	b.no = board_no')" 1 "and most tasks have a board"
load --append --table tasks
is_status 0 "more rows for the tenants that are there"
is_equal "$(rows 'pragma foreign_key_check')" '' "do not mix them either"

# ---- two sides of 10^9 rows ----------------------------------------------------
sed 's/rows: [23]0,/rows: 1000000000,/; s/density: 0.4/rows: 100000/' "$T/more.yaml" >"$T/huge.yaml"
run_cmd with_timeout 60 "$SEEDMILL" gen "$T/huge.yaml" --table e --out "$T/huge"
is_status 0 "sides may have 10^9 rows"
is_equal "$(cut -f2- "$T/huge/e.copy" | sort -u | wc -l)" 100000 \
	"and no tuple comes twice"

# ---- what is refused, and how to go on -----------------------------------------
profile=tests/db/profiles/relations.yaml
refused()
{
	sed "$1" "$profile" >"$T/bad.yaml"
	run_cmd "$SEEDMILL" plan "$T/bad.yaml"
	is_status 3 "$3"
	err_has "$2" "and says why, or what to do"
}
refused '/name: flights/,/rows/s/rows: 4000/rows: 39/' 'give the table at least 40 rows' \
	"fewer rows than parents that each want one are refused"
refused 's/fanout: 4, depth: 6/fanout: 4, depth: 4/' 'room for 255' \
	"trees of too few levels are refused"
refused 's/board_id, type: bigint, nulls: 0.2,/board_id, type: bigint,/' 'min: 1' \
	"a tenant that may have nothing to refer to is refused"
refused 's/min: 1, max: 9}/min: 0, max: 9}/' 'min: 1' "a column that cannot be NULL, too"
refused '/name: projects/,/columns/s/per: .*/rows: 40/; s/parent: {}}/ref: {table: tenants}}/' \
	'with per:' "rows that do not stand together are refused"
refused 's/rows: 1600/rows: 1601/' 'there are 1,600' "more tuples than there are, too"
refused '/primary_key: \[from_id/s/, to_id//' 'must be unique, and pair cannot promise that' \
	"one side of a tuple is no key"
