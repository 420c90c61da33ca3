#!/usr/bin/env bash
# null.sh - rows to nowhere, beside the hand-written loop
#
#     bench/e2e/null.sh          SHOP="--size large" PGBENCH="--scale 50" RUNS=5
#
# The loop makes rows of shop's order_lines and no other, so the ratios are of
# time a byte, not of time: of that one table, where both write the same kind of
# bytes; of all of shop; and of pgbench, whose rows are as short as rows get.
# Time is that of the process, from start to end. The digest is always on.
. "$(dirname "$0")/lib.sh"

read -ra shop_options <<<"${SHOP---size large}"
read -ra pgbench_options <<<"${PGBENCH---scale 50}"

# ---- what there is to make ------------------------------------------------------

# The profile's columns, "table number" a line; gen's CSV has a header.
columns_of()
{
	local file

	"$SEEDMILL" gen "profiles/$1.yaml" --out "$T/$1" --format csv --limit 1 -q ||
		die "seedmill gen failed"
	for file in "$T/$1"/*.csv; do
		printf '%s,%s\n' "$(basename "$file" .csv)" \
			"$(head -n 1 "$file" | tr ',' '\n' | wc -l)"
	done
}

# planned REPORT TABLE
planned()
{
	sqlite3 :memory: "select json_extract(value, '\$.planned')
		from json_each(readfile('$1'), '\$.tables')
		where json_extract(value, '\$.name') = '$2'"
}

# cells_of REPORT: rows times columns, over the tables that were made
cells_of()
{
	sqlite3 :memory: 'create table c(t, n)' ".import --csv $T/columns c" "
		select sum(c.n * json_extract(value, '\$.sent'))
		from json_each(readfile('$1'), '\$.tables')
		join c on c.t = json_extract(value, '\$.name')"
}

{ columns_of shop; columns_of pgbench; } >"$T/columns"
# A first look at everything, and a warm-up.
"$SEEDMILL" load profiles/shop.yaml "${shop_options[@]}" --to null: -q \
	--report "$T/shop.json" || die "seedmill load failed"
ORDERS=$(planned "$T/shop.json" orders)
PRODUCTS=$(planned "$T/shop.json" products)

# ---- contestants ------------------------------------------------------------------

handloop()
{
	clock "$BENCH_BIN/bench_handloop" --orders "$ORDERS" \
		--products "$PRODUCTS" -j "$JOBS" --json "$T/hand.json"
	HAND_ROWS=$(field "$T/hand.json" '$.rows')
	HAND_BYTES=$(field "$T/hand.json" '$.bytes')
	VALUE=$(calc "$SECONDS_ * 1e9 / $HAND_BYTES")
}

seedmill_null()
{
	clock "$SEEDMILL" load "$@" --to null: -q -j "$JOBS" \
		--connections "$JOBS" --report "$T/ours.json"
	ROWS=$(field "$T/ours.json" '$.rows')
	BYTES=$(field "$T/ours.json" '$.bytes')
	VALUE=$(calc "$SECONDS_ * 1e9 / $BYTES")
}

order_lines()
{
	seedmill_null profiles/shop.yaml "${shop_options[@]}" --table order_lines
}
shop() { seedmill_null profiles/shop.yaml "${shop_options[@]}"; }
pgbench() { seedmill_null profiles/pgbench.yaml "${pgbench_options[@]}"; }

# ---- throughput: what the medians come to -------------------------------------------

# speed NAME NS_BYTE CPU ROWS BYTES CELLS: a line of the second table
speed()
{
	MB_S=$(calc "1e3 / $2" %.1f)
	ROWS_S=$(calc "$4 / ($2 * $5) * 1e9" %.0f)
	NS_CELL=$(calc "$2 * $5 / $6" %.3f)
	CPU_NS_BYTE=$(calc "$3 * 1e9 / $5" %.4f)
	printf '%-38s %8.2f %8.0f %10.1f %8.2f %9.2f\n' "$1" \
		"$(calc "$2 * $5 / 1e9")" "$MB_S" "$(calc "$ROWS_S / 1e6")" \
		"$NS_CELL" "$CPU_NS_BYTE" >>"$T/speeds"
}

# against NAME FUNCTION: a duel with the loop, and both's throughput
against()
{
	local cells hand

	duel "$1, -j $JOBS" handloop "$2"
	cells=$(cells_of "$T/ours.json")
	speed "  the loop beside it, -j $JOBS" "$PEER_MEDIAN" "$PEER_CPU" \
		"$HAND_ROWS" "$HAND_BYTES" $((HAND_ROWS * 6))
	hand=$CPU_NS_BYTE
	speed "$1, -j $JOBS" "$OUR_MEDIAN" "$OUR_CPU" "$ROWS" "$BYTES" "$cells"
	keep "\"jobs\":$JOBS,\"rows\":$ROWS,\"bytes\":$BYTES,\"cells\":$cells,\
\"mb_s\":$MB_S,\"rows_s\":$ROWS_S,\"ns_cell\":$NS_CELL,
     \"cpu_ns_byte\":$CPU_NS_BYTE,\"cpu_ratio\":$(calc "$CPU_NS_BYTE / $hand" %.3f)"
}

bench_begin null "nanoseconds a byte, hand-written loop and seedmill"
for JOBS in 1 2; do
	against "order_lines ${SHOP---size large}" order_lines
	against "shop ${SHOP---size large}" shop
	against "pgbench ${PGBENCH---scale 50}" pgbench
done

printf '\n%-38s %8s %8s %10s %8s %9s\n' "" seconds MB/s "M rows/s" "ns/cell" "CPU ns/B"
cat "$T/speeds"
bench_end
