#!/usr/bin/env bash
# An expression means here what it means in PostgreSQL: each `expr` column of a
# profile is computed again by PostgreSQL, from the same text, and no row differs.
. "$(dirname "$0")/../lib/db.sh"

# Of each line "- {name: N, type: T, expr: {text: "E"}...": N, T and E.
columns()
{
	sed -nE 's/^ *- \{name: ([a-z0-9_]+), *type: "?([a-z]+(\([0-9, ]+\))?)"?, *expr: \{text: "([^"]*)"\}.*/\1\t\2\t\4/p' "$1"
}

# agrees PROFILE TABLE KEY: loads it and compares all columns. What a profile
# calls now and a row's number is put in for the functions of that name.
agrees()
{
	local profile=$1 table=$2 key=$3 name type text now n=0 as_sql

	new_db exprs
	run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "$DB" -q
	is_status 0 "$profile loads"
	now=$(sed -nE 's/^as_of: *//p' "$profile")
	while IFS=$'\t' read -r name type text; do
		as_sql=$(sed -e "s/row_number()/$key/g" \
			-e "s/row_count()/(select count(*) from $table)/g" \
			-e "s/now()/timestamptz '$now'/g" \
			-e "s/current_date/date '${now%T*}'/g" <<<"$text")
		is_equal "$(sql "set timezone = 'UTC';
			select count(*) filter (where differs), count(*) > 0,
				min(format('%s: %s, there %s', $key, $name, there))
				filter (where differs)
			from (select $key, $name, there,
				$name is distinct from there as differs
				from (select $key, $name,
					cast(($as_sql) as $type) as there
					from $table) as computed) as compared")" \
			'0|t|' "$name: $text"
		n=$((n + 1))
	done < <(columns "$profile")
	is_equal "$n" "$(grep -c 'expr: {text' "$profile")" \
		"all expressions of $profile were compared"
	drop_db
}

agrees tests/db/profiles/exprs.yaml e id
agrees tests/db/profiles/expr_functions.yaml f id
