-- Q2, minimum cost supplier: which supplier of EUROPE has a brass part of size 15 at
-- the least cost there.
with offer as (
    select ps_partkey, ps_suppkey, ps_supplycost, s_acctbal, s_name, s_address, s_phone, s_comment, n_name
    from part
    join partsupp on ps_partkey = p_partkey
    join supplier on s_suppkey = ps_suppkey
    join nation on n_nationkey = s_nationkey
    join region on r_regionkey = n_regionkey
    where p_size = 15 and p_type like '%BRASS' and r_name = 'EUROPE'
)
select s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
from offer
join (select ps_partkey as least_partkey, min(ps_supplycost) as least_cost from offer group by ps_partkey) least_offer
  on least_partkey = ps_partkey and least_cost = ps_supplycost
join part on p_partkey = ps_partkey
order by s_acctbal desc, n_name, s_name, p_partkey
limit 100;
