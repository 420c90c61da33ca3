#!/usr/bin/env bash
# tpch.sh - TPC-H into PostgreSQL and SQLite, beside their own loaders of ready files
#
#     bench/e2e/tpch.sh            SCALE=0.2 RUNS=5
#
# lineitem alone: its parents are there, the table is bare (no key, no index),
# and both sides fill it, ANALYZE it and count it. All eight tables: from an
# empty database to tables, rows, keys, foreign keys, ANALYZE, count(*). The
# peers get COPY text (CSV for SQLite) that seedmill made before the clock
# started: psql's \copy in two sessions, sqlite3's .import without a journal.
. "$(dirname "$0")/lib.sh"
# shellcheck source=bench/e2e/tpchlib.sh
. bench/e2e/tpchlib.sh
# shellcheck source=tests/lib/pg.sh
. tests/lib/pg.sh

bench_cleanup() { pg_stop; rm -rf "$T"; }
pg_start || die "no PostgreSQL"
export PGOPTIONS='--client-min-messages=warning'

psql_() { "$PGBIN/psql" -qAtX -v ON_ERROR_STOP=1 "$@"; }

# fresh [TEMPLATE]: $DB, like the template, and nothing of the last one to write
fresh()
{
	psql_ "$PGURL" -c 'drop database if exists bench with (force)' \
		-c "create database bench template ${1:-template0} strategy file_copy" \
		-c checkpoint || die "no fresh database"
	DB=${PGURL%/*}/bench
}

# ---- what PostgreSQL's peer is given -------------------------------------------------

keys_of()
{
	psql_ "$DB" -c "select format('alter table %s add constraint %I %s;',
			conrelid::regclass, conname, pg_get_constraintdef(oid))
		from pg_constraint where contype in ('p', 'u')
			and conrelid = '$1'::regclass" \
		-c "select indexdef || ';' from pg_indexes
		where tablename = '$1' and indexname not in
			(select conname from pg_constraint)"
}

foreign_keys()
{
	psql_ "$DB" -c "select format('alter table %s add constraint %I %s;',
			conrelid::regclass, conname, pg_get_constraintdef(oid))
		from pg_constraint where contype = 'f'
		order by conrelid::regclass::text, conname"
}

# tables_sql [-t TABLE]: their CREATE TABLE, without keys
tables_sql()
{
	"$PGBIN/pg_dump" --section=pre-data --no-owner -T 'seedmill*' "$@" "$DB" |
		grep -v '^\\\|search_path'
}

copies() { half "$@" | sed "s/\(.*\) \(.*\)/\\\\copy public.\1 from '\2'/"; }
ends() { printf 'analyze public.%s; select count(*) from public.%s;\n' "$1" "$1"; }

# The whole in one database, from which the statements are read; and one with
# everything but the rows of $BIG, which stays as a template.
models()
{
	local table

	fresh
	seedmill_ "$DB" || die "seedmill load failed"
	tables_sql >"$T/tables.sql"
	tables_sql -t "public.$BIG" >"$T/bare.sql"
	foreign_keys >"$T/foreign.sql"
	keys_of "$BIG" >"$T/all.keys.a"
	for table in "${OTHERS[@]}"; do
		keys_of "$table"
	done >"$T/all.keys.b"
	for table in "${TABLES[@]}"; do
		ends "$table"
	done >"$T/all.ends"
	copies a "${TABLES[@]}" >"$T/all.copy.a"
	copies b "${TABLES[@]}" >"$T/all.copy.b"
	copies a "$BIG" >"$T/one.copy.a"
	copies b "$BIG" >"$T/one.copy.b"
	ends "$BIG" >"$T/one.ends"
	psql_ "$DB" -c "drop table $BIG, seedmill_run, seedmill_chunk" -f "$T/bare.sql" \
		-c analyze || die "no model"
	psql_ "$PGURL" -c 'alter database bench rename to parents' || die "no model"
}

# pair STEP: both sessions' scripts of a step, side by side
pair()
{
	local other status=0

	psql_ "$DB" -f "$T/$1.b" &
	other=$!
	psql_ "$DB" -f "$T/$1.a" || status=1
	wait "$other" && return $status
}

pg_copy_big() { pair one.copy && psql_ "$DB" -f "$T/one.ends"; }
pg_copy_all()
{
	psql_ "$DB" -f "$T/tables.sql" && pair all.copy && pair all.keys &&
		psql_ "$DB" -f "$T/foreign.sql" -f "$T/all.ends"
}

pg_big_peer() { fresh parents; clock pg_copy_big; }
pg_big() { fresh parents; clock seedmill_ "$DB" --table "$BIG" --connections 2 --report "$T/ours.json"; }
pg_all_peer() { fresh; clock pg_copy_all; }
pg_all() { fresh; clock seedmill_ "$DB" --connections 2 --report "$T/ours.json"; }

# ---- SQLite ---------------------------------------------------------------------------

lite_part()
{
	sqlite3 "$T/model.db" "select sql || ';' from sqlite_master
		where type = '$1' and sql is not null and name not like 'sqlite%'
		and tbl_name not like 'seedmill%' order by rowid"
}

lite_models()
{
	local table fast='pragma journal_mode = off; pragma synchronous = off;'

	seedmill_ "sqlite:$T/model.db" || die "seedmill load failed"
	"$SEEDMILL" gen "$PROFILE" --scale "$SCALE" --out "$T/csv" --format csv -q ||
		die "seedmill gen failed"
	{
		echo "$fast"
		lite_part table
		for table in "${TABLES[@]}"; do
			echo ".import --csv --skip 1 $T/csv/$table.csv $table"
		done
		lite_part index
		echo 'analyze;'
		for table in "${TABLES[@]}"; do
			echo "select count(*) from $table;"
		done
	} >"$T/all.import"
	{
		echo "$fast"
		echo ".import --csv --skip 1 $T/csv/$BIG.csv $BIG"
		echo "analyze $BIG; select count(*) from $BIG;"
	} >"$T/one.import"
	# a table of the same columns, and nothing else of it
	sqlite3 "$T/model.db" "select 'drop table $BIG; create table $BIG (' ||
		group_concat(name || ' ' || type || case \"notnull\" when 1 then ' not null'
		else '' end, ', ') || ');' from pragma_table_info('$BIG')" >"$T/bare.lite"
	sqlite3 -bail "$T/model.db" ".read $T/bare.lite" 'drop table seedmill_run' \
		'drop table if exists seedmill_chunk' vacuum || die "no model"
}

lite_fresh() { rm -f "$T/lite.db"*; }
lite_copy() { lite_fresh; cp "$T/model.db" "$T/lite.db"; sync "$T/lite.db"; }

lite_big_peer() { lite_copy; clock sqlite3 -bail "$T/lite.db" ".read $T/one.import"; }
lite_big() { lite_copy; clock seedmill_ "sqlite:$T/lite.db" --table "$BIG" --report "$T/ours.json"; }
lite_all_peer() { lite_fresh; clock sqlite3 -bail "$T/lite.db" ".read $T/all.import"; }
lite_all() { lite_fresh; clock seedmill_ "sqlite:$T/lite.db" --report "$T/ours.json"; }

# ---- the duels ----------------------------------------------------------------------------

tables_of_profile
files
models
lite_models
pg_big_peer && same_rows "$DB" --table "$BIG"
pg_all_peer && same_rows "$DB"
lite_big_peer
[ "$(tail -n 1 "$T/clock.out")" = "$(rows_of "$BIG")" ] || die "the peer's $BIG is not whole"
lite_all_peer
[ "$(tail -n "${#TABLES[@]}" "$T/clock.out" | awk '{ n += $1 } END { print n }')" = \
	"$(rows_of "${TABLES[@]}")" ] || die "the peer's tables are not whole"

# against NAME PEER OURS
against()
{
	duel "$1" "$2" "$3"
	keep "\"scale\":$SCALE,\"rows\":$(ours_rows)"
}

bench_begin tpch seconds
against "$BIG into PostgreSQL: two \\copy" pg_big_peer pg_big
against "all into PostgreSQL: two \\copy" pg_all_peer pg_all
against "$BIG into SQLite: .import" lite_big_peer lite_big
against "all into SQLite: .import" lite_all_peer lite_all
bench_end ",\"postgresql\":$(json_text "$(psql_ "$PGURL" -c 'show server_version')"),\"sqlite\":$(json_text "$(sqlite3 :memory: 'select sqlite_version()')")"
