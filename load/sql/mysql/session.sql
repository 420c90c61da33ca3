-- Settings of every session of ours, whatever server, database or user say.
-- English messages: mysql_error.c looks into them. unique_checks is never 0: a
-- server may then take a key twice without a word.
set session
	sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO',
	session time_zone = '+00:00',
	session autocommit = 1,
	session completion_type = 0,
	session unique_checks = 1,
	session foreign_key_checks = 1,
	session sql_safe_updates = 0,
	session sql_select_limit = 18446744073709551615,
	session sql_auto_is_null = 0,
	session sql_big_selects = 1,
	session innodb_lock_wait_timeout = 600,
	session net_read_timeout = 3600,
	session net_write_timeout = 3600,
	session wait_timeout = 86400,
	session lc_messages = 'en_US'
