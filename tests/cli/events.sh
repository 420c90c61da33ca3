#!/usr/bin/env bash
# What is said while it happens: JSON lines for programs, little for people.
. "$(dirname "$0")/../lib/lib.sh"

shop=profiles/shop.yaml

run_cmd "$SEEDMILL" load "$shop" --to "sqlite:$T/a.sqlite" --log-format json -v
is_status 0 "a load with JSON lines"
bad=0
while read -r line; do
	[ "$(sqlite3 :memory: "select json_valid('${line//\'/\'\'}')")" = 1 ] ||
		bad=$((bad + 1))
done <"$T/err"
is_equal "$bad" 0 "every line of stderr is JSON"
for event in run.start connect.ok schema.ok plan.ready lock.acquired table.start \
	table.complete fk.checked table.reconciled run.end; do
	err_has "\"event\":\"$event\"" "$event is among them"
done
is_equal "$(grep -c '"event":"table.complete"' "$T/err")" 4 \
	"table.complete comes once for each table"
err_has '"event":"run.end".*"code":0' "the last event has the exit status"
out_has '^order_lines' "the result is on stdout as always"

run_cmd "$SEEDMILL" load "$shop" --to "sqlite:$T/a.sqlite" --log-format json
is_status 4 "a refusal"
err_has '"event":"error".*"code":4' "is an event, too"
is_equal "$(tail -n 1 "$T/err" | grep -c '"event":"run.end".*"code":4')" 1 \
	"and run.end comes behind it"
err_lacks '"level":"debug"' "without -v there are no debug events"

run_cmd "$SEEDMILL" load "$shop" --to "sqlite:$T/b.sqlite"
is_equal "$err" '' "a short load says nothing but its result"

# ---- colours --------------------------------------------------------------------

esc=$(printf '\033')
run_cmd "$SEEDMILL" load "$shop" --to "sqlite:$T/b.sqlite"
err_lacks "$esc" "no colours where there is no terminal"
run_cmd "$SEEDMILL" load "$shop" --to "sqlite:$T/b.sqlite" --color always
err_has "$esc\[1;31mseedmill:" "unless they are asked for"
run_cmd script -qec "'$SEEDMILL' load $shop --to 'sqlite:$T/b.sqlite'" /dev/null
out_has "$esc\[1;31mseedmill:" "on a terminal the error is red"
run_cmd env NO_COLOR=1 script -qec \
	"'$SEEDMILL' load $shop --to 'sqlite:$T/b.sqlite'" /dev/null
out_lacks "$esc\[1;31m" "NO_COLOR is honoured"
run_cmd script -qec "'$SEEDMILL' load $shop --rows orders=300000 --to null:" /dev/null
out_has 'order_lines +1,[0-9]{3},[0-9]{3} of +1,[0-9]{3},[0-9]{3}' \
	"on a terminal there is a line a table"

# ---- passwords ------------------------------------------------------------------

url=postgres://nobody:hunter2@127.0.0.1:1/x
run_cmd with_timeout 60 "$SEEDMILL" load "$shop" --to "$url" \
	--connect-attempts 1 --report "$T/r.json" --log-format json -v
is_status 6 "no connection"
fails "no password is in the events" grep -q hunter2 "$T/err"
fails "nor in the report" grep -q hunter2 "$T/r.json"
run_cmd env "DB=$url" "$SEEDMILL" load "$shop" --to env:DB --connect-attempts 1
is_status 6 "the URL may come from a variable"
err_lacks hunter2 "and stays private"
run_cmd with_timeout 60 "$SEEDMILL" load "$shop" --to "$url"
is_equal "$(head -n 1 "$T/err")" \
	"seedmill: Failed to connect to database after 3 attempts" \
	"three attempts, in these words"
"$SEEDMILL" load "$shop" --to "$url" 2>/dev/null &
pid=$!
sleep 0.5
args=$(tr '\0' ' ' <"/proc/$pid/cmdline")
wait "$pid"
is_equal "$(grep -c hunter2 <<<"$args")" 0 "the process list does not show it"
is_equal "$(grep -c 'nobody:\*\*\*\*@' <<<"$args")" 1 "but who connects"
