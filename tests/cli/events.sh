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
for event in run.start connect.attempt connect.ok schema.ok plan.ready lock.acquired \
	table.start table.complete fk.checked table.reconciled run.summary lock.released \
	run.end; do
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
is_equal "$(wc -l <"$T/err")" 5 "people get a line a table and a summary"
is_equal "$(tail -n 1 "$T/err" | sed 's/, [0-9.]*s$//')" \
	'26,202 rows in 4 tables, 0 errors, 0 warnings' "with totals, also in a file"
run_cmd "$SEEDMILL" load "$shop" --to "sqlite:$T/b.sqlite" --clean -q
is_equal "$out$err" '' "and nothing with -q"
run_cmd "$SEEDMILL" gen "$shop" --limit 1
is_equal "$err" '' "gen writes rows and says nothing"

# ---- the contract ---------------------------------------------------------------

# docs/log.md: "event field" a line, for its own fields and those of all events
sed -n '/^## Events/,$p' docs/log.md | grep '^| `' | while IFS='|' read -r _ name _ _ fields _; do
	printf '%s\n' "$fields" | grep -o '`[a-z_]*`' | tr -d '\140' |
		sed "s/^/$(tr -d '\140 ' <<<"$name") /"
	printf '%s -\n' "$(tr -d '\140 ' <<<"$name")"
done | sort -u >"$T/contract"
sed -n '/^## Fields/,/^## Events/p' docs/log.md | grep -o '^| `[a-z_]*`' | tr -d '|\140 ' >"$T/common"
is_equal "$(wc -l <"$T/common")" 9 "the contract has nine common fields"

# json_lines FILE: a table `line` of the events, for sqlite3
json_lines()
{
	{
		echo 'create table line (n integer primary key, j text);'
		echo 'create table field (event text, name text);'
		sed "s/'/''/g; s/.*/insert into line (j) values ('&');/" "$1"
		sed "s/ -\$//; s/\([^ ]*\) *\(.*\)/insert into field values ('\1', '\2');/" "$T/contract"
		sed "s/.*/insert into field values (null, '&');/" "$T/common"
		echo "$2"
	} | sqlite3 :memory:
}

# agrees CLAIM: the last command's events are the contract's
agrees()
{
	is_equal "$(json_lines "$T/err" 'select count(*) from line where not json_valid(j)')" 0 \
		"$1: every line is JSON"
	is_equal "$(json_lines "$T/err" "select distinct json_extract(j, '\$.event') from line
		where json_extract(j, '\$.event') not in (select event from field where event is not null)")" \
		'' "$1: every event is in docs/log.md"
	is_equal "$(json_lines "$T/err" "select distinct json_extract(j, '\$.event') || ' ' || key
		from line, json_each(j) where not exists (select 1 from field where name = key
		and (event is null or event = json_extract(j, '\$.event')))")" '' \
		"$1: and every field of it"
	is_equal "$(json_lines "$T/err" "select count(*) from line where json_extract(j, '\$.v') is not 1
		or json_extract(j, '\$.ts') not like '____-__-__T__:__:__.___Z'
		or json_extract(j, '\$.level') not in ('debug', 'info', 'warning', 'error')
		or json_extract(j, '\$.op') is not 'load'")" 0 "$1: with v, ts, level and op"
	is_equal "$(json_lines "$T/err" "select count(*) from line where
		json_extract(j, '\$.phase') not in ('start', 'progress', 'complete', 'failed', 'summary')")" 0 \
		"$1: and no phase but the five"
}

# pick PATH EVENT: that field of each such event
pick() { json_lines "$T/err" "select json_extract(j, '\$.$1') from line
	where json_extract(j, '\$.event') = '$2' order by n" | tr '\n' ' '; }

load() { run_cmd with_timeout 60 "$SEEDMILL" load --log-format json "$@"; }

load "$shop" --to "sqlite:$T/b.sqlite" --clean -v
is_status 0 "a load with every event"
agrees "a load"
is_equal "$(pick progress table.complete)" '1/4 2/4 3/4 4/4 ' "tables are 1/4 to 4/4"
is_equal "$(pick rows table.complete)" '1000 200 5000 20002 ' "with their counts"
is_equal "$(pick rows_total table.start)" '1000 200 5000 20002 ' "and what they are to hold"
is_equal "$(pick i table.reconciled)" '1 2 3 4 ' "also when they are reconciled"
is_equal "$(pick rows run.summary)$(pick tables run.summary)$(pick errors run.summary)" \
	'26202 4 0 ' "the summary has rows, tables and errors"
is_equal "$(pick phase run.end)$(pick code run.end)$(pick status run.end)" 'complete 0 ok ' \
	"and the end its status"
is_equal "$(json_lines "$T/err" "select count(distinct json_extract(j, '\$.run')) from line")" 1 \
	"and all of it is one run"
load "$shop" --to "sqlite:$T/b.sqlite"
agrees "a refusal"
is_equal "$(pick code error)$(pick phase run.end)" '4 failed ' "a refusal is an error, and the end of the run"
load "$shop" --to "sqlite:$T/b.sqlite" --if-empty
agrees "nothing to do"
is_equal "$(pick status run.end)" 'nothing to do ' "nothing to do is said"
load "$shop" --to "sqlite:$T/b.sqlite" --dry-run
agrees "a dry run"
is_equal "$(json_lines "$T/err" "select count(*) from line where json_extract(j, '\$.dry_run') is not 1")" 0 \
	"every event of a dry run says so"
is_equal "$(pick tables plan.ready)$(pick rows_total plan.ready)" '4 26202 ' "and what would be loaded"
load --sed 4 "$shop"
agrees "a slip in front of everything"
load "$shop" --to "sqlite:$T/none/x.sqlite"
agrees "no connection"
sqlite3 "$T/c.sqlite" 'create table customers (id integer primary key)'
load "$shop" --to "sqlite:$T/c.sqlite"
agrees "a schema that does not fit"
is_equal "$(pick table schema.mismatch)$(pick code schema.mismatch)" 'customers 8 ' "the table is a field"
run_cmd env SKIP_SEEDING=1 "$SEEDMILL" load "$shop" --log-format json
agrees "SKIP_SEEDING"

# ---- whatever names hold ----------------------------------------------------------

cat >"$T/names.yaml" <<'YAML'
version: 1
name: "quo\"te \\ back slash"
tables:
  - name: "a \"b\" \\ {c} é\u2028 'd'"
    rows: 3
    primary_key: [id]
    columns: [{name: id, type: bigint, serial: {}}, {name: "x\"y", type: int, int: {min: 1, max: 2}}]
YAML
load "$T/names.yaml" --to "sqlite:$T/na\"me'.sqlite" -v
is_status 0 "names with quotes and more"
agrees "names"
is_equal "$(pick table table.complete | tr -d '\n')" "a \"b\" \\ {c} é$(printf '\u2028') 'd' " \
	"come back as they were"

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
