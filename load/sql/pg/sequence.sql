-- $1 sequence: may we set it, its smallest and largest value, the last one it
-- gave (null: none yet), whether it counts upwards.
select pg_catalog.has_sequence_privilege($1::text, 'UPDATE'),
	s.seqmin,
	s.seqmax,
	pg_catalog.pg_sequence_last_value(s.seqrelid),
	s.seqincrement > 0
from pg_catalog.pg_sequence s
where s.seqrelid = $1::text::pg_catalog.regclass
