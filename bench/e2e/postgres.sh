#!/usr/bin/env bash
# postgres.sh - into PostgreSQL, beside pgbench -i and psql's \copy of ready files
#
#     bench/e2e/postgres.sh        SCALE=100 PGBENCH_SCALE=20 RUNS=5
#
# A server of our own (tests/lib/pg.sh), for each run an empty database and a
# checkpoint before the clock starts. pgbench -i does what it does unasked:
# tables, rows, vacuum, primary keys. The \copy peers get COPY text that
# seedmill made before, the tables that seedmill makes, and its keys after the
# rows: once in one session, once in two with half of each file each. All end
# with ANALYZE and count(*).
. "$(dirname "$0")/lib.sh"
. tests/lib/pg.sh

SCALE=${SCALE:-100}
PGBENCH_SCALE=${PGBENCH_SCALE:-20}
TABLES=(customers products orders order_lines)

bench_cleanup() { pg_stop; rm -rf "$T"; }
pg_start || die "no PostgreSQL"
export PGOPTIONS='--client-min-messages=warning'

psql_() { "$PGBIN/psql" -qAtX -v ON_ERROR_STOP=1 "$@"; }

# An empty database, $DB, and nothing of the last one left to write.
fresh()
{
	psql_ "$PGURL" -c 'drop database if exists bench with (force)' \
		-c 'create database bench template template0' -c checkpoint ||
		die "no fresh database"
	DB=${PGURL%/*}/bench
}

# ---- what the peers are given -------------------------------------------------

# keys WHICH: statements that make what seedmill made, from the catalogue; an
# index is named by its table so that two sessions can share the work.
keys()
{
	case $1 in
	foreign)
		psql_ "$DB" -c "select format('alter table %s add constraint %I %s;',
				conrelid::regclass, conname, pg_get_constraintdef(oid))
			from pg_constraint where contype = 'f'
			order by conrelid::regclass::text, conname" ;;
	*)
		psql_ "$DB" -c "select format('alter table %s add constraint %I %s;',
				conrelid::regclass, conname, pg_get_constraintdef(oid))
			from pg_constraint where contype in ('p', 'u')
				and conrelid = '$1'::regclass" \
			-c "select indexdef || ';' from pg_indexes
			where tablename = '$1' and indexname not in
				(select conname from pg_constraint)" ;;
	esac
}

model()
{
	local table

	fresh
	"$SEEDMILL" load profiles/shop.yaml --scale 1 --to "$DB" -q ||
		die "seedmill load failed"
	"$PGBIN/pg_dump" --section=pre-data --no-owner -T 'seedmill*' "$DB" |
		grep -v '^\\\|search_path' >"$T/tables.sql" || die "pg_dump failed"
	keys foreign >"$T/foreign.sql"
	for table in "${TABLES[@]}"; do
		keys "$table" >"$T/$table.keys.sql"
	done
	"$SEEDMILL" gen profiles/shop.yaml --scale "$SCALE" --out "$T/copy" -q ||
		die "seedmill gen failed"
}

copies()
{
	local table

	for table in "${TABLES[@]}"; do
		echo "\\copy public.$table from '$T/copy/$table$1'"
	done
}

# One script for one session; three for two: halves, then what must wait.
scripts()
{
	local table

	for table in "${TABLES[@]}"; do
		mv "$T/copy/$table".* "$T/copy/$table" || die "no file of $table"
		split -n l/2 "$T/copy/$table" "$T/copy/$table."
		echo "analyze public.$table; select count(*) from public.$table;"
	done >"$T/end.sql"
	{
		cat "$T/tables.sql"
		copies ''
		cat "$T"/*.keys.sql "$T/foreign.sql" "$T/end.sql"
	} >"$T/one.sql"
	copies .aa >"$T/two.copy.a"
	copies .ab >"$T/two.copy.b"
	cat "$T/order_lines.keys.sql" >"$T/two.keys.a"
	cat "$T/"{customers,products,orders}.keys.sql >"$T/two.keys.b"
	cat "$T/foreign.sql" "$T/end.sql" >"$T/two.end"
}

# ---- contestants --------------------------------------------------------------

one_session() { psql_ "$DB" -f "$T/one.sql"; }

# pair STEP: both sessions' scripts of a step, side by side
pair()
{
	local other status=0

	psql_ "$DB" -f "$T/two.$1.b" &
	other=$!
	psql_ "$DB" -f "$T/two.$1.a" || status=1
	wait "$other" && return $status
}

two_sessions()
{
	psql_ "$DB" -f "$T/tables.sql" && pair copy && pair keys &&
		psql_ "$DB" -f "$T/two.end"
}

copy_one() { fresh; clock one_session; }
copy_two() { fresh; clock two_sessions; }

shop()
{
	fresh
	clock "$SEEDMILL" load profiles/shop.yaml --scale "$SCALE" --to "$DB" -q \
		--report "$T/ours.json"
}

pgbench_i() { fresh; clock "$PGBIN/pgbench" -i -q -s "$PGBENCH_SCALE" "$DB"; }

pgbench_ours()
{
	fresh
	clock "$SEEDMILL" load profiles/pgbench.yaml --scale "$PGBENCH_SCALE" \
		--to "$DB" -q --report "$T/ours.json"
}

# The peer must have done the same work: its rows are those of the profile.
same_rows()
{
	"$1"
	"$SEEDMILL" verify profiles/shop.yaml --scale "$SCALE" --to "$DB" -q ||
		die "$1 does not hold the profile's rows"
}

rows() { field "$T/ours.json" '$.rows'; }

model
scripts
same_rows copy_one
same_rows copy_two

bench_begin postgres seconds
duel "pgbench -i -s $PGBENCH_SCALE" pgbench_i pgbench_ours
keep "\"scale\":$PGBENCH_SCALE,\"rows\":$(rows)"
duel "shop, scale $SCALE: \\copy, one session" copy_one shop
keep "\"scale\":$SCALE,\"rows\":$(rows)"
duel "shop, scale $SCALE: \\copy, two sessions" copy_two shop
keep "\"scale\":$SCALE,\"rows\":$(rows)"
bench_end ",\"postgresql\":$(json_text "$(psql_ "$PGURL" -c 'show server_version')")"
