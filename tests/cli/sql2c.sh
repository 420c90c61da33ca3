#!/usr/bin/env bash
# Queries become C strings that hold the same text, less the comment lines.
. "$(dirname "$0")/../lib/lib.sh"

mkdir "$T/pg"
printf '%s\n' '-- which columns there are' 'select "a\b",' \
	"	'it''s' -- kept" '' '  -- gone' 'from t;' >"$T/pg/list-columns.sql"
printf '%s\n' '-- nothing to ask' >"$T/pg/none.sql"
awk 'BEGIN { print "select 1"; for (i = 0; i < 600; i++) print ", 12345678" }' \
	>"$T/pg/long.sql"
awk -f load/sql/sql2c.awk "$T"/pg/*.sql >"$T/sql_pg.h"

cat >"$T/main.c" <<'E'
#include <stdio.h>
#include "sql_pg.h"
int main(void)
{
	fputs(sql_pg_list_columns, stdout);
	return sql_pg_none[0] != 0 || sizeof(sql_pg_long) < 6000;
}
E
for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	run_cmd $cc -std=gnu11 -Wall -Wextra -Wpedantic -Werror -o "$T/main" "$T/main.c"
	is_status 0 "$cc takes the header without a warning"
done
run_cmd "$T/main"
is_status 0 "an empty query is an empty string, a long one is whole"
is_equal "$out" "$(printf '%s\n' 'select "a\b",' "	'it''s' -- kept" 'from t;')" \
	"quotes, backslashes and tabs come through"
