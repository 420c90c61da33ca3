-- $1 schema: is it there, may we create tables in it, may we create it.
select exists (select from pg_catalog.pg_namespace where nspname = $1),
	coalesce((select pg_catalog.has_schema_privilege(oid, 'CREATE')
		from pg_catalog.pg_namespace where nspname = $1), false),
	pg_catalog.has_database_privilege(current_database(), 'CREATE')
