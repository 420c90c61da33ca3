#!/usr/bin/env bash
# sqlite.sh - shop into a new SQLite file, beside sqlite3's .import of ready files
#
#     bench/e2e/sqlite.sh          SCALE=100 RUNS=5
#
# The peer gets CSV files that seedmill made before the clock started, and the
# tables and indexes that seedmill makes, indexes after the rows; no journal,
# no syncing. Both end with count(*); seedmill makes its rows, keeps its
# books, looks for orphans and analyzes besides.
. "$(dirname "$0")/lib.sh"

SCALE=${SCALE:-100}
TABLES=(customers products orders order_lines)

# ---- what the peer is given ---------------------------------------------------------

"$SEEDMILL" load profiles/shop.yaml --scale 0.1 --to "sqlite:$T/model" -q ||
	die "seedmill load failed"
# part KIND: the statements that made the model's tables or indexes
part()
{
	sqlite3 "$T/model" "select sql || ';' from sqlite_master
		where type = '$1' and sql is not null and name not like 'sqlite%'
		and tbl_name not like 'seedmill%' order by rowid"
}

"$SEEDMILL" gen profiles/shop.yaml --scale "$SCALE" --out "$T/csv" --format csv -q ||
	die "seedmill gen failed"
{
	echo 'pragma journal_mode = off; pragma synchronous = off;'
	part table
	for table in "${TABLES[@]}"; do
		echo ".import --csv --skip 1 $T/csv/$table.csv $table"
	done
	part index
	for table in "${TABLES[@]}"; do
		echo "select count(*) from $table;"
	done
} >"$T/import.sql"

# ---- contestants --------------------------------------------------------------------

import()
{
	rm -f "$T/peer.db"
	clock sqlite3 -bail "$T/peer.db" ".read $T/import.sql"
	tail -n "${#TABLES[@]}" "$T/clock.out" >"$T/peer.counts"
}

ours()
{
	rm -f "$T/ours.db"*
	clock "$SEEDMILL" load profiles/shop.yaml --scale "$SCALE" \
		--to "sqlite:$T/ours.db" -q --report "$T/ours.json"
}

bench_begin sqlite seconds
duel "shop, scale $SCALE: .import" import ours
ROWS=$(field "$T/ours.json" '$.rows')
[ "$(awk '{ n += $1 } END { print n }' "$T/peer.counts")" = "$ROWS" ] ||
	die "the peer does not hold $ROWS rows"
keep "\"scale\":$SCALE,\"rows\":$ROWS"
bench_end ",\"sqlite\":$(json_text "$(sqlite3 :memory: 'select sqlite_version()')")"
