-- Q20, potential part promotion: suppliers of CANADA with more of a forest-coloured
-- part in stock than half of what they sent in 1994.
select s_name, s_address
from supplier
join nation on n_nationkey = s_nationkey
where n_name = 'CANADA'
  and s_suppkey in (
    select ps_suppkey
    from partsupp
    join part on p_partkey = ps_partkey
    join (
        select l_partkey, l_suppkey, 0.5 * sum(l_quantity) as half
        from lineitem
        where l_shipdate >= '1994-01-01' and l_shipdate < '1995-01-01'
        group by l_partkey, l_suppkey
    ) sent on l_partkey = ps_partkey and l_suppkey = ps_suppkey
    where p_name like 'forest%' and ps_availqty > half
  )
order by s_name;
