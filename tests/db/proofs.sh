#!/usr/bin/env bash
# What PostgreSQL says about CHECKs, domains and unique indexes is understood:
# what fits is loaded, what does not is refused before a row, what is not proved
# is said.
. "$(dirname "$0")/../lib/db.sh"

cat >"$T/p.yaml" <<'YAML'
version: 1
name: p
seed: 3
tables:
  - {name: tenants, rows: 20, primary_key: [id], columns: [{name: id, serial: {}}]}
  - name: items
    per: {table: tenants, min: 1, max: 60}
    columns:
      - {name: id, serial: {}}
      - {name: tenant_id, parent: {}}
      - {name: sku, pattern: {text: "??-##"}}
      - {name: qty, int: {min: 1, max: 50}}
      - {name: price, decimal: {min: 10, max: 90}}
      - {name: state, pick: {values: [draft, paid]}}
      - {name: note, words: {list: colour}, nulls: 0.2}
      - {name: age, int: {min: 18, max: 99}}
      - {name: at, timestamp: {from: "-1y", to: now}}
      - {name: main, bool: {share: 0.1}}
YAML
good="create domain adult as int check (value >= 18);
create table tenants (id bigint primary key);
create table items (
  id bigint primary key, tenant_id bigint not null references tenants,
  sku varchar(10) not null check (sku <> ''),
  qty int not null, price numeric(10,2) not null check (price > 0.5),
  state text not null, note text, age adult not null,
  at timestamptz not null check (at > '2020-01-01 00:00:00+00'), main boolean not null,
  constraint qty_range check (qty between 1 and 50 or note is null),
  constraint state_known check (state in ('draft', 'paid', 'sent')),
  constraint cheap check (state <> 'paid' or price < qty * 1000));
create unique index sku_low on items (tenant_id, lower(sku));
create unique index main_sku on items (sku, tenant_id) where main"

plan() { run_cmd with_timeout 60 "$SEEDMILL" plan "$T/p.yaml" --to "$DB"; }

new_db proofs
sql "$good; create unique index pair on items (tenant_id, sku)"
plan
is_status 0 "a table that asks for much is planned"
out_lacks 'not proved' "and all of it is proved"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$DB" --chunk-rows 50
is_status 0 "and its rows are taken"
is_equal "$(sql "select count(*) = count(distinct (tenant_id, sku)) from items")" t \
	"each article number comes once in a tenant"
drop_db

# refused SQL WORDS...: with that as well, the plan is refused
refused()
{
	local sql=$1

	shift
	new_db proofs
	sql "$good; $sql"
	plan
	is_status 8 "refused: $sql"
	for words; do err_has "$words" "says: $words"; done
	drop_db
}

refused "alter table items add constraint few check (qty < 50)" \
	'would be refused by CHECK few' 'qty is from 1 to 50'
refused "alter table items add constraint done check (state = any (array['paid', 'sent']))" \
	'would be refused by CHECK done'
refused "alter domain adult add constraint old check (value > 20)" \
	'would be refused by CHECK old' 'age is from 18 to 99'
refused "create unique index one_main on items (tenant_id) where note is null" \
	'two rows are the same for unique index one_main'
refused "create unique index states on items (upper(state), tenant_id)" \
	'two rows are the same for unique index states'

new_db proofs
sql "$good; alter table items add constraint odd check (sku ~ '^[A-Z]')"
plan
is_status 0 "a CHECK of no language of ours is left to the database"
out_has 'CHECK odd is not proved.*it is not understood' "and said"
drop_db

# a cast that changes the value is no proof; what VALUE is in a text stays
new_db proofs
sql "$good; alter table items add constraint rounds check ((price + 0.4)::integer <= 90),
	add constraint above check (qty > -5)"
sql "create domain st as text check (length('VALUEVALUE') = 10 and value <> 'VALUE');
	alter table items alter state type st"
plan
is_status 0 "what is rounded by the database is not refused"
out_has 'CHECK rounds is not proved.*it is not understood' "but left to it"
out_lacks 'CHECK above' "negative numbers are understood"
out_lacks 'CHECK st_check' "and VALUE where it is the column"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$DB"
is_status 0 "which takes all rows"
drop_db
