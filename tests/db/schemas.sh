#!/usr/bin/env bash
# Schemas with keys that nobody thought of, in PostgreSQL: tables that are made and
# tables whose keys are live hold what the profile promises.
. "$(dirname "$0")/../lib/db.sh"
. tests/lib/schemas.sh

begin() { new_db schemas; }
end() { drop_db; }
to() { with_timeout 60 "$SEEDMILL" load "$T/p.yaml" --to "$DB" -q --verify digest "$@"; }
ask() { "$PSQL" -qAtX -v ON_ERROR_STOP=1 "$DB" -f "$1"; }

schemas_slice postgres
