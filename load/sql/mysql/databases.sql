-- $1 database: is it there, as far as we may see?
select exists (select 1 from information_schema.schemata
	where schema_name = $1)
