-- Q7, volume shipping: what was shipped between FRANCE and GERMANY, by year.
select supp_nation, cust_nation, l_year, sum(volume) as revenue
from (
    select n1.n_name as supp_nation, n2.n_name as cust_nation,
           substr(cast(l_shipdate as char(10)), 1, 4) as l_year,
           l_extendedprice * (1 - l_discount) as volume
    from supplier
    join lineitem on l_suppkey = s_suppkey
    join orders on o_orderkey = l_orderkey
    join customer on c_custkey = o_custkey
    join nation n1 on n1.n_nationkey = s_nationkey
    join nation n2 on n2.n_nationkey = c_nationkey
    where ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY')
        or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE'))
      and l_shipdate between '1995-01-01' and '1996-12-31'
) shipping
group by supp_nation, cust_nation, l_year
order by supp_nation, cust_nation, l_year;
