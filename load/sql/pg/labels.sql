-- $1 enum type: its labels in order.
select e.enumlabel
from pg_catalog.pg_enum e
where e.enumtypid = $1
order by e.enumsortorder
