#!/usr/bin/env bash
# update.sh - note down what the shipped profiles make
#
#     make golden                           rewrites tests/golden/*.digests
#     tests/golden/update.sh DIR            writes there instead
#
# One file a profile, one line a table: name, rows, digest. The digest covers
# every value of the table, so a line that changes is data that changed: raise
# the version of the kind that did it, and say so in CHANGELOG.md.
set -u
cd "$(dirname "$0")/../.." || exit 1
into=${1:-tests/golden}
seedmill=${SEEDMILL:-./seedmill}
report=$(mktemp --suffix=.json) || exit 1
trap 'rm -f "$report"' EXIT

for profile in profiles/*.yaml; do
	[ "$profile" = profiles/typo.yaml ] && continue     # wrong on purpose
	name=$(basename "$profile" .yaml)
	few=''
	# its whole size is 8.66 million rows
	[ "$name" != tpch ] || few='--scale 0.01'
	# shellcheck disable=SC2086
	"$seedmill" load "$profile" $few --to null: --report "$report" -q >/dev/null || exit
	# The sqlite3 shell reads JSON well and is there anyway.
	sqlite3 -separator ' ' :memory: "
		select json_extract(value, '$.name'),
		       json_extract(value, '$.planned'),
		       json_extract(value, '$.digest')
		from json_each(readfile('$report'), '$.tables')
		order by 1" >"$into/$name.digests.new" || exit
	if [ ! -s "$into/$name.digests.new" ]; then
		echo "$profile: the report names no table" >&2
		exit 1
	fi
	mv "$into/$name.digests.new" "$into/$name.digests"
	echo "$into/$name.digests"
done
