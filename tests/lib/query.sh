# shellcheck shell=bash
# query.sh - on top of db.sh: one query, the same rows from every engine
#
#     ask sqlite FILE.db SQL       rows, fields separated by |, NULL is empty;
#     ask postgres DATABASE SQL    blanks at the end of a field are left out
#     ask mysql DATABASE SQL
#     is_same_rows A B CLAIM       files of such rows; a number counts as the
#                                  same up to a millionth and half a cent
#     is_share GOT WANT N CLAIM [SLACK]
#                                  a share of N rows is within four standard
#                                  deviations of what it should be, and SLACK
#                                  of that

ask()
{
	case $1 in
	sqlite) printf '%s\n' "$3" | sqlite3 -bail -batch "$2" ;;
	postgres) printf '%s\n' "$3" | "$PGBIN/psql" -X -A -t -q \
		-v ON_ERROR_STOP=1 -d "$(pg_url "$2")" ;;
	mysql) printf '%s\n' "$3" | "$MYCLIENT" --defaults-file="$MYCNF" -N -B \
		--raw -D "$2" | sed 's/\bNULL\b//g; s/\t/|/g'
		exit "${PIPESTATUS[1]}" ;;
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
	if [ -z "$why" ]; then
		ok "$3"
	else
		not_ok "$3" "$why"
	fi
}

is_share()
{
	if awk -v g="$1" -v w="$2" -v n="$3" -v slack="${5-0}" 'BEGIN {
		d = g > w ? g - w : w - g
		exit !(d <= 4 * sqrt(w * (1 - w) / n) + slack * w) }'; then
		ok "$4: $1, expected $2"
	else
		not_ok "$4" "got:    $1" "wanted: $2, of $3"
	fi
}
