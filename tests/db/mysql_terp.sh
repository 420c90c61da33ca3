#!/usr/bin/env bash
# TERP's seven tables: 195, 1,375 or 6,750 rows, the same on three engines, and books
# that add up.
. "$(dirname "$0")/../lib/mydb.sh"
. "$(dirname "$0")/../lib/query.sh"

TERP=profiles/terp.yaml
terp() { run_cmd with_timeout 60 "$SEEDMILL" load $TERP "$@"; }
new_db terp
new_my
pg() { ask postgres "$DBNAME" "$1"; }

# ---- what would be done -----------------------------------------------------------
terp --size small --dry-run --to "$DB"
is_status 0 "a dry run is fine"
out_has '^all +195 ' "it tells of 195 rows"
is_equal "$(grep -cE '^(vendors|clients|products|batches|orders|invoices|payments) +[0-9]+ ' <<<"$out")" 7 "in seven tables"
out_lacks '^order_items' "the hidden one is none of them"
is_equal "$(pg "select count(*) from pg_tables where schemaname = 'public'")" 0 "nothing was written"

# ---- 195 rows, on every engine -----------------------------------------------------
terp --to null: -j 1 --report "$T/want.json"
digests "$T/want.json" >"$T/want"
for url in "sqlite:$T/terp.sqlite" "$DB" "$MY"; do
	engine=${url%%:*}
	terp --to "$url" --size small --report "$T/r.json"
	is_status 0 "$engine: loads"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$engine: the digests are the same"
	is_equal "$(orphans "$T/r.json")" 0 "$engine: no orphan"
	out_has '^195 rows' "$engine: 195 rows"
	case $engine in
	sqlite*) where="sqlite $T/terp.sqlite" ;;
	postgres) where="postgres $DBNAME" ;;
	mysql) where="mysql $MYNAME" ;;
	esac
	# shellcheck disable=SC2086
	is_equal "$(ask $where "select count(*) from vendors union all select count(*) from clients
		union all select count(*) from products union all select count(*) from batches
		union all select count(*) from orders union all select count(*) from invoices
		union all select count(*) from payments" | sort -n | xargs)" "5 10 20 30 30 50 50" "$engine: 5, 10, 20, 30, 50, 50, 30 of them"
	# shellcheck disable=SC2086
	is_equal "$(ask $where "SELECT COUNT(*) AS orphaned_orders FROM orders o LEFT JOIN clients c ON o.client_id = c.id WHERE c.id IS NULL")" 0 "$engine: no orphaned order"
	# shellcheck disable=SC2086
	is_equal "$(ask $where "SELECT name, email FROM clients LIMIT 3" | grep -c '^[^|]\+|[a-z0-9.-]*@clients\.example$')" 3 "$engine: clients have made-up names and addresses that lead nowhere"
done
is_equal "$(my "select data_type from information_schema.columns where table_schema = database() and table_name = 'invoices' and column_name = 'status'")" enum "mysql: a status is an enum"
# ---- one table alone ----------------------------------------------------------------
terp --to "$DB" --table clients --clean --yes
is_status 4 "clients alone are not deleted below their orders"
err_has 'orders' "the refusal names the orders"
is_equal "$(pg "select count(*) from clients")" 10 "they are still there"
pg "truncate orders cascade" >/dev/null
terp --to "$DB" --table clients --clean --yes --report "$T/r.json"
is_status 0 "without orders they are made anew"
out_has '^clients +10 ' "ten of them"
is_equal "$(digests "$T/r.json")" "$(grep '^clients ' "$T/want")" "the same ten"
terp --to "$DB" --clean --yes --report "$T/r.json"
is_status 0 "all seven are made anew"
is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "the same 195 rows"

# ---- the other sizes ---------------------------------------------------------------
terp --to null: --size medium
out_has '^1,375 rows' "medium has 1,375 rows"
terp --to "$DB" --clean --yes --size large
is_status 0 "large loads"
out_has '^6,750 rows' "large has 6,750 rows"
is_equal "$(pg "select (select count(*) from vendors), (select count(*) from clients), (select count(*) from products), (select count(*) from batches), (select count(*) from orders), (select count(*) from invoices), (select count(*) from payments)")" "50|200|500|1000|2000|2000|1000" "50, 200, 500, 1,000, 2,000, 2,000, 1,000 of them"

# ---- books that add up: rows that break a rule --------------------------------------
while IFS='|' read -r claim query; do
	[ -n "$claim" ] || continue
	is_equal "$(pg "$query")" 0 "$claim"
done <<'CASES'
an order's total is the sum of its JSON items|select count(*) from orders where total <> (select sum((i->>'line_total')::numeric) from json_array_elements(items) i)
an item's total is quantity times price|select count(*) from orders, json_array_elements(items) i where (i->>'line_total')::numeric <> (i->>'quantity')::numeric * (i->>'unit_price')::numeric
an order's cost is that of its items|select count(*) from orders where total_cogs <> (select sum((i->>'line_cogs')::numeric) from json_array_elements(items) i)
items are of batches and products that exist|select count(*) from orders, json_array_elements(items) i left join batches b on b.id = (i->>'batch_id')::int and b."productId" = (i->>'product_id')::int where b.id is null
an order has 1 to 5 items|select count(*) from orders where json_array_length(items) not between 1 and 5
an invoice's total is its order's|select count(*) from invoices i join orders o on o.id = i."orderId" where i."totalAmount" <> o.total or i."customerId" <> o.client_id
there is one invoice an order|select count(*) from orders where (select count(*) from invoices where "orderId" = orders.id) <> 1
an invoice's reference is its order|select count(*) from invoices where "referenceType" <> 'ORDER' or "referenceId" <> "orderId" or "createdBy" <> 1
payments never exceed the invoice|select count(*) from invoices i where "totalAmount" < (select coalesce(sum(amount), 0) from payments where "invoiceId" = i.id)
what is paid and what is due is the total|select count(*) from invoices i where "amountPaid" <> (select coalesce(sum(amount), 0) from payments where "invoiceId" = i.id) or "amountDue" <> "totalAmount" - "amountPaid"
a payment is of the invoice's client|select count(*) from payments p join invoices i on i.id = p."invoiceId" where p."customerId" <> i."customerId"
no payment is older than its invoice, none is in the future|select count(*) from payments p join invoices i on i.id = p."invoiceId" where p."paymentDate" < i."invoiceDate" or p."paymentDate" > '2026-01-31'
invoices are due after 30 days|select count(*) from invoices i join orders o on o.id = i."orderId" where i."dueDate" <> i."invoiceDate" + 30 or i."invoiceDate" <> o.order_date
an invoice is overdue when it should have been paid|select count(*) from invoices where (status = 'OVERDUE') <> ("dueDate" < '2026-01-31' and "amountDue" > 0)
it is paid when nothing is due|select count(*) from invoices where (status = 'PAID') <> ("amountDue" = 0)
it is a draft when its order is|select count(*) from invoices i join orders o on o.id = i."orderId" where (i.status = 'DRAFT') <> o.is_draft or (o.order_type = 'QUOTE') <> o.is_draft
an order's status is that of its invoice|select count(*) from invoices i join orders o on o.id = i."orderId" where o.sale_status is distinct from case i.status when 'DRAFT' then null when 'SENT' then 'PENDING' when 'VIEWED' then 'PENDING' else i.status end
an order is written on its day|select count(*) from orders where created_at::date <> order_date or created_at > '2026-01-31 18:00' or created_by <> 1
margins are 15 to 35 %|select count(*) from orders where avg_margin_percent not between 15 and 35 or total_margin <> total - total_cogs
what is reserved is on hand|select count(*) from batches where "reservedQty" > "onHandQty" or ("reservedQty" > 0 and (status <> 'LIVE' or "reservedQty" < floor("onHandQty" * 0.1) or "reservedQty" > ceil("onHandQty" * 0.4)))
what was not reconciled has no date of it|select count(*) from payments where "isReconciled" <> ("reconciledAt" is not null) or "reconciledAt" < "paymentDate"
telephone numbers are nobody's|select (select count(*) from clients where phone !~ '^\+1-[0-9]{3}-555-01[0-9]{2}$') + (select count(*) from vendors where "contactPhone" !~ '^\+1-[0-9]{3}-555-01[0-9]{2}$')
CASES
is_equal "$(pg "select min(code), max(code) from batches")" "BATCH-000001|BATCH-001000" "batches are BATCH-000001 and so on"
is_equal "$(pg "select min(order_number), max(order_number) from orders")" "ORD-000001|ORD-002000" "orders ORD-000001"
is_equal "$(pg "select min(\"invoiceNumber\"), max(\"invoiceNumber\") from invoices")" "INV-000001|INV-002000" "invoices INV-000001"
is_equal "$(pg "select min(\"paymentNumber\"), max(\"paymentNumber\") from payments")" "PAY-000001|PAY-001000" "payments PAY-000001"
is_equal "$(pg "select client_type, count(*), min(teri_code), max(teri_code), count(distinct teri_code) from clients group by 1 order by 1" | xargs)" \
	"regular|140|REG0001|REG0140|140 vendor|30|VND0001|VND0030|30 whale|30|WHL0001|WHL0030|30" "15 % of the clients are whales, WHL0001 and so on, 15 % vendors, 70 % neither"
is_equal "$(pg "select count(*) between 3 and 5 from orders where order_date = '2026-01-31'")" t "three to five orders are of as_of's day"
for size in small medium; do
	run_cmd with_timeout 60 "$SEEDMILL" load $TERP --size $size --to "sqlite:$T/$size.sqlite"
	is_equal "$(sqlite3 "$T/$size.sqlite" "select count(*) between 3 and 5 from orders where order_date = '2026-01-31'")" 1 "at size $size, too"
done

run_cmd with_timeout 60 "$SEEDMILL" load $TERP --rows payments=217 --to "sqlite:$T/many.sqlite"
is_status 0 "several payments an invoice are possible"
is_equal "$(sqlite3 "$T/many.sqlite" 'select count(*) from invoices i
	where abs(amountPaid - (select sum(amount) from payments where invoiceId = i.id)) > 0.001
	or amountPaid > totalAmount or abs(totalAmount - amountPaid - amountDue) > 0.001')" 0 "together they do not exceed it, either"

# ---- shares: within four standard deviations of a sample as large --------------------
while IFS='|' read -r claim want table condition; do
	[ -n "$claim" ] || continue
	IFS='|' read -r got of <<<"$(pg "select round(avg(case when $condition then 1.0 else 0 end), 6), count(*) from $table")"
	is_share "$got" "$want" "$of" "$claim"
done <<'CASES'
70 % of the orders are whales'|0.70|orders o join clients c on c.id = o.client_id|client_type = 'whale'
12 % are drafts|0.12|orders|is_draft
90 % of the products are flower|0.90|products|category = 'Flower'
90 % of the batches are of flower|0.90|batches b join products p on p.id = b."productId"|category = 'Flower'
60 % of the batches are live|0.60|batches|status = 'LIVE'
15 % are photographed|0.15|batches|status = 'PHOTOGRAPHY_COMPLETE'
15 % are awaited|0.15|batches|status = 'AWAITING_INTAKE'
5 % are sold out|0.05|batches|status = 'SOLD_OUT'
3 % are on hold|0.03|batches|status = 'ON_HOLD'
2 % are quarantined|0.02|batches|status = 'QUARANTINED'
15 % of the live ones are reserved in part|0.15|(select * from batches where status = 'LIVE') b|"reservedQty" > 0
15 % of the invoices are overdue|0.15|invoices|status = 'OVERDUE'
half of those by more than 120 days|0.5|(select * from invoices where status = 'OVERDUE') i|"dueDate" < date '2026-01-31' - 120
20 % of the payments are partial|0.20|payments p join invoices i on i.id = p."invoiceId"|amount < "totalAmount"
40 % are checks|0.40|payments|"paymentMethod" = 'CHECK'
30 % ACH|0.30|payments|"paymentMethod" = 'ACH'
15 % wire|0.15|payments|"paymentMethod" = 'WIRE'
10 % cash|0.10|payments|"paymentMethod" = 'CASH'
5 % card|0.05|payments|"paymentMethod" = 'CARD'
70 % are reconciled|0.70|payments|"isReconciled"
CASES
drop_db
drop_my
