#!/usr/bin/env bash
# The same rows whatever the threads, the chunks, the target and the locale; and
# a column that goes takes no other column's values with it.
#
# `make determinism` gives more binaries in $DETERMINISM: each makes the rows, too.
. "$(dirname "$0")/../lib/lib.sh"

# few NAME: the options that make the profile small
few()
{
	case $1 in
	tpch) echo --scale 0.001 ;;
	shop) echo --rows customers=2000 ;;
	pgbench) echo --scale 0.02 ;;
	esac
}

# digests ARGUMENT...: table and digest, a line each, of a load to nowhere
digests()
{
	with_timeout 120 "${BINARY:-$SEEDMILL}" load "$@" --report "$T/report.json" -q \
		>/dev/null || echo "status $?"
	sqlite3 -separator ' ' :memory: "select value ->> 'name', value ->> 'digest'
		from json_each(readfile('$T/report.json'), '$.tables') order by 1"
	rm -f "$T/report.json"
}

# bytes FILE ARGUMENT...: the hash of all rows as the files have them
bytes()
{
	rm -rf "$T/bytes"
	with_timeout 120 "${BINARY:-$SEEDMILL}" gen "$@" --out "$T/bytes" -q || echo "status $?"
	(cd "$T/bytes" && xxh128sum -- *.copy)
}

profiles='shop terp pgbench tpch'
for name in $profiles; do
	profile=profiles/$name.yaml
	# shellcheck disable=SC2046
	set -- $profile $(few $name)
	want=$(digests "$@" --to null: -j 1)
	files=$(bytes "$@" -j 1)
	holds "$name: there are digests" test "$(wc -l <<<"$want")" -ge 2

	for jobs in 2 5; do
		is_equal "$(digests "$@" --to null: -j $jobs)" "$want" \
			"$name: $jobs threads, the same digests"
		is_equal "$(bytes "$@" -j $jobs)" "$files" \
			"$name: $jobs threads, the same bytes"
	done
	# units end where chunks do: other chunks are other units
	for rows in 97 1000 1048576; do
		is_equal "$(digests "$@" --to null: -j 3 --chunk-rows $rows)" "$want" \
			"$name: chunks of $rows rows, the same digests"
		is_equal "$(bytes "$@" -j 3 --chunk-rows $rows)" "$files" \
			"$name: chunks of $rows rows, the same bytes"
	done
	for format in copy csv mysql jsonl; do
		is_equal "$(digests "$@" --to "dir:$T/dir.$format?format=$format")" \
			"$want" "$name: files of $format, the same digests"
	done
	rm -f "$T/all.sqlite"
	is_equal "$(digests "$@" --to "sqlite:$T/all.sqlite" --verify digest)" "$want" \
		"$name: a SQLite file, read back, the same digests"
	for binary in ${DETERMINISM-}; do
		is_equal "$(BINARY=$binary digests "$@" --to null:)" "$want" \
			"$name: $(basename "$(dirname "$binary")"): the same digests"
		is_equal "$(BINARY=$binary bytes "$@")" "$files" \
			"$name: $(basename "$(dirname "$binary")"): the same bytes"
	done
done

# ---- locales ------------------------------------------------------------------------

# Made here, as few machines have them; tr has its own idea of i and I, de of 1,5.
mkdir "$T/locales"
for locale in de_DE tr_TR; do
	localedef -i $locale -f UTF-8 "$T/locales/$locale.UTF-8" >/dev/null 2>&1
	holds "$locale.UTF-8 is there" env LOCPATH="$T/locales" LC_ALL=$locale.UTF-8 \
		bash -c '[ "$(locale -k LC_NUMERIC | sed -n s/^decimal_point=//p)" = "\",\"" ]'
done
for name in $profiles; do
	# shellcheck disable=SC2046
	set -- profiles/$name.yaml $(few $name)
	want=$(LC_ALL=C bytes "$@")
	for locale in de_DE.UTF-8 tr_TR.UTF-8; do
		is_equal "$(LOCPATH=$T/locales LC_ALL=$locale bytes "$@")" "$want" \
			"$name: $locale, the same bytes"
	done
done

# ---- columns that go -----------------------------------------------------------------

# without FILE COLUMN: rows of a jsonl file, that member taken out
without()
{
	sqlite3 :memory: -cmd 'create table t (line text)' -cmd '.mode ascii' \
		-cmd '.separator "\037" "\n"' -cmd ".import $1 t" \
		"select json_remove(line, '\$.$2') from t order by rowid"
}

# One line of the profile goes; seedmill refuses when somebody names that column.
same=0 named=0
mkdir "$T/less"
cp -r profiles/words "$T/less"
for name in $profiles; do
	# shellcheck disable=SC2046
	with_timeout 60 "$SEEDMILL" gen profiles/$name.yaml $(few $name) --limit 100 \
		--format jsonl --out "$T/full" -q
	while read -r line table column; do
		sed "${line}d" profiles/$name.yaml >"$T/less/$name.yaml"
		rm -rf "$T/one"
		# shellcheck disable=SC2046
		with_timeout 60 "$SEEDMILL" gen "$T/less/$name.yaml" $(few $name) \
			--limit 100 --format jsonl --out "$T/one" -q 2>/dev/null ||
			{ named=$((named + 1)); continue; }
		differ=''
		for file in "$T/full"/*.jsonl; do
			file=${file##*/}
			if [ "$file" = "$table.jsonl" ]; then
				cmp -s <(without "$T/full/$file" "$column") \
					<(without "$T/one/$file" "$column")
			else
				cmp -s "$T/full/$file" "$T/one/$file"
			fi || differ="$differ $file"
		done
		is_equal "$differ" '' "$name: without $table.$column all others are as they were"
		same=$((same + 1))
	done < <(awk '/^  - name: /{ table = $3 }
		/^      - {name: [a-z_]+,/{ sub(",", "", $3); print NR, table, $3 }' \
		profiles/$name.yaml)
	rm -rf "$T/full"
done
holds "$same columns went, $named are named by others" test "$same" -ge 30 -a "$named" -ge 10

# ---- tables in another order ----------------------------------------------------------

# The first table of shop goes behind all others, the last comes before them.
awk '/^  - name: /{ n++ } /^tables:/{ print; next } n { t[n] = t[n] $0 "\n"; next } { print }
	END { for (i = n; i > 0; i--) printf "%s", t[i] }' profiles/shop.yaml >"$T/less/turned.yaml"
fails "shop's tables stand in another order" cmp -s profiles/shop.yaml "$T/less/turned.yaml"
is_equal "$(digests "$T/less/turned.yaml" --to null:)" \
	"$(digests profiles/shop.yaml --to null:)" "and have the same digests"
awk '/name: sku,/{ held = $0; next } { print } held && /name: price,/{ print held; held = "" }' \
	profiles/shop.yaml >"$T/less/columns.yaml"
"$SEEDMILL" gen profiles/shop.yaml --table products --format jsonl --out "$T/a" -q
"$SEEDMILL" gen "$T/less/columns.yaml" --table products --format jsonl --out "$T/b" -q
fails "columns in another order are other lines" cmp -s "$T/a/products.jsonl" "$T/b/products.jsonl"
for column in sku price; do
	is_equal "$(sqlite3 :memory: -cmd 'create table t (l)' -cmd '.mode ascii' -cmd '.separator "\037" "\n"' \
		-cmd ".import $T/a/products.jsonl t" "select l ->> '$column' from t" | md5sum)" \
		"$(sqlite3 :memory: -cmd 'create table t (l)' -cmd '.mode ascii' -cmd '.separator "\037" "\n"' \
		-cmd ".import $T/b/products.jsonl t" "select l ->> '$column' from t" | md5sum)" \
		"but $column has the same values"
done
