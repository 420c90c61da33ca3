-- Q15, top supplier: who brought most revenue in 1996's first quarter. Revenue is
-- rounded, as SQLite's is a float, which depends on the order of what is added.
with revenue as (
    select l_suppkey as supplier_no, round(sum(l_extendedprice * (1 - l_discount)), 2) as total_revenue
    from lineitem
    where l_shipdate >= '1996-01-01' and l_shipdate < '1996-04-01'
    group by l_suppkey
)
select s_suppkey, s_name, s_address, s_phone, total_revenue
from supplier
join revenue on supplier_no = s_suppkey
where total_revenue = (select max(total_revenue) from revenue)
order by s_suppkey;
