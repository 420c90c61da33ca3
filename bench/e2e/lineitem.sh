#!/usr/bin/env bash
# lineitem.sh - TPC-H's lineitem to nowhere, beside a loop written for it alone
#
#     bench/e2e/lineitem.sh        SCALE=1 RUNS=5 JOBS="1 2"
#     PROFILE=profiles/shop.yaml TABLE=order_lines SCALE=100 bench/e2e/lineitem.sh
#
# Both make COPY text and drop it, with the same number of threads. Rows are as
# wide as TPC-H's on both sides, but not the same, so what is compared is the
# time a byte of a whole process. Peak memory is that of the process, too. With
# another profile the loop's rows are of another kind, and the ratio is worth
# as much as that.
. "$(dirname "$0")/lib.sh"

SCALE=${SCALE:-1}
PROFILE=${PROFILE:-profiles/tpch.yaml}
TABLE=${TABLE:-lineitem}
[ -r "$PROFILE" ] || die "no $PROFILE"

# ---- the loop makes what its name says ---------------------------------------------

# Its rows, read by a database: 16 columns, TPC-H's ranges, what hangs on what.
check_loop()
{
	"$BENCH_BIN/bench_lineitem" --orders 2000 --parts 2000 --print 1 \
		>"$T/rows" 2>/dev/null || die "bench_lineitem failed"
	[ "$(sqlite3 :memory: '.mode tabs' 'create table l (ok int, pk int, sk int, n int,
		q num, p num, d num, t num, rf, ls, sd, cd, rd, si, sm, c)' \
		".import $T/rows l" "
		select count(*) filter (where not (
			(ok - 1) % 32 < 8 and n between 1 and 7 and pk between 1 and 2000
			and sk between 1 and 100 and q between 1 and 50
			and round(p * 100) = q * (90000 + pk / 10 % 20001 + pk % 1000 * 100)
			and d between 0 and 0.1 and t between 0 and 0.08
			and ls = case when sd > '1995-06-17' then 'O' else 'F' end
			and (rf = 'N') = (rd > '1995-06-17') and rf in ('R', 'A', 'N')
			and julianday(rd) - julianday(sd) between 1 and 30
			and julianday(sd) - julianday(cd) between -89 and 91
			and sd between '1992-01-02' and '1998-12-01'
			and length(c) between 10 and 43))
			|| ' ' || (count(*) between 7000 and 9000)
			|| ' ' || count(distinct ok) || ' ' || (count(distinct ok * 10 + n) = count(*))
			|| ' ' || count(distinct si) || ' ' || count(distinct sm)
			|| ' ' || count(distinct sk) || ' ' || min(length(c)) || ' ' || max(length(c))
			from l")" = '0 1 2000 1 4 7 100 10 43' ] || die "the loop's rows are not lineitem's"
}

# How many rows a table of the profile has at this scale.
planned()
{
	"$SEEDMILL" plan "$PROFILE" --scale "$SCALE" |
		awk -v t="$1" '$1 == t { gsub(",", "", $2); print $2; exit }'
}

# ---- contestants --------------------------------------------------------------------

hand()
{
	clock "$BENCH_BIN/bench_lineitem" --orders "$ORDERS" --parts "$PARTS" \
		-j "$JOBS_" --json "$T/hand.json"
	HAND_BYTES=$(field "$T/hand.json" '$.bytes')
	field "$T/hand.json" '$.peak_kb' >>"$T/hand.peak"
	VALUE=$(calc "$SECONDS_ * 1e9 / $HAND_BYTES")
}

ours()
{
	clock "$BENCH_BIN/bench_peak" "$T/peak" "$SEEDMILL" load "$PROFILE" \
		--table "$TABLE" --scale "$SCALE" --to null: -q -j "$JOBS_" \
		--connections "$JOBS_" --report "$T/ours.json"
	BYTES=$(field "$T/ours.json" '$.bytes')
	cat "$T/peak" >>"$T/our.peak"
	VALUE=$(calc "$SECONDS_ * 1e9 / $BYTES")
}

check_loop
ORDERS=$(planned orders)
PARTS=$(planned part)
[ -n "$ORDERS" ] || die "$PROFILE has no orders"
PARTS=${PARTS:-200000}

bench_begin "${NAME:-lineitem}" "nanoseconds a byte, hand-written loop and seedmill"
for JOBS_ in ${JOBS:-1 2}; do
	: >"$T/hand.peak"
	: >"$T/our.peak"
	duel "$TABLE, scale $SCALE, -j $JOBS_" hand ours
	rows=$(field "$T/ours.json" '$.rows')
	peer_mb=$(calc "1e3 / $PEER_MEDIAN" %.1f) mb=$(calc "1e3 / $OUR_MEDIAN" %.1f)
	printf '    %s MB/s and %s MB/s; at most %s kB and %s kB of memory\n' \
		"$peer_mb" "$mb" "$(largest <"$T/hand.peak")" "$(largest <"$T/our.peak")"
	keep "\"jobs\":$JOBS_,\"scale\":$SCALE,\"profile\":$(json_text "$PROFILE"),\"table\":$(json_text "$TABLE"),
     \"rows\":$rows,\"bytes\":$BYTES,\"peer_rows\":$(field "$T/hand.json" '$.rows'),\"peer_bytes\":$HAND_BYTES,
     \"peer_mb_s\":$peer_mb,\"mb_s\":$mb,\"peer_peak_kb\":$(largest <"$T/hand.peak"),\"peak_kb\":$(largest <"$T/our.peak")"
done
bench_end
