#!/usr/bin/env bash
# What a seeding rollout is promised, in SQLite; tests/db has it in PostgreSQL.
. "$(dirname "$0")/../lib/lib.sh"
. tests/lib/rollout.sh

db=$T/seven.sqlite
rows() { sqlite3 -cmd 'pragma foreign_keys = on' "$db" "$1"; }
state() { [ ! -e "$db" ] || sqlite3 "$db" .dump | sha256sum; ls "$T" | grep -c seven; }

rollout SQLite "sqlite:$db"

# ---- neither is the profile read nor anybody connected to ---------------------------

run_cmd env SKIP_SEEDING=1 "$SEEDMILL" load no-such.yaml --to postgres://db.example.com/x
is_status 0 "SKIP_SEEDING comes before everything"
err_has '^warning: SKIP_SEEDING is deprecated' "but not before its warning"
run_cmd env SKIP_SEEDING=1 "$SEEDMILL" load no-such.yaml --log-format json
is_equal "$(sqlite3 :memory: "select json_extract(readfile('$T/err'), '\$.event') || ' ' ||
	json_extract(readfile('$T/err'), '\$.level')")" 'deprecated warning' \
	"which to programs is one event"
run_cmd env SKIP_SEEDING=1 "$SEEDMILL" plan "$seven"
is_status 0 "other commands do not seed"
is_equal "$err" '' "and do not warn"

# ---- --force lifts no guard -----------------------------------------------------------

remote() { run_cmd with_timeout 30 "$SEEDMILL" load "$seven" --to postgres://db.example.com/x "$@" </dev/null; }
remote
is_status 5 "another machine is not written to without a yes"
remote --clean --force
is_status 5 "--force is such a yes"
err_has 'not confirmed: --clean deletes rows in' "but --clean there still wants the name"
rm -f "$db"
seed -q
seed --force
is_status 4 "and rows that are there are not written over"

# ---- three attempts ---------------------------------------------------------------------

now() { date +%s%3N; }
began=$(now)
run_cmd with_timeout 60 "$SEEDMILL" load "$seven" --to postgres://nobody@127.0.0.1:1/x --log-format json
took=$(($(now) - began))
is_status 6 "nobody listens there"
is_equal "$((took >= 5900 && took < 8000))" 1 "attempts at 0, 2 and 6 s: $took ms"
is_equal "$(grep '"event":"connect.attempt"' "$T/err" | while read -r line; do
	sqlite3 :memory: "select json_extract('${line//\'/\'\'}', '\$.attempt')"
done | tr '\n' ' ')" '1 2 3 ' "three of them, each an event"
at() { grep "\"attempt\":$1," "$T/err" | sed 's/.*"ts":"[^"]*:\([0-9.]*\)Z".*/\1/'; }
is_equal "$(awk -v a="$(at 1)" -v b="$(at 2)" -v c="$(at 3)" 'BEGIN {
	print int((b - a + 60) % 60 + 0.2), int((c - a + 60) % 60 + 0.2) }')" '2 6' \
	"and say when they were made"
err_has '"attempt":3,.*"why":".*(refused|connect)' "and why there is another"
err_has '"msg":"Failed to connect to database after 3 attempts"' "in these words"
