#!/usr/bin/env bash
# mysql-root.sh - Oracle's MySQL on a Debian that only has MariaDB
#
#     tests/lib/mysql-root.sh make FOLDER [MIRROR]   1.5 GB, some minutes
#     tests/lib/mysql-root.sh run FOLDER COMMAND...  with a server, for a while
#     tests/lib/mysql-root.sh check FOLDER           build and test in there
#     tests/lib/mysql-root.sh start FOLDER           prints the server's URL
#     tests/lib/mysql-root.sh stop FOLDER
#
# FOLDER becomes the root of a Debian unstable, by debootstrap, with MySQL 9, its
# own client library, and what it takes to build and test seedmill there, a newer
# PostgreSQL, compiler and SQLite among it. Outside this tree, please: it is no
# part of it. Needs root, as chroot does.
#
# Debian 12's client library against MySQL's server:
#     tests/lib/mysql-root.sh run FOLDER make check-mysql
# MySQL's client library against MySQL's server, and against another one:
#     make check-oracle-client ROOT=FOLDER
#     SEEDMILL_TEST_MYSQL_URL=... make check-oracle-client ROOT=FOLDER
#
# The server listens on a loopback port that nobody uses, and allows LOAD DATA
# LOCAL, which MySQL does not by default.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
# shellcheck source=tests/lib/port.sh
. "$here/port.sh"

PACKAGES=mysql-server,mysql-client,libmysqlclient-dev,gcc,g++,make,pkg-config,\
gawk,libpq-dev,libsqlite3-dev,libxxhash-dev,libcyaml-dev,libyaml-dev,libyajl-dev,\
libzstd-dev,zlib1g-dev,zstd,xxhash,libcmocka-dev,libpcg-cpp-dev,sqlite3,postgresql,procps,hostname
DATA=/srv/seedmill-my           # inside the root

usage()
{
	sed -n '4,8s/^# *//p' "$0" >&2
	exit 2
}

no() { echo "mysql-root.sh: $*" >&2; exit 1; }

# A command in the root, with what the kernel shows there; gone with it.
in_root()
{
	# shellcheck disable=SC2016   # for the inner shell
	unshare --mount sh -c 'mount -t proc proc "$0/proc" &&
		mkdir -p "$0/dev/shm" && mount -t tmpfs tmpfs "$0/dev/shm" &&
		exec chroot "$0" "$@"' "$root" "$@"
}

# Servers are not to be started, which a policy says. Packages that miss the
# kernel's files while debootstrap sets them up are set up afterwards.
make_root()
{
	local mirror=${1:-http://deb.debian.org/debian}

	case $(realpath -m "$root")/ in
	"$(realpath "$here/../..")"/*) no "$root is inside the tree" ;;
	esac
	command -v debootstrap >/dev/null || no "apt-get install debootstrap"
	[ ! -e "$root/usr/sbin/mysqld" ] || no "$root is there already"
	mkdir -p "$root/usr/sbin"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod +x "$root/usr/sbin/policy-rc.d"
	debootstrap --variant=minbase --include="$PACKAGES" sid "$root" "$mirror" ||
		in_root dpkg --configure -a || no "some packages were not set up"
	in_root mysqld --version
}

start()
{
	local password port

	[ -x "$root/usr/sbin/mysqld" ] || no "no MySQL in $root: make it first"
	[ ! -e "$root$DATA/pid" ] || no "a server runs there: stop it first"
	ours=yes
	rm -rf "$root$DATA"
	mkdir -p "$root$DATA" "$root/var/lib/mysql-files"
	in_root chown mysql "$DATA" /var/lib/mysql-files
	in_root mysqld --no-defaults --initialize-insecure --datadir="$DATA/data" \
		--user=mysql >"$root$DATA/init.log" 2>&1 || {
		cat "$root$DATA/init.log" >&2
		exit 1
	}
	password=$(od -An -tx1 -N12 /dev/urandom | tr -d ' \n')
	(umask 077; cat >"$root$DATA/init.sql") <<-EOC
	create user seedmill@'%' identified by '$password';
	grant all on *.* to seedmill@'%' with grant option;
	alter user root@localhost identified by '$password';
	EOC
	in_root chown mysql "$DATA/init.sql"
	port=$(free_port) || no "no free port"
	in_root mysqld --no-defaults --user=mysql --datadir="$DATA/data" \
		--socket="$DATA/sock" --pid-file="$DATA/pid" --log-error="$DATA/log" \
		--bind-address=127.0.0.1 --port="$port" --init-file="$DATA/init.sql" \
		--local-infile=1 --mysqlx=OFF --skip-name-resolve --skip-log-bin \
		--innodb-flush-log-at-trx-commit=2 --innodb-flush-method=nosync \
		--innodb-doublewrite=OFF --innodb-buffer-pool-size=64M \
		--performance-schema=OFF --daemonize >/dev/null 2>&1 || {
		cat "$root$DATA/log" >&2
		exit 1
	}
	for _ in $(seq 100); do
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
		sleep 0.1
	done
	url=mysql://seedmill:$password@127.0.0.1:$port/
}

stop()
{
	local pid

	pid=$(cat "$root$DATA/pid" 2>/dev/null) || return 0
	tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--datadir=$DATA/" &&
		kill -KILL "$pid"
	rm -rf "${root:?}$DATA"
}

# At the end of run and check: the server that was started, not somebody else's.
ours=
stop_ours() { [ -z "$ours" ] || stop; }

# Build a copy of the tree in there, warnings being errors, and run the scripts
# for MySQL: on the server that $SEEDMILL_TEST_MYSQL_URL names, or on one made
# for it.
check()
{
	local tree=$root/srv/seedmill

	url=${SEEDMILL_TEST_MYSQL_URL-}
	[ -n "$url" ] || start
	mkdir -p "$tree"
	(cd "$here/../.." && find . \( -name .git -o -name build -o -name '*.sqlite' \) \
		-prune -o -type f -print0 | tar --null -T - -cf -) |
		tar -C "$tree" -xf - || no "cannot copy the tree"
	in_root make -C /srv/seedmill -j"$(nproc)" WERROR=1 db-built &&
		in_root env SEEDMILL_TEST_MYSQL_URL="$url" LC_ALL=C.UTF-8 \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			make -C /srv/seedmill check-mysql
}

[ $# -ge 2 ] || usage
verb=$1 root=$2
shift 2
case $verb in
make)  make_root "$@" ;;
start) start && echo "$url" ;;
stop)  stop ;;
run)
	[ $# -gt 0 ] || usage
	trap stop_ours EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	start
	SEEDMILL_TEST_MYSQL_URL=$url "$@"
	exit
	;;
check)
	trap stop_ours EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	check
	exit
	;;
*)     usage ;;
esac
