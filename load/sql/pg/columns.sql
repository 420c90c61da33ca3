-- $1 table: its columns, domains resolved to what they are made of. A domain's
-- NOT NULL and default count as the column's. (attgenerated through jsonb:
-- version 11 has no such column.)
with recursive col as (
	select a.attnum, a.attname, a.atttypid as typid, a.atttypmod as typmod,
		pg_catalog.format_type(a.atttypid, a.atttypmod) as type_text,
		a.attnotnull as not_null,
		a.atthasdef or a.attidentity <> '' as has_default,
		coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') <> ''
			as generated,
		a.attidentity,
		coalesce(
			pg_catalog.pg_get_serial_sequence(
				a.attrelid::pg_catalog.regclass::text,
				a.attname),
			(select s.oid::pg_catalog.regclass::text
			from pg_catalog.pg_attrdef ad
			join pg_catalog.pg_depend d
				on d.classid = 'pg_catalog.pg_attrdef'::regclass
				and d.objid = ad.oid
				and d.refclassid = 'pg_catalog.pg_class'::regclass
			join pg_catalog.pg_class s
				on s.oid = d.refobjid and s.relkind = 'S'
			where ad.adrelid = a.attrelid and ad.adnum = a.attnum
			limit 1)) as sequence
	from pg_catalog.pg_attribute a
	where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
	union all
	select col.attnum, col.attname, t.typbasetype, t.typtypmod,
		col.type_text, col.not_null or t.typnotnull,
		col.has_default or t.typdefault is not null,
		col.generated, col.attidentity, col.sequence
	from col
	join pg_catalog.pg_type t on t.oid = col.typid and t.typtype = 'd'
)
select col.attname, col.type_text, col.typid, col.typmod, t.typtype,
	not col.not_null, col.has_default, col.generated, col.attidentity,
	col.sequence
from col
join pg_catalog.pg_type t on t.oid = col.typid and t.typtype <> 'd'
order by col.attnum
