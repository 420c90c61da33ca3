#!/usr/bin/env bash
# Tables that refer to each other, in MySQL or MariaDB: keys made after the rows,
# and keys that are there.
. "$(dirname "$0")/../lib/mydb.sh"

profile=tests/db/profiles/cycles.yaml

sed 's/, nulls: 0.1}/}/' "$profile" >"$T/never.yaml"
for profile in "$profile" "$T/never.yaml"; do
run_cmd "$SEEDMILL" load "$profile" --to null: --report "$T/want.json"
new_my
for how in "" "--clean --chunk-rows 100 --connections 3" "--clean --no-local-infile --chunk-rows 1000"; do
	# shellcheck disable=SC2086
	load "$profile" $how --verify digest --report "$T/r.json"
	is_status 0 "loads $how"
	is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "no orphan"
	is_equal "$(my "select count(*) > 30 from departments where head_id is not null")" 1 "departments have heads"
	is_equal "$(my "select count(*) from departments d left join people p on p.id = d.head_id where d.head_id is not null and p.id is null")" 0 "that are there"
done
drop_my
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
      - {name: id, type: int, serial: {}}
      - {name: head, type: int, ref: {table: emp}, nulls: 0.2}
      - {name: x, type: int, int: {min: 1, max: 9}}
  - name: emp
    rows: 30
    primary_key: [id]
    columns:
      - {name: id, type: int, serial: {}}
      - {name: dep, type: int, ref: {table: dep}}
END
new_my
my "create table other (id int primary key);
	create table emp (id int primary key, dep int not null);
	create table dep (id int primary key, head int, x int,
		foreign key (head) references emp (id),
		constraint to_other foreign key (x) references other (id));
	alter table emp add foreign key (dep) references dep (id)"
load "$T/more.yaml"
is_status 10 "rows that break a key of the database are no success"
err_has 'dep: 10 rows refer to no row of other by foreign key to_other' "and told"
my "insert into other values (1), (2), (3), (4), (5), (6), (7), (8), (9)"
load "$T/more.yaml" --clean
is_status 0 "they may point to rows that are there"
drop_my
