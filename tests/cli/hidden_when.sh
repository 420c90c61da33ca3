#!/usr/bin/env bash
# Hidden columns and tables are as if not there, but for the values made of
# them; a column is NULL exactly where its `when` is not true; an enum holds its
# labels and nothing else.
. "$(dirname "$0")/../lib/lib.sh"

db=$T/h.sqlite
sql() { sqlite3 "$db" "$1"; }
seed() { run_cmd with_timeout 60 "$SEEDMILL" "$@"; }

cat >"$T/h.yaml" <<'EOF'
version: 1
name: h
seed: 11
as_of: 2026-01-01T00:00:00Z
tables:
  - name: dial_codes
    hidden: true
    fixed: 7
    primary_key: [code]
    columns:
      - {name: code, type: int, serial: {start: 30}}
      - {name: country, type: text, words: {list: country}}
  - name: clients
    rows: 300
    primary_key: [id]
    columns:
      - {name: roll, type: int, int: {min: 1, max: 100}, hidden: true}
      - {name: id, type: bigint, serial: {start: 1}}
      - {name: dial, type: int, ref: {table: dial_codes}}
      - {name: country, type: text, copy: {from: dial.country}}
      - {name: vip, type: bool, expr: {text: "roll <= 20"}}
      - {name: keeper, type: bigint, hidden: true, ref: {table: clients}, nulls: 0.5}
      - {name: keeper_vip, type: bool, copy: {from: keeper.vip}, nulls: 0.0}
  - name: invoices
    rows: 2000
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {start: 1}}
      - {name: status, type: "enum(draft, sent, 'paid, or so')", pick: {values: [draft, sent, "paid, or so"]}}
      - {name: client_id, type: bigint, ref: {table: clients}, when: "status <> 'draft'"}
      - {name: issued, type: date, date: {from: 2024-01-01, to: 2025-12-31}}
      - {name: days, type: int, int: {min: 1, max: 90}, hidden: true}
      - {name: paid_at, type: timestamptz, timestamp: {from: "-1y", to: now}, when: "status = 'paid, or so'"}
      - {name: amount, type: "numeric(12,2)", decimal: {min: 1, max: 900}, when: "paid_at is not null and id % 3 <> 0"}
      - {name: greeting, type: text, words: {list: first_name}, when: "client_id.vip"}
      - {name: note, type: text, words: {list: first_name}, nulls: 0.5, when: "id <= 1000"}
      - {name: extra, type: jsonb, json: {fields: [{name: n, int: {}, when: "id % 2 = 0"}]}}
EOF
plain=$T/plain.yaml
sed "s/, when: [^}]*}/}/; s/client_id, type: bigint, ref: {table: clients}/&, nulls: 0/" \
	"$T/h.yaml" | grep -v 'name: extra' >"$plain"

seed load "$T/h.yaml" --to "sqlite:$db"
is_status 0 "a profile with all of these loads"
out_lacks 'dial_codes' "the result does not name the hidden table"
is_equal "$(sql "select group_concat(name) from sqlite_schema where type = 'table' and name not like 'seedmill%' and name not like 'sqlite%'")" \
	clients,invoices "nor is it there"
is_equal "$(sql "select group_concat(name) from pragma_table_info('clients')")" \
	id,dial,country,vip,keeper_vip "hidden columns are not there"
is_equal "$(sql "select count(*) from pragma_foreign_key_list('clients')")" 0 \
	"a reference into a hidden table is no foreign key, nor is a hidden one"
is_equal "$(sql 'select count(distinct dial), min(dial) >= 30, max(dial) <= 36 from clients')" \
	'7|1|1' "but its values are the hidden table's"
is_equal "$(sql 'select max(n) from (select count(distinct country) n from clients group by dial)')" 1 \
	"and so is what is read through it"
is_equal "$(sql 'select count(*) between 30 and 90 from clients where vip')" 1 \
	"a hidden column decides about others"
is_equal "$(sql 'select count(keeper_vip) between 100 and 200 from clients')" 1 \
	"a path through a hidden reference is one"

# ---- when ---------------------------------------------------------------------

# exactly COLUMN CONDITION: rows where one holds and the other does not
exactly()
{
	is_equal "$(sql "select count(*) from invoices i left join clients c on c.id = i.client_id where ($1 is not null) <> coalesce($2, 0)")" \
		0 "$1 has a value exactly where $2"
	is_equal "$(sql "select count($1) between 50 and 1950 from invoices i")" 1 "which holds here and there"
}
exactly i.client_id "status <> 'draft'"
exactly i.paid_at "status = 'paid, or so'"
exactly i.amount "paid_at is not null and i.id % 3 <> 0"
exactly i.greeting "c.vip"
exactly "extra->>'n'" "i.id % 2 = 0"
is_equal "$(sql 'select count(*) from invoices where note is not null and id > 1000')" 0 \
	"with nulls: no value where the condition is not true"
is_equal "$(sql 'select count(note) between 400 and 600 from invoices')" 1 "and half of the others"

seed load "$plain" --to "sqlite:$T/plain.sqlite"
is_status 0 "the same without when loads"
is_equal "$(sql "attach '$T/plain.sqlite' as p; select count(*) from invoices i join p.invoices j on j.id = i.id where i.amount <> j.amount or i.paid_at <> j.paid_at or i.greeting <> j.greeting or i.client_id <> j.client_id or i.note <> j.note")" \
	0 "the values that are left are those without when"
seed verify "$T/h.yaml" --to "sqlite:$db"
is_status 0 "verify reads the same back"

# ---- enum ---------------------------------------------------------------------
is_equal "$(sql 'select count(distinct status) from invoices')" 3 "all labels come"
fails "the database refuses any other" \
	sqlite3 "$db" "update invoices set status = 'lost' where id = 1"
holds "and takes one of them" sqlite3 "$db" "update invoices set status = 'sent' where id = 1"
rm -f "$db"
seed load "$T/h.yaml" --to "sqlite:$db" -q
seed load "$T/h.yaml" --to "sqlite:$db" --resume
is_status 0 "a run whose tables have enums is known again"
err_has 'is already done' "as the same"

# A run that breaks off in an existing file is finished by --resume.
rm -f "$db"
sqlite3 "$db" 'create table other(x)'
seed load "$T/h.yaml" --to "sqlite:$db" -q --chunk-rows 100 --report "$T/want.json"
is_status 0 "a file that is there is filled, too"
want=$(sql "select count(*) || sum(id) || group_concat(status) from invoices")
rm -f "$db"
sqlite3 "$db" 'create table other(x)'
seed plan "$T/h.yaml" --to "sqlite:$db" --chunk-rows 100
before=$(grep fingerprint <<<"$out")
for i in 1 2 3 4 5 6 7 8; do
	"$SEEDMILL" load "$T/h.yaml" --to "sqlite:$db" -q --chunk-rows 100 --scale 40 --resume >/dev/null 2>&1 &
	pid=$!
	sleep "0.$i"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ "$(sql 'select status from seedmill_run' 2>/dev/null)" = loading ] && break
	rm -f "$db"*
	sqlite3 "$db" 'create table other(x)'
done
is_equal "$(sql 'select status from seedmill_run')" loading "a run is killed in the middle"
seed load "$T/h.yaml" --to "sqlite:$db" --chunk-rows 100 --scale 40 --resume
is_status 0 "--resume finishes it"
is_equal "$(sql 'select count(*) from invoices')" 80000 "all rows are there"
seed verify "$T/h.yaml" --to "sqlite:$db" --chunk-rows 100 --scale 40
is_status 0 "and verify agrees"
rm -f "$db"*
sqlite3 "$db" 'create table other(x)'
seed load "$T/h.yaml" --to "sqlite:$db" -q --chunk-rows 100
seed plan "$T/h.yaml" --to "sqlite:$db" --chunk-rows 100
is_equal "$(grep fingerprint <<<"$out")" "$before" \
	"the tables that a run made do not change what it is"
is_equal "$(sql "select count(*) || sum(id) || group_concat(status) from invoices")" \
	"$want" "nor its rows"

# ---- what is said about it -----------------------------------------------------
seed plan "$T/h.yaml"
out_lacks '^dial_codes ' "plan does not count a hidden table"
out_has 'dial_codes is hidden: 7 rows' "but says that there is one"
out_has 'invoices: hidden, .*days' "and hidden columns likewise"
seed load "$T/h.yaml" --to null: --table dial_codes
is_status 2 "a hidden table cannot be chosen"
err_has '.--table: dial_codes is hidden' "which is said"
seed gen "$T/h.yaml" --out "$T/files" --format csv
is_status 0 "files are made"
is_equal "$(cd "$T/files" && ls ./*.csv)" "$(printf './clients.csv\n./invoices.csv')" "of what is not hidden"
is_equal "$(head -1 "$T/files/clients.csv")" id,dial,country,vip,keeper_vip "and hold no hidden column"

# A hidden table's name may be somebody else's in the database.
rm -f "$db"
sqlite3 "$db" 'create table dial_codes(x not null)'
seed load "$T/h.yaml" --to "sqlite:$db" -q
is_status 0 "a table of a hidden one's name is nobody's business"
is_equal "$(sql 'select count(*) from dial_codes')" 0 "and stays as it is"

seed plan "$T/h.yaml"
a=$(grep fingerprint <<<"$out")
seed plan "$T/h.yaml" --rows dial_codes=6
b=$(grep fingerprint <<<"$out")
[ "$a" != "$b" ] && ok "hidden rows count in the fingerprint" ||
	not_ok "hidden rows count in the fingerprint" "$a"

# refused WHAT SED: the profile changed so is refused with that
refused()
{
	sed "$2" "$T/h.yaml" >"$T/bad.yaml"
	seed plan "$T/bad.yaml"
	is_status 3 "refused: $1"
	err_has "$1" "and so it is said"
}
refused 'h?bad.yaml:[0-9]+:[0-9]+: invoices.paid_at.when: unknown column|no column "statos"' "s/\"status = 'paid/\"statos = 'paid/"
refused 'invoices.note.when.*integer.*bool|invoices.note.when' 's/when: "id <= 1000"/when: "id"/'
refused 'hidden, so no key can hold it' 's/primary_key: \[id\]/primary_key: [id, roll]/;'
refused 'all its columns are hidden' '/name: dial_codes/,/name: country/{s/^    hidden: true//;s/serial: {start: 30}/&, hidden: true/;s/list: country}/&, hidden: true/}'
refused 'a label stands twice' 's/enum(draft, sent/enum(draft, draft/'
refused 'a quote is not closed' "s/'paid, or so')/'paid, or so)/"
refused '"draft" is not a label|draft.*label' 's/enum(draft, sent/enum(dratf, sent/'
refused 'words cannot fill a column of type enum' 's/pick: {values: \[draft, sent, .paid, or so.\]}/words: {list: first_name}/'
refused 'from a column that is no enum' 's/pick: {values: \[draft, sent, .paid, or so.\]}/copy: {from: client_id.country}/;s/, when: "status <> .draft."//'
refused 'a cycle' "s/when: \"paid_at is not null/when: \"amount > 3/"

# ---- appended rows have hidden ones of their own ---------------------------------
cat >"$T/append.yaml" <<'EOF'
version: 1
name: append
seed: 5
tables:
  - name: bills
    rows: 400
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {start: 1}}
      - {name: number, hidden: true, serial: {start: 100}}
      - {name: label, type: text, template: {text: "B-{number}"}, unique: true}
      - {name: items, type: jsonb, json_agg: {of: items}}
      - {name: total, type: bigint, sum: {of: items.amount}}
  - name: items
    hidden: true
    per: {table: bills, rows: 1500}
    columns:
      - {name: amount, type: int, int: {min: 1, max: 20}}
EOF
rm -f "$db"*
seed load "$T/append.yaml" --to "sqlite:$db" -q
seed load "$T/append.yaml" --to "sqlite:$db" --append -q
is_status 0 "rows are appended"
is_equal "$(sql "select count(*), min(label), max(label), sum(json_array_length(items)) from bills")" \
	'800|B-100|B-899|3000' "what is made of a hidden serial goes on"
is_equal "$(sql "select count(*) from bills where total <> (select coalesce(sum(value ->> 'amount'), 0) from json_each(items))")" \
	0 "and every total is that of its own items"
