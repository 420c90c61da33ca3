#!/usr/bin/env bash
# Schemas with keys that nobody thought of - keys of several columns, cycles, trees,
# tuples, children, aggregates - load, and SQL finds everything to be as promised;
# neither lanes nor chunks change a row.
#
#     SCHEMAS=1000 SCHEMA_SEED=7 ...      more of them, or others
#     SCHEMAS_TO=FILE                     what came out, as bench/results/schemas.txt

# Every file is new and gone at once: in memory, where there is room for that.
[ -n "${TMPDIR-}" ] || [ ! -w /dev/shm ] || { TMPDIR=/dev/shm; export TMPDIR; }
. "$(dirname "$0")/../lib/lib.sh"
. tests/lib/schemas.sh

schemas=${SCHEMAS:-60}
base=${SCHEMA_SEED:-4711}

# A fresh file, all promises asked in SQL, and the same rows to nowhere, one lane and
# small chunks; every fourth file is filled again, in tables that are there.
one()
{
	rm -f "$T/p.sqlite"*
	with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "sqlite:$T/p.sqlite" -q -j 3 \
		--verify digest --report "$T/3.json" || return
	said=$({ cat "$T/claims.sql"; echo 'pragma foreign_key_check;' \
		'pragma integrity_check;'; } | sqlite3 "$T/p.sqlite" 2>&1)
	[ "$said" = ok ] || { printf '%s\n' "$said"; return 1; }
	with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to null: -q -j 1 \
		--chunk-rows 7 --report "$T/1.json" && schema_same "$T/1.json" "$T/3.json" ||
		return
	[ $(($1 % 4)) = 0 ] || return 0
	with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "sqlite:$T/p.sqlite" -q -j 2 \
		--clean --chunk-rows 50 --verify digest --report "$T/2.json" &&
		schema_same "$T/2.json" "$T/3.json"
}

# The claims do look: a column that one is about is changed, and it is told.
told()
{
	local column table said

	read -r column table <<<"$(sed -nE \
		"s/^select '((got[_0-9]*|(n|min|max)_t[0-9_]+)) of (t[0-9]+) is .*/\1 \4/p" \
		"$T/claims.sql" | head -n 1)"
	[ -n "$table" ] || return 0
	said=$({ echo "update $table set $column = 'x' || coalesce($column, '');" \
		"select 'no row' where changes() = 0;"; cat "$T/claims.sql"; } |
		sqlite3 "$T/p.sqlite" 2>&1)
	grep -q "^no row\|^$column of $table is " <<<"$said" ||
		{ echo "$column of $table was changed, and nobody says so"; return 1; }
	grep -q '^no row' <<<"$said" || looked=$((looked + 1))
}

looked=0 good=0 tables=0 refs=0 claims=0 rows=0
for ((i = 1; i <= schemas; i++)); do
	seed=$((base * 100000 + i))
	schema_make "$seed" sqlite || { echo "# schema $seed is not made"; continue; }
	if one "$i" >"$T/why" 2>&1 && told >>"$T/why"; then
		good=$((good + 1))
	else
		schema_show "$seed" "$T/why"
		continue
	fi
	claims=$((claims + $(wc -l <"$T/claims.sql")))
	[ -z "${SCHEMAS_TO-}" ] && continue
	read -r t r n <<<"$(sqlite3 -separator ' ' :memory: "select
		json_array_length(readfile('$T/3.json'), '\$.tables'),
		json_array_length(readfile('$T/3.json'), '\$.references'),
		(select sum(value ->> 'planned') from
			json_each(readfile('$T/3.json'), '\$.tables'))")"
	tables=$((tables + t)) refs=$((refs + r)) rows=$((rows + n))
done
is_equal "$good" "$schemas" \
	"random schemas load, keep their promises and come out the same in any chunks"
holds "there are promises" test "$claims" -gt $((schemas * 3))
holds "and one that is broken is told" test "$looked" -ge $((schemas / 5))
[ -z "${SCHEMAS_TO-}" ] || cat >"$SCHEMAS_TO" <<RESULT
$good of $schemas schemas are loaded into SQLite and keep their promises

SCHEMA_SEED=$base, $SECONDS seconds
$tables tables, $refs foreign keys, $rows rows, $claims promises asked in SQL
each: SQLite -j 3 --verify digest, foreign_key_check, integrity_check; the digests of
null: -j 1 --chunk-rows 7; every fourth a second time, --clean --chunk-rows 50
RESULT
