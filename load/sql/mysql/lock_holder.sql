-- $1 a lock's name: who holds it. Sessions of others show only to those who
-- have the PROCESS privilege.
select l.id, p.user, p.host, p.time
from (select is_used_lock($1) as id) l
left join information_schema.processlist p on p.id = l.id
where l.id is not null
