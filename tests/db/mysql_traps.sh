#!/usr/bin/env bash
# What has gone wrong for other loaders: streams that break off, settings of the
# server that change what a statement means, columns that keep less than they
# were given. Each case ends with every row as planned, or with a refusal and
# nothing changed.
. "$(dirname "$0")/../lib/mydb.sh"

globals="sql_mode time_zone autocommit character_set_server init_connect
	transaction_isolation max_allowed_packet foreign_key_checks"
saved=$T/globals
for name in $globals; do
	for try in "$name" "tx_${name#transaction_}"; do
		value=$(my_sql mysql "select concat('set global $try = ', if(@@global.$try regexp '^[0-9]+\$', @@global.$try, quote(@@global.$try)))" 2>/dev/null) || continue
		printf '%s;\n' "$value"
		break
	done
done >"$saved"
restore() { my_sql mysql "$(cat "$saved")"; }
trap 'restore; lib_end' EXIT
is_equal "$(wc -l <"$saved")" 8 "the server's settings can be put back"

# fits CLAIM: of the last load, with --report "$T/r.json" and --verify digest:
# all is there as planned, or it was refused and nothing changed since $before.
fits_or_refused()
{
	case $status in
	0) ok "$1: loaded, and read back the same" ;;
	4 | 8 | 9)
		is_equal "$(my_state)" "$before" "$1: refused, and nothing changed" ;;
	*) not_ok "$1: loaded or refused" "$(last_run)" ;;
	esac
}

# ---- values and names that mean something to somebody ------------------------------
cat >"$T/odd.yaml" <<'YAML'
version: 1
name: odd
tables:
  - name: "tick` \"quote\" 'one' é\\n"
    rows: 100
    primary_key: ["the key"]
    columns:
      - {name: "the key", type: bigint, serial: {}}
      - {name: "select", type: text, pick: {values: ["\t", "\n", "\r\n", "\\", "\\N", "\\\\N", "'", "''", "\"", "`", "\x1a", "%_", "", " ", "x ", "NULL", "\\0", "\\'", "; drop table t; --", "/* */", "@v", "\U0001F600", "e\u0301", "\uFEFF"]}}
      - {name: "a`b", type: bytes, bytes: {min: 0, max: 60}}
      - {name: "new line; --", type: int, int: {min: -5, max: 5}, nulls: 0.3}
      - {name: "ends\\", type: "varchar(5)", pick: {values: ["\\", "a\\", "\U0001F600\U0001F600", "tab\t"]}}
      - {name: "Ünï", type: date, date: {from: "0001-01-01", to: "9999-12-31"}}
  - name: Orders
    rows: 10
    columns:
      - {name: id, type: bigint, ref: {table: "tick` \"quote\" 'one' é\\n"}}
YAML
run_cmd "$SEEDMILL" load "$T/odd.yaml" --to null: --report "$T/want.json" -q
digests "$T/want.json" >"$T/want"
is_equal "$(wc -l <"$T/want")" 2 "odd names and values make a plan"

# One mode after the other, the last being what an old application may have set.
while IFS='|' read -r name setting; do
	for how in "--connections 2 --chunk-rows 30" "--no-local-infile"; do
		my_sql mysql "${setting:-do 0}"
		new_my "character set latin1"
		# shellcheck disable=SC2086
		load "$T/odd.yaml" $how --verify digest --report "$T/r.json"
		is_status 0 "$name, $how: loads, and reads the same back"
		is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$name, $how: the digests are the same"
		is_equal "$(my "select count(*) from \`Orders\`")" 10 "$name, $how: every row is committed"
		drop_my
		restore
	done
done <<'CASES'
as it is|
no backslash escapes|set global sql_mode = 'NO_BACKSLASH_ESCAPES'
ANSI|set global sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,NO_AUTO_VALUE_ON_ZERO'
nothing strict|set global sql_mode = ''
another zone and set|set global time_zone = '+05:30'; set global character_set_server = latin1
no commit by itself|set global autocommit = 0; set global transaction isolation level serializable
small packets|set global max_allowed_packet = 65536
CASES

# ---- a stream that breaks off -----------------------------------------------------------
# The client library ends the stream in order before it looks whether its source
# failed: what was sent by then would be committed.
new_my
"$SEEDMILL" load profiles/shop.yaml --to "$MY" --scale 60 --chunk-rows 100000000 --connections 1 -q >"$T/int.out" 2>"$T/int.err" &
pid=$!
for _ in $(seq 400); do
	[ "$(my "select count(*) from information_schema.processlist where db = database() and info like 'load data%order_lines%'")" = 1 ] && break
	kill -0 $pid 2>/dev/null || break
done
kill -INT $pid
wait $pid
is_equal $? 130 "SIGINT in the middle of a stream ends with 130"
is_equal "$(my "set session transaction isolation level read uncommitted; select count(*) from order_lines")" 0 "and no row of the stream is there"
drop_my

# ---- several loaders, one empty table --------------------------------------------------
# InnoDB's bulk insert locks an empty table for one loader, and may lose rows.
cat >"$T/wide.yaml" <<'YAML'
version: 1
name: wide
tables:
  - name: wide
    rows: 30000
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
      - {name: n, type: int, int: {min: 1, max: 1000000}, unique: true}
      - {name: t, type: "varchar(100)", text: {}}
YAML
while IFS='|' read -r name table; do
	new_my
	[ -z "$table" ] || my "$table"
	load "$T/wide.yaml" --connections 3 --chunk-rows 2000 --verify digest
	is_status 0 "$name: three loaders fill it, and it reads the same back"
	is_equal "$(my "select count(*), count(distinct id), count(distinct n) from wide")" "30000|30000|30000" "$name: every row is there once"
	is_equal "$(my "check table wide" | cut -d '|' -f 4)" OK "$name: CHECK TABLE finds no fault"
	drop_my
done <<'CASES'
a table of ours|
a table that is there|create table wide(id bigint primary key, n int not null, t varchar(100) not null, unique key (n))
AUTO_INCREMENT|create table wide(id bigint auto_increment primary key, n int not null, t varchar(100) not null)
CASES

# A trigger that sleeps once a chunk: do two loaders sleep at the same time?
new_my
my "create table wide(id bigint primary key, n int not null, t varchar(100) not null);
	create trigger slow before insert on wide for each row
	set new.t = concat(new.t, left(sleep(if(new.id % 10000 = 5000, 1, 0)), 0))"
"$SEEDMILL" load "$T/wide.yaml" --to "$MY" --connections 3 --chunk-rows 10000 -q >"$T/bg.out" 2>"$T/bg.err" &
pid=$!
most=0
while kill -0 $pid 2>/dev/null; do
	n=$(my "select count(*) from information_schema.processlist where db = database() and state = 'User sleep'")
	[ "$n" -gt "$most" ] && most=$n
done
wait $pid
is_equal $? 0 "slow loaders fill an empty table"
is_equal "$((most >= 2))" 1 "and do not wait for each other"
drop_my

# ---- columns that keep less, and triggers ---------------------------------------------------
cat >"$T/keep.yaml" <<'YAML'
version: 1
name: keep
tables:
  - name: keep
    rows: 300
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {start: 0}}
      - {name: w, type: "varchar(20)", pick: {values: ["plain", "ünï", "日本語", "\U0001F600"]}}
      - {name: d, type: "numeric(10,3)", decimal: {min: 0, max: 1000}}
      - {name: f, type: double, decimal: {min: "-1000.12345", max: "1000.12345"}}
      - {name: at, type: timestamp, timestamp: {from: "1980-01-01", to: "2030-01-01", precision: micro}}
      - {name: ok, type: bool, bool: {}}
      - {name: b, type: bytes, bytes: {min: 0, max: 40}}
YAML
keep="create table keep(id bigint primary key, w varchar(20) character set utf8mb4 not null,
	d decimal(10,3) not null, f double not null, at datetime(6) not null,
	ok tinyint(1) not null, b varbinary(40) not null)"
while IFS='|' read -r name change want; do
	for how in "" "--no-local-infile"; do
		new_my
		my "$keep; $change"
		before=$(my_state)
		# shellcheck disable=SC2086
		load "$T/keep.yaml" --verify digest $how
		if [ -n "$want" ]; then
			is_status "$want" "$name $how: status $want"
		fi
		fits_or_refused "$name $how"
		drop_my
	done
done <<'CASES'
as wide as needed|do 0|0
latin1|alter table keep modify w varchar(20) character set latin1 not null|
three-byte UTF-8|alter table keep modify w varchar(20) character set utf8mb3 not null|
a shorter decimal|alter table keep modify d decimal(10,2) not null|
float|alter table keep modify f float not null|
no fractions of a second|alter table keep modify at datetime not null|
timestamp|alter table keep modify at timestamp(6) not null default current_timestamp(6)|0
timestamp, no fractions|alter table keep modify at timestamp not null default current_timestamp|
bit|alter table keep modify ok bit(1) not null|
fewer bytes|alter table keep modify b varbinary(30) not null|8
padded bytes|alter table keep modify b binary(40) not null|
a year|alter table keep modify d year not null|8
a set|alter table keep modify w set('plain') not null|8
a key that starts with 0|alter table keep modify id bigint auto_increment|
stored and virtual columns|alter table keep add v int as (id + 1), add s int as (id + 2) stored, add index (v)|0
CASES

new_my
my "$keep; create table log(what varchar(9), id bigint) engine = InnoDB;
	create trigger added after insert on keep for each row insert into log values ('insert', new.id);
	create trigger gone after delete on keep for each row insert into log values ('delete', old.id)"
load "$T/keep.yaml" --verify digest
is_status 0 "a table with triggers is filled"
is_equal "$(my "select what, count(*), count(distinct id) from log group by what")" "insert|300|300" "each row was inserted once, and none replaced"
drop_my

new_my
my "$keep; create trigger rounds before insert on keep for each row set new.d = 1"
load "$T/keep.yaml" --verify digest
is_status 10 "a trigger that changes what rows hold is found out"
drop_my

# ---- keys that see less than bytes ------------------------------------------------------
cat >"$T/fold.yaml" <<'YAML'
version: 1
name: fold
tables:
  - name: fold
    rows: 2
    primary_key: [code]
    columns:
      - {name: code, type: "varchar(10)", template: {text: "{w}{n}"}, unique: true}
      - {name: w, type: "varchar(3)", constant: {value: a}}
      - {name: n, type: int, serial: {}}
YAML
new_my
my "create table fold(code varchar(10) character set utf8mb4 collate utf8mb4_general_ci not null primary key, w varchar(3) not null, n int not null)"
before=$(my_state)
load "$T/fold.yaml" --verify digest
fits_or_refused "a key that folds case"
drop_my
