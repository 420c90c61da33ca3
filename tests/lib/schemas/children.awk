# children.awk - tables made `per` another, and what either says of the other

# The parent's key in the child: one `parent` column for each of its columns. Then
# the tables it belongs to.
function parent_columns(t,    u, k, n, i, c, ours, R)
{
	u = up[t]
	k = keys[u, draw(1, nkeys[u])]
	n = count(k)
	for (i = 1; i <= n; i++) {
		c = nth(k, i)
		c = like(t, "of_" table(u) (n > 1 ? "_" c : ""), u, c, "parent: {" \
			 (n == 1 && k == primary[u] ? "" : "column: " c) "}", 0)
		ours = more(ours, c)
	}
	by[t] = nth(ours, 1)
	is_ref(t, by[t], u, k, ours)
	if (n == 1)
		belongs(t, u, k, 1, per_lo[t] > 0)
	n = count(scopes[u])
	for (i = 1; i <= n; i++) {
		R = nth(scopes[u], i)
		if (!stands[u, R] && chance(50) || has(cols[t], "of_" table(R)))
			continue
		c = like(t, "of_" table(R), u, "of_" table(R), \
			 "copy: {from: " by[t] ".of_" table(R) "}", 0)
		belongs(t, R, scope_key[u, R], stands[u, R], full[u, R] && per_lo[t] > 0)
		claim(c " of " table(t) " is that of its parent", table(t) " x, " table(u) \
		      " y where " meets(t, by[t], "x", "y") " and x." c " <> y." c)
	}
}

function belongs(t, R, k, together_, full_)
{
	scopes[t] = more(scopes[t], R)
	scope_key[t, R] = k
	stands[t, R] = together_
	full[t, R] = full_
}

function ordinal(t,    c, start)
{
	start = draw(0, 2)
	c = add(t, "line", "int", "ordinal: {" (start == 1 ? "" : "start: " start) "}", \
		"int", 0)
	ordinals[t] = c
	claim("children in " table(t) " are numbered", "(select min(" c ") a, max(" c \
	      ") b, count(distinct " c ") d, count(*) n from " table(t) " group by " \
	      join_words(mine[t, by[t]], ", ") ") x where a <> " start \
	      " or d <> n or b <> a + n - 1")
}

function how_many_children(t,    u)
{
	u = up[t]
	claim("rows of " table(u) " have their number in " table(t), "(select (select " \
	      "count(*) from " table(t) " x where " meets(t, by[t], "x", "y") ") n from " \
	      table(u) " y) z where n < " per_lo[t] " or n > " per_hi[t])
}

# ---- running ------------------------------------------------------------------------

function running(t,    c, d, dec, start, from, scale, sum)
{
	c = some(t, "int dec", 1)
	if (!up[t] || c == "")
		return
	if (!ordinals[t])
		ordinal(t)
	dec = sort[t, c] == "dec"
	start = draw(-9, 9)
	from = chance(40) ? some(up[t], dec ? "dec" : "int", 0) : ""
	if (from != "")
		start = by[t] "." from
	d = add(t, "total", dec ? "numeric(14,2)" : "bigint", "running: {of: " c \
		(start == 0 ? "" : ", start: " start) "}", sort[t, c], 0)
	sum = "(select coalesce(sum(s." c "), 0) from " table(t) " s where " \
	      siblings(t) " and s." ordinals[t] " <= x." ordinals[t] ")"
	sum = sum " + " (from == "" ? start : "y." from)
	claim(d " of " table(t) " adds up " c, table(t) " x, " table(up[t]) " y where " \
	      meets(t, by[t], "x", "y") " and " hundredths("x." d) " <> " hundredths(sum))
}

function siblings(t,    i, n, c, text)
{
	n = count(mine[t, by[t]])
	for (i = 1; i <= n; i++) {
		c = nth(mine[t, by[t]], i)
		text = text (i > 1 ? " and " : "") "s." c " = x." c
	}
	return text
}

# ---- what a row says of its children ----------------------------------------------------

function says(u, t, name, type_, kind, of, flag, sort_, null_, want, got,    c)
{
	c = add(u, name, type_, kind ": {of: " table(t) (of != "" ? "." of : "") \
		(flag != "" ? ", where: " flag : "") "}", sort_, null_)
	gsub(/@/, "x." c, got)
	claim(c " of " table(u) " is the " kind " of " table(t) (of ? "." of : ""), \
	      table(u) " x where not (" same(got, want) ")")
}

function of_children(t, what, of, flag)
{
	return "(select " what " from " table(t) " y where " meets(t, by[t], "y", "x") \
	       (of != "" ? " and y." of " is not null" : "") \
	       (flag != "" ? " and y." sql[t, flag] : "") ")"
}

function aggregate(t,    u, c, flag, k, one, dec, value)
{
	u = up[t]
	flag = chance(40) ? some(t, "bool", 1) : ""
	k = draw(1, 7)
	c = some(t, k <= 4 ? "int dec" : "int dec date text", 1)
	if (hidden[t, c])
		c = ""
	dec = sort[t, c] == "dec"
	value = dec ? "cents" : "y." c
	if (k == 1 || c == "") {
		c = chance(50) ? c : ""
		says(u, t, "n_" table(t), "int", "count", c, flag, "int", 0, \
		     of_children(t, "count(*)", c, flag), "@")
	} else if (k == 2) {
		says(u, t, "has_" table(t), "bool", "exists", c, flag, "bool", 0, \
		     "case when " of_children(t, "count(*)", c, flag) \
		     " > 0 then 1 else 0 end", "case when @ then 1 else 0 end")
	} else if (k == 3) {
		says(u, t, "sum_" table(t), dec ? "numeric(14,2)" : "bigint", "sum", c, flag, \
		     sort[t, c], 0, hundredths(of_children(t, "coalesce(sum(y." c "), 0)", \
		     c, flag)), hundredths("@"))
	} else if (k == 4) {
		one = dec ? hundredths("sum(y." c ")") : "100 * sum(y." c ")"
		says(u, t, "avg_" table(t), "numeric(14,2)", "avg", c, flag, "dec", 1, \
		     of_children(t, rounded(one, "nullif(count(y." c "), 0)"), c, flag), \
		     hundredths("@"))
	} else {
		one = pick("min max")
		value = sort[t, c] == "text" ? bytes_of("y." c) : "y." c
		says(u, t, one "_" table(t), extreme_type(t, c), one, c, flag, sort[t, c], 1, \
		     of_children(t, one "(" value ")", c, flag), "@")
	}
}

function extreme_type(t, c)
{
	return type[t, c] != "" ? type[t, c] : \
	       sort[t, c] == "int" ? "bigint" : ""
}
