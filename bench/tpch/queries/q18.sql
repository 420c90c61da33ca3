-- Q18, large volume customers: orders of more than 300 pieces. One order in 26,000 is
-- as large, so below scale 0.1 there may be none:
-- small: s/> 300/> 270/
select c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) as quantity
from (select l_orderkey as large_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 300) large_order
join orders on o_orderkey = large_orderkey
join customer on c_custkey = o_custkey
join lineitem on l_orderkey = o_orderkey
group by c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
order by o_totalprice desc, o_orderdate, o_orderkey
limit 100;
