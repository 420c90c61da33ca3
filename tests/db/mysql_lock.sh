#!/usr/bin/env bash
# One run a database: the second is told who is there, or waits its turn.
. "$(dirname "$0")/../lib/mydb.sh"

cat >"$T/p.yaml" <<'YAML'
version: 1
name: p
tables:
  - name: a
    rows: 100
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
YAML

# A table that somebody reads keeps the first run waiting, in the middle.
new_my
my "create table a(id bigint primary key)"
{ echo "start transaction; lock tables a read;"; sleep 30; } |
	"$MYCLIENT" --defaults-file="$MYCNF" -D "$MYNAME" >/dev/null 2>&1 &
holder=$!
for _ in $(seq 50); do
	[ "$(my "select count(*) from information_schema.processlist where db = database() and command = 'Sleep'")" -gt 0 ] && break
	sleep 0.05
done
"$SEEDMILL" load "$T/p.yaml" --to "$MY" -q >"$T/first.out" 2>"$T/first.err" &
first=$!
for _ in $(seq 50); do
	[ "$(ledger_rows seedmill_run)" = 1 ] && break
	sleep 0.05
done
is_equal "$(ledger_rows seedmill_run)" 1 "one run is under way"

load "$T/p.yaml"
is_status 7 "a second one finds the lock held"
err_has "$(id -un)|$(hostname)|$first|connection" "and says by whom"
SECONDS=0
load "$T/p.yaml" --lock-wait 1
is_status 7 "--lock-wait 1 gives up"
is_equal "$((SECONDS >= 1 && SECONDS <= 4))" 1 "after a second"
other=$MYNAME
new_my
load "$T/p.yaml"
is_status 0 "a run into another database is none of this"
drop_my

# The first goes on as soon as the reader is gone, and the next after it.
MYNAME=$other MY=$(my_url "$other")
with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$MY" --lock-wait 30 --if-empty -q >"$T/third.out" 2>"$T/third.err" &
third=$!
sleep 0.3
kill $holder 2>/dev/null
wait $first
is_equal $? 0 "the first run ends well"
wait $third
is_equal $? 0 "one that waits for the lock gets it"
is_equal "$(my "select count(*) from a")" 100 "and minds what is there by then"

# A loader that was killed holds nothing.
load "$T/p.yaml" --clean
is_status 0 "the lock is gone with its owner"
drop_my
