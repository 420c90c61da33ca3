#!/usr/bin/env bash
# pg.sh - a PostgreSQL of our own, for as long as the tests last
#
#     . tests/lib/pg.sh; pg_start && ... ; pg_stop
#     tests/lib/pg.sh run COMMAND...      start, run the command, stop
#
# The cluster lives in a fresh folder, listens on a socket in that folder and
# on a loopback port nobody uses, and is gone afterwards. No cluster, service
# or setting of the machine is touched. The server refuses to run as root, so
# root starts it as the user postgres (or nobody), anybody else as themselves.
#
# pg_start exports
#     PGURL       postgres://USER:PASSWORD@127.0.0.1:PORT/postgres  (superuser)
#     PGSOCKET    the folder of the socket, where no password is asked
#     PGPORT_     its port, PGUSER_ and PGPASS_ the user and password
#     PGBIN       the folder of psql and the other programs
#     PGDIR       the cluster's folder; the server's log is $PGDIR/log
# Names end in _ where libpq would take the plain ones for its own defaults:
# a test must say where it goes.

# shellcheck source=tests/lib/port.sh
. "$(dirname "${BASH_SOURCE[0]}")/port.sh"

pg_find_bin()
{
	local dir

	# Newest first; the folder that pg_config names, where there is none.
	for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
		   "$(pg_config --bindir 2>/dev/null)"; do
		[ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] || continue
		printf '%s\n' "$dir"
		return 0
	done
	echo "pg.sh: no initdb found: make deps-test" >&2
	return 1
}

# Run as the one who owns the cluster.
pg_as_owner()
{
	if [ -n "$pg_owner" ]; then
		setpriv --reuid="$pg_owner" --regid="$(id -g "$pg_owner")" \
			--clear-groups -- env HOME="$PGDIR" "$@"
	else
		"$@"
	fi
}

pg_init()
{
	PGPASS_=$(od -An -tx1 -N12 /dev/urandom | tr -d ' \n')
	printf '%s\n' "$PGPASS_" >"$PGDIR/pw"
	[ -z "$pg_owner" ] || chown -R "$pg_owner" "$PGDIR"
	pg_as_owner "$PGBIN/initdb" -D "$PGDIR/data" -U "$PGUSER_" -E UTF8 \
		--locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 \
		--pwfile="$PGDIR/pw" --no-sync --no-instructions \
		>"$PGDIR/initdb.log" 2>&1 || {
		cat "$PGDIR/initdb.log" >&2
		return 1
	}
	rm -f "$PGDIR/pw"
	# Nothing here has to survive a power cut.
	pg_as_owner tee -a "$PGDIR/data/postgresql.conf" >/dev/null <<-EOC
	listen_addresses = '127.0.0.1'
	unix_socket_directories = '$PGDIR'
	fsync = off
	full_page_writes = off
	synchronous_commit = off
	max_connections = 60
	shared_buffers = 64MB
	max_wal_size = 2GB
	timezone = 'UTC'
	log_timezone = 'UTC'
	EOC
}

pg_start()
{
	pg_owner=''
	PGBIN=$(pg_find_bin) || return 1
	unset PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGPASSFILE PGDATABASE \
		PGSERVICE PGSSLMODE PGOPTIONS PGDATA
	if [ "$(id -u)" = 0 ]; then
		pg_owner=postgres
		id -u postgres >/dev/null 2>&1 || pg_owner=nobody
	fi
	# The path of a socket has to fit in 107 bytes: no deep TMPDIR.
	PGDIR=$(mktemp -d /tmp/seedmill-pg.XXXXXX) || return 1
	PGSOCKET=$PGDIR
	PGUSER_=seedmill
	pg_init || { pg_stop; return 1; }

	for _ in 1 2 3 4 5; do
		PGPORT_=$(free_port) || break
		if (cd "$PGDIR" && pg_as_owner "$PGBIN/pg_ctl" -D data -s -w \
			-t 60 -l log -o "-p $PGPORT_" start) </dev/null \
			>"$PGDIR/start.log" 2>&1; then
			PGURL=postgres://$PGUSER_:$PGPASS_@127.0.0.1:$PGPORT_/postgres
			export PGURL PGSOCKET PGPORT_ PGUSER_ PGPASS_ PGBIN PGDIR
			return 0
		fi
	done
	cat "$PGDIR/start.log" "$PGDIR/log" >&2
	pg_stop
	return 1
}

pg_stop()
{
	# one that a parent has started (PGDIR is exported) is the parent's to stop
	[ -n "${PGDIR-}" ] && [ -n "${pg_owner+set}" ] || return 0
	if [ -f "$PGDIR/data/postmaster.pid" ]; then
		(cd "$PGDIR" && pg_as_owner "$PGBIN/pg_ctl" -D data -s -w -t 30 \
			-m immediate stop) </dev/null >&2
	fi
	rm -rf "$PGDIR"
	PGDIR=''
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
	[ "${1-}" = run ] && [ $# -gt 1 ] || {
		echo "usage: tests/lib/pg.sh run COMMAND..." >&2
		exit 2
	}
	shift
	trap pg_stop EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	pg_start || exit 1
	"$@"
	exit
fi
