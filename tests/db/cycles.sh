#!/usr/bin/env bash
# Tables that refer to each other, in PostgreSQL: keys made after the rows, and
# keys that are there and live, where a second pass fills what had to wait.
. "$(dirname "$0")/../lib/db.sh"

profile=tests/db/profiles/cycles.yaml
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" "$@"; }
right()
{
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$1: the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "$1: no orphan"
	is_equal "$(sql "select count(*) filter (where head_id is not null) > 30 from departments")" t "$1: departments have heads"
	is_equal "$(sql "select count(*), bool_and(convalidated) from pg_constraint where contype = 'f'")" '3|t' "$1: all keys are valid"
}

load --to null: --report "$T/want.json"
is_status 0 "a cycle with a column that may be NULL is a plan"
digests "$T/want.json" >"$T/want"

new_db cycles
load --to "$DB" --verify digest --report "$T/r.json"
is_status 0 "created tables are filled"
right created

load --to "$DB" --clean --chunk-rows 100 --connections 3 --verify digest --report "$T/r.json"
is_status 0 "and with their keys there: a second pass"
err_has 'filling the late references of departments' "which is told"
right live

sql "delete from people where id = 3000" 2>/dev/null
load --to "$DB" --clean --verify digest --report "$T/r.json"
is_status 0 "and again"

sql "create view seen as select * from people; create table audit (person bigint references people on delete cascade)"
load --to "$DB" --clean --verify digest --report "$T/r.json"
is_status 0 "where TRUNCATE may not, rows are let go of first"
is_equal "$(orphans "$T/r.json")" 0 "no orphan"
sql "drop table audit"

# killed between the passes: the second begins anew
"$SEEDMILL" load "$profile" --to "$DB" --clean --chunk-rows 50 --rows people=60000 >"$T/out" 2>"$T/err" &
pid=$!
for _ in $(seq 200); do
	grep -q 'filling the late' "$T/err" && break
	kill -0 "$pid" 2>/dev/null || break
	sleep 0.02
done
kill -9 "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
load --to "$DB" --chunk-rows 50 --rows people=60000 --resume --lock-wait 20 --verify digest --report "$T/r.json"
is_status 0 "killed in the second pass, it is resumed"
is_equal "$(sql "select count(*) filter (where head_id is not null) > 30, count(*) from departments")" 't|40' "and departments have heads"

# whoever drops updates would leave NULLs in rows that count as there
sql "create function no() returns trigger language plpgsql as 'begin return null; end';
	create trigger no before update on departments for each row execute function no()"
load --to "$DB" --clean
is_status 9 "a trigger that drops the updates of the second pass fails the run"
err_has 'departments: late references of .* rows were to be filled in, the database did so for 0' "and it is told"
is_equal "$(sql "select count(*) from departments where head_id is not null")" 0 "nothing is filled in"
keys=$(sql "select string_agg(format('alter table %s drop constraint %I;', conrelid::regclass, conname), ' ') from pg_constraint where contype = 'f'")
sql "drop trigger no on departments; $keys"
load --to "$DB" --resume --verify digest --report "$T/r.json"
is_status 0 "resumed when its keys are gone"
is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "late references are filled all the same"
load --to "$DB" --clean --verify digest --report "$T/r.json"
is_status 0 "and without keys there is no second pass"
err_lacks 'filling the late' "of which is told"
drop_db

new_db notnull
sed 's/, nulls: 0.1}/}/' "$profile" >"$T/never.yaml"
run_cmd "$SEEDMILL" plan "$T/never.yaml" --to "$DB"
is_status 0 "a cycle of which nothing can be NULL is a plan"
out_has 'no reference of the cycle departments -> people -> departments can be NULL' "that spells it out"
profile=$T/never.yaml
load --to null: --report "$T/want.json"
digests "$T/want.json" >"$T/want"
load --to "$DB" --verify digest --report "$T/r.json"
is_status 0 "tables that are made are filled"
right 'never NULL, created'
before=$(sql "select sum(head_id) from departments")
load --to "$DB" --clean
is_status 8 "where the keys are live, it is refused"
err_has 'a cycle: departments -> people -> departments' "is spelled out"
err_has 'let departments.head_id be NULL' "with the way out"
is_equal "$(sql "select sum(head_id) from departments")" "$before" "and nothing was deleted"
drop_db
