-- Where we are. Asked before search_path is emptied: the first schema of it
-- is where tables without a schema live.
select current_schema(),
	current_database(),
	d.oid,
	current_user
from pg_catalog.pg_database d
where d.datname = current_database()
