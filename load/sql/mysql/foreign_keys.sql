-- $1 database, $2 table: its foreign keys, a row for each column.
select k.constraint_name, k.referenced_table_schema, k.referenced_table_name,
	k.column_name, k.referenced_column_name
from information_schema.key_column_usage k
where k.table_schema = $1 and k.table_name = $2
and k.referenced_table_name is not null
and (@@lower_case_table_names <> 0
	or cast(k.table_name as binary) = cast($2 as binary)
	and cast(k.table_schema as binary) = cast($1 as binary))
order by k.constraint_name, k.ordinal_position
