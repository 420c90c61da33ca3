# shellcheck shell=bash
# db.sh - on top of lib.sh: databases of one's own, reports read
#
#     . "$(dirname "$0")/../lib/db.sh"
#     new_db shop              creates it; $DB is its URL
#     sql "select 1"           in $DB; prints bare values, | between columns
#     digests FILE             "table digest" a line, from a report
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PSQL=$PGBIN/psql
db_number=0

new_db()
{
	db_number=$((db_number + 1))
	DBNAME="t_$1_$$_$db_number"
	"$PSQL" -qX "$PGURL" -c "create database \"$DBNAME\"" || exit 1
	DB=${PGURL%/*}/$DBNAME
}

drop_db()
{
	"$PSQL" -qX "$PGURL" -c "drop database if exists \"$DBNAME\" with (force)"
}

sql() { "$PSQL" -qAtX -v ON_ERROR_STOP=1 "$DB" -c "$1"; }

# field FILE PATH: one value of a report
field()
{
	sqlite3 :memory: "select json_extract(readfile('$1'), '$2')"
}

digests()
{
	sqlite3 -separator ' ' :memory: "
		select json_extract(value, '\$.name'), json_extract(value, '\$.digest')
		from json_each(readfile('$1'), '\$.tables') order by 1"
}

orphans()
{
	sqlite3 :memory: "
		select coalesce(sum(json_extract(value, '\$.orphans')), 'none')
		from json_each(readfile('$1'), '\$.references')"
}

# A fingerprint of all user tables' contents, for "unchanged".
db_state()
{
	"$PGBIN/pg_dump" --no-comments "$DB" 2>/dev/null |
		grep -v '^\\\(un\)\?restrict' | md5sum
}
