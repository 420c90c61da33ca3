#!/usr/bin/env bash
# PostgreSQL takes documents and pairs as they were made, and finds in them what
# the profile says.
. "$(dirname "$0")/../lib/db.sh"

profile=tests/db/profiles/documents.yaml
load() { run_cmd with_timeout 60 "$SEEDMILL" load "$profile" "$@"; }

load --to null: -j 1 --report "$T/want.json"
new_db documents
load --to "$DB" --report "$T/r.json"
is_status 0 "the profile loads"
is_equal "$(digests "$T/r.json")" "$(digests "$T/want.json")" "the digests are those of every target"
run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "$DB"
is_status 0 "verify reads the same back"
is_equal "$(sql "select count(*) from likes l where not case subject_type
	when 'post' then exists (select from posts where id = subject_id)
	else exists (select from photos where id = subject_id) end")" 0 \
	"each pair leads to a row"
is_equal "$(sql "select count(*) from likes where jsonb_array_length(tags) > 4
	or (select count(*) from jsonb_object_keys(marks)) > 3")" 0 \
	"arrays and maps are no longer than they may be"
is_equal "$(sql "select count(*) from likes where story !~ '\\.\$'
	or length(post) not between 20 and 200 or length(photo) > 400")" 0 \
	"texts and bytes are of their lengths"
