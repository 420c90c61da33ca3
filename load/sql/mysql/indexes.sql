-- $1 database, $2 table: its indexes, a row for each key column. No column name
-- where an expression stands. A prefix of a column says nothing of the whole.
select s.index_name, s.index_name = 'PRIMARY', s.non_unique = 0,
	s.sub_part is null and s.column_name is not null,
	s.column_name,
	(select c.collation_name from information_schema.columns c
	where c.table_schema = s.table_schema and c.table_name = s.table_name
	and c.column_name = s.column_name)
from information_schema.statistics s
where s.table_schema = $1 and s.table_name = $2
and (@@lower_case_table_names <> 0
	or cast(s.table_name as binary) = cast($2 as binary)
	and cast(s.table_schema as binary) = cast($1 as binary))
order by s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index
