#!/usr/bin/env bash
# verify finds a cell, a row more, a row less, and says where.
. "$(dirname "$0")/../lib/lib.sh"

shop=profiles/shop.yaml
"$SEEDMILL" load "$shop" --to "sqlite:$T/whole.sqlite" -q

# changed SQL: a copy of the file, changed, then verified
changed()
{
	cp "$T/whole.sqlite" "$T/db.sqlite"
	sqlite3 "$T/db.sqlite" "$1" >/dev/null
	run_cmd with_timeout 60 "$SEEDMILL" verify "$shop" --to "sqlite:$T/db.sqlite"
}

changed 'select 1'
is_status 0 "what was loaded is verified"
out_has '^order_lines +20,002 +20,002 +[0-9a-f]{12} +ok$' "table by table"
run_cmd "$SEEDMILL" verify "$shop" --to "sqlite:$T/whole.sqlite" -j1 -q \
	--report "$T/r.json"
is_status 0 "on one thread as well"
is_equal "$(sqlite3 :memory: "select json_extract(readfile('$T/r.json'),
	'\$.tables[1].digest_read')")" \
	"$(sqlite3 :memory: "select json_extract(readfile('$T/r.json'),
	'\$.tables[1].digest')")" "and its report has both digests"

changed 'update orders set total = total + 1 where id = 77'
is_status 10 "a cell that was changed is found"
err_has 'orders: the rows read back' "in its table"
err_has 'row 77 \(id 77\), column total' "with row, key and column"
out_has '^orders .*DIFFERS' "and the table marks it"

changed 'update order_lines set quantity = 11
	where order_id = 1200 and line_no = 1'
err_has 'order_id 1200, line_no 1\), column quantity' "also with a key of two columns"

changed 'update customers set referrer_id = null where id =
	(select min(id) from customers where referrer_id is not null)'
is_status 10 "a NULL is not a value"
err_has 'column referrer_id' "and is named"

changed 'delete from order_lines where order_id = 70 and line_no = 1'
is_status 10 "a row that was deleted is found"
err_has 'order_lines: planned 20,002 rows, the table holds 20,001' "as a count"
err_has 'order_id 70, line_no 1\) is not there' "and by its key"

changed "insert into products values (0, 'x', 1)"
is_status 10 "a row too many is found"
err_has 'stands before row 1' "and where"

changed "insert into products values (201, 'x', 1)"
err_has 'larger keys were added' "also behind the last one"

changed 'update orders set customer_id = 5000 where id = 3'
is_status 10 "a reference to nothing is found"
out_has 'orders\(customer_id\) -> customers\(id\) +1 +DIFFERS' "as an orphan"

changed "update customers set tier = 'x' where id = 9;
	delete from order_lines where order_id = 70 and line_no = 1"
err_has 'customers: the first difference is in row 9 \(id 9\), column tier' \
	"of two tables that differ the first is explained"
err_has 'order_lines: planned 20,002 rows, it holds 20,001; row' \
	"and the second as well"

changed 'drop table order_lines'
is_status 10 "a table that is gone is found"

run_cmd "$SEEDMILL" verify "$shop" --seed 7 --to "sqlite:$T/whole.sqlite"
is_status 10 "another seed is another table"
run_cmd "$SEEDMILL" verify "$shop" --to null:
is_status 2 "what cannot be read back is refused"
run_cmd "$SEEDMILL" verify "$shop" --to "sqlite:$T/none.sqlite"
is_status 6 "a file that is not there is not made"
fails "really not" test -e "$T/none.sqlite"
