-- $1 table: its valid indexes, a row for each key column. No column name where
-- an expression stands. "decided" means: the columns alone say which rows
-- clash.
select ic.relname,
	i.indisprimary,
	i.indisunique or i.indisexclusion,
	i.indpred is null and i.indexprs is null and not i.indisexclusion,
	a.attname
from pg_catalog.pg_index i
join pg_catalog.pg_class ic on ic.oid = i.indexrelid
cross join lateral pg_catalog.unnest(i.indkey) with ordinality k (attnum, at)
left join pg_catalog.pg_attribute a
	on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
where i.indrelid = $1 and i.indisvalid and k.at <= i.indnkeyatts
order by i.indisprimary desc, ic.relname, k.at
