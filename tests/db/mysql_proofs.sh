#!/usr/bin/env bash
# The same as proofs.sh for MariaDB: CHECKs, JSON columns, collations that take
# case and accents for nothing.
. "$(dirname "$0")/../lib/mydb.sh"

cat >"$T/p.yaml" <<'YAML'
version: 1
name: p
seed: 3
tables:
  - name: items
    rows: 400
    columns:
      - {name: id, serial: {}}
      - {name: sku, pattern: {text: "??-##"}}
      - {name: mail, template: {text: "{who|lower}.{id}@example.com"}}
      - {name: who, words: {list: first_name}, hidden: true}
      - {name: qty, int: {min: 1, max: 50}}
      - {name: state, pick: {values: [draft, paid]}}
      - {name: doc, type: json, json: {fields: [{name: a, int: {max: 9}}]}}
YAML
good="create table items (id bigint primary key, sku varchar(10) not null,
  mail varchar(80) not null, qty int not null check (qty > 0),
  state varchar(10) not null, doc json not null,
  unique key skus (sku), unique key mails (mail),
  constraint known check (state in ('draft', 'paid', 'sent') and qty <= 50))
  charset utf8mb4 collate utf8mb4_general_ci"

plan() { run_cmd with_timeout 60 "$SEEDMILL" plan "$1" --to "$MY"; }

new_my
my "$good"
plan "$T/p.yaml"
is_status 0 "a table that folds case is planned"
out_lacks 'not proved' "and all of it is proved"
load "$T/p.yaml"
is_status 0 "and its rows are taken"
drop_my

new_my
my "$good; alter table items add constraint few check (\`qty\` < 50)"
plan "$T/p.yaml"
is_status 8 "a CHECK that rows break is refused"
err_has 'would be refused by CHECK few' "by its name"
err_has 'qty is from 1 to 50' "with the range"
drop_my

new_my
my "create table w (id bigint primary key, w varchar(20) not null, unique key words (w))
	charset utf8mb4 collate utf8mb4_general_ci"
for pair in '[ab, aB, cd, ef]' '[José, Jose, cd, ef]'; do
	printf 'version: 1\nname: w\ntables:\n  - {name: w, rows: 4, columns: [%s]}\n' \
		"{name: id, serial: {}}, {name: w, pick: {values: $pair}}" >"$T/w.yaml"
	plan "$T/w.yaml"
	is_status 8 "$pair: what the collation takes for equal is refused"
	err_has 'unique key words .w. takes texts that differ in case or accents' \
		"$pair: by the key's name"
done
drop_my

new_my
my "$good; alter table items add constraint bytes check (length(sku) < 3)"
plan "$T/p.yaml"
is_status 0 "length() counts bytes here"
out_has 'CHECK bytes is not proved' "and is left to the database"
drop_my
