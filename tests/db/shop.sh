#!/usr/bin/env bash
# The main job: the shop into PostgreSQL, SQLite and nowhere, the same each time.
. "$(dirname "$0")/../lib/db.sh"

load() { run_cmd with_timeout 60 "$SEEDMILL" load profiles/shop.yaml "$@"; }

# ---- the same digests everywhere ------------------------------------------------
load --to null: -j 1 --report "$T/want.json"
is_status 0 "the shop goes nowhere"
digests "$T/want.json" >"$T/want"
is_equal "$(wc -l <"$T/want")" 4 "and has four tables with a digest"

while read -r name to args; do
	new_db shop
	[ "$to" = pg ] && url=$DB || url=${to/FILE/$T/$name.sqlite}
	# shellcheck disable=SC2086
	load --to "$url" $args --report "$T/r.json"
	is_status 0 "$name: loads"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$name: the digests are the same"
	if [ "$to" != null: ]; then
		is_equal "$(orphans "$T/r.json")" 0 "$name: no orphan"
		# shellcheck disable=SC2086
		run_cmd with_timeout 60 "$SEEDMILL" verify profiles/shop.yaml --to "$url" $args
		is_status 0 "$name: verify agrees"
	fi
	drop_db
done <<'CASES'
nowhere-j4 null: -j 4
nowhere-c3 null: -j 4 --connections 3 --chunk-rows 100
pg-j1 pg -j 1 --connections 1
pg-j4 pg -j 4 --connections 3
pg-small-chunks pg -j 4 --connections 3 --chunk-rows 100
pg-one-chunk pg -j 1 --connections 1 --chunk-rows 100000
pg-binary pg -j 2 --binary
sqlite-j1 sqlite:FILE -j 1
sqlite-j4 sqlite:FILE -j 4 --chunk-rows 100
sqlite-one-chunk sqlite:FILE --chunk-rows 100000
CASES

# ---- what PostgreSQL itself says -----------------------------------------------
new_db shop
load --to "$DB" --report "$T/r.json"
is_status 0 "the shop loads into PostgreSQL"
out_has 'customers +1,000' "the table on stdout has the customers"
is_equal "$(field "$T/r.json" '$.status')" ok "the report says ok"
is_equal "$(field "$T/r.json" '$.schema_version')" 1 "the report has a version"
fails "the report has no password" grep -q "$PGPASS_" "$T/r.json"
is_equal "$(sql "select count(*) from customers")" 1000 "1,000 customers are there"
is_equal "$(sql "select count(*) from orders o left join customers c on c.id = o.customer_id where c.id is null")" 0 "every order has a customer"
is_equal "$(sql "select count(*) from orders o where total <> (select coalesce(sum(amount), 0) from order_lines l where l.order_id = o.id)")" 0 "every total is the sum of its lines"
is_equal "$(sql "select count(*) from order_lines where amount <> quantity * unit_price")" 0 "every amount is quantity times price"
is_equal "$(sql "select count(*) from order_lines l join products p on p.id = l.product_id where p.price <> l.unit_price")" 0 "every unit price is its product's"
is_equal "$(sql "select count(*) from orders o join customers c on c.id = o.customer_id where o.created_at < c.created_at or o.created_at > '2026-01-01'")" 0 "no order is older than its customer, none is in the future"
is_equal "$(sql "select count(*) from customers where referrer_id >= id")" 0 "customers were referred by earlier ones"
is_equal "$(sql "select count(distinct email) from customers")" 1000 "e-mail addresses are unique"
is_equal "$(sql "select count(*) from pg_constraint where contype = 'f' and convalidated")" 4 "four foreign keys are there and valid"
is_equal "$(sql "select count(*) from pg_index i join pg_class c on c.oid = i.indrelid where c.relname = 'orders' and i.indisvalid")" 2 "orders has its key and one index that serves the reference, too"
is_equal "$(sql "select attnotnull from pg_attribute where attrelid = 'customers'::regclass and attname = 'referrer_id'")" f "a column with nulls: may be NULL"
is_equal "$(sql "select attnotnull from pg_attribute where attrelid = 'customers'::regclass and attname = 'email'")" t "one without may not"
is_equal "$(sql "select count(*) from pg_stat_user_tables where last_analyze is not null and relname in ('customers', 'orders', 'order_lines', 'products')")" 4 "all four were analysed"
is_equal "$(sql "select count(*) from seedmill_run where status = 'done'")" 1 "one run row stays"
is_equal "$(sql "select count(*) from seedmill_chunk")" 0 "no chunk row stays"

# ---- never twice ---------------------------------------------------------------
before=$(db_state)
load --to "$DB"
is_status 4 "a second load is refused"
err_has 'customers.*1,?000' "and says which table holds how many rows"
err_has '--append' "and how to go on"
load --to "$DB" --resume
is_status 0 "--resume of a finished run is fine"
err_has 'already' "and says that it is done"
load --to "$DB" --if-empty
is_status 0 "--if-empty skips"
is_equal "$(db_state)" "$before" "none of these changed anything"
load --to "$DB" --append
is_status 0 "--append adds"
is_equal "$(sql "select count(*), min(id), max(id) from customers")" "2000|1|2000" "and serials go on where they were"
is_equal "$(sql "select count(*) from orders o where id > 5000 and customer_id <= 1000")" 0 "references stay inside the run"
load --to "$DB" --clean
is_status 0 "--clean begins anew"
is_equal "$(sql "select count(*), min(id), max(id) from customers")" "1000|1|1000" "and leaves one shop"

# ---- verify finds what was changed ------------------------------------------------
check() { run_cmd with_timeout 60 "$SEEDMILL" verify profiles/shop.yaml --to "$DB"; }
check
is_status 0 "verify agrees with a fresh load"
sql "update order_lines set quantity = quantity % 10 + 1 where order_id = 17 and line_no = 1"
check
is_status 10 "verify finds one changed cell"
err_has 'order_lines' "and names its table"
err_has 'quantity' "and its column"
sql "update order_lines set quantity = (quantity + 8) % 10 + 1 where order_id = 17 and line_no = 1"
check
is_status 0 "verify agrees when it is put back"
sql "delete from order_lines where order_id = 4000 and line_no = 1"
check
is_status 10 "verify finds one row that is gone"
err_has 'order_lines' "and names its table"
drop_db
