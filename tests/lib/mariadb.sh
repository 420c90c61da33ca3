#!/usr/bin/env bash
# mariadb.sh - a MariaDB of our own, for as long as the tests last
#
#     . tests/lib/mariadb.sh; my_start && ... ; my_stop
#     my_begin; ...; my_wait              the same, something else meanwhile
#     tests/lib/mariadb.sh run COMMAND... start, run the command, stop
#     my_use URL                          a server that runs already, instead
#
# The server lives in a fresh folder, listens on a socket in that folder and on
# a loopback port nobody uses, and is gone afterwards. No server, service or
# setting of the machine is touched, and no file of options of it is read. The
# server refuses to run as root, so root starts it as the user mysql (or
# nobody), anybody else as themselves.
#
# Exported, once it answers:
#     MYURL       mysql://USER:PASSWORD@127.0.0.1:PORT/     (may do everything)
#     MYPORT_     its port; MYUSER_ and MYPASS_ the user and password
#     MYCNF       options for the client program; where $MYCLIENT finds it all
#     MYCLIENT    mariadb, or mysql
#     MYDIR       the server's folder, with its log ($MYDIR/log.err) and socket
#                 ($MYDIR/sock). Of a server that runs already: the folder of
#                 MYCNF alone, and there is no $MYDIR/data.

# shellcheck source=tests/lib/port.sh
. "$(dirname "${BASH_SOURCE[0]}")/port.sh"

my_find()
{
	local name dir

	for name in "$@"; do
		for dir in ${PATH//:/ } /usr/sbin /usr/local/sbin /usr/libexec; do
			[ -x "$dir/$name" ] || continue
			printf '%s\n' "$dir/$name"
			return 0
		done
	done
	echo "mariadb.sh: no $1 found: make deps-test" >&2
	return 1
}

# Run as the one who owns the folder.
my_as_owner()
{
	if [ -n "$my_owner" ]; then
		setpriv --reuid="$my_owner" --regid="$(id -g "$my_owner")" \
			--clear-groups -- env HOME="$MYDIR" "$@"
	else
		"$@"
	fi
}

# my_client_options HOST PORT: the password is in a file, so that it is in no
# list of processes.
my_client_options()
{
	MYCNF=$MYDIR/client.cnf
	(umask 077; : >"$MYCNF")
	cat >"$MYCNF" <<-EOC
	[client]
	user = $MYUSER_
	password = $MYPASS_
	host = $1
	port = $2
	protocol = tcp
	default-character-set = utf8mb4
	EOC
}

my_ask() { "$MYCLIENT" --defaults-file="$MYCNF" -N -B --raw -e "$1"; }

# Fast, as nothing here has to survive a power cut; small, as it runs beside
# the tests. In what matters to a loader the defaults stay as they are, but
# for LOAD DATA LOCAL, which MySQL has to be told to take, and the character
# set, which is as Debian has it.
my_options()
{
	cat >"$MYDIR/my.cnf" <<-EOC
	[mysqld]
	datadir = $MYDIR/data
	tmpdir = $MYDIR
	socket = $MYDIR/sock
	pid-file = $MYDIR/pid
	log-error = $MYDIR/log.err
	bind-address = 127.0.0.1
	loose-mysqlx = OFF
	local-infile = 1
	character-set-server = utf8mb4
	skip-name-resolve
	skip-log-bin
	max_connections = 60
	innodb_flush_log_at_trx_commit = 2
	innodb_flush_method = nosync
	innodb_doublewrite = 0
	innodb_buffer_pool_size = 64M
	loose-innodb_log_file_size = 64M
	loose-sync_frm = 0
	key_buffer_size = 1M
	performance_schema = 0
	EOC
	# Who owns the server is known by a password alone.
	cat >"$MYDIR/init.sql" <<-EOC
	create user if not exists $MYUSER_@'%' identified by '$MYPASS_';
	grant all on *.* to $MYUSER_@'%' with grant option;
	drop user if exists root@localhost;
	EOC
}

my_init()
{
	local install option

	my_options
	# MariaDB has a program for it, MySQL an option of the server.
	if install=$(my_find mariadb-install-db 2>/dev/null); then
		option='--auth-root-authentication-method=normal --skip-test-db'
		echo "delete from mysql.global_priv where User in ('root', '');
			flush privileges;" >>"$MYDIR/init.sql"
	else
		install=$(my_find mysqld) option=--initialize-insecure
	fi
	[ -z "$my_owner" ] || chown -R "$my_owner" "$MYDIR"
	chmod 600 "$MYDIR/init.sql"
	# shellcheck disable=SC2086   # options
	[ -n "$install" ] &&
		my_as_owner "$install" --defaults-file="$MYDIR/my.cnf" $option \
			>"$MYDIR/install.log" 2>&1 || {
		cat "$MYDIR/install.log" "$MYDIR/log.err" >&2
		return 1
	}
}

# my_run PORT: start the server, wait until it answers.
my_run()
{
	local server

	server=$(my_find mariadbd mysqld) || return 1
	# A session of its own: Ctrl-C is for the tests, which end the server.
	my_as_owner setsid "$server" --defaults-file="$MYDIR/my.cnf" \
		--init-file="$MYDIR/init.sql" --port="$1" </dev/null >"$MYDIR/start.log" 2>&1 &
	my_client_options 127.0.0.1 "$1"
	for _ in $(seq 300); do
		my_ask 'select 1' >/dev/null 2>&1 && return 0
		kill -0 "$!" 2>/dev/null || break
		sleep 0.1
	done
	my_end KILL
	return 1
}

# All that may take time, in the background: init and start, five ports tried.
my_launch()
{
	local port

	my_init || return 1
	for _ in 1 2 3 4 5; do
		port=$(free_port) || break
		if my_run "$port"; then
			echo "$port" >"$MYDIR/port"
			return 0
		fi
	done
	cat "$MYDIR/start.log" "$MYDIR/log.err" >&2
	return 1
}

my_begin()
{
	my_owner=''
	unset MYSQL_HOST MYSQL_TCP_PORT MYSQL_UNIX_PORT MYSQL_PWD MYSQL_HOME
	if [ "$(id -u)" = 0 ]; then
		my_owner=mysql
		id -u mysql >/dev/null 2>&1 || my_owner=nobody
	fi
	MYCLIENT=$(my_find mariadb mysql) || return 1
	# The path of a socket has to fit in 107 bytes: no deep TMPDIR.
	MYDIR=$(mktemp -d /tmp/seedmill-my.XXXXXX) || return 1
	MYUSER_=seedmill
	MYPASS_=$(od -An -tx1 -N12 /dev/urandom | tr -d ' \n')
	MYCNF=$MYDIR/client.cnf
	my_launch &
	my_launched=$!
}

my_wait()
{
	wait "$my_launched" || { my_stop; return 1; }
	my_launched=''
	MYPORT_=$(cat "$MYDIR/port")
	MYURL=mysql://$MYUSER_:$MYPASS_@127.0.0.1:$MYPORT_/
	export MYURL MYPORT_ MYUSER_ MYPASS_ MYCNF MYCLIENT MYDIR
}

my_start() { my_begin && my_wait; }

# A restart, as a crash would have it or in order: the same port and data.
# my_restart [SIGNAL]
my_restart()
{
	my_end "${1:-KILL}"
	my_owner=''
	[ "$(id -u)" != 0 ] || my_owner=$(stat -c %U "$MYDIR/data")
	my_run "$MYPORT_"
}

# Processes of the server in $MYDIR, and of nothing else: its folder's name is
# on their command lines. Read from stdin, the name is not on grep's own.
my_pids()
{
	grep -laF -f - /proc/[0-9]*/cmdline 2>/dev/null \
		<<<"--defaults-file=$MYDIR/my.cnf" | cut -d / -f 3
}

# my_end SIGNAL: end them, by force when ten seconds do not suffice.
my_end()
{
	local pids

	for _ in $(seq 200); do
		pids=$(my_pids)
		[ -n "$pids" ] || return 0
		# shellcheck disable=SC2086   # a list of words
		kill "-$1" $pids 2>/dev/null
		sleep 0.05
	done
	# shellcheck disable=SC2086
	kill -KILL $pids 2>/dev/null
}

my_stop()
{
	[ -n "${MYDIR-}" ] || return 0
	if [ -n "${my_launched-}" ]; then
		kill "$my_launched" 2>/dev/null
		wait "$my_launched" 2>/dev/null
		my_launched=''
	fi
	my_end KILL
	rm -rf "$MYDIR"
	MYDIR=''
}

# my_use mysql://USER:PASSWORD@HOST:PORT/: a server that is there for tests.
my_use()
{
	local form='^mysql://([^:/@%]+):([^:/@%]*)@([^:/@]+):([0-9]+)/$'

	[[ $1 =~ $form ]] || {
		echo "mariadb.sh: not mysql://USER:PASSWORD@HOST:PORT/ (no % in it): $1" >&2
		return 1
	}
	MYCLIENT=$(my_find mariadb mysql) || return 1
	MYDIR=$(mktemp -d /tmp/seedmill-my.XXXXXX) || return 1
	MYURL=$1 MYUSER_=${BASH_REMATCH[1]} MYPASS_=${BASH_REMATCH[2]}
	MYPORT_=${BASH_REMATCH[4]}
	my_client_options "${BASH_REMATCH[3]}" "$MYPORT_"
	# MySQL takes a password in clear only inside TLS, which its own client
	# uses unasked; who answers does not matter here.
	case $("$MYCLIENT" --version) in
	*MariaDB*) printf 'ssl\nloose-skip-ssl-verify-server-cert\n' >>"$MYCNF" ;;
	esac
	my_ask 'select 1' >/dev/null || { my_stop; return 1; }
	export MYURL MYPORT_ MYUSER_ MYPASS_ MYCNF MYCLIENT MYDIR
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
	[ "${1-}" = run ] && [ $# -gt 1 ] || {
		echo "usage: tests/lib/mariadb.sh run COMMAND..." >&2
		exit 2
	}
	shift
	trap my_stop EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	my_start || exit 1
	"$@"
	exit
fi
