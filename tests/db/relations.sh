#!/usr/bin/env bash
# Ways in which rows refer to rows, in PostgreSQL: tests/lib/relations.sh, in
# tables that are made and in tables whose keys are live.
. "$(dirname "$0")/../lib/db.sh"
. tests/lib/relations.sh

profile=tests/db/profiles/relations.yaml
rows() { sql "$1"; }
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" "$@"; }

load --to null: --report "$T/want.json"
new_db relations
for how in "-j 1 --connections 1" "--clean -j 3 --connections 3 --chunk-rows 100" "--clean --binary"; do
	# shellcheck disable=SC2086
	load --to "$DB" $how --verify digest --report "$T/r.json"
	is_status 0 "$how: loads"
	is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" \
		"$how: the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "$how: no orphan"
done
is_equal "$(sql "select count(*), bool_and(convalidated) from pg_constraint where contype = 'f'")" \
	'22|t' "all foreign keys are valid"
relations created 1
load --to "$DB" --append
is_status 0 "--append goes on"
relations appended 2
drop_db
