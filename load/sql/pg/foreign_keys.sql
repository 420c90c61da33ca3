-- $1 table: its foreign keys, a row for each column. A key that refers to a
-- partitioned table has a copy for each partition: those are left out.
select f.conname, pn.nspname, pc.relname, ca.attname, pa.attname
from pg_catalog.pg_constraint f
join pg_catalog.pg_class pc on pc.oid = f.confrelid
join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
cross join lateral rows from (
	pg_catalog.unnest(f.conkey), pg_catalog.unnest(f.confkey)
) with ordinality k (child, parent, at)
join pg_catalog.pg_attribute ca
	on ca.attrelid = f.conrelid and ca.attnum = k.child
join pg_catalog.pg_attribute pa
	on pa.attrelid = f.confrelid and pa.attnum = k.parent
where f.conrelid = $1 and f.contype = 'f'
and not exists (
	select from pg_catalog.pg_constraint up
	where up.oid = f.conparentid and up.conrelid = f.conrelid)
order by f.conname, f.oid, k.at
