#!/usr/bin/env bash
# psql loads the files with the script beside them, and nothing is lost.
. "$(dirname "$0")/../lib/db.sh"

types=tests/db/profiles/types.yaml
run_script() { run_cmd with_timeout 60 bash -c "cd '$1' && '$PSQL' -qX -f load.postgres.sql '$DB'"; }

for form in "copy none" "copy zst" "csv none" "csv gz" "jsonl none" "jsonl zst"; do
	set -- $form
	rm -rf "$T/files"
	"$SEEDMILL" gen $types --out "$T/files" --format "$1" --compress "$2" >/dev/null 2>&1
	new_db dir
	run_script "$T/files"
	is_equal "$status $out$err" "0 " "psql loads $form with its script, and says nothing"
	run_cmd with_timeout 60 "$SEEDMILL" verify $types --to "$DB"
	is_status 0 "$form: every value is as it was made"
	drop_db
done

# Keys, indexes and references are those that a load makes.
"$SEEDMILL" gen profiles/shop.yaml --out "$T/shop" >/dev/null
new_db dir
run_script "$T/shop"
is_status 0 "the shop loads"
run_cmd with_timeout 60 "$SEEDMILL" verify profiles/shop.yaml --to "$DB"
is_status 0 "and holds every value"
defs="select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint
	where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'seedmill%'
	union all select tablename::regclass, regexp_replace(indexdef, 'INDEX .* ON', 'INDEX ON') from pg_indexes
	where schemaname = 'public' and tablename not like 'seedmill%' order by 1, 2"
script_made=$(sql "$defs")
drop_db
new_db dir
"$SEEDMILL" load profiles/shop.yaml --to "$DB" -q
is_equal "$script_made" "$(sql "$defs")" "with the keys and indexes of a load"

# Into tables that are there: appended, keys left alone; into rows: refused whole.
before=$(db_state)
run_script "$T/shop"
is_status 3 "loaded again, the rows' keys are there already"
is_equal "$(db_state)" "$before" "and nothing has changed"
sql "truncate customers, products, orders, order_lines"
run_script "$T/shop"
is_status 0 "into empty tables they go"
run_cmd with_timeout 60 "$SEEDMILL" verify profiles/shop.yaml --to "$DB"
is_status 0 "and are whole"
drop_db
new_db dir
sed -i '$d' "$T/shop/order_lines.copy"
run_script "$T/shop"
is_equal "$status $(sql "select count(*) from pg_tables where schemaname = 'public'")" "3 0" \
	"a file with a row too few is refused, and nothing is made"
drop_db

# Schemas, and names that want quotes.
cat >"$T/names.yaml" <<'END'
version: 1
name: names
tables:
  - name: "sa'les.we'ird \"t\""
    rows: 20
    primary_key: ["i d"]
    indexes: [{columns: ["a,b"], name: "in\"dex"}]
    columns:
      - {name: "i d", type: int, serial: {}}
      - {name: "a,b", type: text, pick: {values: ["", "NULL", "\\N"]}, nulls: 0.5}
      - {name: "q'uo`te", type: json, json: {fields: [{name: "x'y", int: {}}]}, nulls: 0.3}
END
for format in copy csv jsonl; do
	"$SEEDMILL" gen "$T/names.yaml" --out "$T/names.$format" --format $format -q >/dev/null 2>&1
	new_db dir
	run_script "$T/names.$format"
	is_status 0 "$format: names with quotes are no trouble"
	run_cmd with_timeout 60 "$SEEDMILL" verify "$T/names.yaml" --to "$DB"
	is_status 0 "$format: NULL, empty text, NULL and \\N as words are told apart"
	drop_db
done
