-- $1 database, $2 table: the tables whose foreign keys refer to it.
select distinct k.table_schema, k.table_name
from information_schema.key_column_usage k
where k.referenced_table_schema = $1 and k.referenced_table_name = $2
and (@@lower_case_table_names <> 0
	or cast(k.referenced_table_name as binary) = cast($2 as binary)
	and cast(k.referenced_table_schema as binary) = cast($1 as binary))
order by 1, 2
