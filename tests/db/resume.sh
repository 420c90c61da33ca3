#!/usr/bin/env bash
# A load that is killed at any moment is finished by --resume, nothing twice.
. "$(dirname "$0")/../lib/db.sh"

ARGS=(--scale 60 --chunk-rows 4000 --connections 2 -j 2)
KILLS=${KILLS:-5}

"$SEEDMILL" load profiles/shop.yaml --to null: "${ARGS[@]}" --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

# Start a load, kill it after a while; say whether it had not finished.
killed()
{
	"$SEEDMILL" load profiles/shop.yaml --to "$1" "${ARGS[@]}" --resume --lock-wait 60 -q >/dev/null 2>"$T/kill.err" &
	local pid=$!

	sleep "$2"
	kill -9 $pid 2>/dev/null || { wait $pid; return 1; }
	wait $pid 2>/dev/null
	return 0
}

# A server that is making a key for the one that was killed notices when that is done.
finish()
{
	run_cmd with_timeout 120 "$SEEDMILL" load profiles/shop.yaml --to "$1" "${ARGS[@]}" --resume --lock-wait 60 --report "$T/r.json"
	is_status 0 "$2: --resume finishes"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$2: the digests are those of a run left in peace"
	run_cmd with_timeout 120 "$SEEDMILL" verify profiles/shop.yaml --to "$1" "${ARGS[@]}"
	is_status 0 "$2: verify reads the same back"
}

# ---- PostgreSQL ---------------------------------------------------------------------
new_db resume
n=0
for i in $(seq "$KILLS"); do
	killed "$DB" "0.$((RANDOM % 6 + 2))" && n=$((n + 1))
done
if [ "$n" -gt 0 ]; then ok "PostgreSQL: killed $n times in the middle"; else not_ok "PostgreSQL: killed in the middle" "it was always done before"; fi
finish "$DB" PostgreSQL
is_equal "$(sql "select count(*) from seedmill_chunk")" 0 "PostgreSQL: chunk rows are gone"
is_equal "$(sql "select count(*) from seedmill_run")" 1 "PostgreSQL: one run row is left"
is_equal "$(sql "select count(*) from pg_constraint where contype = 'f' and convalidated")" 4 "PostgreSQL: keys are there and valid"

# ---- a half-done run is nobody else's ------------------------------------------------
drop_db
new_db resume
# until some chunk is there
for _ in 1 2 3 4 5 6 7 8; do
	killed "$DB" 0.5
	[ "$(sql "select count(*) from pg_tables where tablename = 'seedmill_chunk'")" = 1 ] &&
		[ "$(sql "select count(*) from seedmill_chunk")" -gt 0 ] && break
done
rows=$(sql "select count(*) from customers")
for other in "--seed 7" "--scale 61" "--chunk-rows 5000" "--as-of 2025-01-01"; do
	# shellcheck disable=SC2086
	run_cmd with_timeout 60 "$SEEDMILL" load profiles/shop.yaml --to "$DB" "${ARGS[@]}" --resume $other
	is_status 4 "$other: another run is not this one's to finish"
	word=${other%% *}; word=${word#--}
	case $word in scale) word=rows ;; chunk-rows) word='chunk rows' ;; as-of) word=as_of ;; esac
	err_has "$word" "$other: says what differs"
done
run_cmd with_timeout 60 "$SEEDMILL" load profiles/shop.yaml --to "$DB" "${ARGS[@]}"
is_status 4 "without --resume the unfinished run is not touched"
err_has '--resume' "and the way to finish it is said"
err_has '--clean' "and the way to remove it"
is_equal "$(sql "select count(*) from customers")" "$rows" "no row came or went"
finish "$DB" "after refusals"

# ---- Ctrl-C --------------------------------------------------------------------------------
drop_db
new_db resume
"$SEEDMILL" load profiles/shop.yaml --to "$DB" "${ARGS[@]}" >"$T/int.out" 2>"$T/int.err" &
pid=$!
sleep 0.6
kill -INT $pid
wait $pid
is_equal $? 130 "SIGINT ends with 130"
text_has "$(cat "$T/int.err")" '--resume' "and says how to resume"
finish "$DB" "after SIGINT"
drop_db

# ---- an existing SQLite file ------------------------------------------------------------------
file=$T/old.sqlite
sqlite3 "$file" "create table mine(a int); insert into mine values (7)"
n=0
for i in $(seq "$KILLS"); do
	killed "sqlite:$file" "0.$((RANDOM % 4 + 1))" && n=$((n + 1))
done
if [ "$n" -gt 0 ]; then ok "SQLite: killed $n times in the middle"; else not_ok "SQLite: killed in the middle" "it was always done before"; fi
finish "sqlite:$file" SQLite
is_equal "$(sqlite3 "$file" "select a from mine; select count(*) from seedmill_chunk; select count(*) from seedmill_run; pragma integrity_check")" "7
0
1
ok" "SQLite: the file is whole, one run row is left, nobody else's table changed"

# ---- a new SQLite file is there when it is whole, and not before --------------------------------
file=$T/new.sqlite
killed "sqlite:$file" 0.3
[ -e "$file" ] && not_ok "SQLite: a killed load leaves no file" || ok "SQLite: a killed load leaves no file"
finish "sqlite:$file" "a new SQLite file"
is_equal "$(find "$T" -name 'new.sqlite?*' | wc -l)" 0 "and nothing is left beside it"

# ---- Ctrl-C while the server makes us wait ----------------------------------------------------
new_db resume
sql "create table customers(id bigint primary key, first_name text, last_name text, email text, tier text, referrer_id bigint, created_at timestamptz)"
{ echo "begin; lock table customers in access exclusive mode;"; sleep 20; } | "$PSQL" -qX "$DB" >/dev/null 2>&1 &
holder=$!
sleep 0.5
"$SEEDMILL" load profiles/shop.yaml --to "$DB" -q >"$T/int.out" 2>"$T/int.err" &
pid=$!
sleep 1
kill -INT $pid
for _ in $(seq 30); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
fails "a blocked load ends within 3 s of SIGINT" kill -0 $pid
wait $pid
is_equal $? 130 "and with 130"
kill $holder 2>/dev/null
drop_db

# ---- Ctrl-C while nobody answers ------------------------------------------------------------
postmaster=$(head -1 "$PGDIR/data/postmaster.pid")
kill -STOP "$postmaster"
"$SEEDMILL" load profiles/shop.yaml --to "$PGURL" -q >"$T/int.out" 2>"$T/int.err" &
pid=$!
sleep 1
kill -INT $pid
for _ in $(seq 20); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
fails "connecting ends within 2 s of SIGINT" kill -0 $pid
kill -CONT "$postmaster"
wait $pid
is_equal $? 130 "and with 130"
