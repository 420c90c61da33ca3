#!/usr/bin/env bash
# A load that is killed, cut off or stopped at any moment ends with every row
# once: by its own second attempt, or by --resume.
. "$(dirname "$0")/../lib/mydb.sh"

SHOP=profiles/shop.yaml
ARGS=(--scale 4 --chunk-rows 1000 --connections 2 -j 2)
KILLS=${KILLS:-3}

"$SEEDMILL" load $SHOP --to null: "${ARGS[@]}" --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

# begin [ARGUMENT...]: a load in the background; $pid
begin()
{
	"$SEEDMILL" load $SHOP --to "$MY" "${ARGS[@]}" -q "$@" >"$T/bg.out" 2>"$T/bg.err" &
	pid=$!
}

# Until the first chunks are committed and some are still to come.
wait_for_chunks()
{
	for _ in $(seq 200); do
		[ "$(ledger_rows seedmill_chunk)" -ge "${1:-2}" ] && return 0
		kill -0 $pid 2>/dev/null || return 1
	done
	return 1
}

is_whole()
{
	run_cmd with_timeout 60 "$SEEDMILL" verify $SHOP --to "$MY" "${ARGS[@]}"
	is_status 0 "$1: verify reads every row once"
	is_equal "$(ledger_rows seedmill_chunk)/$(ledger_rows seedmill_run)" 0/1 "$1: one run row is left, no chunk row"
	is_equal "$(my "select count(*) from information_schema.table_constraints where constraint_schema = database() and constraint_type = 'FOREIGN KEY'")" 4 "$1: its foreign keys are there"
}

finish()
{
	load $SHOP "${ARGS[@]}" --resume --lock-wait 60 --report "$T/r.json"
	is_status 0 "$1: --resume finishes"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$1: the digests are those of a run left in peace"
	is_whole "$1"
}

# ---- the loader is killed ------------------------------------------------------------
for how in "" --no-local-infile; do
	new_my
	n=0
	for _ in $(seq "$KILLS"); do
		# shellcheck disable=SC2086
		begin --resume --lock-wait 60 $how
		# some more chunks than the one before left, of about a hundred
		wait_for_chunks $((n * 25 + RANDOM % 20 + 2)) &&
			kill -9 $pid 2>/dev/null && n=$((n + 1))
		wait $pid 2>/dev/null
	done
	is_equal "$n" "$KILLS" "killed $n times in the middle $how"
	finish "after kill -9 $how"
	drop_my
done

# ---- Ctrl-C ----------------------------------------------------------------------------
new_my
begin
wait_for_chunks || not_ok "a load is under way" "$(cat "$T/bg.err")"
kill -INT $pid
wait $pid
is_equal $? 130 "SIGINT ends with 130"
text_has "$(cat "$T/bg.err")" '--resume' "and says how to resume"
is_equal "$(my "select count(*) from information_schema.innodb_trx t join information_schema.processlist p on p.id = t.trx_mysql_thread_id where p.db = database()")" 0 "and leaves no transaction open"
load $SHOP "${ARGS[@]}"
is_status 4 "without --resume the unfinished run is not touched"
finish "after SIGINT"
drop_my

# ---- the server ends a loader's connection ------------------------------------------------
for how in "" --no-local-infile; do
	new_my
	# shellcheck disable=SC2086
	begin $how
	n=0
	for _ in $(seq 100); do
		kill -0 $pid 2>/dev/null || break
		for id in $(my "select id from information_schema.processlist where db = database() and (info like 'load data%' or info like 'insert into %order_lines%') limit 1"); do
			my "kill $id" 2>/dev/null && n=$((n + 1))
		done
		[ "$n" -ge 2 ] && break
	done
	wait $pid
	is_equal $? 0 "connections killed $n times: the load mends itself $how"
	is_equal "$((n > 0))" 1 "and some were $how"
	is_whole "after KILL $how"
	drop_my
done

# ---- an answer to COMMIT that never comes ----------------------------------------------------
while read -r mode how; do
	new_my
	proxy "$mode" 2
	run_cmd with_timeout 60 "$SEEDMILL" load $SHOP --to "$PROXY" "${ARGS[@]}" ${how:+"$how"} --report "$T/r.json"
	proxy_end
	is_status 0 "$mode $how: the load decides and goes on"
	is_equal "$(proxy_did cut)" 2 "$mode $how: two COMMITs were cut"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$mode $how: every row was sent once"
	is_whole "$mode $how"
	drop_my
done <<'CASES'
cut-after
cut-before
cut-after --no-local-infile
CASES

# ---- the server dies ------------------------------------------------------------------------
# Only where it is ours to kill.
if [ -d "$MYDIR/data" ]; then
	new_my
	begin
	wait_for_chunks || not_ok "a load is under way" "$(cat "$T/bg.err")"
	holds "the server is killed and comes back" my_restart KILL
	wait $pid
	rc=$?
	case $rc in
	0 | 6 | 9) ok "a server that is killed in the middle: mended, or said to be gone" ;;
	*) not_ok "a server that is killed in the middle" "status $rc" "$(cat "$T/bg.err")" ;;
	esac
	finish "after a server's crash"
	drop_my
fi
