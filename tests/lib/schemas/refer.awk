# refer.awk - references: which row, in which way, and what follows from it

# Tables before t that have a key (of one column), and are never empty.
function to_any(t,    u, list)
{
	for (u = 1; u < t; u++)
		if (nkeys[u] && rows_lo[u] > 0)
			list = more(list, u)
	return list
}

function to_single(t,    i, n, list, all)
{
	all = to_any(t)
	n = count(all)
	for (i = 1; i <= n; i++)
		if (count(keys[nth(all, i), 1]) == 1)
			list = more(list, nth(all, i))
	return list
}

function is_ref(t, c, u, theirs, ours)
{
	to[t, c] = u
	key[t, c] = theirs
	mine[t, c] = ours
	refs[t] = more(refs[t], c)
}

# A column with a value of another table's column c: its type and sort.
function like(t, name, u, c, make_, null_)
{
	return add(t, name, chance(70) ? type[u, c] : "", make_, \
		   sort[u, c], null_)
}

function column_of(u, k)
{
	return k == primary[u] && chance(60) ? "" : ", column: " k
}

# Any row, never NULL, by the first key, of one column.
function refer_plain(t, u,    k, c)
{
	k = keys[u, 1]
	c = like(t, "to_" table(u), u, k, "ref: {table: " table(u) column_of(u, k) "}", 0)
	is_ref(t, c, u, k, c)
	return c
}

# A way of choosing rows of u, and its claim about c, which is there by then.
function way(t, u, c, nulls,    k)
{
	k = draw(1, 11)
	if (k == 1) return ", dist: zipf, exponent: " pick("0.5 1.1 2")
	if (k == 2) return ", dist: normal, mean: 0." draw(1, 9)
	if (k == 3) return ", dist: hot, hot: 0.15, share: 0.7"
	if (k == 4) return ", skip: " draw(2, 5)
	if (k == 5) return ", rows: [0, " draw(0, rows_lo[u] - 1) ", 0]"
	if (k == 6 && !nulls && rows_lo[u] == rows_hi[u]) {
		claim("rows of " table(t) " take those of " table(u) " in turn by " c, \
		      "(select count(*) n from " table(t) " group by " \
		      join_words(mine_now, ", ") ") a, (select count(*) n from " \
		      table(t) ") b where abs(a.n * " rows_lo[u] " - b.n) >= " rows_lo[u])
		return ", dist: sequential"
	}
	if (k <= 8 && !nulls && rows_lo[t] >= rows_hi[u]) {
		to[t, c] = u
		key[t, c] = key_now
		mine[t, c] = mine_now
		claim(c " of " table(t) " has every row of " table(u), \
		      table(u) " y where not exists (select 1 from " table(t) \
		      " x where " meets(t, c, "x", "y") ")")
		return ", each: true" pick_text("_ ,_dist:_zipf")
	}
	if (k == 9 && up[t] && !nulls && per_hi[t] <= rows_lo[u] && \
	    count(key_now) == 1) {
		claim(c " of " table(t) " differs among siblings", "(select 1 n from " \
		      table(t) " group by " join_words(mine[t, by[t]], ", ") ", " c \
		      " having count(*) > 1) a")
		return ", distinct: true"
	}
	return ""
}

# A reference to u by any of its keys; nulls: may it be NULL?
function refer(t, u, nulls,    k, n, i, c, ours, null_)
{
	k = keys[u, draw(1, nkeys[u])]
	null_ = nulls ? ", nulls: 0." draw(1, 9) : ""
	if ((n = count(k)) == 1 && !nulls && rows_hi[t] <= rows_lo[u] && chance(40)) {
		c = like(t, "one_" table(u), u, k, "ref: {table: " table(u) \
			 column_of(u, k) "}, unique: true", 0)
		is_ref(t, c, u, k, c)
		add_key(t, c)
		return c
	}
	c = nth(k, 1)
	c = like(t, "to_" table(u) (n > 1 ? "_" c : ""), u, c, "", nulls)
	ours = c
	for (i = 2; i <= n; i++)
		ours = ours " " like(t, c "_" i, u, nth(k, i), \
				     "copy: {from: " c "." nth(k, i) "}", nulls)
	key_now = k
	mine_now = ours
	make[t, c] = "ref: {table: " table(u) (n == 1 ? column_of(u, k) : \
		     ", columns: [" join_words(k, ", ") "]") way(t, u, c, nulls) "}" null_
	is_ref(t, c, u, k, ours)
	return c
}

# Rows that share their row of R: a reference that keeps to it.
function keep_to(t,    i, n, R, u, list, c, k, null_, pairs)
{
	n = count(scopes[t])
	for (i = 1; i <= n; i++) {
		R = nth(scopes[t], i)
		for (u = R + 1; u <= t; u++)
			if (stands[u, R] && nkeys[u] && count(keys[u, 1]) == 1 && \
			    scope_key[u, R] == scope_key[t, R] && \
			    (u < t || stands[t, R]))
				pairs = more(pairs, R ":" u)
	}
	if (pairs == "")
		return
	list = pick(pairs)
	R = substr(list, 1, index(list, ":") - 1) + 0
	u = substr(list, index(list, ":") + 1) + 0
	if (u != t && !rows_lo[u])
		return
	k = keys[u, 1]
	null_ = u == t || !full[u, R] || chance(30)
	c = like(t, "same_" table(u), u, k, "ref: {table: " table(u) column_of(u, k) \
		 ", same: of_" table(R) "}" (null_ ? ", nulls: 0.2" : ""), null_)
	is_ref(t, c, u, k, c)
	claim(c " of " table(t) " keeps to " table(R), table(t) " x, " table(u) \
	      " y where " meets(t, c, "x", "y") " and x.of_" table(R) " <> y.of_" table(R))
}

# Its own table: an earlier row.
function earlier(t,    k, c)
{
	if (!nkeys[t] || count(k = keys[t, 1]) > 1 || to[t, k])
		return
	c = like(t, "earlier", t, k, "ref: {table: " table(t) column_of(t, k) "}, nulls: 0.3", 1)
	is_ref(t, c, t, k, c)
	if (k == rises[t])
		claim("what " c " of " table(t) " refers to comes before", table(t) \
		      " where " c " >= " k)
}

function tree(t,    k, c, fanout, self)
{
	if (!nkeys[t] || count(k = keys[t, 1]) > 1 || to[t, k])
		return
	fanout = draw(1, 4)
	self = chance(30)
	c = like(t, "above", t, k, "ref: {table: " table(t) column_of(t, k) ", roots: " \
		 least(3, rows_lo[t]) ", fanout: " fanout (self ? ", root: self" : "") "}", \
		 !self)
	is_ref(t, c, t, k, c)
	claim("nobody of " table(t) " has more children than " fanout, "(select 1 n from " \
	      table(t) " where " c " <> " k " group by " c " having count(*) > " fanout ") a")
	claim("the trees of " table(t) " have as many roots as asked for", \
	      "(select count(*) n from " table(t) " where " c (self ? " = " k : " is null") \
	      ") a where n <> " least(3, rows_lo[t]))
	if (k == rises[t])
		claim("trees of " table(t) " grow downwards", table(t) " where " c " > " k)
}

# A value through one reference, or two.
function through(t,    r, u, c, d, from, joins, where)
{
	r = pick(refs[t])
	if (r == "")
		return
	u = to[t, r]
	from = r
	where = "x"
	joins = table(t) " x left join " table(u) " y on " meets(t, r, "x", "y")
	d = u != t ? pick(refs[u]) : ""
	where = "y"
	if (d != "" && chance(40)) {
		joins = joins " left join " table(to[u, d]) " z on " meets(u, d, "y", "z")
		from = from "." d
		u = to[u, d]
		where = "z"
	}
	c = some(u, "int dec date text bool", 1)
	if (c == "" || hidden[u, c])
		return
	d = like(t, "got", u, c, "copy: {from: " from "." c "}", 1)
	claim(d " of " table(t) " is " from "." c, \
	      joins " where not (" same("x." d, where "." c) ")")
}
