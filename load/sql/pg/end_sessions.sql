-- $1 a prefix of application names: ends those sessions in this database that
-- are not ours. A null says that somebody else's session may not be ended.
select a.pid, pg_catalog.pg_terminate_backend(a.pid)
from pg_catalog.pg_stat_activity a
where a.datname = current_database()
and a.pid <> pg_catalog.pg_backend_pid()
and pg_catalog.left(a.application_name, pg_catalog.length($1)) = $1
