#!/usr/bin/env bash
# References to rows that are in the database already, in MySQL or MariaDB.
. "$(dirname "$0")/../lib/mydb.sh"

profile=tests/db/profiles/existing_rows.yaml

new_my
my "create table customers (id bigint primary key, code varchar(20) not null unique, status text, t datetime(6)) engine=innodb;
insert into customers select seq * 7, concat('c', 1000 - seq), if(seq % 3 = 0, 'gone', 'active'), now() from seq_1_to_300;
create table orders (id bigint primary key, customer_id bigint not null, payer_id bigint, customer_code varchar(20), once bigint,
  foreign key (customer_id) references customers (id), foreign key (payer_id) references customers (id),
  foreign key (customer_code) references customers (code)) engine=innodb"
load "$profile" --chunk-rows 1000 --connections 3 --verify digest
is_status 0 "orders are loaded, the foreign keys live"
is_equal "$(my "select count(*), count(distinct customer_id) from orders join customers c on c.id = customer_id and status = 'active'")" '5000|200' "of every active customer, and of no other"
is_equal "$(my "select count(distinct once), count(distinct customer_code) from orders")" '300|300' "each, and in turn: of all"
run_cmd "$SEEDMILL" verify "$profile" --to "$MY"
is_status 0 "verify makes the same rows again"
my "create function grow() returns int modifies sql data begin insert into customers (id, code) values (999999, 'x'); return 1; end" 2>/dev/null
sed "s/status = 'active'/grow()/" "$profile" >"$T/write.yaml"
load "$T/write.yaml" --clean
is_status 8 "a condition may not write"
my "update customers set status = 'gone' where id = 7"
load "$profile" --clean --verify digest
is_status 0 "other keys, other rows"
is_equal "$(my "select count(*) from customers")" 300 "all customers are there"
drop_my
