-- $1 database, $2 table: its columns that do not hold every character.
select c.column_name, c.character_set_name
from information_schema.columns c
where c.table_schema = $1 and c.table_name = $2
and c.character_set_name is not null
and c.character_set_name not in ('utf8mb4', 'binary')
order by c.ordinal_position
