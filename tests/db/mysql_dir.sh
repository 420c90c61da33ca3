#!/usr/bin/env bash
# The mariadb client loads the files with the script beside them, strictly.
. "$(dirname "$0")/../lib/mydb.sh"

types=tests/db/profiles/types.yaml
run_script()
{
	run_cmd with_timeout 60 bash -c "cd '$1' && '$MYCLIENT' --defaults-file='$MYCNF' --local-infile=1 '$MYNAME' <load.mariadb.sql"
}

for compress in none zst gz; do
	rm -rf "$T/files"
	"$SEEDMILL" gen $types --out "$T/files" --format mysql --compress $compress >/dev/null 2>&1
	[ $compress = zst ] && (cd "$T/files" && zstd -qdk ./*.zst)
	[ $compress = gz ] && (cd "$T/files" && gzip -dk ./*.gz)
	new_my
	run_script "$T/files"
	is_equal "$status $out$err" "0 " "mysql $compress: the script loads, and says nothing"
	run_cmd with_timeout 60 "$SEEDMILL" verify $types --to "$MY"
	is_status 0 "mysql $compress: every value is as it was made"
	drop_my
done

for format in mysql csv; do
	rm -rf "$T/shop"
	"$SEEDMILL" gen profiles/shop.yaml --out "$T/shop" --format $format >/dev/null
	new_my
	run_script "$T/shop"
	is_status 0 "$format: the shop loads"
	run_cmd with_timeout 60 "$SEEDMILL" verify profiles/shop.yaml --to "$MY"
	is_status 0 "$format: and holds every value"
	is_equal "$(my "select count(*) from information_schema.referential_constraints
		where constraint_schema = database()")" 4 "$format: with its references"
	before=$(my_state)
	run_script "$T/shop"
	is_status 1 "$format: rows that would take others' places are refused"
	is_equal "$(my_state)" "$before" "$format: and nothing has changed"
	drop_my
	new_my
	sed -i '$d' "$T/shop/order_lines.$format"
	run_script "$T/shop"
	is_equal "$status $(my "select count(*) from customers")" "1 0" \
		"$format: a file with a row too few is refused, and no row is kept"
	drop_my
done

# CSV: what the words of the reader's own mean, and types that are not text.
cat >"$T/csv.yaml" <<'END'
version: 1
name: csv
tables:
  - name: "we'ird `t`"
    rows: 200
    primary_key: ["i d"]
    columns:
      - {name: "i d", type: int, serial: {}}
      - {name: "a,b", type: text, pick: {values: ["", "NULL", "\\N", "a\nb", "\"", "\\", "null", "x,y"]}}
      - {name: "q'uo`te", type: bool, bool: {}, nulls: 0.3}
      - {name: "tz", type: timestamptz, timestamp: {from: "2000-01-01", to: "2020-01-01", precision: micro}, nulls: 0.3}
      - {name: "blob", type: bytes, bytes: {min: 0, max: 9}, nulls: 0.3}
      - {name: "d", type: "numeric(9,3)", decimal: {min: "-9", max: "9"}, nulls: 0.3}
      - {name: "j", type: json, json: {fields: [{name: k, int: {}}]}, nulls: 0.3}
END
for format in csv mysql; do
	"$SEEDMILL" gen "$T/csv.yaml" --out "$T/csv.$format" --format $format >/dev/null
	new_my
	run_script "$T/csv.$format"
	is_status 0 "$format: all types load"
	run_cmd with_timeout 60 "$SEEDMILL" verify "$T/csv.yaml" --to "$MY"
	is_status 0 "$format: and words that look like NULL are words"
	drop_my
done
