-- $1 schema, $2 name: the relation of that name and what it is.
select c.oid,
	c.relkind,
	case c.relkind
		when 'r' then 'table'
		when 'p' then 'partitioned table'
		when 'v' then 'view'
		when 'm' then 'materialized view'
		when 'f' then 'foreign table'
		when 'S' then 'sequence'
		when 'c' then 'composite type'
		else 'index'
	end,
	exists (select from pg_catalog.pg_trigger t
		where t.tgrelid = c.oid and not t.tgisinternal
		and t.tgtype & 1 = 1),
	exists (select from pg_catalog.pg_trigger t
		where t.tgrelid = c.oid and not t.tgisinternal
		and t.tgtype & 40 <> 0),
	pg_catalog.obj_description(c.oid, 'pg_class')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2
