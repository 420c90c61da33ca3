-- More memory for building indexes, unless the server gives as much anyway.
select pg_catalog.set_config('maintenance_work_mem', '256MB', false)
where pg_catalog.pg_size_bytes(
	pg_catalog.current_setting('maintenance_work_mem')) < 268435456
