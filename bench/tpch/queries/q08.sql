-- Q8, national market share: BRAZIL's share in AMERICA's revenue with ECONOMY
-- ANODIZED STEEL, by year.
select o_year, sum(case when nation = 'BRAZIL' then volume else 0 end) / sum(volume) as mkt_share
from (
    select substr(cast(o_orderdate as char(10)), 1, 4) as o_year,
           l_extendedprice * (1 - l_discount) as volume,
           n2.n_name as nation
    from part
    join lineitem on l_partkey = p_partkey
    join supplier on s_suppkey = l_suppkey
    join orders on o_orderkey = l_orderkey
    join customer on c_custkey = o_custkey
    join nation n1 on n1.n_nationkey = c_nationkey
    join region on r_regionkey = n1.n_regionkey
    join nation n2 on n2.n_nationkey = s_nationkey
    where r_name = 'AMERICA'
      and o_orderdate between '1995-01-01' and '1996-12-31'
      and p_type = 'ECONOMY ANODIZED STEEL'
) all_nations
group by o_year
order by o_year;
