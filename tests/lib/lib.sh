# shellcheck shell=bash
# lib.sh - what a test script sources: claims, captured commands, a folder
#
#     . "$(dirname "$0")/../lib/lib.sh"
#     run_cmd "$SEEDMILL" --version
#     is_status 0 "version is told"
#     out_has '^seedmill [0-9]' "and begins with the name"
#
# Prints one line a claim, "ok - ..." or "not ok - ...", and ends non-zero when
# one of them failed. The current folder is the root of the tree; $T is a
# folder of this script's own that goes away with it.
#
#     SEEDMILL    the binary under test        VARIANT    how it was built
#     PGURL       a private PostgreSQL (tests/db only, see pg.sh)
#     FAKE        the folder of the programs made from tests/fake
#     MYURL       a private MariaDB (tests/db/mysql_* only, see mariadb.sh)

set -u
LC_ALL=C.UTF-8; export LC_ALL
# Without a TERM, or a dumb one, seedmill shows no colour and no live lines.
TERM=xterm; export TERM
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
SEEDMILL=${SEEDMILL:-$PWD/seedmill}
VARIANT=${VARIANT:-release}
FAKE=$(dirname "$(realpath "$SEEDMILL")")/tests/fake
T=$(mktemp -d "${TMPDIR:-/tmp}/seedmill-test.XXXXXX") || exit 1

claims_failed=0
status=0 out='' err=''

lib_end()
{
	local rc=$?

	# Folders that a test made unwritable must go, too.
	chmod -R u+rwX "$T" 2>/dev/null
	rm -rf "$T"
	[ "$claims_failed" = 0 ] || rc=1
	exit "$rc"
}
trap lib_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ok() { printf 'ok - %s\n' "$1"; }

# not_ok CLAIM [DETAIL...]: details may hold several lines
not_ok()
{
	claims_failed=$((claims_failed + 1))
	printf 'not ok - %s\n' "$1"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" | sed 's/^/#   /'
}

# Run a command and keep what it did: $status, $out, $err, and the bytes of
# both streams in $T/out and $T/err.
run_cmd()
{
	"$@" >"$T/out" 2>"$T/err"
	status=$?
	# NUL bytes cannot live in a variable; bash would complain about them.
	out=$(tr -d '\0' <"$T/out")
	err=$(tr -d '\0' <"$T/err")
}

# Run a command that must not take longer than SECONDS: status 124 then. The
# sanitizers are slow, and get ten times as long.
with_timeout()
{
	local limit=$1

	shift
	case $VARIANT in asan | tsan | cover) limit=$((limit * 10)) ;; esac
	timeout --kill-after=10 "$limit" "$@"
}

# What the last run_cmd said, for a claim that did not hold.
last_run()
{
	printf 'status %s\nstdout:\n%s\nstderr:\n%s\n' "$status" \
		"$(head -c 4000 <<<"$out")" "$(head -c 4000 <<<"$err")"
}

# is_equal GOT WANT CLAIM
is_equal()
{
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3" "got:    $1" "wanted: $2"
	fi
}

# is_status WANT CLAIM: of the last run_cmd
is_status()
{
	if [ "$status" = "$1" ]; then
		ok "$2"
	else
		not_ok "$2" "wanted status $1" "$(last_run)"
	fi
}

# out_has, err_has REGEX CLAIM; *_lacks the opposite: of the last run_cmd
out_has() { text_has "$out" "$1" "$2"; }
err_has() { text_has "$err" "$1" "$2"; }
out_lacks() { text_lacks "$out" "$1" "$2"; }
err_lacks() { text_lacks "$err" "$1" "$2"; }

text_has()
{
	if grep -qE -- "$2" <<<"$1"; then
		ok "$3"
	else
		not_ok "$3" "no line matches: $2" "$(last_run)"
	fi
}

text_lacks()
{
	if grep -qE -- "$2" <<<"$1"; then
		not_ok "$3" "a line matches: $2" "$(last_run)"
	else
		ok "$3"
	fi
}

# holds CLAIM COMMAND...: the command succeeds
holds()
{
	local claim=$1 said

	shift
	if said=$("$@" 2>&1); then
		ok "$claim"
	else
		not_ok "$claim" "failed: $*" "$said"
	fi
}

# fails CLAIM COMMAND...: the command does not succeed
fails()
{
	local claim=$1 said

	shift
	if said=$("$@" 2>&1); then
		not_ok "$claim" "succeeded: $*" "$said"
	else
		ok "$claim"
	fi
}

# ---- PostgreSQL (tests/db) -------------------------------------------------

# pg_sql DATABASE SQL: the rows, fields separated by |
pg_sql()
{
	"$PGBIN/psql" -X -A -t -q -v ON_ERROR_STOP=1 -d "$(pg_url "$1")" -c "$2"
}

# The URL of a database of the private server.
pg_url() { printf '%s/%s\n' "${PGURL%/*}" "$1"; }

# Make an empty database of this script's own; prints its name.
pg_new()
{
	local name

	name="t$$_$RANDOM"
	pg_sql postgres "create database $name template template0" >&2 &&
		printf '%s\n' "$name"
}

# ---- MariaDB or MySQL (tests/db/mysql_*) -----------------------------------

# my_sql DATABASE SQL: the rows, fields separated by |
my_sql()
{
	"$MYCLIENT" --defaults-file="$MYCNF" -N -B --raw \
		--init-command="set time_zone = '+00:00'" -D "$1" -e "$2" |
		tr '\t' '|'
	return "${PIPESTATUS[0]}"
}

# The URL of a database of the server.
my_url() { printf '%s/%s\n' "${MYURL%/*}" "$1"; }

# Make an empty database of this script's own; prints its name.
# my_new [OPTIONS]: of CREATE DATABASE
my_new()
{
	local name

	name="t$$_$RANDOM"
	my_sql mysql "create database $name ${1-}" >&2 && printf '%s\n' "$name"
}
