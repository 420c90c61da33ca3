-- $1 sequence: may we ask how far it is and set it.
select pg_catalog.has_sequence_privilege($1::text, 'UPDATE')
	and pg_catalog.has_sequence_privilege($1::text, 'SELECT, USAGE')
from pg_catalog.pg_sequence s
where s.seqrelid = $1::text::pg_catalog.regclass
