# shellcheck shell=bash
# mydb.sh - on top of db.sh: MySQL or MariaDB databases of one's own
#
#     . "$(dirname "$0")/../lib/mydb.sh"
#     new_my [OPTIONS]         creates one; $MY is its URL, $MYNAME its name
#     my "select 1"            in $MYNAME; prints bare values, | between columns
#     load ARGUMENT...         run_cmd seedmill load ... into $MY
#     my_user NAME             a user who may do nothing; $MYUSER_URL is $MYNAME for them
#     proxy MODE...            in front of the server, on $PROXY_PORT; $PROXY for $MYNAME
. "$(dirname "${BASH_SOURCE[0]}")/db.sh"
# shellcheck source=tests/lib/mariadb.sh
. "$(dirname "${BASH_SOURCE[0]}")/mariadb.sh"

new_my()
{
	MYNAME=$(my_new "${1-}") || exit 1
	MY=$(my_url "$MYNAME")
}

my() { my_sql "$MYNAME" "$1"; }
drop_my()
{
	local user

	my_sql mysql "drop database $MYNAME"
	for user in $my_users; do
		my_sql mysql "drop user $user"
	done
	my_users=''
}

load() { run_cmd with_timeout 60 "$SEEDMILL" load "$@" --to "$MY"; }

# What a database holds but for the ledger: tables with their definitions, how
# many rows, and a checksum. Where AUTO_INCREMENT goes on is no content.
my_state()
{
	local table

	my "select table_name, table_type from information_schema.tables
		where table_schema = database() and table_name not like 'seedmill%'
		order by 1" | cut -d '|' -f 1 | while read -r table; do
		my "show create table \`$table\`; select count(*) from \`$table\`;
			checksum table \`$table\`" |
			sed -E 's/ AUTO_INCREMENT=[0-9]+//'
	done
}

# Rows of a ledger table; 0 where there is none.
ledger_rows()
{
	local there

	there=$(my "select count(*) from information_schema.tables
		where table_schema = database() and table_name = '$1'")
	[ "$there" = 0 ] || there=$(my "select count(*) from $1")
	printf '%s\n' "$there"
}

my_users=''
my_user()
{
	my "create user $1@'%' identified by 'x-$1'" >&2 || exit 1
	my_users="$my_users $1"
	MYUSER_URL=mysql://$1:x-$1@${MYURL##*@}$MYNAME
}

# proxy MODE [ARGUMENT...]: what it did is in $T/proxy
proxy()
{
	# Emptied here: the one before may have left its port in it.
	: >"$T/proxy"
	"$FAKE/mysql_proxy" "$MYPORT_" "$@" >"$T/proxy" &
	proxy_pid=$!
	for _ in $(seq 500); do
		[ -s "$T/proxy" ] && break
		sleep 0.02
	done
	PROXY_PORT=$(head -n 1 "$T/proxy")
	PROXY=${MYURL%:*}:$PROXY_PORT/$MYNAME
}

proxy_end()
{
	kill "$proxy_pid" 2>/dev/null
	wait "$proxy_pid" 2>/dev/null
}

# How often the proxy did something: proxy_did WORDS
proxy_did() { grep -cE "^$1" "$T/proxy"; }
