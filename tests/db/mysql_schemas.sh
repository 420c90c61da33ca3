#!/usr/bin/env bash
# Schemas with keys that nobody thought of, in MySQL or MariaDB: tables that are made
# and tables whose keys are live hold what the profile promises.
. "$(dirname "$0")/../lib/mydb.sh"
. tests/lib/schemas.sh

begin() { new_my; }
end() { drop_my; }
to() { with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$MY" -q --verify digest "$@"; }
ask()
{
	"$MYCLIENT" --defaults-file="$MYCNF" --default-character-set=utf8mb4 -N -B \
		-D "$MYNAME" <"$1"
}

schemas_slice mysql
