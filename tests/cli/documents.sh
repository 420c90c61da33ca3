#!/usr/bin/env bash
# Pairs of a type and an id lead to rows of the table that the type names;
# documents are JSON of the shape asked for, and are read back as they were sent.
. "$(dirname "$0")/../lib/lib.sh"

profile=tests/db/profiles/documents.yaml
db=$T/d.sqlite
sql() { sqlite3 "$db" "$1"; }
seed() { run_cmd with_timeout 60 "$SEEDMILL" "$@"; }

seed load "$profile" --to "sqlite:$db"
is_status 0 "the profile loads"
seed verify "$profile" --to "sqlite:$db"
is_status 0 "verify reads the same back"

is_equal "$(sql "select count(*) from likes l where not case subject_type
	when 'post' then exists (select 1 from posts where id = subject_id)
	else exists (select 1 from photos where id = subject_id) end")" 0 \
	"each pair leads to a row"
is_equal "$(sql "select count(distinct subject_type) from likes")" 2 "of both tables"
is_equal "$(sql "select count(*) from likes where not json_valid(tags)
	or not json_valid(marks)")" 0 "documents are JSON"
is_equal "$(sql "select group_concat(n) from (select distinct
	json_array_length(tags) n from likes order by 1)")" 0,1,2,3,4 \
	"arrays have every length"
is_equal "$(sql "select group_concat(k, ' ') from (select distinct e.key k
	from likes, json_each(marks) e order by 1)")" "a b it's long q\"x" \
	"maps have every key"
is_equal "$(sql "select count(*) from (select l.id from likes l, json_each(l.marks) e
	group by l.id having count(*) <> count(distinct e.key) or count(*) > 3)")" 0 \
	"no key is there twice, three at most"
is_equal "$(sql "select count(*) from likes, json_tree(marks) t
	where t.key = 'k' and (t.type <> 'integer' or t.value not between 0 and 9)")" 0 \
	"what stands deep in a document is what its step says"
is_equal "$(sql "select count(*) from likes where story not like '%.'
	or length(story) > 120 or length(post) not between 20 and 200")" 0 \
	"texts end and fit"
