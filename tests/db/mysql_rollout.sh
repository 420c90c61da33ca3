#!/usr/bin/env bash
# What a seeding rollout is promised, in MariaDB: tests/lib/rollout.sh, and what
# only a server can show: locks, reasons, retries.
. "$(dirname "$0")/../lib/mydb.sh"
. tests/lib/rollout.sh

new_my
rows() { my "set foreign_key_checks = 1; $1"; }
state() { my_state; }

name=MariaDB url=$MY
dry_run
is_equal "$(my "select count(*) from information_schema.tables where table_schema = database()")" 0 \
	"a dry run makes no table, not even the ledger's"
rollout MariaDB "$MY"

# ---- one at a time --------------------------------------------------------------------------

my "create trigger slow before insert on payments for each row set @x = sleep(0.2)"
"$SEEDMILL" load "$seven" --to "$MY" --clean -q &
pid=$!
for _ in $(seq 100); do
	[ "$(my "select count(*) from information_schema.processlist where info like '%sleep(0.2)%'
		or info like 'load data%'" 2>/dev/null)" -gt 1 ] && break
	sleep 0.05
done
seed --clean --force --log-format json
is_status 7 "a second seeding at the same time"
err_has '"event":"lock.conflict","op":"load","phase":"failed","lock":"seedmill:.*","holder":".*connection [0-9]+, user ' \
	"is an event with the holder"
seed --table clients --clean --force
is_status 7 "nor may one table of it"
is_equal "$(head -n 1 <<<"$err" | grep -c '^seedmill: Another seeding operation is in progress')" 1 \
	"in these words"
err_has 'why: lock is held by connection [0-9]+, user ' "with who holds it"
kill -TERM "$pid"
wait "$pid"
is_equal $? 143 "the first is stopped"
my 'drop trigger slow'
seed --clean --force -q --lock-wait 5
is_status 0 "and the next one gets the lock"
is_equal "$(counted)" "$counts" "and loads everything"

# ---- a foreign key of the database's that finds no parent ------------------------------------

my 'delete from payments; delete from invoices; delete from orders where id <> 7'
seed --table invoices --log-format json
is_status 9 "invoices without their orders"
err_has '"event":"error".*"msg":"invoices.*: order_id refers to no row of orders\(id\)' \
	"child, key and parent are in the event"
err_has '"sqlstate":"23000","native":"1452"' "and the server's codes"
err_has '"fix":"orders first.*--clean' "and --clean"
drop_my
