#!/usr/bin/env bash
# Keys of two columns, siblings that differ, totals spread and keys with gaps
# in PostgreSQL: created and live tables, orphans, --append.
. "$(dirname "$0")/../lib/db.sh"

profile=tests/db/profiles/references.yaml
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" "$@"; }
verify() { run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "$DB"; }

load --to null: --report "$T/want.json"
digests "$T/want.json" >"$T/want"

# fk TABLE PARENT: its columns and the parent's, and whether it was validated
fk()
{
	sql "select string_agg(a.attname || '>' || b.attname, ',' order by k.n), bool_and(c.convalidated)
		from pg_constraint c, unnest(c.conkey, c.confkey) with ordinality k (mine, theirs, n),
		pg_attribute a, pg_attribute b
		where c.contype = 'f' and c.conrelid = '$1'::regclass and c.confrelid = '$2'::regclass
		and (a.attrelid, a.attnum) = (c.conrelid, k.mine) and (b.attrelid, b.attnum) = (c.confrelid, k.theirs)"
}

for how in "-j 1 --connections 1" "-j 3 --connections 3 --chunk-rows 100" "--binary"; do
	new_db created
	# shellcheck disable=SC2086
	load --to "$DB" $how --verify digest --report "$T/r.json"
	is_status 0 "$how: loads"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$how: the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "$how: no orphan"
	is_equal "$(fk lines partsupp)" 'part_id>part_id,supplier_id>supplier_id|t' \
		"$how: the foreign key has two columns and is valid"
	drop_db
done

new_db created
load --to "$DB"
is_status 0 "created tables are filled"
is_equal "$(sql "select indkey from pg_index where indrelid = 'lines'::regclass and not indisprimary")" \
	'3 4' "one index serves the key of two columns"
is_equal "$(sql "select count(*) from lines l join partsupp p using (part_id, supplier_id) where l.cost = p.cost")" \
	4100 "all columns of a line come from one row of its parent"
is_equal "$(sql "select max(n), min(n) from (select count(*) n from lines group by order_id) x")" '3|2' \
	"a total is spread evenly"
is_equal "$(sql "select count(*) from orders where (id - 1) % 32 >= 8 or customer_id % 3 = 0")" 0 \
	"keys have gaps, skipped customers no orders"
is_equal "$(sql "select count(*) between 1125 and 1275 from orders where clerk_id <= 30")" t \
	"a tenth has four fifths of the references"
verify
is_status 0 "verify agrees"
load --to "$DB" --append
is_status 0 "--append goes on"
is_equal "$(sql "select count(*), count(distinct order_id), min(order_id) filter (where part_id > 200) from lines")" \
	'8200|3000|5989' "with new lines of new orders and new parts"
load --to "$DB" --clean
is_status 0 "--clean begins anew"
sql "alter table lines drop constraint lines_part_id_supplier_id_fkey"
sql "update lines set supplier_id = 99 where order_id = 1"
verify
is_status 10 "verify sees rows whose pair is not there"
err_has 'lines' "and names their table"
drop_db

# ---- tables that are there, keys in another order -----------------------------
live="create table regions (id int primary key);
create table suppliers (id int primary key, region_id int not null references regions);
create table parts (id bigint primary key);
create table partsupp (part_id bigint not null references parts,
  supplier_id int not null references suppliers, cost int not null, primary key (supplier_id, part_id));
create table customers (id bigint primary key);
create table orders (id bigint primary key, customer_id bigint not null references customers,
  clerk_id bigint not null references customers, lines int not null);
create table lines (order_id bigint not null references orders, line_no int not null,
  part_id bigint not null, supplier_id int not null, cost int not null, primary key (order_id, line_no),
  foreign key (supplier_id, part_id) references partsupp)"
for how in "-j 1 --connections 1" "-j 3 --connections 3 --chunk-rows 50"; do
	new_db live
	sql "$live"
	run_cmd "$SEEDMILL" plan "$profile" --to "$DB"
	is_status 0 "$how: live tables fit"
	out_lacks 'is not followed' "$how: every live foreign key is followed"
	# shellcheck disable=SC2086
	load --to "$DB" $how --verify digest --report "$T/r.json"
	is_status 0 "$how: parents come first while the key of two columns is checked"
	is_equal "$(orphans "$T/r.json")" 0 "$how: no orphan"
	# shellcheck disable=SC2086
	load --to "$DB" $how --append
	is_status 0 "$how: --append holds, too"
	drop_db
done
