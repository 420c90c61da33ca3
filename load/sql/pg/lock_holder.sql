-- $1, $2 the two halves of the lock's key: who holds it.
select l.pid, a.usename, a.application_name,
	extract(epoch from pg_catalog.clock_timestamp() - a.backend_start)::bigint,
	coalesce(pg_catalog.host(a.client_addr), 'local socket')
from pg_catalog.pg_locks l
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
and l.database = (select oid from pg_catalog.pg_database
	where datname = current_database())
and l.classid = ($1::bigint & 4294967295)::oid
and l.objid = ($2::bigint & 4294967295)::oid
limit 1
