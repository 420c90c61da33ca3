-- Settings of every session of ours, whatever role, database or server say.
-- Joined with pg_settings, so that one an older server lacks is left out.
-- row_security off: a query that a policy would filter fails instead.
select pg_catalog.set_config(s.name, v.value, false)
from (values
	('client_encoding', 'UTF8'),
	('search_path', ''),
	('standard_conforming_strings', 'on'),
	('DateStyle', 'ISO, YMD'),
	('IntervalStyle', 'postgres'),
	('TimeZone', 'UTC'),
	('extra_float_digits', '3'),
	('bytea_output', 'hex'),
	('default_transaction_isolation', 'read committed'),
	('row_security', 'off'),
	('statement_timeout', '0'),
	('lock_timeout', '0'),
	('transaction_timeout', '0'),
	('idle_session_timeout', '0'),
	('idle_in_transaction_session_timeout', '0'),
	('tcp_keepalives_idle', '10'),
	('tcp_keepalives_interval', '5'),
	('tcp_keepalives_count', '3'),
	('client_min_messages', 'warning')
) as v (name, value)
join pg_catalog.pg_settings s on pg_catalog.lower(s.name) = pg_catalog.lower(v.name)
