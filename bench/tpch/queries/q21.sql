-- Q21, suppliers who kept orders waiting: those of SAUDI ARABIA who alone were late in
-- an order of several suppliers.
select s_name, count(*) as numwait
from supplier
join nation on n_nationkey = s_nationkey
join lineitem l1 on l1.l_suppkey = s_suppkey
join orders on o_orderkey = l1.l_orderkey
where n_name = 'SAUDI ARABIA'
  and o_orderstatus = 'F'
  and l1.l_receiptdate > l1.l_commitdate
  and exists (select 1 from lineitem l2
              where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey)
  and not exists (select 1 from lineitem l3
                  where l3.l_orderkey = l1.l_orderkey and l3.l_suppkey <> l1.l_suppkey
                    and l3.l_receiptdate > l3.l_commitdate)
group by s_name
order by numwait desc, s_name
limit 100;
