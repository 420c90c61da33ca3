-- Q14, promotion effect: the share of promotional parts in the revenue of September
-- 1995, in per cent.
select 100.00 * sum(case when p_type like 'PROMO%' then l_extendedprice * (1 - l_discount) else 0 end)
       / sum(l_extendedprice * (1 - l_discount)) as promo_revenue
from lineitem
join part on p_partkey = l_partkey
where l_shipdate >= '1995-09-01' and l_shipdate < '1995-10-01';
