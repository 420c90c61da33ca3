#!/usr/bin/env bash
# PostgreSQL computes again what rows say of their children, takes their
# documents apart, and refuses labels that an enum does not have.
. "$(dirname "$0")/../lib/db.sh"

profile=tests/db/profiles/aggregates.yaml
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" "$@"; }

load --to null: -j 1 --report "$T/want.json"
new_db agg
load --to "$DB" --report "$T/r.json"
is_status 0 "the profile loads"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "the digests are those of every target"
is_equal "$(sql "select string_agg(relname, ',' order by relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^seedmill'")" \
	invoices,order_lines,orders "the hidden table is not there"
run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "$DB"
is_status 0 "verify reads the same back"

while IFS='|' read -r column of; do
	is_equal "$(sql "select count(*) from orders o where $column is distinct from (
		select $of from order_lines l where l.order_id = o.id)")" 0 "$column is $of"
done <<'CASES'
lines|count(*)
discounted|count(discount)
returned|count(*) filter (where back)
total|coalesce(sum(amount), 0)
returned_total|coalesce(sum(amount) filter (where back), 0)
cheapest|min(price)
dearest|max(price)
first_shipped|min(shipped_on)
last_shipped|max(shipped_on) filter (where back)
last_seen|max(seen_at)
first_word|min(word collate "C")
last_word|max(word collate "C") filter (where back)
most_quantity|max(quantity)
any_line|count(*) > 0
any_return|count(*) filter (where back) > 0
documents|coalesce(jsonb_agg(jsonb_build_object('line_no', line_no, 'quantity', quantity, 'amount', amount, 'discount', discount, 'word', word, 'shipped_on', shipped_on) order by line_no), '[]')
returns::jsonb|coalesce(jsonb_agg(jsonb_build_object('line_no', line_no) order by line_no) filter (where back), '[]')
CASES

is_equal "$(sql "select count(*) from invoices where total <> (select sum((i ->> 'line_total')::numeric) from jsonb_array_elements(line_items) i)")" \
	0 "an invoice's total is what its hidden items add up to"
is_equal "$(sql "select count(*) from invoices, jsonb_array_elements(line_items) i where (i ->> 'quantity')::int * (i ->> 'unit_price')::numeric <> (i ->> 'line_total')::numeric")" \
	0 "and every item's is quantity times price"
is_equal "$(sql "select count(*) from invoices where items <> jsonb_array_length(line_items)")" 0 "and they are counted"
is_equal "$(sql "select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = 'orders'::regclass and attnum > 0 and not attnotnull")" \
	cheapest,dearest,first_shipped,last_shipped,last_seen,first_word,last_word,most_quantity \
	"least and greatest values may be NULL, nothing else"

# ---- enum: text with a CHECK -----------------------------------------------------
is_equal "$(sql 'select count(distinct status) from invoices')" 3 "all labels come"
fails "the database refuses any other" sql "update invoices set status = 'lost'"
holds "and takes one of them" sql "update invoices set status = 'sent off' where id = 1"
sql "update invoices set status = 'draft' where id = 1"
load --to "$DB" --resume
is_status 0 "the tables that a run made do not change what it is"

# ---- a run that was killed -------------------------------------------------------
ARGS=(--scale 60 --chunk-rows 2000 --connections 2 -j 2)
for i in 2 3 4 5 6 7 8 9; do
	drop_db
	new_db agg
	"$SEEDMILL" load "$profile" --to "$DB" "${ARGS[@]}" -q >/dev/null 2>&1 &
	pid=$!
	sleep "0.$i"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ "$(sql 'select status from seedmill_run' 2>/dev/null)" = loading ] && break
done
is_equal "$(sql 'select status from seedmill_run')" loading "a run is killed in the middle"
load --to "$DB" "${ARGS[@]}" --resume --report "$T/r.json"
is_status 0 "--resume finishes it"
load --to null: "${ARGS[@]}" --report "$T/want.json"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "with the same rows"
run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "$DB" "${ARGS[@]}"
is_status 0 "and verify agrees"

# ---- when, and a live enum ------------------------------------------------------------
cat >"$T/w.yaml" <<'EOF'
version: 1
name: w
seed: 1
tables:
  - name: bills
    rows: 500
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {start: 1}}
      - {name: mood, type: "enum(sad, ok)", pick: {values: [sad, ok]}}
      - {name: paid_on, type: date, date: {}, when: "mood = 'ok'"}
EOF
drop_db
new_db when
sql "create type mood as enum ('ok', 'happy', 'sad'); create table bills(id bigint primary key, mood mood not null, paid_on date)"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/w.yaml" --to "$DB"
is_status 0 "an enum of the database's own takes labels that are written in the profile"
is_equal "$(sql "select count(*) from bills where (paid_on is not null) <> (mood = 'ok')")" 0 "a column has a value exactly where its when is true"
sed -i 's/enum(sad, ok)/enum(sad, blue)/;s/values: \[sad, ok\]/values: [sad, blue]/' "$T/w.yaml"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/w.yaml" --to "$DB" --clean --yes
is_status 8 "but no label that it does not know"
err_has 'the enum of column mood has no label "blue"' "which is said"
sql "drop table bills; create table bills(id bigint primary key, mood char(4) not null, paid_on date)"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/w.yaml" --to "$DB"
is_status 8 "nor a column that would pad them"
sql "drop table bills; create table bills(id bigint primary key, mood text not null, paid_on date not null)"
sed -i 's/blue/ok/g' "$T/w.yaml"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/w.yaml" --to "$DB"
is_status 8 "a NOT NULL column cannot have a when"
err_has 'column paid_on is NOT NULL' "which is said"
