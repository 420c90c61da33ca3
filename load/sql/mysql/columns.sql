-- $1 database, $2 table: its columns.
select c.column_name, c.column_type, c.data_type, c.is_nullable,
	c.column_default is not null, coalesce(c.generation_expression, '') <> '',
	c.extra, c.character_maximum_length, c.numeric_precision, c.numeric_scale,
	c.datetime_precision, c.column_comment
from information_schema.columns c
where c.table_schema = $1 and c.table_name = $2
and (@@lower_case_table_names <> 0
	or cast(c.table_name as binary) = cast($2 as binary)
	and cast(c.table_schema as binary) = cast($1 as binary))
order by c.ordinal_position
