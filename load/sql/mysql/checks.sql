-- $1 database, $2 table: its enforced CHECKs, by MySQL's information_schema,
-- where a name is there once a database.
select c.constraint_name, c.check_clause
from information_schema.check_constraints c
join information_schema.table_constraints t
	on t.constraint_schema = c.constraint_schema
	and t.constraint_name = c.constraint_name
where t.table_schema = $1 and t.table_name = $2
and t.constraint_type = 'CHECK' and t.enforced = 'YES'
order by c.constraint_name
