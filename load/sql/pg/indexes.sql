-- $1 table: its valid indexes, a row for each key column. No column name where
-- an expression stands. "decided" means: the columns alone say which rows
-- clash. Then a partial one's condition, the column as SQL, whether it compares
-- loosely, and whether condition and SQL are all there is to say. (Through jsonb
-- what older versions lack.)
select ic.relname,
	i.indisprimary,
	i.indisunique or i.indisexclusion,
	i.indpred is null and i.indexprs is null and not i.indisexclusion
		and not coalesce((pg_catalog.to_jsonb(i) ->>
			'indnullsnotdistinct')::boolean, false),
	a.attname,
	pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
	pg_catalog.pg_get_indexdef(i.indexrelid, k.at::int, true),
	coalesce((select not coalesce((pg_catalog.to_jsonb(co) ->>
			'collisdeterministic')::boolean, true)
		from pg_catalog.pg_collation co
		where co.oid = i.indcollation[(k.at - 1)::int]), false)
	or coalesce((select ty.typname = 'citext' from pg_catalog.pg_type ty
		where ty.oid = a.atttypid), false),
	not i.indisexclusion
		and not coalesce((pg_catalog.to_jsonb(i) ->>
			'indnullsnotdistinct')::boolean, false)
from pg_catalog.pg_index i
join pg_catalog.pg_class ic on ic.oid = i.indexrelid
cross join lateral pg_catalog.unnest(i.indkey) with ordinality k (attnum, at)
left join pg_catalog.pg_attribute a
	on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
where i.indrelid = $1 and i.indisvalid and k.at <= i.indnkeyatts
order by i.indisprimary desc, ic.relname, k.at
