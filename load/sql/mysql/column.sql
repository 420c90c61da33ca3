-- $1 database, $2 table, $3 column: how it is declared.
select c.column_type, c.character_set_name, c.collation_name
from information_schema.columns c
where c.table_schema = $1 and c.table_name = $2 and c.column_name = $3
