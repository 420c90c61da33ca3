#!/usr/bin/env bash
# Small profiles nobody thought of: what their rows say of each other is what SQL
# finds, and neither lanes nor chunks change a row.
#
#     SCHEMAS=1000 SCHEMA_SEED=7 ...      more of them, or others
. "$(dirname "$0")/../lib/lib.sh"

schemas=${SCHEMAS:-40}
RANDOM=${SCHEMA_SEED:-4711}

# These answer in $r: a subshell would draw from a RANDOM of its own.
draw() { r=$(($1 + RANDOM % ($2 - $1 + 1))); }
pick() { draw 1 $#; r=${!r}; }
maybe() { pick '' "$@"; }

# A reference to `items`, in a table that has siblings or not.
any_ref()
{
	local k

	draw 1 5
	k=$r
	[ "$k" -le 2 ] || [ "$k" = 3 ] || [ "$items" -gt 5 ] || k=1
	case $k in
	1) r='{table: items}' ;;
	2) r='{table: items, dist: zipf, exponent: 1.1}' ;;
	3) draw 0 $((items - 1)); r="{table: items, rows: [0, $r, 0]}" ;;
	4) draw 2 5; r="{table: items, skip: $r}" ;;
	5) r='{table: items, dist: hot, hot: 0.2, share: 0.9}' ;;
	esac
}

# `per` of the parent $1, with at most $2 children by min and max.
any_per()
{
	local min

	draw 0 3
	if [ "$r" = 0 ] && [ "$2" = 9 ]; then
		draw 1 500
		r="{table: $1, rows: $r}"
		return
	fi
	draw 0 "$2"; min=$r
	draw $((min > 1 ? min : 1)) "$2"
	r="{table: $1, min: $min, max: $r}"
}

# Columns of the children that their parent looks at.
child_columns()
{
	local nulls when hidden

	maybe ', nulls: 0.3'; nulls=$r
	maybe ', when: "n > 4"'; when=$r
	pick false true; hidden=$r
	cat <<-COLUMNS
	      - {name: n, type: int, int: {min: 1, max: 9}}
	      - {name: dice, type: int, int: {min: 1, max: 6}, hidden: $hidden}
	      - {name: amount, type: "numeric(10,2)", decimal: {min: -50, max: 500}$nulls$when}
	      - {name: twice, type: bigint, expr: {text: "n * 2"}$when}
	      - {name: day, type: date, date: {from: 2024-02-01, to: 2025-12-31}$nulls}
	      - {name: word, type: text, text: {list: tpch, chars_min: 1, chars_max: 30}$when}
	      - {name: back, type: bool, bool: {share: 0.4}$nulls}
	COLUMNS
}

# What the parent says of table $1, in columns that begin with $2.
parent_columns()
{
	local where

	maybe ', where: back'; where=$r
	cat <<-COLUMNS
	      - {name: $2_rows, type: int, count: {of: $1$where}}
	      - {name: $2_amounts, type: int, count: {of: $1.amount}}
	      - {name: $2_sum, type: "numeric(14,2)", sum: {of: $1.amount$where}}
	      - {name: $2_twice, type: bigint, sum: {of: $1.twice}}
	      - {name: $2_least, type: "numeric(10,2)", min: {of: $1.amount}}
	      - {name: $2_last, type: date, max: {of: $1.day$where}}
	      - {name: $2_word, type: text, min: {of: $1.word}}
	      - {name: $2_any, type: bool, exists: {of: $1$where}}
	      - {name: $2_json, type: json, json_agg: {of: $1, columns: [n, amount, twice, day, word, back]}}
	COLUMNS
}

profile()
{
	local key type ref nulls per most

	draw 1 60; items=$r
	draw 1 200; orders=$r
	pick 'bigint, serial: {start: 5}' 'int, serial: {run: 3, gap: 7}' \
		'text, code: {text: "I-####"}'
	type=${r%%,*}; key=$r
	printf 'version: 1\nname: random\nseed: %s\ntables:\n' "$RANDOM"
	any_ref; ref=$r
	maybe ', nulls: 0.2'; nulls=$r
	pick 'int, serial: {}' 'text, code: {text: "O#####"}'
	cat <<-TABLES
	  - name: items
	    rows: $items
	    primary_key: [id]
	    columns:
	      - {name: id, type: $key}
	  - name: orders
	    rows: $orders
	    primary_key: [id]
	    columns:
	      - {name: id, type: $r}
	      - {name: item, type: $type, ref: $ref$nulls}
	      - {name: earlier, type: ${r%%,*}, ref: {table: orders}, nulls: 0.5}
	TABLES
	parent_columns lines l
	parent_columns secrets s
	most=$((items < 4 ? items : 4))
	any_per orders 9; per=$r
	any_ref; ref=$r
	maybe ', nulls: 0.2'
	cat <<-TABLES
	  - name: lines
	    per: $per
	    primary_key: [parent, line]
	    columns:
	      - {name: parent, parent: {}}
	      - {name: line, type: int, ordinal: {}}
	      - {name: item, type: $type, ref: $ref$r}
	TABLES
	child_columns
	any_per orders 9; per=$r
	cat <<-TABLES
	  - name: secrets
	    hidden: true
	    per: $per
	    columns:
	      - {name: parent, parent: {}}
	TABLES
	child_columns
	draw 1 "$most"; most=$r
	draw 1 "$most"
	cat <<-TABLES
	  - name: pairs
	    per: {table: orders, min: $r, max: $most}
	    primary_key: [parent, item]
	    columns:
	      - {name: parent, parent: {}}
	      - {name: item, type: $type, ref: {table: items, distinct: true}}
	  - name: uses
	    rows: 150
	    primary_key: [id]
	    columns:
	      - {name: id, type: int, serial: {}}
	      - {name: parent, ref: {table: pairs, columns: [parent, item]}}
	      - {name: item, copy: {from: parent.item}}
	TABLES
}

digests()
{
	sqlite3 :memory: "select json_extract(value, '\$.name') || json_extract(value, '\$.digest') from json_each(readfile('$1'), '\$.tables')"
}

# The part of the profile's column $1: the children's condition.
where_of() { grep -q "name: $1,.*where: back" "$T/p.yaml" && echo "filter (where back)"; }

# How many cells of orders are not what SQL makes of the lines, and of the documents.
wrong_sql()
{
	local lines='from lines c where c.parent = o.id' w s
	local of='from json_each(o.s_json) c'

	w=$(where_of l_rows)
	s=$(where_of s_rows | sed "s/back/value ->> 'back'/")
	cat <<-SQL
	select count(*) from orders o where not (
	l_rows is (select count(*) $w $lines)
	and l_amounts is (select count(amount) $lines)
	and round(l_sum, 2) is (select round(coalesce(sum(amount) $w, 0), 2) + 0.0 $lines)
	and l_twice is (select coalesce(sum(twice), 0) $lines)
	and l_least is (select min(amount) $lines)
	and l_last is (select max(day) $w $lines)
	and l_word is (select min(word) $lines)
	and l_any is (select count(*) $w > 0 $lines)
	and json_array_length(l_json) is (select count(*) $lines)
	and s_rows is (select count(*) $s $of)
	and s_amounts is (select count(value ->> 'amount') $of)
	and round(s_sum, 2) is (select round(coalesce(sum(value ->> 'amount') $s, 0), 2) + 0.0 $of)
	and s_twice is (select coalesce(sum(value ->> 'twice'), 0) $of)
	and s_last is (select max(value ->> 'day') $s $of)
	and s_word is (select min(value ->> 'word') $of)
	and s_any is (select count(*) $s > 0 $of));
	pragma foreign_key_check;
	select 'a blank at an end' from lines where word <> trim(word) limit 1;
	SQL
}

one()
{
	rm -f "$T/p.sqlite"
	profile >"$T/p.yaml"
	"$SEEDMILL" load "$T/p.yaml" --to "sqlite:$T/p.sqlite" -q 2>&1 || return
	[ "$(wrong_sql | sqlite3 "$T/p.sqlite" 2>&1)" = 0 ] || {
		wrong_sql | sqlite3 "$T/p.sqlite" 2>&1 | head -5
		return 1
	}
	"$SEEDMILL" load "$T/p.yaml" --to null: -q -j 1 --chunk-rows 7 --report "$T/1.json" &&
		"$SEEDMILL" load "$T/p.yaml" --to null: -q -j 3 --chunk-rows 1000 \
			--report "$T/3.json" || return
	[ -n "$(digests "$T/1.json")" ] && [ "$(digests "$T/1.json")" = "$(digests "$T/3.json")" ] || {
		echo "the digests differ"
		return 1
	}
}

good=0
for ((i = 1; i <= schemas; i++)); do
	if one >"$T/why"; then
		good=$((good + 1))
	else
		echo "# profile $i:"
		sed 's/^/# /' "$T/why" "$T/p.yaml"
	fi
done
is_equal "$good" "$schemas" "random profiles load, add up and come out the same in any chunks"
