#!/usr/bin/env bash
# mariadb.sh - TPC-H into MariaDB, beside LOAD DATA LOCAL of ready files in two sessions
#
#     bench/e2e/mariadb.sh         SCALE=0.2 RUNS=5
#
# lineitem alone: its parents are there, the table is bare (no key, no index),
# and both sides fill it, ANALYZE it and count it. All eight tables: from an
# empty database to tables, rows, keys, foreign keys, ANALYZE, count(*). The
# peer gets COPY text that seedmill made before the clock started, which is
# what LOAD DATA reads, in as many files as seedmill has chunks; its two
# sessions take every other file each, and foreign keys are not looked at.
. "$(dirname "$0")/lib.sh"
# shellcheck source=bench/e2e/tpchlib.sh
. bench/e2e/tpchlib.sh
# shellcheck source=tests/lib/mariadb.sh
. tests/lib/mariadb.sh

bench_cleanup() { my_stop; rm -rf "$T"; }
my_start || die "no MariaDB"

my_() { "$MYCLIENT" --defaults-file="$MYCNF" --local-infile=1 -N -B --raw "$@"; }

DB=bench
URL=$MYURL$DB

# An empty database, and nothing of the last one left to write.
fresh()
{
	my_ -e "drop database if exists $DB; create database $DB character set utf8mb4
		collate utf8mb4_bin" || die "no fresh database"
	settle
}

# Pages that the last run left dirty are not this one's to write.
settle()
{
	my_ -e 'set global innodb_max_dirty_pages_pct = 0; flush tables'
	for _ in $(seq 300); do
		[ "$(my_ -e "show status like 'Innodb_buffer_pool_pages_dirty'" |
			cut -f 2)" -lt 50 ] && break
		sleep 0.1
	done
	my_ -e 'set global innodb_max_dirty_pages_pct = default'
}

# ---- what the peer is given ------------------------------------------------------------

# created TABLE WHICH: of SHOW CREATE TABLE the table with its primary key
# (table), without any key (bare), or what is missing then, as statements:
# indexes (keys) and foreign keys (foreign)
created()
{
	my_ "$DB" -e "show create table \`$1\`" | sed '1s/^[^\t]*\t//' |
	awk -v table="$1" -v which="$2" '
	{ line = $0; sub(/,$/, "", line) }
	/^  (UNIQUE )?KEY / { if (which == "keys") add(line); next }
	/^  CONSTRAINT .*FOREIGN KEY/ { if (which == "foreign") add(line); next }
	/^  PRIMARY KEY/ && which == "bare" { next }
	which == "table" || which == "bare" {
		if (/^  /) {
			printf "%s%s", n++ ? ",\n" : "", line
		} else if (/^\)/) {
			print "\n" $0 ";"
		} else {
			print
		}
	}
	function add(text)
	{
		sub(/^ +/, "", text)
		all = all (all == "" ? "" : ", ") "ADD " text
	}
	END { if (all != "") printf "ALTER TABLE `%s` %s;\n", table, all }'
}

# Sessions of a peer that knows its rows are right. unique_checks stays on: with
# both off, the first rows of an empty table lock all of it, and two sessions wait
# for each other, or end in a deadlock.
unchecked='set foreign_key_checks = 0;'

loads()
{
	echo "$unchecked"
	half "$@" | sed "s/\(.*\) \(.*\)/load data local infile '\2' into table \`\1\` character set utf8mb4;/"
}
ends() { printf 'analyze table `%s`; select count(*) from `%s`;\n' "$1" "$1"; }

models()
{
	local table

	fresh
	seedmill_ "$URL" || die "seedmill load failed"
	for table in "${TABLES[@]}"; do
		created "$table" table >>"$T/tables.sql"
		created "$table" foreign >>"$T/foreign"
		ends "$table" >>"$T/all.ends"
	done
	{ echo "$unchecked"; cat "$T/foreign"; } >"$T/foreign.sql"
	{ echo "$unchecked"; created "$BIG" keys; } >"$T/all.keys.a"
	{ echo "$unchecked"; for table in "${OTHERS[@]}"; do created "$table" keys; done; } >"$T/all.keys.b"
	created "$BIG" bare >"$T/bare.sql"
	loads a "${TABLES[@]}" >"$T/all.load.a"
	loads b "${TABLES[@]}" >"$T/all.load.b"
	loads a "$BIG" >"$T/one.load.a"
	loads b "$BIG" >"$T/one.load.b"
	ends "$BIG" >"$T/one.ends"
}

# Parents are loaded once, and stay while lineitem is loaded again and again.
parents()
{
	[ -n "${parents_there-}" ] || {
		fresh
		seedmill_ "$URL" || die "seedmill load failed"
		parents_there=yes
	}
	my_ "$DB" -e "set foreign_key_checks = 0; drop table if exists $BIG, seedmill_run, seedmill_chunk"
	my_ "$DB" <"$T/bare.sql" || die "no bare $BIG"
	settle
}

# ---- contestants --------------------------------------------------------------------------

script() { my_ "$DB" <"$1"; }

# pair STEP: both sessions' scripts of a step, side by side
pair()
{
	local other status=0

	script "$T/$1.b" &
	other=$!
	script "$T/$1.a" || status=1
	wait "$other" && return $status
}

load_big() { pair one.load && script "$T/one.ends"; }
load_all()
{
	script "$T/tables.sql" && pair all.load && pair all.keys &&
		script "$T/foreign.sql" && script "$T/all.ends"
}

big_peer() { parents; clock load_big; }
big() { parents; clock seedmill_ "$URL" --table "$BIG" --connections 2 --report "$T/ours.json"; }
all_peer() { fresh; clock load_all; }
all() { fresh; clock seedmill_ "$URL" --connections 2 --report "$T/ours.json"; }

tables_of_profile
files
models
big_peer
same_rows "$URL" --table "$BIG"
all_peer
same_rows "$URL"
for table in "${TABLES[@]}"; do
	created "$table" table >>"$T/tables.peer"
	created "$table" foreign >>"$T/foreign.peer"
done
cmp -s "$T/tables.sql" "$T/tables.peer" && cmp -s "$T/foreign" "$T/foreign.peer" ||
	die "the peer's tables and keys are not seedmill's"
parents_there=''

# against NAME PEER OURS
against()
{
	duel "$1" "$2" "$3"
	keep "\"scale\":$SCALE,\"rows\":$(ours_rows)"
}

bench_begin mariadb seconds
against "$BIG into MariaDB: two LOAD DATA" big_peer big
against "all into MariaDB: two LOAD DATA" all_peer all
bench_end ",\"mariadb\":$(json_text "$(my_ -e 'select version()')")"
