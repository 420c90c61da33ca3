# shellcheck shell=bash
# forty.sh - what profiles/forty.yaml promises, with the SQL that proves each claim
#
#     . tests/lib/forty.sh; forty sqlite|postgres|mysql
#
# Needs lib.sh (or db.sh), and from whoever sources it
#     rows SQL             its result, fields separated by |
#     load ARGUMENT...     run_cmd seedmill load ARGUMENT... into that database
#     valid                claims: the engine finds its constraints valid
#
# The claims are lines of `claims`: what is said | what the SQL must give | SQL.
# Lines that begin with --- say what the claims below are about.
# What must be given is a number, or `some`: more than 0. In the SQL, on top of
# what all engines know:
#     CENTS(x)             x * 100 as a whole number, exactly
#     DAYS(a, b)           from time a to time b, with a fraction
#     PART(hour, t)        of a time: year or hour
#     SUNDAY(t)            is it one?
#     LENGTH(doc)          of a JSON array
#     AT(doc, n, key)      a number in the n-th object of a JSON array, from 0

shared_tables='plans|countries|carriers|carrier_countries|hubs|lanes|categories|brands|tags|agents|agent_tags|agent_shifts|tickets|tenants'

# The engine's own words for CENTS and the like.
spoken()
{
	local a='([a-z_.]+)' b='([a-z_.0-9 -]+)' file

	file=$T/spoken.sed
	case $1 in
	postgres) cat <<-SED ;;
		s/CENTS\($a\)/cast(\1 * 100 as bigint)/g
		s/DAYS\($a, $a\)/(extract(epoch from (\2 - \1)) \/ 86400.0)/g
		s/PART\($a, $a\)/extract(\1 from \2 at time zone 'UTC')/g
		s/SUNDAY\($a\)/extract(isodow from \1 at time zone 'UTC') = 7/g
		s/LENGTH\($a\)/json_array_length(\1)/g
		s/AT\($a, $b, $a\)/cast(\1 -> cast(\2 as int) ->> '\3' as numeric)/g
	SED
	mysql) cat <<-SED ;;
		s/CENTS\($a\)/cast(\1 * 100 as signed)/g
		s/DAYS\($a, $a\)/(timestampdiff(microsecond, \1, \2) \/ 86400000000)/g
		s/PART\($a, $a\)/extract(\1 from \2)/g
		s/SUNDAY\($a\)/dayofweek(\1) = 1/g
		s/LENGTH\($a\)/json_length(\1)/g
		s/AT\($a, $b, $a\)/cast(json_extract(\1, concat('\$[', \2, '].\3')) as decimal(18,2))/g
	SED
	sqlite) cat <<-SED ;;
		s/CENTS\($a\)/cast(round(\1 * 100) as integer)/g
		s/DAYS\($a, $a\)/(julianday(\2) - julianday(\1))/g
		s/PART\(year, $a\)/cast(strftime('%Y', \1) as integer)/g
		s/PART\(hour, $a\)/cast(strftime('%H', \1) as integer)/g
		s/SUNDAY\($a\)/strftime('%w', \1) = '0'/g
		s/LENGTH\($a\)/json_array_length(\1)/g
		s/AT\($a, $b, $a\)/json_extract(\1, '\$[' || (\2) || '].\3')/g
	SED
	esac >"$file"
	printf '%s\n' "$file"
}

claims()
{
	cat <<'CLAIMS'
--- chosen rows
zipf: the busiest carrier has twice the shipments of the idlest, and more | some | case when max(n) > 2 * min(n) then 1 else 0 end from (select count(*) n from shipments group by carrier_id) x
uniform: products of reviews are spread, none has a tenth of its tenant's | 0 | count(*) from (select product_id, count(*) n from reviews group by product_id) x where n > 14
normal: two thirds watch from within a stddev of the middle (4.5 of 30 agents) | some | case when count(*) between 540 and 720 then 1 else 0 end from tickets where watcher_id between 11 and 20
sequential: agents have their shifts in turn | 0 | count(*) from agent_shifts where agent_id <> (no - 1) % 30 + 1
hot: 3 of 12 tenants have 70 % of the tickets | some | case when count(*) between 575 and 685 then 1 else 0 end from tickets where tenant_id <= 3
skip: every third agent reviews nothing | 0 | count(*) from tickets where reviewer_id % 3 = 0
skip: all others do | 20 | count(distinct reviewer_id) from tickets
rows: first, second, second, fifth, and again | 0 | count(*) from tickets where escalated <> case id % 4 when 1 then 1 when 0 then 5 else 2 end
each: no agent is without a ticket | 0 | count(*) from agents a where not exists (select 1 from tickets t where t.agent_id = a.id)
each: the rest is by zipf | some | case when max(n) > 100 then 1 else 0 end from (select count(*) n from tickets group by agent_id) x
several references to one parent differ | some | count(*) from tickets where agent_id <> watcher_id and watcher_id <> reviewer_id
--- trees and self references
agents report to earlier ones | 0 | count(*) from agents where report_to >= id
some to nobody | some | count(*) from agents where report_to is null
the tree has four roots | 4 | count(*) from categories where parent_id is null
nobody has more than four children | 0 | count(*) from (select parent_id from categories where parent_id is not null group by parent_id having count(*) > 4) x
parents come before children | 0 | count(*) from categories where parent_id >= id
all hang on a root, four levels deep | 200 | count(*) from (with recursive t(id, depth) as (select id, 1 from categories where parent_id is null union all select c.id, t.depth + 1 from categories c join t on c.parent_id = t.id) select id, depth from t) x where depth <= 4
and the fourth level is used | some | count(*) from categories a join categories b on a.parent_id = b.id join categories c on b.parent_id = c.id where c.parent_id is not null
--- cycles
most departments have a head | some | case when count(*) > 40 then 1 else 0 end from departments where head_id is not null
some have none | some | count(*) from departments where head_id is null
--- tuples
two fifths of all pairs | 20 | count(*) from carrier_countries
different ones | 20 | count(*) from (select distinct carrier_id, country_code from carrier_countries) x
spread over all | 10 | count(distinct carrier_id) from carrier_countries
and all | 5 | count(distinct country_code) from carrier_countries
two fifths of 780 lanes | 312 | count(*) from (select distinct from_hub, to_hub from lanes) x
none of them backwards, none to where it began | 0 | count(*) from lanes where from_hub >= to_hub
values come through a side | 0 | count(*) from lanes l join hubs h on h.id = l.from_hub where h.city <> l.from_city
distinct: an agent's tags differ | 0 | count(*) from (select agent_id from agent_tags group by agent_id having count(*) <> count(distinct tag_id)) x
distinct: a product's tags differ | 0 | count(*) from (select product_id from product_tags group by product_id having count(*) <> count(distinct tag_id)) x
distinct: a shipment sees no hub twice | 0 | count(*) from (select shipment_id from shipment_events group by shipment_id having count(*) <> count(distinct hub_id)) x
no two agents at a desk on a day | 600 | count(*) from (select distinct day, desk from agent_shifts) x
though desks and days come again | 20 | count(distinct desk) from agent_shifts
no product has two prices of a day | 0 | count(*) from (select product_id from product_prices group by product_id having count(*) <> count(distinct valid_from)) x
no department's name comes twice in a tenant | 0 | count(*) from (select tenant_id from departments group by tenant_id having count(*) <> count(distinct name)) x
no sku | 0 | count(*) from (select tenant_id from products group by tenant_id having count(*) <> count(distinct sku)) x
no coupon's code | 0 | count(*) from (select tenant_id from coupons group by tenant_id having count(*) <> count(distinct code)) x
though it does among tenants | some | count(*) - count(distinct code) from coupons
no order's number, and they count from 1 | 0 | count(*) from (select tenant_id, count(*) n, count(distinct number) d, min(number) a, max(number) b from orders group by tenant_id) x where n <> d or a <> 'ORD-00001' or cast(substr(b, 5) as decimal(9)) <> n
no carrier has another's name | 10 | count(distinct name) from carriers
one user, one settings | 0 | count(*) from users u where (select count(*) from user_settings s where s.user_id = u.id) <> 1
--- keys of two columns
moves happen in warehouses of the tenant | 0 | count(*) from stock_moves m join products p on p.id = m.product_id where not exists (select 1 from warehouses w where w.tenant_id = p.tenant_id and w.no = m.warehouse_no)
shipments leave from such | 0 | count(*) from shipments s join orders o on o.id = s.order_id where not exists (select 1 from warehouses w where w.tenant_id = o.tenant_id and w.no = s.warehouse_no)
not always from the first | some | count(*) from shipments where warehouse_no = 3
lines belong to an invoice | 0 | count(*) from invoice_lines l left join invoices i on i.tenant_id = l.tenant_id and i.no = l.invoice_no where i.no is null
--- tenants
rows take the tenant of the row they are made for: addresses | 0 | count(*) from addresses x join customers p on p.id = x.customer_id where p.tenant_id <> x.tenant_id
lines | 0 | count(*) from order_lines x join orders p on p.id = x.order_id where p.tenant_id <> x.tenant_id
events, two tables down | 0 | count(*) from shipment_events x join shipments s on s.id = x.shipment_id join orders p on p.id = s.order_id where p.tenant_id <> x.tenant_id
goods go to the customer's own address | 0 | count(*) from orders o join addresses a on a.id = o.ship_to where a.customer_id <> o.customer_id
the invoice, too | 0 | count(*) from orders o join addresses a on a.id = o.bill_to where a.customer_id <> o.customer_id
not always the same one | some | count(*) from orders where ship_to <> bill_to
every tenant has users, customers and orders | 12 | count(*) from tenants t where exists (select 1 from users u where u.tenant_id = t.id) and exists (select 1 from customers c where c.tenant_id = t.id) and exists (select 1 from orders o where o.tenant_id = t.id)
--- pairs of columns that point to rows of three tables
notes of orders are of orders of the tenant | 0 | count(*) from notes n left join orders o on o.id = n.subject_id and o.tenant_id = n.tenant_id where n.subject_type = 'order' and o.id is null
of products | 0 | count(*) from notes n left join products o on o.id = n.subject_id and o.tenant_id = n.tenant_id where n.subject_type = 'product' and o.id is null
of customers | 0 | count(*) from notes n left join customers o on o.id = n.subject_id and o.tenant_id = n.tenant_id where n.subject_type = 'customer' and o.id is null
and of nothing else | 0 | count(*) from notes where subject_type not in ('order', 'product', 'customer') or subject_id is null
all three come | 3 | count(distinct subject_type) from notes
--- rows that were there before
claims are of insurers that are active | 0 | count(*) from claims c left join insurers i on i.id = c.insurer_id where i.active <> 1 or i.id is null
of each of them | 10 | count(distinct insurer_id) from claims
one for an order | 500 | count(distinct order_id) from claims
the insurers are as they were | 30 | count(*) from insurers
--- times
nobody is paid before the order | 0 | count(*) from orders where paid_at < created_at
nothing shipped before it is paid | 0 | count(*) from orders where shipped_at < paid_at or (shipped_at is not null and paid_at is null)
nothing delivered before it is shipped | 0 | count(*) from orders where delivered_at < shipped_at or (delivered_at is not null and shipped_at is null)
nor long after | 0 | count(*) from orders where DAYS(created_at, paid_at) > 5.0001 or DAYS(paid_at, shipped_at) > 9.0001 or DAYS(shipped_at, delivered_at) > 9.0001
some orders are never paid | some | count(*) from orders where paid_at is null
some are paid, and never shipped | some | count(*) from orders where paid_at is not null and shipped_at is null
some never arrive | some | count(*) from orders where shipped_at is not null and delivered_at is null
most do | some | case when count(*) > 700 then 1 else 0 end from orders where delivered_at is not null
nothing happens after as_of | 0 | count(*) from orders where created_at > '2026-01-01 00:00:00' or paid_at > '2026-01-01 00:00:00' or shipped_at > '2026-01-01 00:00:00' or delivered_at > '2026-01-01 00:00:00'
customers come after their tenant | 0 | count(*) from customers c join tenants t on t.id = c.tenant_id where c.created_at < t.created_at
orders after their customer | 0 | count(*) from orders o join customers c on c.id = o.customer_id where o.created_at < c.created_at
parcels are packed after the order is paid | 0 | count(*) from shipments s join orders o on o.id = s.order_id where s.packed_at < o.paid_at or (s.packed_at is null) <> (o.paid_at is null)
tickets are solved after they are opened | 0 | count(*) from tickets where solved_at < opened_at
nobody looks at night | 0 | count(*) from page_views where PART(hour, viewed_at) < 5
nor on Sundays | 0 | count(*) from page_views where SUNDAY(viewed_at)
every year more than the year before | 0 | count(*) from (select PART(year, viewed_at) y, count(*) n from page_views group by PART(year, viewed_at)) a join (select PART(year, viewed_at) y, count(*) n from page_views group by PART(year, viewed_at)) b on b.y = a.y + 1 where b.n <= a.n
of three | 3 | count(distinct PART(year, viewed_at)) from page_views
--- NULLs
score and solved_at are NULL together | 0 | count(*) from tickets where (score is null) <> (solved_at is null)
a fifth of the time | some | case when count(*) between 132 and 228 then 1 else 0 end from tickets where score is null
so are phone and phone_seen_at | 0 | count(*) from users where (phone is null) <> (phone_seen_at is null)
some have one | some | count(*) from users where phone is not null
who has nothing delivered rates nothing, who has does | 0 | count(*) from orders where (rating is null) <> (status <> 'delivered')
--- across columns
the price is the cost times 1.45, rounded to a cent | 0 | count(*) from products where abs(CENTS(price) * 100 - CENTS(cost) * 145) > 50
a line's total is computed | 0 | count(*) from order_lines where CENTS(line_total) <> quantity * CENTS(unit_price) - coalesce(CENTS(discount), 0)
a discount needs two pieces | 0 | count(*) from order_lines where discount is not null and quantity <= 1
there are discounts | some | count(*) from order_lines where discount is not null
a line's price is its product's | 0 | count(*) from order_lines l join products p on p.id = l.product_id where l.unit_price <> p.price
a status says what the times say | 0 | count(*) from orders where status <> case when delivered_at is not null then 'delivered' when shipped_at is not null then 'shipped' when paid_at is not null then 'paid' else 'new' end
all four come | 4 | count(distinct status) from orders
a currency is the country's | 0 | count(*) from tenants t join countries c on c.code = t.country_code where c.currency <> t.currency
city, region and postcode are of one place | 0 | count(*) from hubs where not exists (select 1 from place_de p where p.city = hubs.city and p.region = hubs.region and p.postcode = hubs.postcode)
city and state, too | 0 | count(*) from addresses a where not exists (select 1 from place_us p where p.city = a.city and p.region = a.state)
of many places | some | case when count(distinct city) > 20 then 1 else 0 end from addresses
one address is the default | 0 | count(*) from customers c where (select count(*) from addresses a where a.customer_id = c.id and a.is_default) <> 1
the plans are those written down | 3 | count(*) from plans where (id = 1 and code = 'free' and monthly = 0) or (id = 2 and code = 'team' and monthly = 49) or (id = 3 and code = 'business' and monthly = 399.5)
--- children in the row
count | 0 | count(*) from orders o where line_count <> (select count(*) from order_lines l where l.order_id = o.id)
count of a column | 0 | count(*) from orders o where reduced <> (select count(discount) from order_lines l where l.order_id = o.id)
sum | 0 | count(*) from orders o where CENTS(total) <> (select coalesce(sum(CENTS(line_total)), 0) from order_lines l where l.order_id = o.id)
sum where | 0 | count(*) from orders o where CENTS(gift_total) <> (select coalesce(sum(CENTS(line_total)), 0) from order_lines l where l.order_id = o.id and l.is_gift)
min | 0 | count(*) from orders o where coalesce(cheapest, -1) <> (select coalesce(min(unit_price), -1) from order_lines l where l.order_id = o.id)
max where | 0 | count(*) from orders o where coalesce(dearest_gift, -1) <> (select coalesce(max(unit_price), -1) from order_lines l where l.order_id = o.id and l.is_gift)
avg, rounded to a cent, halves up | 0 | count(*) from orders o join (select order_id, count(*) n, sum(CENTS(unit_price)) s from order_lines group by order_id) l on l.order_id = o.id where 2 * (CENTS(o.mean_price) * n - s) > n or 2 * (CENTS(o.mean_price) * n - s) <= -n
avg of nothing | 0 | count(*) from orders where (mean_price is null) <> (line_count = 0) or (cheapest is null) <> (line_count = 0)
exists where | 0 | count(*) from orders o where has_gift <> (exists (select 1 from order_lines l where l.order_id = o.id and l.is_gift))
some orders have gifts, some have none | 2 | count(distinct has_gift) from orders
some have no lines | some | count(*) from orders where line_count = 0
json_agg has an object a line | 0 | count(*) from orders where LENGTH(items) <> line_count
json_agg where: a gift | 0 | count(*) from orders o where LENGTH(gift_items) <> (select count(*) from order_lines l where l.order_id = o.id and l.is_gift)
with the line's values, in the lines' order | 0 | count(*) from orders o join order_lines l on l.order_id = o.id where AT(o.items, l.line_no - 1, product_id) <> l.product_id or AT(o.items, l.line_no - 1, quantity) <> l.quantity or abs(AT(o.items, l.line_no - 1, line_total) - l.line_total) > 0.001
none of them missing | 0 | count(*) from orders o join order_lines l on l.order_id = o.id where AT(o.items, l.line_no - 1, product_id) is null or AT(o.items, l.line_no - 1, quantity) is null or AT(o.items, l.line_no - 1, line_total) is null
gifts are the line's products | 0 | count(*) from orders o join (select order_id, line_no, product_id, row_number() over (partition by order_id order by line_no) k from order_lines where is_gift) l on l.order_id = o.id where coalesce(AT(o.gift_items, l.k - 1, product_id), -1) <> l.product_id
counted in a tenant: users | 0 | count(*) from tenants t where staff <> (select count(*) from users u where u.tenant_id = t.id)
orders | 0 | count(*) from tenants t where order_count <> (select count(*) from orders o where o.tenant_id = t.id)
a sum of sums, of paid orders | 0 | count(*) from tenants t where CENTS(revenue) <> (select coalesce(sum(CENTS(line_total)), 0) from orders o join order_lines l on l.order_id = o.id where o.tenant_id = t.id and o.paid_at is not null)
the last order | 0 | count(*) from tenants t where last_order <> (select max(created_at) from orders o where o.tenant_id = t.id)
children's count: skills | 0 | count(*) from agents a where skills <> (select count(*) from agent_tags g where g.agent_id = a.id)
tags | 0 | count(*) from products p where tag_count <> (select count(*) from product_tags g where g.product_id = p.id)
wallets | 0 | count(*) from customers c where has_wallet <> (exists (select 1 from wallets w where w.customer_id = c.id))
entries | 0 | count(*) from wallets w where entries <> (select count(*) from wallet_entries e where e.customer_id = w.customer_id)
events | 0 | count(*) from shipments s where event_count <> (select count(*) from shipment_events e where e.shipment_id = s.id)
invoices | 0 | count(*) from invoices i where CENTS(amount) <> (select sum(CENTS(amount)) from invoice_lines l where l.tenant_id = i.tenant_id and l.invoice_no = i.no)
--- balances
stock goes on from the opening | 0 | count(*) from (select m.on_hand, p.opening + sum(m.change) over (partition by m.product_id order by m.move_no) s from stock_moves m join products p on p.id = m.product_id) x where on_hand <> s
and ends at what the product says | 0 | count(*) from products p join stock_moves m on m.product_id = p.id where m.move_no = (select max(move_no) from stock_moves l where l.product_id = p.id) and m.on_hand <> p.on_hand
wallets | 0 | count(*) from (select CENTS(e.balance) b, CENTS(w.opening) + sum(CENTS(e.amount)) over (partition by e.customer_id order by e.entry_no) s from wallet_entries e join wallets w on w.customer_id = e.customer_id) x where b <> s
invoices, from 0 | 0 | count(*) from (select CENTS(billed) b, sum(CENTS(amount)) over (partition by tenant_id order by no) s from invoices) x where b <> s
CLAIMS
}

# One of `claims`, "what is said | want | SQL".
claim()
{
	local said=${1%% | *} rest=${1#* | } want got

	want=${rest%% | *}
	got=$(rows "select ${rest#* | }")
	if [ "$want" = some ]; then
		want="more than 0, $got"
		# shellcheck disable=SC2015
		[ "${got:-0}" -gt 0 ] 2>/dev/null && got=$want || want="more than 0"
	fi
	is_equal "$got" "$want" "$engine: $part: $said"
}

# The plan's references, "child child_columns parent parent_columns" a line.
references()
{
	"$SEEDMILL" plan profiles/forty.yaml |
		sed -nE 's/^  ([a-z_]+)\(([a-z_, ]+)\) -> ([a-z_]+)\(([a-z_, ]+)\)$/\1 \2 \3 \4/p' |
		sed 's/, /,/g'
}

# on CHILD_COLUMNS PARENT_COLUMNS: "c.a = p.x and c.b = p.y"
on()
{
	paste -d " " <(tr , '\n' <<<"$1") <(tr , '\n' <<<"$2") |
		sed 's/^/c./; s/ / = p./' | paste -sd '+' | sed 's/+/ and /g'
}

# No orphan, and no row of one tenant that refers to a row of another.
ask_references()
{
	local child mine parent theirs sql='' mixed='' within=0

	references >"$T/references"
	while read -r child mine parent theirs; do
		sql="$sql union all select count(*) n from $child c left join $parent p on
			$(on "$mine" "$theirs") where c.${mine##*,} is not null and p.${theirs##*,} is null"
		[[ $child =~ ^($shared_tables)$ || $parent =~ ^($shared_tables)$ ]] && continue
		within=$((within + 1))
		mixed="$mixed union all select count(*) n from $child c join $parent p on
			$(on "$mine" "$theirs") where c.tenant_id <> p.tenant_id"
	done <"$T/references"
	is_equal "$(wc -l <"$T/references") $within" "67 32" "$engine: 67 references, 32 within tenants"
	is_equal "$(rows "select count(*), sum(n) from (${sql# union all}) x")" '67|0' \
		"$engine: 67 references without an orphan, asked in SQL"
	is_equal "$(rows "select count(*), sum(n) from (${mixed# union all}) x")" '32|0' \
		"$engine: 32 references, and no tenant's row refers to another's"
}

# What is there before the load: 30 insurers, ten of them active.
prepare()
{
	rows "create table insurers (id bigint not null primary key, active int not null)"
	rows "insert into insurers values $(for i in {1..30}; do
		printf '%s(%d, %d)' "${sep-}" $((i * 1007)) $((i % 3))
		sep=', '
	done)"
}

# What `lookup` takes its records from, as tables.
places()
{
	local list

	for list in de us; do
		rows "create table place_$list (city varchar(60), region varchar(60), postcode varchar(10))"
		rows "insert into place_$list values $(grep -v '^#' profiles/words/place_$list.txt |
			tail -n +2 | sed "s/'/''/g" | awk -F '\t' '{
			printf "%s(\047%s\047, \047%s\047, \047%s\047)", s, $1, $2, $3; s = ",\n" }')"
	done
}

# Once more, into the tables that are there, their keys live, in small pieces.
again()
{
	load tests/db/profiles/forty_there.yaml --clean -j 3 --chunk-rows 100 \
		--verify digest --report "$T/again.json"
	is_status 0 "$engine: loads again, with --clean and in chunks of 100 rows"
	is_equal "$(digests "$T/again.json")" "$(digests "$T/r.json")" "$engine: the same digests"
	is_equal "$(orphans "$T/again.json")" 0 "$engine: without an orphan"
	ask_references
}

forty()
{
	local line part words

	engine=$1
	run_cmd "$SEEDMILL" load profiles/forty.yaml --to null: --report "$T/want.json"
	is_status 0 "$engine: nowhere"
	digests "$T/want.json" >"$T/want"
	is_equal "$(wc -l <"$T/want")" 40 "$engine: forty tables"
	prepare
	load tests/db/profiles/forty_there.yaml --verify digest --report "$T/r.json"
	is_status 0 "$engine: loads, and reads back what was made"
	is_equal "$(digests "$T/r.json" | grep -v '^claims ')" "$(cat "$T/want")" \
		"$engine: the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "$engine: no orphan, says the report"
	valid
	places
	ask_references
	words=$(spoken "$engine")
	while read -r line; do
		case $line in
		---*) part=${line#--- } ;;
		*) claim "$line" ;;
		esac
	done < <(claims | sed -Ef "$words")
	again
}
