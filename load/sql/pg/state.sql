-- Whether the server takes writes, and which backend answers.
select pg_catalog.pg_is_in_recovery(),
	pg_catalog.current_setting('transaction_read_only') = 'on',
	pg_catalog.pg_backend_pid(),
	pg_catalog.current_setting('server_encoding')
