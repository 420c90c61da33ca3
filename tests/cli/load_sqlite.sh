#!/usr/bin/env bash
# A load into SQLite from beginning to end, and every way a second one can go.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/shop.sqlite
shop=profiles/shop.yaml

load() { run_cmd with_timeout 60 "$SEEDMILL" load "$shop" --to "sqlite:$db" "$@"; }
sql() { sqlite3 "$db" "$1"; }
sum() { sha256sum <"$db"; }

# No table of chunks is no row of it.
chunk_rows() { sql 'select count(*) from seedmill_chunk' 2>/dev/null || echo 0; }

# digests REPORT: "name digest" of each table
digests()
{
	sqlite3 -separator ' ' :memory: "select json_extract(value, '\$.name'),
		json_extract(value, '\$.digest')
		from json_each(readfile('$1'), '\$.tables')"
}

load --report "$T/first.json"
is_status 0 "a new file is made and filled"
[ -z "${UPDATE-}" ] || sed '/ rows\/s/d' "$T/out" >tests/cli/expect/load-shop.txt
sed '/ rows\/s/d' "$T/out" >"$T/table"
holds "and the table that reconciles it is shown" \
	diff -u tests/cli/expect/load-shop.txt "$T/table"
out_has '^26,202 rows, .* into sqlite:.*shop.sqlite in .* rows/s, .* MB/s' \
	"and where the rows are and what it took"
is_equal "$(sql 'select count(*) from order_lines')" 20002 "the rows are there"
is_equal "$(sql 'select count(*) from orders o where round(total - (select
	sum(amount) from order_lines l where l.order_id = o.id), 2) <> 0')" 0 \
	"every order's total is the sum of its lines"
is_equal "$(sql 'select status, count(*) from seedmill_run')" 'done|1' \
	"one run row stays"
is_equal "$(chunk_rows)" 0 "and no chunk row"

# ---- the report -------------------------------------------------------------

json() { sqlite3 :memory: "select json_extract(readfile('$1'), '$2')"; }
is_equal "$(json "$T/first.json" '$.status')" ok "the report says ok"
is_equal "$(json "$T/first.json" '$.schema_version')" 1 "and its version"
is_equal "$(json "$T/first.json" '$.rows')" 26202 "and the rows"
is_equal "$(json "$T/first.json" '$.tables[3].counted')" 20002 "of each table"
is_equal "$(json "$T/first.json" '$.references[0].orphans')" 0 "and the orphans"
ln -s behind.json "$T/link.json"
run_cmd "$SEEDMILL" load "$shop" --to null: -q --report "$T/link.json"
is_status 0 "a report may go through a link"
is_equal "$(readlink "$T/link.json")" behind.json "which stays one: nothing that is no file is replaced"
is_equal "$(json "$T/behind.json" '$.status')" ok "and what it points to is written"

# ---- never twice ------------------------------------------------------------

before=$(sum)
load
is_status 4 "a second load is refused"
err_has 'customers 1,000, products 200, orders 5,000, order_lines 20,002' \
	"with the tables and their rows"
for way in --append --clean --if-empty; do
	err_has "$way " "and $way is a way on"
done
load --resume
is_status 0 "--resume of a finished run is fine"
err_has 'already done' "and says so"
load --if-empty --report "$T/skip.json"
is_status 0 "--if-empty leaves rows alone"
is_equal "$(json "$T/skip.json" '$.status')" skipped "and its report says so"
is_equal "$(sum)" "$before" "none of these has touched the file"

# ---- --clean, --append --------------------------------------------------------

load --clean -q
is_status 0 "--clean loads again"
is_equal "$out$err" '' "and -q says nothing"
load --append --seed 7 --verify digest --report "$T/more.json"
is_status 0 "--append adds rows of another seed"
is_equal "$(sql 'select min(id), max(id), count(*) from customers')" \
	'1|2000|2000' "and serials go on"
is_equal "$(sql 'select count(*) from orders where id > 5000 and
	customer_id <= 1000')" 0 "and its references stay inside the run"
is_equal "$(json "$T/more.json" '$.tables[0].before')" 1000 \
	"the report says what was there"
is_equal "$(json "$T/more.json" '$.tables[0].digest_read')" \
	"$(json "$T/more.json" '$.tables[0].digest')" \
	"and its rows are told from the older ones when read back"
load --clean --verify digest --report "$T/again.json"
is_status 0 "--clean takes them all away"
is_equal "$(digests "$T/again.json")" "$(digests "$T/first.json")" \
	"the same load has the same digests"

# ---- the same values however they are made --------------------------------------

for how in "-j1" "-j4" "--chunk-rows 100" "--chunk-rows 100000" "--connections 3"; do
	# shellcheck disable=SC2086
	run_cmd "$SEEDMILL" load "$shop" --to null: -q --report "$T/null.json" $how
	is_equal "$(digests "$T/null.json")" "$(digests "$T/first.json")" \
		"null: $how has the same digests"
done
load --clean -q --chunk-rows 100 --report "$T/small.json"
is_equal "$(digests "$T/small.json")" "$(digests "$T/first.json")" \
	"small chunks in an existing file have the same digests"

# ---- clean stops at tables that stay ----------------------------------------------

sql 'create table visits (customer_id bigint references customers (id))'
sql 'insert into visits values (5)'
load --clean
is_status 4 "--clean is refused when a table outside the run refers to one"
err_has 'visits refers to it' "and it is named"
is_equal "$(sql 'select count(*) from customers')" 1000 "no row is gone"
sql 'drop table visits'
load --clean --table customers
is_status 4 "and when --table leaves a child out"
err_has 'orders' "which is named"

# ---- interrupted ---------------------------------------------------------------------

big=(--rows orders=100000 --chunk-rows 2000)
rm -f "$db"
sql 'create table mine (a)'     # an existing file has a ledger
load "${big[@]}" --report "$T/whole.json"
is_status 0 "a larger load goes through"
load "${big[@]}" --clean >/dev/null
"$SEEDMILL" load "$shop" --to "sqlite:$db" "${big[@]}" --clean >"$T/o" 2>"$T/e" &
pid=$!
for _ in $(seq 600); do
	[ "$(sqlite3 -cmd '.timeout 2000' "$db" \
		'select count(*) > 3 from seedmill_chunk' 2>/dev/null)" = 1 ] && break
	sleep 0.05
done
kill -INT "$pid"
wait "$pid"
is_equal $? 130 "SIGINT ends with 130"
holds "and says what is kept" grep -q 'committed and kept' "$T/e"
holds "and how to go on" grep -q -- '--resume$' "$T/e"
load "${big[@]}"
is_status 4 "an unfinished run is not loaded over"
load "${big[@]}" --seed 8 --resume
is_status 4 "nor resumed with another seed"
err_has 'seed: 42 there, 8 here' "and what differs is said"
load --rows orders=100000 --chunk-rows 1000 --resume
is_status 4 "nor with other chunks"
err_has 'chunk rows of orders: 2000 there, 1000 here' "which is said as well"
"$SEEDMILL" load "$shop" --to "sqlite:$db" "${big[@]}" --resume >"$T/o" 2>"$T/e" &
pid=$!
sleep 0.3
kill -KILL "$pid"
wait "$pid" 2>/dev/null
load "${big[@]}" --resume --report "$T/resumed.json"
is_status 0 "--resume finishes it, after a kill -9 as well"
is_equal "$(digests "$T/resumed.json")" "$(digests "$T/whole.json")" \
	"with the digests of an uninterrupted run"
is_equal "$(chunk_rows)" 0 "its chunk rows are gone"
is_equal "$(sql 'select count(*) from seedmill_run')" 1 "and one run row is left"

# ---- the default target ------------------------------------------------------------

here=$PWD
mkdir "$T/cwd"
cd "$T/cwd" || exit 1
run_cmd "$SEEDMILL" load "$here/$shop" -q
is_status 0 "without --to"
cd "$here" || exit 1
is_equal "$(ls -A "$T/cwd")" shop.sqlite "a file named after the profile is made, and nothing else"
