#!/usr/bin/env bash
# References of every kind into SQLite: keys of two columns, siblings that
# differ, hot parents, skipped ones, lists, totals spread, keys with gaps.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/refs.sqlite
profile=tests/db/profiles/references.yaml
sql() { sqlite3 "$db" "$1"; }
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" "$@"; }

run_cmd "$SEEDMILL" plan "$profile"
is_status 0 "the profile compiles"
out_has '^lines +4,100' "a total is the rows of its table"
out_has 'lines\(part_id, supplier_id\) -> partsupp\(part_id, supplier_id\)' \
	"and the key of two columns is one reference"
is_equal "$(grep -c -- '->' <<<"$out")" 7 "of seven"

load --verify digest --report "$T/first.json"
is_status 0 "it loads"
out_has 'lines\(part_id, supplier_id\) -> partsupp\(part_id, supplier_id\) +0 +ok' \
	"and its orphans are counted"
is_equal "$(sql 'pragma foreign_key_check')" '' "SQLite finds no orphan either"
is_equal "$(sql "select group_concat(\"from\" || '>' || \"to\") from
	pragma_foreign_key_list('lines') where \"table\" = 'partsupp' order by seq")" \
	'part_id>part_id,supplier_id>supplier_id' "its foreign key has two columns"
is_equal "$(sql "select group_concat(name) from pragma_index_info(
	'lines_part_id_supplier_id_idx')")" part_id,supplier_id "and so has its index"
is_equal "$(sql 'select count(*) from lines l join partsupp p on p.part_id =
	l.part_id and p.supplier_id = l.supplier_id and p.cost = l.cost')" 4100 \
	"all columns of a line come from one row of its parent"

# ---- siblings that differ --------------------------------------------------
is_equal "$(sql 'select count(*) = count(distinct part_id || "." || supplier_id)
	from partsupp')" 1 "no part has a supplier twice"
is_equal "$(sql 'select count(distinct supplier_id) from partsupp')" 9 \
	"and every supplier has parts"

# ---- hot, skip, rows -------------------------------------------------------
is_equal "$(sql 'select count(*) from orders where customer_id % 3 = 0')" 0 \
	"every third customer has no order"
is_equal "$(sql 'select count(distinct customer_id) > 180 from orders')" 1 \
	"and nearly all others have"
is_equal "$(sql 'select count(*) between 1125 and 1275 from orders where
	clerk_id <= 30')" 1 "a tenth has four fifths of the references"
is_equal "$(sql 'select group_concat(region_id) from (select region_id from suppliers
	order by id)')" 0,1,1,1,4,0,1,1,1 "a list is taken in turn"

# ---- a total spread --------------------------------------------------------
is_equal "$(sql 'select n, count(*) from (select count(*) n from lines group by
	order_id) group by n order by n')" '2|400
3|1100' "4,100 lines over 1,500 orders are 2 or 3 each"
is_equal "$(sql 'select count(*) from orders o where lines <> (select sum(line_no)
	from lines l where l.order_id = o.id)')" 0 "and parents can add them up"
for n in 0 1 1499 1500 1501; do
	run_cmd "$SEEDMILL" load "$profile" --to "sqlite:$T/$n.sqlite" --rows "lines=$n"
	is_status 0 "--rows makes $n lines"
	is_equal "$(sqlite3 "$T/$n.sqlite" 'select count(*) || "|" || coalesce(max(n) <=
		(sum(n) + 1499) / 1500, "") from (select count(*) n from lines
		group by order_id)')" "$((n < 1500 ? n : 1500))|$([ "$n" = 0 ] || echo 1)" \
		"spread over all there are"
done
run_cmd "$SEEDMILL" plan "$profile" --size few --scale 2
out_has '^lines +333' "a size's own count is not scaled"
out_has '^orders +3,000' "while its parents are"
run_cmd "$SEEDMILL" plan "$profile" --scale 0.1
out_has '^lines +410' "and what the profile says is"
run_cmd "$SEEDMILL" plan "$profile" --rows partsupp=5
is_status 2 "children by min and max cannot be counted out"

# ---- keys with gaps --------------------------------------------------------
is_equal "$(sql 'select count(*) from orders where (id - 1) % 32 >= 8')" 0 \
	"eight keys of thirty-two are used"
is_equal "$(sql 'select min(id), max(id) from orders')" '1|5988' "in row order"
run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "sqlite:$db"
is_status 0 "verify agrees"
sql 'update lines set cost = cost + 1 where order_id = 5988 and line_no = 1'
run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "sqlite:$db"
is_status 10 "and finds a changed cell"
err_has 'order_id 5988, line_no 1' "by its key"
sql 'update lines set cost = cost - 1 where order_id = 5988 and line_no = 1'

# ---- --append --------------------------------------------------------------
load --append --rows suppliers=9 --verify digest
is_status 0 "--append goes on"
is_equal "$(sql 'pragma foreign_key_check')" '' "without an orphan"
is_equal "$(sql 'select count(*), count(distinct order_id) from lines')" '8200|3000' \
	"with as many lines, of the new orders"
is_equal "$(sql 'select min(id) from orders where id > 5988')" 5989 \
	"whose keys keep their runs and gaps"
is_equal "$(sql 'select count(*) from orders where (id - 1) % 32 >= 8')" 0 "all of them"
is_equal "$(sql 'select count(*) from lines where order_id > 5988 and part_id <= 200')" 0 \
	"lines of the new run are of its own parts"
is_equal "$(sql 'select count(*) from orders where customer_id % 3 = 0')" 0 \
	"and the skipped ones are the same"

# ---- tables that are there -------------------------------------------------
db=$T/live.sqlite
sql 'create table regions (id int primary key);
	create table suppliers (id int primary key, region_id int references regions);
	create table parts (id integer primary key);
	create table partsupp (part_id int not null references parts, supplier_id int
		not null references suppliers, cost int, primary key (supplier_id, part_id));
	create table customers (id integer primary key);
	create table orders (id integer primary key, customer_id int references customers,
		clerk_id int references customers, lines int);
	create table lines (order_id int not null references orders, line_no int not null,
		part_id int, supplier_id int, cost int, primary key (order_id, line_no),
		foreign key (supplier_id, part_id) references partsupp (supplier_id, part_id))'
run_cmd "$SEEDMILL" plan "$profile" --to "sqlite:$db"
is_status 0 "live tables with a key of two columns fit"
out_lacks 'is not followed' "and the reference follows it"
load --verify digest --report "$T/live.json"
is_status 0 "they load"
is_equal "$(sql 'pragma foreign_key_check')" '' "without an orphan"

# ---- what is refused, and how to go on --------------------------------------
refused()
{
	sed "$1" "$profile" >"$T/bad.yaml"
	run_cmd "$SEEDMILL" plan "$T/bad.yaml"
	is_status 3 "$3"
	err_has "$2" "and says why, or what to do"
}
refused '/part_id.supplier_id/d' \
	'add - \{name: supplier_id, type: int, copy: \{from: part_id.supplier_id\}\} to the columns of lines' \
	"half a key is refused"
refused 's/columns: \[part_id, supplier_id\]/columns: [part_id, cost]/' \
	'its keys are \(part_id, supplier_id\)' "columns that are no key are refused"
refused 's/fixed: 9/fixed: 3/' 'give suppliers more rows' \
	"siblings that cannot differ are refused"
refused 's/share: 0.8/share: 8/' 'share' "a share above 1 is refused"
refused 's/1, 1, 1, 4]/1, 1, 1, 5]/' 'regions has no row 5' \
	"a row that is not there is refused"
