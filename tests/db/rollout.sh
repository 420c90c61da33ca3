#!/usr/bin/env bash
# What a seeding rollout is promised, in PostgreSQL: tests/lib/rollout.sh, and
# what only a server can show: sessions, locks, reasons.
. "$(dirname "$0")/../lib/db.sh"
. tests/lib/rollout.sh

rows() { sql "$1"; }
state() { db_state; }

new_db rollout
name=PostgreSQL url=$DB
dry_run
is_equal "$(sql "select count(*) from pg_class where relname like 'seedmill%'
	or relname in ('vendors', 'payments')")" 0 "a dry run makes no table, not even the ledger's"

# What the server itself saw of the session.
sql "alter database \"$DBNAME\" set log_statement = 'all'"
from=$(wc -c <"$PGDIR/log")
seed --size small --dry-run
tail -c "+$((from + 1))" "$PGDIR/log" >"$T/log"
sql "alter database \"$DBNAME\" reset log_statement"
holds "the server is told that nothing will be written" \
	grep -q 'SET default_transaction_read_only = on' "$T/log"
fails "and no statement writes" \
	grep -qiE '(statement|execute [^:]*): *(create|insert|update|delete|alter|copy|truncate|drop)' "$T/log"

rollout PostgreSQL "$DB"

# ---- no permission is needed for a plan -------------------------------------------------

sql "create role ${DBNAME}_r login password 'x'; grant usage on schema public to ${DBNAME}_r;
	grant select on all tables in schema public to ${DBNAME}_r"
run_cmd with_timeout 60 "$SEEDMILL" load "$seven" --dry-run \
	--to "postgres://${DBNAME}_r:x@127.0.0.1:$PGPORT_/$DBNAME"
is_status 0 "who may only read may try a dry run"
sql "drop owned by ${DBNAME}_r; drop role ${DBNAME}_r"

# ---- one at a time --------------------------------------------------------------------------

sql 'create function slow() returns trigger language plpgsql as
	$$begin perform pg_sleep(0.2); return new; end$$;
	create trigger slow before insert on payments for each row execute function slow()'
"$SEEDMILL" load "$seven" --to "$DB" --clean -q &
pid=$!
for _ in $(seq 100); do
	[ "$(sql "select count(*) from pg_locks where locktype = 'advisory'")" != 0 ] && break
	sleep 0.05
done
seed --clean --force --log-format json
is_status 7 "a second seeding at the same time"
err_has '"event":"lock.conflict","op":"load","phase":"failed","lock":"seedmill:t_rollout.*","holder":".*pid [0-9]+, user ' \
	"is an event with the holder"
err_lacks '"event":"lock.(acquired|released)"' "and has no lock to give back"
seed --table clients --clean --force
is_status 7 "nor may one table of it"
is_equal "$(head -n 1 <<<"$err" | grep -c '^seedmill: Another seeding operation is in progress')" 1 \
	"in these words"
err_has 'why: lock is held by pid [0-9]+, user .*seedmill.* since' "with who holds it"
err_has 'fix: wait for it with --lock-wait SECONDS' "and what to do"
kill -TERM "$pid"
wait "$pid"
is_equal $? 143 "the first is stopped"
sql 'drop trigger slow on payments'
seed --clean --force -q --lock-wait 5
is_status 0 "and the next one gets the lock"
is_equal "$(counted)" "$counts" "and loads everything"

# ---- a foreign key of the database's that finds no parent ------------------------------------

sql 'delete from payments; delete from invoices; delete from orders where id <> 7'
seed --table invoices --log-format json
is_status 9 "invoices without their orders"
err_has '"event":"error".*"msg":"invoices.*: order_id refers to no row of orders\(id\)' \
	"child, key and parent are in the event"
err_has '"sqlstate":"23503"' "and the server's code"
err_has '"fix":"orders first.*--clean' "and --clean"
fails "no value of a row is" grep -qE '\(order_id\)=|Key \(' "$T/err"

# ---- a schema that does not fit -----------------------------------------------------------------

sql 'alter table clients rename email to mail'
seed --clean --force --log-format json
is_status 8 "a column that is not there"
err_has '"event":"schema.mismatch",.*"phase":"failed","code":8,"why":"Schema validation failed for clients: .*email.*","table":"clients"' \
	"is an event with the table"
err_has '"msg":"Schema validation failed for clients: ' "and the error has the words"
drop_db
