#!/usr/bin/env bash
# A server that asks for a file gets none: no byte, at any statement, and not
# in place of the rows that LOAD DATA brings.
. "$(dirname "$0")/../lib/mydb.sh"

cat >"$T/p.yaml" <<'YAML'
version: 1
name: p
tables:
  - name: a
    rows: 100
    primary_key: [id]
    columns:
      - {name: id, type: bigint, serial: {}}
YAML
secret=$T/secret
head -c 3000 /dev/urandom | od -An -tx1 >"$secret"
new_my

# rogue CLAIM MODE...
rogue()
{
	local claim=$1

	shift
	proxy "$@" "$secret"
	run_cmd with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$PROXY"
	proxy_end
	case $status in
	6 | 9) ok "$claim: ends with 6 or 9" ;;
	*) not_ok "$claim: ends with 6 or 9" "$(last_run)" ;;
	esac
	text_has "$(cat "$T/proxy")" '^asked' "$claim: was asked"
	is_equal "$(grep '^received' "$T/proxy" | sort -u)" "received 0 bytes" "$claim: nothing was given"
	err_lacks "$secret" "$claim: the server's words are not repeated"
}

proxy pass
run_cmd with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$PROXY" --clean
proxy_end
is_status 0 "the proxy passes all on when told so"
drop_my

for n in 1 2 3 5 8; do
	new_my
	rogue "a file instead of answer $n" ask-any "$n"
	drop_my
done
new_my
rogue "another file than that of LOAD DATA" ask-load
drop_my
# The program asks as a real server does: the stock client gives it away.
new_my
my "create table x(a text)"
proxy ask-load "$secret"
"$MYCLIENT" --defaults-file="$MYCNF" --port="$PROXY_PORT" --local-infile=1 -D "$MYNAME" \
	-e "load data local infile '/dev/null' into table x" >/dev/null 2>&1
proxy_end
is_equal "$(($(grep -cE '^received [1-9]' "$T/proxy") > 0))" 1 "a client without care sends the file"
drop_my
