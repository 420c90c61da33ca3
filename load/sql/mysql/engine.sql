-- Is there InnoDB?
select exists (select 1 from information_schema.engines
	where engine = 'InnoDB' and support in ('YES', 'DEFAULT'))
