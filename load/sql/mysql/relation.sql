-- $1 database, $2 name: the table of that name, and what it is. Names are
-- compared byte by byte unless the server folds case.
select t.table_type, t.engine, t.table_comment,
	exists (select 1 from information_schema.triggers g
		where g.event_object_schema = t.table_schema
		and g.event_object_table = t.table_name
		and g.event_manipulation = 'INSERT'),
	exists (select 1 from information_schema.triggers g
		where g.event_object_schema = t.table_schema
		and g.event_object_table = t.table_name
		and g.event_manipulation = 'DELETE')
from information_schema.tables t
where t.table_schema = $1 and t.table_name = $2
and (@@lower_case_table_names <> 0
	or cast(t.table_name as binary) = cast($2 as binary)
	and cast(t.table_schema as binary) = cast($1 as binary))
