#!/usr/bin/env bash
# Ways in which rows refer to rows, in MySQL or MariaDB: tests/lib/relations.sh,
# in tables that are made and in tables whose keys are live.
. "$(dirname "$0")/../lib/mydb.sh"
. tests/lib/relations.sh

profile=tests/db/profiles/relations.yaml
rows() { my "$1"; }

run_cmd "$SEEDMILL" load "$profile" --to null: --report "$T/want.json"
new_my
for how in "-j 1 --connections 1" "--clean -j 3 --connections 3 --chunk-rows 100"; do
	# shellcheck disable=SC2086
	load "$profile" $how --verify digest --report "$T/r.json"
	is_status 0 "$how: loads"
	is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" \
		"$how: the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "$how: no orphan"
done
relations created 1
load "$profile" --append
is_status 0 "--append goes on"
relations appended 2
drop_my
