#!/usr/bin/env bash
# Every type makes the round trip through COPY text, COPY binary and SQLite.
. "$(dirname "$0")/../lib/db.sh"

P=tests/db/profiles/types.yaml
"$SEEDMILL" load $P --to null: --report "$T/want.json" -q >/dev/null 2>&1
digests "$T/want.json" >"$T/want"

for how in "--connections 1" "--binary" "--binary --connections 2 --chunk-rows 77"; do
	new_db types
	# shellcheck disable=SC2086
	run_cmd with_timeout 60 "$SEEDMILL" load $P --to "$DB" $how --verify digest --report "$T/r.json"
	is_status 0 "PostgreSQL $how: what is read back is what was sent"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "PostgreSQL $how: the digest is the same"
	drop_db
done
run_cmd with_timeout 60 "$SEEDMILL" load $P --to "sqlite:$T/t.sqlite" --verify digest --report "$T/r.json"
is_status 0 "SQLite: what is read back is what was sent"
is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "SQLite: the digest is the same"

# Nobody's word but PostgreSQL's: what a constant becomes there.
new_db types
"$SEEDMILL" load $P --to "$DB" -q >/dev/null 2>&1
is_equal "$(sql "select c_dec, c_date, c_ts, c_bytes, c_uuid, c_json->>'a', c_inet, c_bool, c_text from consts limit 1")" \
	"-12.50|2024-02-29|2024-02-29 23:59:59.25|\\x00ff5c0a|00112233-4455-6677-8899-aabbccddeeff|1|192.0.2.1|t|a	b\\c
d'e\"f,é" "constants arrive in PostgreSQL as they were written"
drop_db
