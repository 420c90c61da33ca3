#!/usr/bin/env bash
# What a row says of its children is what SQL says of them, and the documents
# made of hidden ones add up.
. "$(dirname "$0")/../lib/lib.sh"

profile=tests/db/profiles/aggregates.yaml
db=$T/a.sqlite
sql() { sqlite3 "$db" "$1"; }
seed() { run_cmd with_timeout 60 "$SEEDMILL" "$@"; }

seed load "$profile" --to "sqlite:$db"
is_status 0 "the profile loads"
out_lacks 'invoice_items' "without its hidden table"

# Is the column of orders what SQL computes? `is` takes NULLs as equal.
while IFS='|' read -r column of; do
	is_equal "$(sql "select count(*) from orders o where not ($column is (
		select $of from order_lines l where l.order_id = o.id))")" 0 "$column is $of"
	is_equal "$(sql "select count(distinct $column) > 1 from orders")" 1 "and not always the same"
done <<'CASES'
lines|count(*)
discounted|count(discount)
returned|count(*) filter (where back)
round(total, 2)|coalesce(round(sum(amount), 2), 0.0)
round(returned_total, 2)|coalesce(round(sum(amount) filter (where back), 2), 0.0)
cheapest|min(price)
dearest|max(price)
first_shipped|min(shipped_on)
last_shipped|max(shipped_on) filter (where back)
last_seen|max(seen_at)
first_word|min(word)
last_word|max(word) filter (where back)
most_quantity|max(quantity)
any_line|count(*) > 0
any_return|count(*) filter (where back) > 0
CASES
is_equal "$(sql 'select count(*) > 30 from orders where lines = 0')" 1 "some orders have no lines"
is_equal "$(sql 'select count(*) from orders where lines = 0 and (cheapest is not null or first_word is not null or documents <> "[]" or any_line)')" \
	0 "and say so everywhere"

is_equal "$(sql "select group_concat(name) from pragma_table_info('orders') where not \"notnull\" and not pk")" \
	cheapest,dearest,first_shipped,last_shipped,last_seen,first_word,last_word,most_quantity \
	"least and greatest values may be NULL, nothing else"
is_equal "$(sql "select \"notnull\" from pragma_table_info('invoices') where name = 'most'")" 1 \
	"and not even they where every row has children"

# ---- documents -------------------------------------------------------------------
is_equal "$(sql "select count(*) from orders o where json_array_length(documents) <> lines or json_array_length(returns) <> returned")" \
	0 "a document has an object a line"
is_equal "$(sql "select count(*) from orders o, json_each(o.documents) d join order_lines l on l.order_id = o.id and l.line_no = d.key + 1
	where not (d.value ->> 'line_no' is l.line_no and d.value ->> 'quantity' is l.quantity and d.value ->> 'amount' is l.amount
		and d.value ->> 'discount' is l.discount and d.value ->> 'word' is l.word and d.value ->> 'shipped_on' is l.shipped_on)")" \
	0 "that holds the line's values, in the lines' order"
is_equal "$(sql "select count(*) = (select count(*) from order_lines) from orders o, json_each(o.documents)")" 1 "of all lines"
is_equal "$(sql "select count(*) from orders o where documents <> json(documents)")" 0 "without blanks"
is_equal "$(sql "select group_concat(key) from json_each((select documents from orders where lines > 0 limit 1), '\$[0]')")" \
	amount,discount,line_no,quantity,shipped_on,word "its keys sorted"
is_equal "$(sql "select count(*) from invoices i where abs(total - (select sum(value ->> 'line_total') from json_each(line_items))) > 0.001")" \
	0 "an invoice's total is what its items add up to"
is_equal "$(sql "select count(*) from invoices i, json_each(i.line_items) where abs((value ->> 'quantity') * (value ->> 'unit_price') - (value ->> 'line_total')) > 0.001")" \
	0 "and every item's is quantity times price"
is_equal "$(sql "select count(*) from invoices i where items <> json_array_length(line_items) or most <> (select max(value ->> 'quantity') from json_each(line_items))
	or big_items <> (select count(*) from json_each(line_items) where value ->> 'quantity' > 10)")" \
	0 "items are counted, hidden columns too"
is_equal "$(sql "select min(items), max(items), sum(total) > 0 from invoices")" '1|6|1' "there are 1 to 6 of them"
is_equal "$(sql "select group_concat(key) from json_each((select line_items from invoices limit 1), '\$[0]')")" \
	line_total,position,quantity,unit_price "by default all that is shown but the parent"
seed verify "$profile" --to "sqlite:$db"
is_status 0 "verify reads the same back"

# ---- the same rows however they are made -----------------------------------------
seed load "$profile" --to null: -j 1 --report "$T/one.json"
seed load "$profile" --to null: -j 3 --chunk-rows 50 --report "$T/many.json"
digests()
{
	sqlite3 :memory: "select json_extract(value, '\$.name') || json_extract(value, '\$.digest') from json_each(readfile('$1'), '\$.tables')"
}
is_equal "$(digests "$T/one.json")" "$(digests "$T/many.json")" "the digests are the same in any chunks"

# ---- what is refused -------------------------------------------------------------
refused()
{
	sed "$2" "$profile" >"$T/bad.yaml"
	seed plan "$T/bad.yaml"
	is_status 3 "refused: $1"
	err_has "$1" "and it is said why"
}
refused 'orders is not a `per` child of orders' 's/lines, type: int, count: {of: order_lines}/lines, type: int, count: {of: orders}/'
refused 'where.*quantity is of type int, not bool|quantity is of type int, not bool' 's/{of: order_lines, where: back}}/{of: order_lines, where: quantity}}/'
refused 'no table "order_line", did you mean "order_lines"' 's/count: {of: order_lines}/count: {of: order_line}/'
refused 'order_lines.back is of type bool, which has no min' 's/min: {of: order_lines.price}/min: {of: order_lines.back}/'
refused 'not kept in a numeric' 's/max: {of: order_lines.price}/max: {of: order_lines.shipped_on}/'
refused '9 children of up to .* bytes each' 's/returns, type: text/returns, type: "varchar(40)"/'
refused '"line_no" stands there twice' 's/columns: \[line_no\]/columns: [line_no, line_no]/'
refused 'json_agg takes whole children' 's/json_agg: {of: invoice_items}/json_agg: {of: invoice_items.quantity}/'
refused 'a cycle' 's/expr: {text: "quantity \* price"}/expr: {text: "quantity * price + order_id.total"}/'
