#!/usr/bin/env bash
# Files: the same bytes for any -j, a manifest that is right about them, a
# folder that is never half of one run, and a script that SQLite loads.
. "$(dirname "$0")/../lib/lib.sh"

types=tests/db/profiles/types.yaml
shop=profiles/shop.yaml
gen() { run_cmd with_timeout 60 "$SEEDMILL" gen "$@"; }

# manifest FOLDER PATH: one value
manifest()
{
	sqlite3 :memory: "select json_extract(readfile('$1/manifest.json'), '$2')"
}

# What the manifest says of its files, one a line: name, bytes, XXH3-128
listed()
{
	sqlite3 -separator ' ' :memory: "
		with m(j) as (select readfile('$1/manifest.json')),
		e(j) as (select value from m, json_each(m.j, '$.tables')
			union all select value from m, json_each(m.j, '$.scripts'))
		select j ->> 'file', j ->> 'file_bytes', j ->> 'file_xxh3_128'
		from e order by 1"
}

# The same of the files that are there
found()
{
	local file

	(cd "$1" && for file in *; do
		[ "$file" = manifest.json ] && continue
		printf '%s %s %s\n' "$file" "$(stat -c %s "$file")" \
			"$(xxh128sum "$file" | cut -d ' ' -f 1)"
	done | LC_ALL=C sort)
}

# ---- the same bytes ---------------------------------------------------------------

for format in copy csv mysql jsonl; do
	for compress in none zst gz; do
		name=$format.$compress
		gen $types --out "$T/$name.1" --format $format --compress $compress -j 1
		is_status 0 "$format, $compress: written by one thread"
		gen $types --out "$T/$name.4" --format $format --compress $compress -j 4
		holds "$format, $compress: four threads write the same bytes" \
			diff -r "$T/$name.1" "$T/$name.4"
		is_equal "$(listed "$T/$name.1")" "$(found "$T/$name.1")" \
			"$format, $compress: the manifest lists each file, its size and its hash"
	done
	for file in numbers times texts consts; do
		for end in zst gz; do
			unpack=zstd
			[ $end = gz ] && unpack=gzip
			holds "$file.$format.$end is whole" \
				$unpack -qt "$T/$format.$end.1/$file.$format.$end"
			holds "and holds the bytes of $file.$format" cmp -s \
				<($unpack -qdc "$T/$format.$end.1/$file.$format.$end") \
				"$T/$format.none.1/$file.$format"
		done
	done
done

# ---- the manifest -----------------------------------------------------------------

d=$T/copy.zst.1
"$SEEDMILL" load $types --to null: --report "$T/r.json" -q
is_equal "$(manifest "$d" '$.state') $(manifest "$d" '$.format') $(manifest "$d" '$.compression')" \
	"whole copy zst" "the manifest says what the files are"
is_equal "$(manifest "$d" '$.fingerprint')" \
	"$(sqlite3 :memory: "select json_extract(readfile('$T/r.json'), '$.fingerprint')")" \
	"and which run made them"
rows()
{
	sqlite3 -separator ' ' :memory: "
		select value ->> 'name', value ->> '$2', value ->> 'digest'
		from json_each(readfile('$1'), '$.tables') order by 1"
}
is_equal "$(rows "$d/manifest.json" rows)" "$(rows "$T/r.json" acked)" \
	"rows and digests are those of a load"
is_equal "$(sqlite3 :memory: "select value ->> 'bytes' from json_each(readfile('$d/manifest.json'),
	'$.tables') where value ->> 'name' = 'texts'")" \
	"$(stat -c %s "$T/copy.none.1/texts.copy")" "and bytes those of the rows, not of the file"

# ---- load --to dir: ------------------------------------------------------------------

run_cmd with_timeout 60 "$SEEDMILL" load $types --to "dir:$T/url?format=csv&compress=zst" -q
is_status 0 "load writes files, too"
holds "the same ones as gen" diff -r "$T/url" "$T/csv.zst.1"
run_cmd with_timeout 60 "$SEEDMILL" load $types --to "dir:$T/opt" --format csv --compress zst -q
holds "also with options instead of the URL's" diff -r "$T/opt" "$T/csv.zst.1"
run_cmd "$SEEDMILL" load $types --to "dir:$T/no?format=xml"
is_status 2 "a format that is none is refused"
run_cmd "$SEEDMILL" load $types --to "dir:$T/no?colour=red"
is_status 2 "so is an option that is none"
run_cmd "$SEEDMILL" load $types --to "sqlite:$T/no" --format csv
is_status 2 "and --format for a database"
run_cmd "$SEEDMILL" gen $types --compress zst
is_status 2 "and --compress for standard output"
holds "and nothing is there" test ! -e "$T/no"

# ---- a folder is one run's ---------------------------------------------------------------

d=$T/folder
mkdir "$d"
echo mine >"$d/orders.csv"
gen $shop --out "$d" --format csv
is_status 4 "a file that no manifest lists is not written over"
is_equal "$(ls -A "$d") $(cat "$d/orders.csv")" "orders.csv mine" "and the folder is as it was"
mv "$d/orders.csv" "$d/mine.csv"
gen $shop --out "$d" --format csv
is_status 0 "beside somebody's files there is room"
echo '{"mine": true}' >"$T/other.json"
mkdir "$T/foreign"
cp "$T/other.json" "$T/foreign/manifest.json"
gen $shop --out "$T/foreign"
is_status 4 "another program's manifest.json is left alone"
gen $shop --out "$d" --format jsonl --compress gz
is_status 0 "an older run is replaced"
is_equal "$(ls -A "$d" | tr '\n' ' ')" \
	"customers.jsonl.gz load.duckdb.sql load.postgres.sql load.sqlite.sql manifest.json mine.csv order_lines.jsonl.gz orders.jsonl.gz products.jsonl.gz " \
	"with all its files, and somebody's stay"
cp -r "$d" "$T/before"
echo changed >>"$d/orders.jsonl.gz"
gen $shop --out "$d" --format copy
holds "a file of ours that somebody has changed stays" test -e "$d/orders.jsonl.gz"
rm -r "$d"
cp -r "$T/before" "$d"

# Killed in the middle: the older files are there, and the next run succeeds.
"$SEEDMILL" gen $shop --scale 100 --out "$d" --format copy -j 2 >/dev/null 2>&1 &
for _ in $(seq 500); do
	[ -s "$d/.seedmill.tmp/orders.copy" ] && break
	sleep 0.01
done
run_cmd "$SEEDMILL" gen $shop --out "$d"
is_status 7 "a second run into the folder is refused meanwhile"
kill -9 $! 2>/dev/null
wait $! 2>/dev/null
rm -rf "$T/held"
mkdir "$T/held"
mv "$d/.seedmill.tmp" "$T/held"
holds "a killed run leaves the older files as they were" diff -r "$d" "$T/before"
mv "$T/held/.seedmill.tmp" "$d"
gen $shop --out "$d" --format copy
is_status 0 "and the next one succeeds"
holds "with nothing left aside" test ! -e "$d/.seedmill.tmp"

cp -r "$d" "$T/before2"
"$SEEDMILL" gen $shop --scale 100 --out "$d" --format csv -j 2 >/dev/null 2>"$T/err" &
for _ in $(seq 500); do
	[ -s "$d/.seedmill.tmp/orders.csv" ] && break
	sleep 0.01
done
kill -INT $!
wait $!
is_equal "$?" 130 "Ctrl-C ends it"
holds "and leaves nothing" diff -r "$d" "$T/before2"

# Cut short between the first name and the last: seen, and put right.
sed -i 's/"whole"/"replacing"/' "$d/manifest.json"
rm "$d/orders.copy"
gen $shop --out "$d" --format csv
is_status 0 "a folder that was left half replaced is replaced"
is_equal "$(ls "$d" | grep -c copy)" 0 "as a whole"

# ---- names ---------------------------------------------------------------------------------

cat >"$T/names.yaml" <<'END'
version: 1
name: "na\"me; DROP"
tables:
  - name: "we'ird \"t\" `x` $(y)"
    rows: 20
    primary_key: ["i d"]
    columns:
      - {name: "i d", type: int, serial: {}}
      - {name: "a,b", type: text, pick: {values: ["", "NULL", "it's"]}}
      - {name: "q'uo`te", type: bool, bool: {}, nulls: 0.3}
END
for format in copy mysql jsonl csv; do
	gen "$T/names.yaml" --out "$T/names.$format" --format $format
	is_status 0 "$format: any name is fine"
	run_cmd with_timeout 30 bash -c "cd '$T/names.$format' && sqlite3 x.sqlite <load.sqlite.sql"
	is_status 0 "$format: and SQLite takes it"
	run_cmd with_timeout 30 "$SEEDMILL" verify "$T/names.yaml" --to "sqlite:$T/names.$format/x.sqlite"
	is_status 0 "$format: with all it holds"
done
sed 's/a,b/a\\nb/' "$T/names.yaml" >"$T/line.yaml"
gen "$T/line.yaml" --out "$T/line"
is_status 3 "a line break in a name is refused"
holds "before anything is made" test ! -e "$T/line"

# ---- SQLite ----------------------------------------------------------------------------------

for name in copy.none copy.zst mysql.none mysql.gz jsonl.none jsonl.zst; do
	cp -r "$T/$name.1" "$T/lite"
	run_cmd with_timeout 60 bash -c "cd '$T/lite' && sqlite3 ../$name.sqlite <load.sqlite.sql"
	is_equal "$status $out$err" "0 " "SQLite loads $name with its script, and says nothing"
	run_cmd with_timeout 60 "$SEEDMILL" verify $types --to "sqlite:$T/$name.sqlite"
	is_status 0 "and holds every value, NULL and empty text among them"
	rm -r "$T/lite"
done
gen $shop --out "$T/shop" --format csv
run_cmd with_timeout 60 bash -c "cd '$T/shop' && sqlite3 ../shop.sqlite <load.sqlite.sql"
is_status 0 "SQLite loads CSV where no text is NULL"
run_cmd with_timeout 60 "$SEEDMILL" verify $shop --to "sqlite:$T/shop.sqlite"
is_status 0 "and holds every value"
gen $types --out "$T/csv.again" --format csv
err_has 'no load.sqlite.sql: .*texts.w' "where text may be NULL there is no script for CSV, and that is said"
holds "so it is not there" test ! -e "$T/csv.again/load.sqlite.sql"
sed -i '$d' "$T/shop/orders.csv"
run_cmd with_timeout 60 bash -c "cd '$T/shop' && sqlite3 ../cut.sqlite <load.sqlite.sql"
is_equal "$status $(sqlite3 "$T/cut.sqlite" 'select count(*) from sqlite_schema')" "1 0" \
	"a file with a row too few is refused, and nothing is loaded"
