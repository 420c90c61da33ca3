#!/usr/bin/env bash
# Ten times kill -9 while rows of a load into MySQL are on their way, each load
# going on where the one before was killed: nothing lost, nothing doubled, no
# chunk row left.
#
#     make chaos                  (a private MariaDB; minutes at most)
#
# KILLS=10 SCALE=30 CHUNK=5000; SEED= repeats the moments of an earlier run. What
# happened goes to bench/results/chaos_mysql.txt.
. "$(dirname "$0")/../lib/mydb.sh"

SHOP=profiles/shop.yaml
KILLS=${KILLS:-10} SCALE=${SCALE:-30} CHUNK=${CHUNK:-5000}
SEED=${SEED:-$(($(date +%s) % 32768))}
RANDOM=$SEED
ARGS=(--scale "$SCALE" --chunk-rows "$CHUNK")
# The server may still be busy with what a dead loader has sent.
AGAIN=(--resume --lock-wait 60)
RESULTS=${RESULTS:-bench/results/chaos_mysql.txt}
TABLES="customers products orders order_lines"
LIMIT=${LIMIT:-240}                    # seconds, for all kills

say() { printf '%s\n' "$*" >>"$T/results"; }
now_ms() { date +%s%3N; }

# What is there: rows of the four tables, 0 where one is missing.
rows_there()
{
	local table n sum=0

	for table in $TABLES; do
		n=$(my "select count(*) from $table" 2>/dev/null)
		sum=$((sum + ${n:-0}))
	done
	echo "$sum"
}

chunks_there()
{
	local n

	n=$(ledger_rows seedmill_chunk 2>/dev/null)
	echo "${n:-0}"
}

# ---- a run left in peace: what everything has to equal, and how long it takes ----------
new_my
began=$(now_ms)
load $SHOP "${ARGS[@]}" -q
took=$(($(now_ms) - began))
is_status 0 "a load left in peace"
"$SEEDMILL" load $SHOP --to null: "${ARGS[@]}" --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"
want_rows=$(rows_there)
drop_my

say "# tests/chaos/mysql_kill.sh: killed with SIGKILL after so many ms, then --resume"
say "seedmill load profiles/shop.yaml ${ARGS[*]} ${AGAIN[*]}"
say "server $(my_sql mysql 'select version()'), random seed $SEED"
say "left in peace: $want_rows rows in $took ms"
say ""
say "$(printf '%4s %4s %5s %7s %8s %9s %9s' kill load jobs conns ms chunks rows)"

# A load that ended before its kill counts as no kill: another load begins.
judge()
{
	load $SHOP "${ARGS[@]}" "${AGAIN[@]}"
	is_status 0 "load $1: --resume finishes, or says that it is done"
	run_cmd with_timeout 60 "$SEEDMILL" verify $SHOP "${ARGS[@]}" --to "$MY" --report "$T/r.json"
	is_status 0 "load $1: verify reads every row once"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "load $1: the digests are those of a run left in peace"
	got=$(rows_there)
	is_equal "$got" "$want_rows" "load $1: as many rows"
	twice=$(my "select count(*) from (select order_id, line_no from order_lines group by 1, 2 having count(*) > 1) d")
	is_equal "$twice" 0 "load $1: none twice"
	is_equal "$(chunks_there)/$(ledger_rows seedmill_run)" 0/1 "load $1: no chunk row is left, one run row"
	say "          load $1 resumed: $got rows, $((want_rows - got)) lost, $twice doubled, $(chunks_there) chunk rows left"
}

new_my
kills=0 loads=1 began_all=$SECONDS
while [ "$kills" -lt "$KILLS" ] && [ $((SECONDS - began_all)) -lt "$LIMIT" ]; do
	# Other threads and connections each time: chunks do not depend on them.
	jobs=$((RANDOM % 4 + 1)) conns=$((RANDOM % 4 + 1))
	# Of about 158 chunks: each kill finds some more than the one before.
	target=$(($(chunks_there) + RANDOM % 11 + 2))
	"$SEEDMILL" load $SHOP --to "$MY" "${ARGS[@]}" "${AGAIN[@]}" -q -j $jobs \
		--connections $conns >"$T/bg.out" 2>"$T/bg.err" &
	pid=$!
	started=$(now_ms)
	while kill -0 $pid 2>/dev/null && [ "$(chunks_there)" -lt "$target" ]; do :; done
	ms=$(($(now_ms) - started))
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	rc=$?
	if [ "$rc" = 137 ]; then
		kills=$((kills + 1))
		say "$(printf '%4d %4d %5d %7d %8d %9d %9d' $kills $loads $jobs $conns $ms \
			"$(chunks_there)" "$(rows_there)")"
	else
		is_equal "$rc" 0 "load $loads: ended by itself before its kill"
		judge $loads
		drop_my
		new_my
		loads=$((loads + 1))
	fi
done
judge $loads
is_equal "$kills" "$KILLS" "killed $KILLS times"
drop_my

say ""
say "kills $kills, failed claims $claims_failed"
cat "$T/results"
[ "$claims_failed" = 0 ] && cp "$T/results" "$RESULTS"
