#!/usr/bin/env bash
# layers.sh - who may include whom, and where memory may come from
#
#     tests/lib/layers.sh [TREE]          (default: the tree it lies in)
#
# Reads the #include lines; nothing has to be compiled. Prints one line a rule
# and, below it, the lines that break it. The rules, and why:
#
#   include/   itself, libc, and cyaml in op.h. It is what embedders see, and
#              a client library in it would be forced on all of them.
#   gen/       include/ and headers under gen/. No client library, no sockets:
#              what a row holds must not depend on where it goes.
#   load/      include/ and headers under load/, never gen/'s private ones.
#   malloc     gen/ allocates in gen/base/alloc.c alone, where a test can make
#              the Nth allocation fail.
set -u
cd "${1:-$(dirname "$0")/../..}" || exit 1

# Headers of client libraries, and of what only a client needs.
databases='libpq|libpq-fe\.h|libpq/.*|postgres_ext\.h|pg_config.*\.h'
databases="$databases|mysql|mysql.*\.h|mysql/.*|mariadb.*|sqlite3.*\.h"
network='sys/socket\.h|sys/un\.h|netdb\.h|netinet/.*|poll\.h|sys/select\.h'
# What include/ may take from the C library and from POSIX threads.
libc='assert|errno|inttypes|limits|math|pthread|signal|stdalign|stdarg|stdatomic'
libc="$libc|stdbool|stddef|stdint|stdio|stdlib|string|sys/types|time|unistd"

failed=0

# rule CLAIM OFFENDERS
rule()
{
	if [ -z "$2" ]; then
		printf 'ok - %s\n' "$1"
		return
	fi
	failed=1
	printf 'not ok - %s\n' "$1"
	printf '%s\n' "$2" | sed 's/^/#   /'
}

# FILE:LINE:<name> or FILE:LINE:"name" for each include in the given folder
includes_in()
{
	[ -d "$1" ] || return 0
	find "$1" -type f \( -name '*.[ch]' -o -name '*.def' \) -print0 |
		xargs -0 -r grep -nHE '^[[:space:]]*#[[:space:]]*include' |
		sed -E 's/^([^:]*:[0-9]+):[^<"]*(<[^>]*>|"[^"]*").*/\1:\2/'
}

# The room that a quoted include names: include, gen, load, build (made by the
# Makefile) or nowhere. Looks where the compiler would look first.
room_of()
{
	local from=${1%/*} name=$2 dir path

	for dir in "$from" include . gen load; do
		[ -f "$dir/$name" ] || continue
		path=$(realpath -m --relative-to=. "$dir/$name")
		printf '%s\n' "${path%%/*}"
		return
	done
	case $name in
	sql_*.h) echo build ;;
	*)       echo nowhere ;;
	esac
}

# quoted_outside FOLDER ROOM...: quoted includes that lead to another room
quoted_outside()
{
	local folder=$1 file line inc name room

	shift
	includes_in "$folder" | grep '"$' | while IFS=: read -r file line inc; do
		name=${inc//\"/}
		room=$(room_of "$file" "$name")
		case " $* " in
		*" $room "*) ;;
		*) printf '%s:%s: "%s" is in %s\n' "$file" "$line" "$name" "$room" ;;
		esac
	done
}

angled() { includes_in "$1" | grep -E "<($2)>$"; }

# Calls of the allocator, comments and strings taken out first.
allocations()
{
	find gen -name '*.[ch]' ! -path gen/base/alloc.c -print0 2>/dev/null |
	xargs -0 -r awk '
	FNR == 1 { inside = 0 }
	{
		text = $0
		gsub(/"([^"\\]|\\.)*"/, "\"\"", text)
		code = ""
		while (text != "") {
			at = index(text, inside ? "*/" : "/*")
			if (!inside)
				code = code (at ? substr(text, 1, at - 1) : text)
			if (!at)
				break
			text = substr(text, at + 2)
			inside = !inside
		}
		sub(/\/\/.*/, "", code)
		if (code ~ /(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|free|reallocarray|strdup|strndup|v?asprintf|aligned_alloc|posix_memalign)[ \t]*\(/)
			printf "%s:%d:%s\n", FILENAME, FNR, $0
	}'
}

rule "include/ includes itself alone" "$(quoted_outside include include)"
rule "include/ takes libc, and cyaml in op.h, and no client library" \
	"$(includes_in include | grep '>$' | grep -vE "<($libc)\.h>$" |
		grep -vE '/op\.h:[0-9]+:<cyaml/cyaml\.h>$')"
rule "gen/ includes include/ and its own headers" "$(quoted_outside gen include gen)"
rule "gen/ knows no client library" "$(angled gen "$databases")"
rule "gen/ knows no sockets" "$(angled gen "$network")"
rule "load/ includes include/ and its own headers, not those of gen/" \
	"$(quoted_outside load include load build)"
rule "gen/ allocates in gen/base/alloc.c alone" "$(allocations)"
exit "$failed"
