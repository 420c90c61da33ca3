-- Q17, small-quantity orders: what a year would lose without orders of less than a
-- fifth of the usual quantity of Brand#23 in MED BOX.
select sum(l_extendedprice) / 7.0 as avg_yearly
from lineitem
join part on p_partkey = l_partkey
join (
    select l_partkey as usual_partkey, 0.2 * avg(l_quantity) as few
    from lineitem
    join part on p_partkey = l_partkey
    where p_brand = 'Brand#23' and p_container = 'MED BOX'
    group by l_partkey
) usual on usual_partkey = l_partkey
where p_brand = 'Brand#23' and p_container = 'MED BOX'
  and l_quantity < few;
