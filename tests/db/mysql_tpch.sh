#!/usr/bin/env bash
# TPC-H's tables: the same on three engines, built as its specification says, and the
# 22 queries find what they look for. TPCH_SCALE (0.01) is the scale factor.
. "$(dirname "$0")/../lib/mydb.sh"
. "$(dirname "$0")/../lib/query.sh"

scale=${TPCH_SCALE:-0.01}
TPCH="profiles/tpch.yaml --scale $scale"
limit=$(awk -v s="$scale" 'BEGIN { print 60 + int(s * 1500) }')

# ---- the same rows on every engine ----------------------------------------------
new_db tpch
new_my
SQ=$T/tpch.sqlite
# shellcheck disable=SC2086
run_cmd with_timeout "$limit" "$SEEDMILL" load $TPCH --to null: -j 1 --report "$T/want.json"
digests "$T/want.json" >"$T/want"
is_equal "$(wc -l <"$T/want")" 8 "there are eight tables with a digest"
for url in "sqlite:$SQ" "$DB" "$MY"; do
	engine=${url%%:*}
	# shellcheck disable=SC2086
	run_cmd with_timeout "$limit" "$SEEDMILL" load $TPCH --to "$url" --report "$T/r.json"
	is_status 0 "$engine: loads"
	is_equal "$(digests "$T/r.json")" "$(cat "$T/want")" "$engine: these are its digests"
	is_equal "$(orphans "$T/r.json")" 0 "$engine: no orphan"
done
pg() { ask postgres "$DBNAME" "$1"; }

# ---- as many as the scale factor says ----------------------------------------------
while read -r table rows; do
	want=$(awk -v s="$scale" -v n="$rows" 'BEGIN { n *= s; print n == int(n) ? n : int(n) + 1 }')
	is_equal "$(pg "select count(*) from $table")" "$want" "$table: $want rows"
done <<'CASES'
part 200000
supplier 10000
partsupp 800000
customer 150000
orders 1500000
CASES
is_equal "$(pg "select (select count(*) from region), (select count(*) from nation)")" "5|25" "regions and nations are not scaled"

# ---- the specification's rules, one by one: rows that break them ------------------
while IFS='|' read -r claim query; do
	[ -n "$claim" ] || continue
	is_equal "$(pg "$query")" 0 "$claim"
done <<'CASES'
order keys are sparse: the first 8 of 32|select count(*) from orders where (o_orderkey - 1) % 32 > 7
every third customer never orders|select count(*) from orders where o_custkey % 3 = 0
a part has exactly four suppliers|select count(*) from (select ps_partkey from partsupp group by 1 having count(*) <> 4) x
an order has 1 to 7 lines, counted from 1|select count(*) from (select l_orderkey from lineitem group by 1 having count(*) > 7 or max(l_linenumber) <> count(*) or min(l_linenumber) <> 1) x
no order is without lines|select count(*) from orders where not exists (select 1 from lineitem where l_orderkey = o_orderkey)
part and supplier of a line are a pair of partsupp|select count(*) from lineitem left join partsupp on ps_partkey = l_partkey and ps_suppkey = l_suppkey where ps_partkey is null
retail prices follow from the key|select count(*) from part where p_retailprice <> (90000 + (p_partkey / 10) % 20001 + 100 * (p_partkey % 1000)) / 100.0
an extended price is quantity times retail price|select count(*) from lineitem join part on p_partkey = l_partkey where l_extendedprice <> l_quantity * p_retailprice
an order's total is that of its lines|select count(*) from orders join (select l_orderkey, round(sum(l_extendedprice * (1 + l_tax) * (1 - l_discount)), 2) as s from lineitem group by 1) x on l_orderkey = o_orderkey where o_totalprice <> s
a line is shipped 1 to 121 days after the order|select count(*) from lineitem join orders on o_orderkey = l_orderkey where l_shipdate - o_orderdate not between 1 and 121
promised for 30 to 90 days after it|select count(*) from lineitem join orders on o_orderkey = l_orderkey where l_commitdate - o_orderdate not between 30 and 90
received 1 to 30 days after it was shipped|select count(*) from lineitem where l_receiptdate - l_shipdate not between 1 and 30
what was received by 1995-06-17 came back or was accepted|select count(*) from lineitem where (l_returnflag in ('R', 'A')) <> (l_receiptdate <= '1995-06-17')
there is no other flag|select count(*) from lineitem where l_returnflag not in ('R', 'A', 'N')
a line is open when shipped after 1995-06-17|select count(*) from lineitem where l_linestatus <> case when l_shipdate > '1995-06-17' then 'O' else 'F' end
an order's status is that of its lines|select count(*) from orders join (select l_orderkey, min(l_linestatus) as a, max(l_linestatus) as b from lineitem group by 1) x on l_orderkey = o_orderkey where o_orderstatus <> case when a = b then a else 'P' end
orders are of 1992-01-01 to 1998-08-02|select count(*) from orders where o_orderdate not between '1992-01-01' and '1998-08-02'
discounts are 0 to 10 %, taxes 0 to 8 %, quantities 1 to 50|select count(*) from lineitem where l_discount not between 0 and 0.1 or l_tax not between 0 and 0.08 or l_quantity not between 1 and 50
sizes, stock and cost are in their ranges|select (select count(*) from part where p_size not between 1 and 50) + (select count(*) from partsupp where ps_availqty not between 1 and 9999 or ps_supplycost not between 1 and 1000)
balances are -999.99 to 9999.99|select (select count(*) from customer where c_acctbal not between -999.99 and 9999.99) + (select count(*) from supplier where s_acctbal not between -999.99 and 9999.99)
names are made of the key|select (select count(*) from customer where c_name <> 'Customer#' || lpad(c_custkey::text, 9, '0')) + (select count(*) from supplier where s_name <> 'Supplier#' || lpad(s_suppkey::text, 9, '0'))
clerks are numbered|select count(*) from orders where o_clerk !~ '^Clerk#[0-9]{9}$'
telephone numbers begin with the nation's|select (select count(*) from customer where c_phone !~ ('^' || c_nationkey + 10 || '-[1-9][0-9]{2}-[1-9][0-9]{2}-[1-9][0-9]{3}$')) + (select count(*) from supplier where s_phone !~ ('^' || s_nationkey + 10 || '-[1-9][0-9]{2}-[1-9][0-9]{2}-[1-9][0-9]{3}$'))
a brand is its manufacturer's|select count(*) from part where p_mfgr !~ '^Manufacturer#[1-5]' or p_brand !~ ('^Brand#' || right(trim(p_mfgr), 1) || '[1-5]')
a part's name is five words|select count(*) from part where p_name !~ '^([a-z]+ ){4}[a-z]+$'
comments are as long as they should be|select (select count(*) from lineitem where length(l_comment) not between 10 and 43) + (select count(*) from orders where length(o_comment) not between 19 and 78) + (select count(*) from customer where length(c_comment) not between 29 and 116) + (select count(*) from partsupp where length(ps_comment) not between 49 and 198) + (select count(*) from part where length(p_comment) not between 5 and 22) + (select count(*) from supplier where length(s_comment) not between 25 and 100)
addresses have 10 to 40 characters|select (select count(*) from customer where length(c_address) not between 10 and 40) + (select count(*) from supplier where length(s_address) not between 10 and 40)
CASES
is_equal "$(pg "select count(distinct p_type), count(distinct p_container), count(distinct p_brand) from part")" "150|40|25" "there are 150 types, 40 containers, 25 brands"
is_equal "$(pg "select count(distinct l_shipmode), count(distinct l_shipinstruct) from lineitem")" "7|4" "seven ways to ship, four instructions"
is_equal "$(pg "select count(*) from information_schema.table_constraints where constraint_type = 'FOREIGN KEY'")" 8 "eight foreign keys, one of them of two columns"

# ---- what the queries select ------------------------------------------------------
# share of the rows that a condition holds for: as the specification has it, or (*)
# as its own generator makes it at scale factor 1. It may be off by four standard
# deviations of a sample of so many orders (or rows, where there are fewer), and 3 %.
orders=$(pg "select count(*) from orders")
while IFS='|' read -r claim want table condition; do
	[ -n "$claim" ] || continue
	IFS='|' read -r got of <<<"$(pg "select round(avg(case when $condition then 1.0 else 0 end), 6), count(*) from $table")"
	[ "$of" -lt "$orders" ] || of=$orders
	is_share "$got" "$want" "$of" "$claim" 0.03
done <<'CASES'
*Q1: lines shipped by 1998-09-02|0.98590|lineitem|l_shipdate <= '1998-09-02'
*Q1: returned|0.24643|lineitem|l_returnflag = 'R'
*Q1: received late, but of the first half|0.00647|lineitem|l_returnflag = 'N' and l_linestatus = 'F'
Q3: customers of a segment|0.2|customer|c_mktsegment = 'BUILDING'
Q3: orders before 1995-03-15|0.48587|orders|o_orderdate < '1995-03-15'
*Q4: orders of a quarter with a late line|0.03502|orders|o_orderdate >= '1993-07-01' and o_orderdate < '1993-10-01' and exists (select 1 from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate)
Q5: orders of 1994|0.15170|orders|o_orderdate >= '1994-01-01' and o_orderdate < '1995-01-01'
*Q6: small lines with a discount in 1994|0.01902|lineitem|l_shipdate >= '1994-01-01' and l_shipdate < '1995-01-01' and l_discount between 0.05 and 0.07 and l_quantity < 24
Q8: parts of one type|0.00667|part|p_type = 'ECONOMY ANODIZED STEEL'
Q9: parts with a colour|0.05435|part|p_name like '%green%'
Q10: lines of a quarter's orders that came back|0.01912|lineitem join orders on o_orderkey = l_orderkey|l_returnflag = 'R' and o_orderdate >= '1993-10-01' and o_orderdate < '1994-01-01'
*Q12: late lines of two modes in 1994|0.00516|lineitem|l_shipmode in ('MAIL', 'SHIP') and l_commitdate < l_receiptdate and l_shipdate < l_commitdate and l_receiptdate >= '1994-01-01' and l_receiptdate < '1995-01-01'
Q13: orders with special requests|0.0107|orders|o_comment like '%special%requests%'
*Q13: customers without orders|0.33337|customer|not exists (select 1 from orders where o_custkey = c_custkey)
Q14: promotional parts|0.16667|part|p_type like 'PROMO%'
Q14: lines of a month|0.01247|lineitem|l_shipdate >= '1995-09-01' and l_shipdate < '1995-10-01'
Q15: lines of a quarter|0.03782|lineitem|l_shipdate >= '1996-01-01' and l_shipdate < '1996-04-01'
Q16: parts of eight sizes, other brands and types|0.14848|part|p_brand <> 'Brand#45' and p_type not like 'MEDIUM POLISHED%' and p_size in (49, 14, 23, 45, 19, 3, 36, 9)
Q17: parts of a brand in a container|0.001|part|p_brand = 'Brand#23' and p_container = 'MED BOX'
*Q18: orders of more than 300 pieces|0.000038|(select l_orderkey, sum(l_quantity) as pieces from lineitem group by 1) x|pieces > 300
Q19: lines by air, in person|0.03571|lineitem|l_shipmode in ('AIR', 'AIR REG') and l_shipinstruct = 'DELIVER IN PERSON'
Q20: parts that begin with a colour|0.01087|part|p_name like 'forest%'
*Q21: orders all of whose lines are shipped|0.48628|orders|o_orderstatus = 'F'
*Q21: orders partly shipped|0.02570|orders|o_orderstatus = 'P'
*Q22: rich customers of seven countries who never ordered|0.04256|customer|substr(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17') and c_acctbal > (select avg(c_acctbal) from customer where c_acctbal > 0 and substr(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17')) and not exists (select 1 from orders where o_custkey = c_custkey)
CASES
is_equal "$(pg "select count(*) >= 1 from supplier where s_comment like '%Customer%Complaints%'")" t "Q16: there are suppliers with complaints"
is_equal "$(pg "select round(avg(n), 1) from (select count(*) as n from lineitem group by l_orderkey) x")" 4.0 "four lines an order"

# ---- the 22 queries ----------------------------------------------------------------
answer() { ask "$1" "$2" "$query" >"$T/$1.rows"; }
sql analyze
for file in bench/tpch/queries/q*.sql; do
	name=$(basename "$file" .sql)
	query=$(cat "$file")
	# what a query says of a scale below 0.1
	small=$(sed -n 's/^-- small: //p' "$file")
	if [ -n "$small" ] && awk -v s="$scale" 'BEGIN { exit !(s < 0.1) }'; then
		query=$(sed "$small" <<<"$query")
	fi
	holds "$name: PostgreSQL answers" answer postgres "$DBNAME"
	holds "$name: SQLite answers" answer sqlite "$SQ"
	holds "$name: MySQL or MariaDB answers" answer mysql "$MYNAME"
	is_same_rows "$T/postgres.rows" "$T/sqlite.rows" "$name: SQLite's rows are PostgreSQL's"
	is_same_rows "$T/postgres.rows" "$T/mysql.rows" "$name: MySQL's rows are PostgreSQL's"
	rows=$(grep -c '[^|]' "$T/postgres.rows")
	fails "$name: there are some, $rows" [ "$rows" = 0 ]
done
drop_db
drop_my
