-- $1 table: the tables whose foreign keys refer to it.
select distinct n.nspname, c.relname
from pg_catalog.pg_constraint f
join pg_catalog.pg_class c on c.oid = f.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where f.confrelid = $1 and f.contype = 'f' and f.conparentid = 0
order by 1, 2
