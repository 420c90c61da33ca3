#!/usr/bin/env bash
# A profile of forty tables that uses every relation, in PostgreSQL: tests/lib/forty.sh
# has the claims and the SQL that proves each.
. "$(dirname "$0")/../lib/db.sh"
. tests/lib/forty.sh

rows() { sql "$1"; }
load() { run_cmd with_timeout 120 "$SEEDMILL" load "$@" --to "$DB"; }

# Have the server look at every row again: VALIDATE does nothing for a constraint
# that the catalogue says is valid.
valid()
{
	local kinds="contype in ('f', 'c') and connamespace = 'public'::regnamespace"

	is_equal "$(sql "select count(*), bool_and(convalidated) from pg_constraint
		where contype = 'f' and connamespace = 'public'::regnamespace")" '68|t' \
		"postgres: 68 foreign keys, all valid"
	sql "update pg_constraint set convalidated = false where $kinds"
	sql "select format('alter table %s validate constraint %I;', conrelid::regclass, conname)
		from pg_constraint where $kinds" >"$T/validate.sql"
	is_equal "$(grep -c '^alter' "$T/validate.sql")" "$(sql "select count(*) from pg_constraint
		where $kinds and not convalidated")" "postgres: each is to be validated once more"
	holds "postgres: VALIDATE CONSTRAINT finds no row against any" \
		"$PSQL" -qX -v ON_ERROR_STOP=1 "$DB" -f "$T/validate.sql"
	is_equal "$(sql "select count(*) from pg_constraint where $kinds and not convalidated")" 0 \
		"postgres: and none is left out"
	fails "postgres: an enum takes nothing but its labels" \
		sql "update users set role = 'guest' where id = 1"
}

new_db forty
forty postgres
drop_db
