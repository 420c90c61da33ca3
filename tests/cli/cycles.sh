#!/usr/bin/env bash
# Tables that refer to each other, in SQLite: new files and files that are there.
. "$(dirname "$0")/../lib/lib.sh"

profile=tests/db/profiles/cycles.yaml
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" "$@"; }
digests()
{
	sqlite3 :memory: "select json_extract(value, '\$.name') || json_extract(value, '\$.digest') from json_each(readfile('$1'), '\$.tables')"
}
right()
{
	is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "$2: the digests are those of nowhere"
	is_equal "$(sqlite3 "$1" 'pragma foreign_key_check')" '' "$2: no key is broken"
	is_equal "$(sqlite3 "$1" 'select count(*) > 30 from departments where head_id is not null')" 1 "$2: departments have heads"
}

sed 's/, nulls: 0.1}/}/' "$profile" >"$T/never.yaml"
for profile in "$profile" "$T/never.yaml"; do
rm -rf "$T"/*.db "$T/files"
load --to null: --report "$T/want.json"
load --to "sqlite:$T/new.db" --verify digest --report "$T/r.json"
is_status 0 "a new file"
right "$T/new.db" new
sqlite3 "$T/there.db" 'create table other (x)'
load --to "sqlite:$T/there.db" --chunk-rows 200 --verify digest --report "$T/r.json"
is_status 0 "a file that is there"
right "$T/there.db" there
load --to "sqlite:$T/there.db" --clean --chunk-rows 200 --verify digest --report "$T/r.json"
is_status 0 "with the tables and their keys there"
right "$T/there.db" "live keys"
run_cmd "$SEEDMILL" plan "$profile"
out_has 'departments.head_id points to people in a cycle' "plan says which reference waits"
run_cmd "$SEEDMILL" gen "$profile" --out "$T/files"
is_status 0 "files are written"
done

# a key that the profile does not follow is off while rows come in, too
cat >"$T/more.yaml" <<'END'
version: 1
name: more
tables:
  - name: dep
    rows: 10
    primary_key: [id]
    columns:
      - {name: id, serial: {}}
      - {name: head, ref: {table: emp}, nulls: 0.2}
      - {name: x, int: {min: 1, max: 9}}
  - name: emp
    rows: 30
    primary_key: [id]
    columns:
      - {name: id, serial: {}}
      - {name: dep, ref: {table: dep}}
END
profile=$T/more.yaml
sqlite3 "$T/more.db" 'create table other (id integer primary key);
	create table dep (id integer primary key, head int references emp (id),
		x int references other (id));
	create table emp (id integer primary key, dep int not null references dep (id))'
load --to "sqlite:$T/more.db"
is_status 10 "rows that break a key of the file are no success"
err_has 'dep: 10 rows refer to no row of other by a foreign key of the file' "and told"
err_has '--clean' "with the way on"
sqlite3 "$T/more.db" "with recursive n(i) as (values (1) union all select i + 1 from n where i < 9) insert into other select i from n"
load --to "sqlite:$T/more.db" --clean
is_status 0 "they may point to rows that are there"
