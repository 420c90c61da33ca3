#!/usr/bin/env bash
# Arrays and ranges: every type of them makes the round trip through PostgreSQL, with COPY text
# and with --binary, into tables that seedmill makes and tables that are there; the
# other targets keep the same text.
. "$(dirname "$0")/../lib/db.sh"

P=tests/db/profiles/arrays.yaml
"$SEEDMILL" load $P --to null: --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

for how in "--binary --connections 2 --chunk-rows 77" "--connections 1"; do
	new_db arrays
	# shellcheck disable=SC2086
	run_cmd with_timeout 60 "$SEEDMILL" load $P --to "$DB" $how --verify digest --report "$T/r.json"
	is_status 0 "PostgreSQL $how: what is read back is what was sent"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "PostgreSQL $how: the digest is the same"
	[ "$how" = "--connections 1" ] || drop_db
done

# What PostgreSQL itself makes of the values.
is_equal "$(sql "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
	from pg_attribute where attrelid = 'arrays'::regclass and attnum > 0")" \
	"id integer, i integer[], si smallint[], bi bigint[], d numeric(10,2)[], b boolean[], day date[], ts timestamp without time zone[], tz timestamp with time zone[], u uuid[], ip inet[], w text[], v character varying(20)[], odd text[], c text[], s text, sw integer[], k text, p integer[], h text" \
	"columns have the types that were asked for"
is_equal "$(sql "select count(*) from arrays where cardinality(si) not between 1 and 3
	or -9 > any (si) or 9 < any (si) or array_ndims(si) <> 1")" 0 "lengths and elements are what was asked for"
is_equal "$(sql "select min(cardinality(i)), max(cardinality(i)) from arrays")" "0|6" "empty arrays come, and full ones"
is_equal "$(sql "select count(*) > 100 from arrays where array_position(i, null) > 0")" t "elements may be NULL"
is_equal "$(sql "select count(distinct e) from arrays, unnest(odd) e")" 27 "every odd text arrives, NULL the word among them"
is_equal "$(sql "select count(distinct e) from arrays, unnest(odd) e where lower(e) = 'null'")" 3 "and none of them is taken for NULL"
is_equal "$(sql "select count(*) from arrays where i::text is distinct from s")" 0 "a copy as text is what PostgreSQL prints"
is_equal "$(sql "select count(*) from arrays where k = 'b' and sw <> '{7}'")" 0 "a constant arrives, also through switch"

is_equal "$(sql "select string_agg(format_type(atttypid, atttypmod), ' ' order by attnum)
	from pg_attribute where attrelid = 'ranges'::regclass and attnum > 0")" \
	"integer int4range int4range int8range numrange numrange daterange daterange tsrange tstzrange daterange text int4range numrange tstzrange daterange" \
	"and so have ranges"
is_equal "$(sql "select count(*) from ranges where not i <@ '[-100,)' or upper(i) > 100 or upper(i) - lower(i) not between 2 and 30")" 0 \
	"ranges lie where they should, and are as long"
is_equal "$(sql "select count(*) filter (where isempty(i)) between 60 and 130, count(*) filter (where upper_inf(i)) between 120 and 250 from ranges")" \
	"t|t" "some are empty, some without an end"
is_equal "$(sql "select count(*) from ranges where not ts <@ '[2024-12-31,2026-01-01]' or upper(ts) - lower(ts) not between '30 min' and '4 h'")" 0 \
	"times, too"
is_equal "$(sql "select count(*) from ranges where tz::text is distinct from s")" 0 "and PostgreSQL prints what was sent"
is_equal "$(sql "select string_agg(distinct p::text, ' ' order by p::text), string_agg(distinct pn::text, ' ' order by pn::text) from ranges")" \
	"$(sql "select string_agg(distinct p::int4range::text, ' ' order by p::int4range::text)
		from unnest(array['(1,5]', '[3,3]', '(3,4)', '[,7]', '(,)', 'empty']) p")|$(sql "select string_agg(p::numrange::text, ' ' order by p::numrange::text)
		from unnest(array['(1.50,5]', '[3,3.0]', '(3,3.0]', '[-0.00,7]']) p")" "what is written in the profile is what PostgreSQL reads in it"
is_equal "$(sql "select a, r from made where id < 3 order by id")" "{7,8}|[2026-01-01,2026-02-01)
|empty" "and so are fixtures"
drop_db

# A table that is there, its types in PostgreSQL's words.
new_db live
sql "create table arrays (id int primary key, i int4[], si int2[], bi int8[], d decimal(10,2)[] not null, b boolean[], day date[],
	ts timestamp[], tz timestamptz[], u uuid[], ip inet[], w text[], v varchar(30)[], odd text[], c text[], s text, sw integer[],
	k text, p integer[][], h text)"
sql "create table ranges (id int primary key, i int4range, \"full\" int4range, bi int8range, n numrange, n0 numrange, d daterange, old daterange,
	ts tsrange, tz tstzrange not null, c daterange, s text, p int4range, pn numrange, pt tstzrange, pd daterange)"
sql "create table made (id int primary key, a int[], r daterange)"
sed -e '/name: odd/!s/type: "[^"]*", //' -e '/name: [vp],/!s/type: text, //' \
	-e 's/type: [a-z0-9]*range, //' -e '/name: tz/s/nulls: 0.1, range/range/' $P >"$T/live.yaml"
run_cmd with_timeout 60 "$SEEDMILL" load "$T/live.yaml" --to "$DB" --verify digest --report "$T/r.json"
is_status 0 "a table that is there says the types itself"
is_equal "$(sql "select count(*), count(i) < 2000 from arrays")" "2000|t" "and has the rows"
is_equal "$(sql "select count(*), count(i) < 2000 from ranges")" "2000|t" "of ranges as well"
sql "truncate arrays, ranges, made; alter table arrays alter ts type timestamp(0)[]"
run_cmd "$SEEDMILL" plan "$T/live.yaml" --to "$DB"
is_status 8 "times that would be rounded inside of an array are refused"
err_has "column ts is of type timestamp.0. without" "and the message says which column"
sql "alter table arrays alter ts type timestamp[], alter i type text[] using i::text[]"
run_cmd "$SEEDMILL" plan $P --to "$DB"
is_status 8 "another element type is refused"
err_has "text.. in the database, int.. in the profile" "and the message says both"
drop_db

# The others keep text.
run_cmd "$SEEDMILL" plan $P --to "sqlite:$T/none.sqlite"
out_has "arrays.i .and 31 more.: int.. is no type of this database; the column holds its text" "plan says so"
run_cmd with_timeout 60 "$SEEDMILL" load $P --to "sqlite:$T/a.sqlite" --verify digest --report "$T/r.json"
is_status 0 "SQLite: what is read back is what was sent"
is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "SQLite: the digest is the same"
is_equal "$(sqlite3 "$T/a.sqlite" "select distinct typeof(i) from arrays where i is not null")" text "SQLite keeps the text"
for f in copy csv jsonl; do
	new_db "dir_$f"
	"$SEEDMILL" gen $P --out "$T/$f" --format "$f" >/dev/null 2>&1
	run_cmd with_timeout 60 bash -c "cd '$T/$f' && '$PSQL' -qX -f load.postgres.sql '$DB'"
	is_equal "$status $out$err" "0 " "$f: psql loads the files"
	run_cmd with_timeout 60 "$SEEDMILL" verify $P --to "$DB"
	is_status 0 "$f: every value is as it was made"
	drop_db
done

for f in copy mysql csv jsonl; do
	rm -rf "$T/lite"
	# texts that may be NULL have no script for CSV
	sed '/name: [sh], /d' $P >"$T/p.yaml"
	"$SEEDMILL" gen "$T/p.yaml" --out "$T/lite" --format "$f" >/dev/null 2>&1
	run_cmd with_timeout 60 bash -c "cd '$T/lite' && sqlite3 ../$f.sqlite <load.sqlite.sql"
	is_equal "$status $out$err" "0 " "$f: sqlite3 loads the files"
	run_cmd with_timeout 60 "$SEEDMILL" verify "$T/p.yaml" --to "sqlite:$T/$f.sqlite"
	is_status 0 "$f: every value is as it was made"
done
