#!/usr/bin/env bash
# Dates in expressions, from outside: what SQLite's own calendar says of them,
# whatever the threads; and what can leave the calendar is refused with its place.
. "$(dirname "$0")/../lib/lib.sh"

profile=$T/dates.yaml
cat >"$profile" <<'END'
version: 1
name: dates
seed: 5
as_of: 2026-03-31T10:00:00Z
tables:
  - name: invoices
    rows: 3000
    primary_key: [id]
    columns:
      - {name: id,      type: bigint,    serial: {start: 1}}
      - {name: issued,  type: date,      date: {from: 2020-01-01, to: 2026-03-31}}
      - {name: days,    type: int,       int: {min: 7, max: 90}}
      - {name: due,     type: date,      expr: {text: "issued + days"}}
      - {name: paid_at, type: timestamp, expr: {text: "issued + days * interval '20 hours 30 minutes'"}}
      - {name: period,  type: date,      expr: {text: "date_trunc('month', issued)"}}
      - {name: ends,    type: date,      expr: {text: "date_trunc('month', issued) + interval '1 month' - interval '1 day'"}}
      - {name: year,    type: int,       expr: {text: "extract(year from issued)"}}
      - {name: number,  type: text,      expr: {text: "cast(extract(year from issued) as text) || '-' || lpad(cast(id as text), 6, '0')"}}
      - {name: late,    type: bool,      expr: {text: "issued + days < current_date - 30"}}
      - {name: first,   type: bool,      expr: {text: "row_number() <= row_count() / 10"}}
  - name: lines
    per: {table: invoices, min: 1, max: 3}
    primary_key: [invoice_id, line_no]
    columns:
      - {name: invoice_id, type: bigint, parent: {}}
      - {name: line_no,    type: int,    ordinal: {start: 1}}
      - {name: since,      type: int,    expr: {text: "current_date - invoice_id.issued"}}
      - {name: place,      type: bigint, expr: {text: "row_number()"}}
END

db=$T/dates.sqlite
q() { sqlite3 "$db" "$1"; }
none() { is_equal "$(q "select count(*) from invoices where not coalesce($1, 0)")" 0 "$2"; }

run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" --verify digest -q
is_status 0 "the profile loads, and reads back as it was made"
none "due = date(issued, '+' || days || ' days')" "date + int counts days"
none "julianday(paid_at) - julianday(issued) - days * 20.5 / 24 between -1e-6 and 1e-6" \
	"an interval is multiplied by a column"
none "period = date(issued, 'start of month')" "date_trunc goes to the first of the month"
none "ends = date(issued, 'start of month', '+1 month', '-1 day')" \
	"a month later and a day back is its last day"
none "number = printf('%s-%06d', strftime('%Y', issued), id)
	and year = cast(strftime('%Y', issued) as int)" "extract, cast and lpad make a number"
none "late = (due < date('2026-03-31', '-30 days'))" "current_date is the profile's"
none "first = (id <= 300)" "row_number() counts from 1 up to row_count()"
is_equal "$(q "select count(*) from lines join invoices on id = invoice_id
	where since <> julianday('2026-03-31') - julianday(issued)")" 0 \
	"an expression reads a date through a reference"
is_equal "$(q 'select count(*), min(place), max(place), count(distinct place) = count(*)
	from lines')" "$(q "select count(*), 1, count(*), 1 from lines")" \
	"children are numbered on from parent to parent"

for how in "-j1" "-j3 --chunk-rows 97"; do
	# shellcheck disable=SC2086
	run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to null: $how \
		--report "$T/r${how:2:1}.json" -q
	is_status 0 "made with $how"
done
digest() { sqlite3 :memory: "select json_extract(readfile('$1'), '\$.tables[0].digest',
	'\$.tables[1].digest')"; }
is_equal "$(digest "$T/r1.json")" "$(digest "$T/r3.json")" "the same rows, however split"

# refused SED-SCRIPT REGEX CLAIM
refused()
{
	sed "$1" "$profile" >"$T/bad.yaml"
	run_cmd "$SEEDMILL" plan "$T/bad.yaml"
	is_status 3 "$3: exit 3"
	err_has "$2" "$3: says why"
	err_has "bad.yaml:[0-9]+:[0-9]+: invoices\.[a-z_]+: expr: " "$3: with its place"
}

refused 's/issued + days"/issued + days * 100000"/' 'can leave the years 1 to 9999' "too far"
refused "s/'1 month'/'1 moon'/" "'1 moon' is not an interval" "an interval that is none"
refused 's/(year from/(yaer from/' 'did you mean "year"' "a field that is none"
refused 's/row_count() /row_cuont(1) /' 'did you mean "row_count"' "a function that is none"
