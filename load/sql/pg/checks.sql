-- $1 table: its CHECKs, and those of its columns' domains: name, condition. A
-- domain calls the column VALUE.
select c.conname, pg_catalog.pg_get_constraintdef(c.oid, true), ''
from pg_catalog.pg_constraint c
where c.conrelid = $1 and c.contype = 'c'
union all
select c.conname, pg_catalog.pg_get_constraintdef(c.oid, true), a.attname
from pg_catalog.pg_attribute a
join pg_catalog.pg_constraint c on c.contypid = a.atttypid and c.contype = 'c'
where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
order by 1, 3
