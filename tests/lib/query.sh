# shellcheck shell=bash
# query.sh - on top of db.sh: one query, the same rows from every engine
#
#     ask sqlite FILE.db SQL       rows, fields separated by |, NULL is empty;
#     ask postgres DATABASE SQL    blanks at the end of a field are left out
#     ask mysql DATABASE SQL
#     is_same_rows A B CLAIM       files of such rows; a number counts as the
#                                  same up to a millionth and half a cent

ask()
{
	case $1 in
	sqlite) printf '%s\n' "$3" | sqlite3 -bail -batch "$2" ;;
	postgres) printf '%s\n' "$3" | "$PGBIN/psql" -X -A -t -q \
		-v ON_ERROR_STOP=1 -d "$(pg_url "$2")" ;;
	mysql) printf '%s\n' "$3" | "$MYCLIENT" --defaults-file="$MYCNF" -N -B \
		--raw -D "$2" | sed 's/\bNULL\b//g; s/\t/|/g' ;;
	esac | sed 's/ *|/|/g; s/ *$//'
	return "${PIPESTATUS[0]}"
}

# Why two files of rows differ; silent when they do not.
rows_differ()
{
	awk -F'|' -v other="$2" '
	function number(x) { return x ~ /^-?[0-9]+(\.[0-9]+)?$/ }
	function same(a, b,  d, m) {
		if (a == b)
			return 1
		if (!number(a) || !number(b))
			return 0
		d = a > b ? a - b : b - a
		m = a < 0 ? -a : a
		return d <= 0.005 || d <= m / 1000000
	}
	{
		line = $0
		if ((getline there < other) <= 0) {
			print "row " NR " is missing: " line
			exit
		}
		n = split(there, field, "|")
		if (n != NF) {
			print "row " NR " has " NF " and " n " fields"
			exit
		}
		for (i = 1; i <= n; i++)
			if (!same($i, field[i])) {
				print "row " NR ": " line
				print "   not: " there
				exit
			}
	}
	END {
		if ((getline there < other) > 0)
			print "one row more: " there
	}' "$1"
}

is_same_rows()
{
	local why

	why=$(rows_differ "$1" "$2")
	[ -z "$why" ] && ok "$3" || not_ok "$3" "$why"
}
