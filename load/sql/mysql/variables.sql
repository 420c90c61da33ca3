-- What we ask of a server's settings. One that it does not have gives no row.
show global variables where variable_name in (
	'local_infile', 'read_only', 'super_read_only', 'innodb_read_only',
	'innodb_autoinc_lock_mode', 'log_bin', 'binlog_format',
	'lower_case_table_names', 'max_allowed_packet')
