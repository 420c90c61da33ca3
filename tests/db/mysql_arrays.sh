#!/usr/bin/env bash
# MySQL and MariaDB keep arrays and ranges as the text that PostgreSQL prints, and
# know afterwards what they are.
. "$(dirname "$0")/../lib/mydb.sh"

P=tests/db/profiles/arrays.yaml
"$SEEDMILL" load $P --to null: --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

for how in "--connections 2 --chunk-rows 77" "--no-local-infile"; do
	new_my
	# shellcheck disable=SC2086
	load $P $how --verify digest --report "$T/r.json"
	is_status 0 "$how: what is read back is what was sent"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$how: the digest is the same"
	[ "$how" = "--no-local-infile" ] || drop_my
done

is_equal "$(my "select distinct p from arrays order by 1")" "{1,2}
{NULL}
{}" "the text is PostgreSQL's"
is_equal "$(my "select group_concat(distinct data_type) from information_schema.columns
	where table_schema = database() and column_name in ('i', 'd', 'tz')")" longtext "in a longtext"
is_equal "$(my "select column_comment from information_schema.columns where table_schema = database()
	and table_name = 'arrays' and column_name = 'd'")" "seedmill type numeric(10,2)[]" "whose comment names the type"
load $P --append --verify digest
is_status 0 "so the table can be filled again, its types known"
my "delete from ranges; delete from arrays; delete from made"
sed -e 's/type: "[^"]*\(\[]\| array\)", //' -e 's/type: [a-z0-9]*range, //' $P >"$T/live.yaml"
load "$T/live.yaml" --verify digest --report "$T/r.json"
is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "also without types in the profile: the digest is the same"
drop_my

# Files, and the script beside them; texts that may be NULL have none for CSV.
for format in mysql csv; do
	rm -rf "$T/files"
	sed '/name: [sh], /d' $P >"$T/p.yaml"
	"$SEEDMILL" gen "$T/p.yaml" --out "$T/files" --format $format >/dev/null 2>&1
	new_my
	run_cmd with_timeout 60 bash -c "cd '$T/files' && '$MYCLIENT' --defaults-file='$MYCNF' --local-infile=1 '$MYNAME' <load.mariadb.sql"
	is_equal "$status $out$err" "0 " "$format: the script loads, and says nothing"
	run_cmd with_timeout 60 "$SEEDMILL" verify "$T/p.yaml" --to "$MY"
	is_status 0 "$format: every value is as it was made"
	drop_my
done
