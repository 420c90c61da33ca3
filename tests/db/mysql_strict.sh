#!/usr/bin/env bash
# Tables that are already there: what fits is filled; what does not fit, or may
# not be done, is refused before a row is written; and what the server refuses
# in the middle is gone to the last row. No message shows what a row holds.
. "$(dirname "$0")/../lib/mydb.sh"

cat >"$T/p.yaml" <<'YAML'
version: 1
name: p
seed: 3
tables:
  - name: people
    rows: 50
    columns:
      - {name: id, serial: {}}
      - {name: name, words: {list: first_name}}
      - {name: mood, pick: {values: [sad, happy]}}
      - {name: boss_id, ref: {table: people, column: id}, nulls: 0.5}
  - name: visits
    rows: 200
    columns:
      - {name: id, serial: {}}
      - {name: person_id, ref: {table: people, column: id}}
      - {name: at, timestamp: {from: "-1y", to: now}}
YAML

good="create table people(id bigint auto_increment primary key, name varchar(40) not null,
  mood enum('sad', 'ok', 'happy') not null default 'ok', boss_id bigint,
  twice int generated always as (year(made) * 2) stored,
  made datetime(6) not null default current_timestamp(6),
  foreign key (boss_id) references people(id));
create table visits(id int auto_increment primary key, person_id bigint not null,
  at datetime(6) not null, note text, foreign key (person_id) references people(id));
create view seen as select * from visits;"

# What a case begins with, or the script is wrong.
made() { my "$1" || not_ok "the server takes: $1"; }

for how in "-j 1 --connections 1" "-j 2 --connections 3 --chunk-rows 7" "--no-local-infile"; do
	new_my
	made "$good"
	# shellcheck disable=SC2086
	load "$T/p.yaml" $how --verify digest
	is_status 0 "$how: existing tables are filled"
	is_equal "$(my "select count(*), sum(twice) = 2 * sum(year(made)) from people")" "50|1" "$how: generated columns are the server's"
	is_equal "$(my "select count(*) from visits v join people p on p.id = v.person_id")" 200 "$how: live foreign keys hold"
	my "insert into people(name) values ('next'); insert into visits(person_id, at) values (1, now())"
	is_equal "$(my "select max(p.id), max(v.id) from people p, visits v")" "51|201" "$how: AUTO_INCREMENT goes on after the rows"
	drop_my
done

# ---- seen before row 1 ----------------------------------------------------------------
# name | change to the good schema | exit | words of the message
while IFS='|' read -r name change code words; do
	new_my
	made "$good"
	made "$change"
	before=$(my_state)
	load "$T/p.yaml"
	is_status "$code" "$name: exit $code"
	err_has "$words" "$name: says so"
	is_equal "$(my_state)" "$before" "$name: the database is unchanged"
	is_equal "$(ledger_rows seedmill_run)/$(ledger_rows seedmill_chunk)" 0/0 "$name: the ledger is empty"
	drop_my
done <<'CASES'
a column is missing|alter table people change name nmae varchar(40) not null|8|Schema validation failed for people: column "name" does not exist.*did you mean "nmae"
a type does not fit|alter table people modify name date|8|Schema validation failed for people: .*name
too short|alter table people modify name varchar(1) not null|8|Schema validation failed for people: column name.*varchar.1.
too narrow|alter table visits modify id tinyint auto_increment|8|Schema validation failed for visits: column id.*tinyint
a label is not in the ENUM|alter table people modify mood enum('blue', 'happy') not null|8|Schema validation failed for people: column mood.*sad
a generated column|alter table people drop foreign key people_ibfk_1; alter table people drop boss_id; alter table people add boss_id bigint generated always as (year(made)) stored|8|Schema validation failed for people: .*generated
NOT NULL, but NULLs are made|alter table people drop foreign key people_ibfk_1; alter table people modify boss_id bigint not null|8|Schema validation failed for people: .*NOT NULL
a forgotten column|alter table people add extra int not null|8|Schema validation failed for people: .*extra
a unique key|alter table people add unique (mood)|8|Schema validation failed for people: column mood.*unique
a view|drop view seen; alter table visits rename v2; create view visits as select * from v2|8|Schema validation failed for visits: .*view
an engine without transactions|alter table visits drop foreign key visits_ibfk_1; alter table visits engine = MyISAM|8|visits.*(MyISAM|InnoDB)
rows are there|insert into people(name) values ('old')|4|people
CASES

# ---- who may not ------------------------------------------------------------------------
# name | grants | word of the message
while IFS='|' read -r name grants words; do
	new_my
	made "$good"
	my_user "u$$"
	grants=${grants//USER/u$$}
	my "${grants//NAME/$MYNAME}"
	before=$(my_state)
	MY=$MYUSER_URL load "$T/p.yaml"
	is_status 4 "$name: refused by a guard"
	err_has "$words" "$name: says which privilege"
	is_equal "$(my_state)" "$before" "$name: the database is unchanged"
	drop_my
done <<'CASES'
no INSERT|grant select, delete, update, create, drop, alter, index, references on NAME.* to USER|INSERT
no DELETE|grant select, insert, update, create, drop, alter, index, references on NAME.* to USER|DELETE
no CREATE|grant select, insert, update, delete on NAME.* to USER|CREATE
CASES

# ---- a server that takes nothing ---------------------------------------------------------
new_my
made "$good"
my_user "u$$"
my "grant all on $MYNAME.* to u$$"
before=$(my_state)
read_only=$(my "select @@global.read_only")
my "set global read_only = 1"
MY=$MYUSER_URL load "$T/p.yaml"
my "set global read_only = $read_only"
is_status 4 "a read-only server is refused by a guard"
err_has 'read.only' "and said to be one"
is_equal "$(my_state)" "$before" "nothing changed"

local_infile=$(my "select @@global.local_infile")
my "set global local_infile = 0"
load "$T/p.yaml"
is_status 4 "local_infile = OFF is refused by a guard"
err_has '--no-local-infile' "and the way without it is said"
is_equal "$(my_state)" "$before" "nothing changed"
load "$T/p.yaml" --no-local-infile
is_status 0 "which works"
my "set global local_infile = $local_infile"
drop_my

# ---- refused in the middle -----------------------------------------------------------------
cat >"$T/q.yaml" <<'YAML'
version: 1
name: q
tables:
  - name: q
    rows: 200
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: n, type: int, int: {min: 700100, max: 700299}, unique: true}
      - {name: word, type: varchar(20), constant: {value: ZEBRA77}}
YAML
table="create table q(id bigint primary key, n int not null, word varchar(20) not null, unique key n_once (n))"

# name | what makes the server refuse | words of the message
while IFS='|' read -r name change words; do
	for how in "--connections 1" "--no-local-infile"; do
		new_my
		made "$table; insert into q values (-1, -1, 'LION42'), (-2, -2, 'LION43')"
		made "${change//@/$'\n'}"
		before=$(my_state)
		# shellcheck disable=SC2086
		load "$T/q.yaml" --append $how
		is_status 9 "$name, $how: ends with 9"
		text_has "$(paste -sd ' ' <<<"$err")" "$words" "$name, $how: says where"
		err_lacks 'ZEBRA77|LION4|700[12]' "$name, $how: shows no value"
		is_equal "$(my_state)" "$before" "$name, $how: no row came, went or changed"
		is_equal "$(ledger_rows seedmill_run)/$(ledger_rows seedmill_chunk)" 0/0 "$name, $how: the ledger is empty"
		drop_my
	done
done <<'CASES'
a value that is there|insert into q values (-3, 700137, 'LION44')|q.*n_once
a CHECK|alter table q add constraint no_way check (conv(n * 3 % 1000, 10, 10) <> '411')|q.*no_way
a generated column that is too narrow|alter table q add tight tinyint as (if(n < 0, 0, n - 700150)) stored|q: the server refused.*1264
a trigger that refuses|delimiter //@create trigger no before insert on q for each row if new.n = 700137 then signal sqlstate '45000' set message_text = 'ZEBRA77 700137'; end if//|q.*45000
CASES

# A parent that is gone, when the child is loaded alone.
for how in "--connections 1" "--no-local-infile"; do
	new_my
	made "$good"
	load "$T/p.yaml" --table people
	my "set foreign_key_checks = 0; delete from people where id = 25"
	before=$(my_state)
	# shellcheck disable=SC2086
	load "$T/p.yaml" --table visits $how
	is_status 9 "a missing parent, $how: ends with 9"
	err_has 'visits.*(person_id|visits_ibfk_1)' "a missing parent, $how: names the key"
	is_equal "$(my_state)" "$before" "a missing parent, $how: no row is there"
	drop_my
done
