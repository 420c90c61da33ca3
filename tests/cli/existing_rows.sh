#!/usr/bin/env bash
# References to rows that are in the database already, in SQLite.
. "$(dirname "$0")/../lib/lib.sh"

profile=tests/db/profiles/existing_rows.yaml
db=$T/there.db
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" "$@"; }
ask() { sqlite3 "$db" "$1"; }

ask "create table customers (id integer primary key, code varchar(20) not null unique, status text, plain int);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 300)
insert into customers select i * 7 + (i % 2) * 100000, 'c' || (1000 - i), case when i % 3 then 'active' else 'gone' end, 1 from n"

load --report "$T/r.json" --verify digest
is_status 0 "orders are loaded"
is_equal "$(ask "select count(*), count(distinct customer_id) from orders o join customers c on c.id = o.customer_id and c.status = 'active'")" "5000|200" "of every active customer, and of no other"
is_equal "$(ask "select count(*) from orders where payer_id not in (select id from customers)")" 0 "payers are customers"
is_equal "$(ask "select count(*) between 350 and 650 from orders where payer_id is null")" 1 "or nobody, where nulls says so"
is_equal "$(ask "select max(n) > 500 from (select count(*) n from orders where payer_id is not null group by payer_id)")" 1 "of whom few pay most: zipf"
is_equal "$(ask "select group_concat(customer_code, ' ') from (select customer_code from orders order by id limit 3)")" "c700 c701 c702" "texts come in the order of their bytes, in turn"
is_equal "$(ask "select count(*) from orders o left join customers c on c.code = o.customer_code where c.id is null")" 0 "and are those that are there"
is_equal "$(ask "select count(distinct once) from orders")" 300 "each: every customer once at least"

run_cmd "$SEEDMILL" plan "$profile" --to "sqlite:$db"
is_status 0 "plan reads the keys, too"
out_has "orders.customer_id refers to rows of customers that are there: 200 keys \(id\) where status = 'active'" "and says how many there are"
run_cmd "$SEEDMILL" verify "$profile" --to "sqlite:$db"
is_status 0 "verify makes the same rows again"

# the same keys in another order on disk are the same plan
one=$("$SEEDMILL" plan "$profile" --to "sqlite:$db" | grep fingerprint)
ask "create table copied as select * from customers order by code; delete from customers; insert into customers select * from copied; drop table copied"
is_equal "$("$SEEDMILL" plan "$profile" --to "sqlite:$db" | grep fingerprint)" "$one" "the keys' order in the file does not matter"

# a run that was cut short: the keys are read again, and must be the same
ask "delete from orders; delete from seedmill_run; create trigger no before insert on orders when new.id = 3500 begin select raise(abort, 'no'); end"
load --chunk-rows 1000
is_status 9 "a load is cut short"
ask "drop trigger no; update customers set status = 'gone' where id = 14"
load --chunk-rows 1000 --resume
is_status 4 "with other keys it is another run"
err_has "keys of customers.id where status = 'active': 200, .* there, 199, .* here" "which says what differs"
ask "update customers set status = 'active' where id = 14"
load --chunk-rows 1000 --resume --verify digest
is_status 0 "with the same keys it is resumed"
is_equal "$(ask "select count(*) from orders")" 5000 "with all its rows"

# what is refused
refused()
{
	sed "s/{name: customer_id.*/{name: customer_id, ref: {$1}}/" "$profile" >"$T/bad.yaml"
	run_cmd "$SEEDMILL" plan "$T/bad.yaml" --to "sqlite:$db"
	is_status "$2" "refused: $1"
	err_has "$3" "it says: $3"
}
refused "table: customers, existing: true, where: \"status = 'none'\"" 3 "customers has no row to refer to where status = 'none'"
refused "table: nobody, existing: true" 8 "Schema validation failed for nobody: it does not exist"
refused "table: orders, existing: true" 3 "table orders is in the profile"
refused "table: customers, existing: true, column: plain" 8 "neither its primary key nor unique"
refused "table: customers, existing: true, column: none" 8 "it has no column none"
refused "table: customers, existing: true, where: \"status =\"" 8 "must be a condition in its SQL"
refused "table: customers, existing: true, same: x" 3 "same cannot go with existing"
refused "table: customers, existing: true, roots: 3" 3 "a tree is a reference to the table itself"
refused "table: customers, existing: true, columns: [id, code]" 3 "the key must be one column"
refused "table: customers, where: \"true\"" 3 "where goes with existing: true"
sed "s/{name: once,/{name: once, unique: true,/; s/, each: true//" "$profile" >"$T/bad.yaml"
run_cmd "$SEEDMILL" plan "$T/bad.yaml" --to "sqlite:$db"
is_status 3 "a unique reference needs as many keys as rows"
err_has 'needs 5000 different parents, there are 300' "and there are fewer"
run_cmd "$SEEDMILL" load "$profile" --to null:
is_status 3 "nowhere has no customers"
err_has 'are read from a database, and there is none' "and it says so"
run_cmd "$SEEDMILL" gen "$profile" --out "$T/files"
is_status 3 "nor have files"
run_cmd "$SEEDMILL" load "$profile" --to "sqlite:$T/fresh.db"
is_status 8 "nor has a new file"
[ ! -e "$T/fresh.db" ] && echo "ok - which is not made" || echo "not ok - the file was made"
