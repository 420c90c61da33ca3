#!/usr/bin/env bash
# Profiles that cannot be are refused before a row is made: each says in its first
# lines with which exit status, in which words, and what to do about it. A line
# `# live:` is SQL for the database that it is planned against.
. "$(dirname "$0")/../lib/lib.sh"

# head_of FILE KEY: what stands behind "# KEY: " in its first lines
head_of() { sed -n "1,9s/^# $2: //p" "$1"; }

# says WORDS TEXT: are the words in it, as they are?
says() { grep -qF -- "$1" <<<"$2" || { printf '%s\n' "$2"; false; }; }

n=0
for f in tests/cli/impossible/*.yaml; do
	name=$(basename "$f" .yaml)
	to=()
	db=$T/$name.sqlite
	live=$(head_of "$f" live)
	if [ -n "$live" ]; then
		sqlite3 "$db" "$live"
		before=$(sha256sum <"$db")
		to=(--to "sqlite:$db")
	fi
	run_cmd with_timeout 60 "$SEEDMILL" plan "$f" "${to[@]}" </dev/null
	is_status "$(head_of "$f" exit)" "$name: exit $(head_of "$f" exit)"
	holds "$name: says why" says "$(head_of "$f" says)" "$err"
	fix=$(head_of "$f" fix)
	[ -z "$fix" ] ||
		holds "$name: says what to do" says "$fix" \
			"$(grep '^  fix: ' <<<"$err")"
	is_equal "$(grep -c '^seedmill: ' <<<"$err")" 1 "$name: says it once"
	[ -z "$live" ] ||
		is_equal "$(sha256sum <"$db")" "$before" "$name: nothing is written"
	n=$((n + 1))
done
holds "there are at least 25" test "$n" -ge 25
