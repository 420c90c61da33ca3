#!/usr/bin/env bash
# Every type makes the round trip through LOAD DATA and through INSERT, and has
# the digest that it has in PostgreSQL and in SQLite.
. "$(dirname "$0")/../lib/mydb.sh"

P=tests/db/profiles/types.yaml
"$SEEDMILL" load $P --to null: --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

new_db mytypes
for url in "$DB" "sqlite:$T/t.sqlite"; do
	run_cmd with_timeout 60 "$SEEDMILL" load $P --to "$url" --verify digest --report "$T/r.json"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "${url%%:*}: these are the digests"
done
drop_db

for how in "--connections 1" "--connections 2 --chunk-rows 77" \
	   "--no-local-infile" "--no-local-infile --connections 2 --chunk-rows 77"; do
	new_my
	# shellcheck disable=SC2086
	load $P $how --verify digest --report "$T/r.json"
	is_status 0 "$how: what is read back is what was sent"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$how: the digest is the same"
	drop_my
done

# Nobody's word but the server's: what a constant becomes there, at its edges.
for how in "" "--no-local-infile"; do
	new_my
	# shellcheck disable=SC2086
	load $P -q $how
	is_equal "$(my "select c_dec, c_date, left(c_ts, 22), hex(c_bytes), replace(lower(c_uuid), '-', ''), json_extract(c_json, '\$.a'), c_inet, c_bool from consts limit 1")" \
		"-12.50|2024-02-29|2024-02-29 23:59:59.25|00FF5C0A|00112233445566778899aabbccddeeff|1|192.0.2.1|1" \
		"constants arrive as they were written ${how:-by LOAD DATA}"
	is_equal "$(my "select hex(c_text) from consts limit 1")" 6109625C630A64276522662CC3A9 \
		"text with tab, backslash, newline, quotes and UTF-8, too"
	drop_my
done
