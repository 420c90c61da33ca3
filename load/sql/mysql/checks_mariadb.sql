-- $1 database, $2 table: its CHECKs, by MariaDB's information_schema, where a
-- column's own CHECK is called like the column.
select c.constraint_name, c.check_clause
from information_schema.check_constraints c
where c.constraint_schema = $1 and c.table_name = $2
order by c.constraint_name
