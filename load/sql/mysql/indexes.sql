-- $1 database, $2 table: its indexes, a row for each key column. No column name
-- where an expression stands. A prefix of a column says nothing of the whole.
-- MariaDB opens one table for names that are constants, and all tables of the
-- server, for each row, where they are another table's columns.
select s.index_name, s.index_name = 'PRIMARY', s.non_unique = 0,
	s.sub_part is null and s.column_name is not null,
	s.column_name,
	(select c.collation_name from information_schema.columns c
	where c.table_schema = $1 and c.table_name = $2
	and cast(c.table_schema as binary) = cast(s.table_schema as binary)
	and cast(c.table_name as binary) = cast(s.table_name as binary)
	and c.column_name = s.column_name)
from information_schema.statistics s
where s.table_schema = $1 and s.table_name = $2
and (@@lower_case_table_names <> 0
	or cast(s.table_name as binary) = cast($2 as binary)
	and cast(s.table_schema as binary) = cast($1 as binary))
order by s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index
