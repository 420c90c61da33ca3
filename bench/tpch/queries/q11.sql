-- Q11, important stock: GERMANY's parts whose stock is more than a share of all
-- there. The share is 0.0001 / scale factor, which is one supplier's part of them.
with stock as (
    select ps_partkey, sum(ps_supplycost * ps_availqty) as value
    from partsupp
    join supplier on s_suppkey = ps_suppkey
    join nation on n_nationkey = s_nationkey
    where n_name = 'GERMANY'
    group by ps_partkey
)
select ps_partkey, value
from stock
where value > (select sum(value) from stock) / (select count(*) from supplier)
order by value desc, ps_partkey;
