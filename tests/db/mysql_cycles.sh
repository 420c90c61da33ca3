#!/usr/bin/env bash
# Tables that refer to each other, in MySQL or MariaDB: keys made after the rows,
# and keys that are there.
. "$(dirname "$0")/../lib/mydb.sh"

profile=tests/db/profiles/cycles.yaml

sed 's/, nulls: 0.1}/}/' "$profile" >"$T/never.yaml"
for profile in "$profile" "$T/never.yaml"; do
run_cmd "$SEEDMILL" load "$profile" --to null: --report "$T/want.json"
new_my
for how in "" "--clean --chunk-rows 100 --connections 3" "--clean --no-local-infile --chunk-rows 1000"; do
	# shellcheck disable=SC2086
	load "$profile" $how --verify digest --report "$T/r.json"
	is_status 0 "loads $how"
	is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "the digests are those of nowhere"
	is_equal "$(orphans "$T/r.json")" 0 "no orphan"
	is_equal "$(my "select count(*) > 30 from departments where head_id is not null")" 1 "departments have heads"
	is_equal "$(my "select count(*) from departments d left join people p on p.id = d.head_id where d.head_id is not null and p.id is null")" 0 "that are there"
done
drop_my
done
