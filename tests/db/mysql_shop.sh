#!/usr/bin/env bash
# The main job: the shop into MySQL or MariaDB, the same as anywhere else.
. "$(dirname "$0")/../lib/mydb.sh"

SHOP=profiles/shop.yaml
verify() { run_cmd with_timeout 60 "$SEEDMILL" verify $SHOP --to "$MY" "$@"; }

# ---- the same digests on three engines, however it is loaded --------------------
run_cmd "$SEEDMILL" load $SHOP --to null: -j 1 --report "$T/want.json"
digests "$T/want.json" >"$T/want"
is_equal "$(wc -l <"$T/want")" 4 "the shop has four tables with a digest"

new_db myshop
for url in "$DB" "sqlite:$T/shop.sqlite"; do
	run_cmd with_timeout 60 "$SEEDMILL" load $SHOP --to "$url" --report "$T/r.json"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "${url%%:*}: these are its digests"
done
drop_db

while read -r name args; do
	new_my
	# shellcheck disable=SC2086
	load $SHOP $args --verify digest --report "$T/r.json"
	is_status 0 "$name: loads, and what is read back is what was sent"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$name: the digests are the same"
	is_equal "$(orphans "$T/r.json")" 0 "$name: no orphan"
	# shellcheck disable=SC2086
	verify $args
	is_status 0 "$name: verify agrees"
	drop_my
done <<'CASES'
j1 -j 1 --connections 1
j4 -j 4 --connections 3
chunks -j 4 --connections 3 --chunk-rows 100
one-chunk -j 1 --connections 1 --chunk-rows 100000
inserts --no-local-infile
inserts-chunks -j 4 --connections 3 --chunk-rows 100 --no-local-infile
CASES

# ---- what the server itself says -------------------------------------------------
new_my
load $SHOP --report "$T/r.json"
is_status 0 "the shop loads"
out_has 'customers +1,000' "the table on stdout has the customers"
is_equal "$(field "$T/r.json" '$.status')" ok "the report says ok"
fails "the report has no password" grep -q "$MYPASS_" "$T/r.json"
is_equal "$(my "select count(*) from customers")" 1000 "1,000 customers are there"
is_equal "$(my "select count(*) from orders o left join customers c on c.id = o.customer_id where c.id is null")" 0 "every order has a customer"
is_equal "$(my "select count(*) from orders o where total <> (select coalesce(sum(amount), 0) from order_lines l where l.order_id = o.id)")" 0 "every total is the sum of its lines"
is_equal "$(my "select count(*) from order_lines where amount <> quantity * unit_price")" 0 "every amount is quantity times price"
is_equal "$(my "select count(*) from order_lines l join products p on p.id = l.product_id where p.price <> l.unit_price")" 0 "every unit price is its product's"
is_equal "$(my "select count(*) from orders o join customers c on c.id = o.customer_id where o.created_at < c.created_at or o.created_at > '2026-01-01'")" 0 "no order is older than its customer, none is in the future"
is_equal "$(my "select count(*) from customers where referrer_id >= id")" 0 "customers were referred by earlier ones"
is_equal "$(my "select count(distinct email) from customers")" 1000 "e-mail addresses are unique"
is_equal "$(my "select count(*) from information_schema.table_constraints where constraint_schema = database() and constraint_type = 'FOREIGN KEY'")" 4 "four foreign keys are there"
fails "and they hold for rows to come" my "insert into orders (id, customer_id, created_at, total) values (999999, 123456, now(), 1)"
is_equal "$(my "select count(distinct index_name) from information_schema.statistics where table_schema = database() and table_name = 'orders'")" 2 "orders has its key and one index that serves the reference, too"
is_equal "$(my "select group_concat(is_nullable order by column_name) from information_schema.columns where table_schema = database() and table_name = 'customers' and column_name in ('email', 'referrer_id')")" "NO,YES" "a column with nulls: may be NULL, one without may not"
is_equal "$(my "select count(*) from information_schema.tables where table_schema = database() and engine <> 'InnoDB'")" 0 "all tables are transactional, the ledger's too"
is_equal "$(ledger_rows seedmill_chunk)" 0 "chunk rows are gone"
is_equal "$(ledger_rows seedmill_run)" 1 "one run row is left"

# ---- a table that has rows --------------------------------------------------------
before=$(my_state)
load $SHOP --seed 3
is_status 4 "a second load is refused"
err_has 'customers.*1,?000' "and says which table has how many rows"
is_equal "$(my_state)" "$before" "and nothing changed"
load $SHOP --resume
is_status 0 "--resume of a finished run is fine"
load $SHOP --if-empty --seed 3
is_status 0 "--if-empty skips"
is_equal "$(my_state)" "$before" "and nothing changed"
load $SHOP --append --seed 3
is_status 0 "--append adds"
is_equal "$(my "select count(*), min(id), max(id) from customers")" "2000|1|2000" "serials go on"
is_equal "$(my "select count(*) from orders where id > 5000 and customer_id <= 1000")" 0 "references stay inside the run"
load $SHOP --clean
is_status 0 "--clean loads anew"
is_equal "$(my_state)" "$before" "the very same rows"

# ---- verify sees what changed ----------------------------------------------------------
verify
is_status 0 "verify agrees with a fresh load"
my "update order_lines set quantity = quantity % 10 + 1 where order_id = 17 and line_no = 1"
verify
is_status 10 "verify finds one changed cell"
err_has 'order_lines' "and names its table"
err_has 'quantity' "and its column"
my "update order_lines set quantity = (quantity + 8) % 10 + 1 where order_id = 17 and line_no = 1"
verify
is_status 0 "verify agrees when it is put back"
my "delete from order_lines where order_id = 4000 and line_no = 1"
verify
is_status 10 "verify finds one row that is gone"
err_has 'order_lines' "and names its table"
drop_my
