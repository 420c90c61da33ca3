-- $1 table: what we may do with it.
select pg_catalog.has_table_privilege($1::oid, 'INSERT'),
	pg_catalog.has_table_privilege($1::oid, 'SELECT'),
	pg_catalog.has_table_privilege($1::oid, 'UPDATE'),
	pg_catalog.has_table_privilege($1::oid, 'DELETE'),
	pg_catalog.has_table_privilege($1::oid, 'TRUNCATE'),
	pg_catalog.has_table_privilege($1::oid, 'REFERENCES'),
	pg_catalog.row_security_active($1::oid)
