#!/usr/bin/env bash
# Times that follow each other, some of which never come, in SQL's own eyes:
# created <= paid <= shipped <= delivered, NULL from where the chain ends, and
# nothing past as_of; histograms and seasons beside them.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/chains.sqlite
sql() { sqlite3 "$db" "$1"; }

cat >"$T/chains.yaml" <<'EOF'
version: 1
name: chains
seed: 11
as_of: 2026-03-01T12:00:00Z
tables:
  - name: customers
    rows: 500
    primary_key: [id]
    columns:
      - {name: id, type: int, serial: {start: 1}}
      - {name: created_at, type: timestamptz, timestamp: {from: "-1y", to: now}}
  - name: orders
    rows: 20000
    primary_key: [id]
    columns:
      - {name: id, type: int, serial: {start: 1}}
      - {name: customer_id, type: int, ref: {table: customers}}
      - {name: created_at, type: timestamptz, timestamp: {after: customer_id.created_at}}
      - {name: paid_at, type: timestamptz, timestamp: {after: created_at, within: 5d}, nulls: 0.2}
      - {name: shipped_at, type: timestamptz, timestamp: {after: paid_at, within: 9d}, nulls: 0.1}
      - {name: delivered_at, type: timestamptz, timestamp: {after: shipped_at, within: 20d, precision: milli}}
      - {name: carrier, type: text, pick: {values: [ups, dhl]}, nulls_with: paid_at}
      - {name: refunded_on, type: date, date: {}, when: "delivered_at is not null and id % 7 = 0"}
      - {name: asked_on, type: date, timestamp: {after: delivered_at, within: 30d}}
  - name: parcels
    per: {table: orders, min: 0, max: 2}
    primary_key: [order_id, n]
    columns:
      - {name: order_id, type: int, parent: {}}
      - {name: n, type: int, ordinal: {}}
      - {name: scanned_at, type: timestamptz, timestamp: {after: order_id.shipped_at, within: 2d}}
EOF

run_cmd with_timeout 60 "$SEEDMILL" load "$T/chains.yaml" --to "sqlite:$db" --verify digest
is_status 0 "a chain of times loads"
is_equal "$(sql 'select count(*) from orders o join customers c on c.id = customer_id
	where o.created_at < c.created_at')" 0 "no order is older than its customer"
is_equal "$(sql 'select count(*) from orders where paid_at < created_at
	or shipped_at < paid_at
	or julianday(delivered_at) < julianday(shipped_at) - 1e-8')" 0 "each time is at or after the one before"
is_equal "$(sql 'select count(*) from orders where paid_at is null and
	(shipped_at is not null or delivered_at is not null)')" 0 \
	"what was not paid was neither shipped nor delivered"
is_equal "$(sql 'select count(*) from orders where (shipped_at is null) <>
	(delivered_at is null)')" 0 "delivered is whatever was shipped"
is_equal "$(sql 'select count(*) from orders where asked_on is not null and
	(delivered_at is null or asked_on < date(delivered_at))')" 0 \
	"a date after a time is its day at the earliest"
is_equal "$(sql "select max(max(created_at), max(paid_at), max(shipped_at), max(delivered_at))
	<= '2026-03-01 12:00:00+00' from orders")" 1 "nothing is later than as_of"
is_equal "$(sql "select max(asked_on) <= '2026-03-01' from orders")" 1 "no date either"
is_equal "$(sql 'select count(*) from orders where
	julianday(paid_at) - julianday(created_at) > 5.00001 or
	julianday(shipped_at) - julianday(paid_at) > 9.00001 or
	julianday(delivered_at) - julianday(shipped_at) > 20.00001')" 0 \
	"and none later than within says"

# ---- the ends of chains --------------------------------------------------------
# shares, to five deviations: 0.2, then 0.2 + 0.8 * 0.1 of 20,000
is_equal "$(sql 'select sum(paid_at is null) between 3717 and 4283 from orders')" 1 \
	"a fifth is never paid"
is_equal "$(sql 'select sum(shipped_at is null) between 5282 and 5918 from orders')" 1 \
	"a tenth of the others is never shipped"
is_equal "$(sql 'select count(*) from orders where (carrier is null) <>
	(paid_at is null)')" 0 "nulls_with: no carrier where nothing was paid"
is_equal "$(sql 'select count(*) from orders where refunded_on is not null and
	delivered_at is null')" 0 "when: only what was delivered is refunded"
is_equal "$(sql 'select count(*) > 0 from orders where refunded_on is not null')" 1 \
	"and some of it is"

# ---- what is cut at as_of --------------------------------------------------------
is_equal "$(sql "select count(*) > 100 from orders where created_at > '2026-02-24 12:00:00+00'
	and paid_at is not null")" 1 "some orders have less than five days left"
is_equal "$(sql "select max(n) < 10 from (select count(*) n from orders
	where paid_at is not null group by paid_at)")" 1 "their payments do not pile up at as_of"

# ---- through a reference ---------------------------------------------------------
is_equal "$(sql 'select count(*) from parcels p join orders o on o.id = order_id
	where (p.scanned_at is null) <> (o.shipped_at is null)
	or p.scanned_at < o.shipped_at')" 0 \
	"a parcel is scanned after its order was shipped, or never"
is_equal "$(sql 'select count(*) > 1000 from parcels where scanned_at is not null')" 1 \
	"and most are"
