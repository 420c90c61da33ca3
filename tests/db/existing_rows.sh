#!/usr/bin/env bash
# References to rows that are in the database already, in PostgreSQL: live
# foreign keys, keys of several types, a condition that can do no harm.
. "$(dirname "$0")/../lib/db.sh"

profile=tests/db/profiles/existing_rows.yaml
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "$DB" "$@"; }

new_db existing
sql "create table customers (id bigint primary key, code varchar(20) not null unique, status text, tag uuid unique, since timestamp unique);
insert into customers select i * 7, 'c' || (1000 - i), case when i % 3 = 0 then 'gone' else 'active' end,
  case when i < 200 then md5(i::text)::uuid end, timestamp '2020-01-01' + i * interval '1 hour' from generate_series(1, 300) i;
create table orders (id bigint primary key, customer_id bigint not null references customers, payer_id bigint references customers,
  customer_code varchar(20) references customers (code), once bigint references customers)" >/dev/null

load --chunk-rows 1000 --connections 3 --report "$T/r.json" --verify digest
is_status 0 "orders are loaded, the foreign keys live"
is_equal "$(sql "select count(*), count(distinct customer_id) from orders join customers c on c.id = customer_id and status = 'active'")" '5000|200' "of every active customer, and of no other"
is_equal "$(sql "select count(distinct once), count(distinct customer_code) from orders")" '300|300' "each, and in turn: of all"
run_cmd "$SEEDMILL" verify "$profile" --to "$DB"
is_status 0 "verify makes the same rows again"

# killed and resumed
"$SEEDMILL" load "$profile" --to "$DB" --clean --chunk-rows 1000 --rows orders=100000 >"$T/out" 2>"$T/err" &
pid=$!
for _ in $(seq 300); do
	[ "$(sql "select count(*) > 3 from seedmill_chunk" 2>/dev/null)" = t ] && break
	kill -0 "$pid" 2>/dev/null || break
	sleep 0.02
done
kill -9 "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
load --chunk-rows 1000 --rows orders=100000 --resume --lock-wait 20 --verify digest
is_status 0 "killed, it is resumed with the keys read again"
is_equal "$(sql "select count(*), count(distinct customer_id) from orders")" '100000|200' "with all its rows"
sql "insert into customers values (1, 'new', 'active')" >/dev/null
run_cmd "$SEEDMILL" verify "$profile" --to "$DB" --rows orders=100000
is_status 10 "with another customer the rows cannot be made again"
err_has "keys of customers.id where status = 'active': 200, .* when it was loaded, 201, .* now" "and verify knows why"

one()
{
	printf '%s\n' 'version: 1' 'name: one' 'seed: 1' 'tables:' '  - name: visits' '    rows: 1000' '    columns:' \
		"      - {name: c, ref: {table: $1}}" >"$T/one.yaml"
	run_cmd with_timeout 60 "$SEEDMILL" load "$T/one.yaml" --to "$DB" --verify digest
}
one 'customers, existing: true, column: tag'
is_status 0 "uuids are keys, too"
is_equal "$(sql "select count(distinct c), count(*) from visits join customers on tag = c; drop table visits")" '199|1000' "NULL is none of them"
one 'customers, existing: true, column: since, dist: sequential'
is_status 0 "and times"
is_equal "$(sql "select count(distinct c), count(*) from visits join customers on since = c; drop table visits")" '300|1000' "which come in turn"
one 'public.customers, existing: true, where: "true -- and nothing else"'
is_status 0 "a schema may be said, and a comment ends with its line"
sql "drop table visits" >/dev/null
one 'customers, existing: true, where: "true)) to stdout; drop table customers; --"'
is_status 8 "one statement stays one"
sql "create function public.grow() returns boolean language sql as 'insert into public.customers values (999999) returning true'" >/dev/null
one 'customers, existing: true, where: "public.grow()"'
is_status 8 "and may not write"
err_has 'read-only transaction' "says the server"
is_equal "$(sql "select count(*) from customers")" 301 "all customers are there"
drop_db
