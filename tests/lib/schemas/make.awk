# make.awk - a schema with keys that nobody thought of, as a profile, and in SQL what
# it promises
#
#     awk -v seed=7 -v dialect=sqlite -v claims_to=FILE -f draw.awk -f sql.awk \
#         -f table.awk -f key.awk -f refer.awk -f children.awk -f make.awk >PROFILE
#
# The same seed makes the same schema in every dialect. The SQL prints nothing when
# everything holds. Schemas are possible: a refusal is a failure.

# ---- how a table has rows ---------------------------------------------------------------

function plain_rows(t,    n)
{
	n = chance(15) ? draw(1, 3) : draw(1, 90)
	rows_lo[t] = rows_hi[t] = n
	head[t] = pick("rows fixed") ": " n
	if (chance(12))
		tree_later[t] = 1
	return 1
}

function child_rows(t,    i, list, u, n, hi)
{
	for (u = 1; u < t; u++)
		if (nkeys[u] && rows_lo[u] > 0 && rows_hi[u] <= 250)
			list = more(list, u)
	if (list == "")
		return 0
	u = up[t] = pick(list)
	if (chance(20)) {
		n = draw(1, 150)
		head[t] = "per: {table: " table(u) ", rows: " n "}"
		rows_lo[t] = rows_hi[t] = n
		per_lo[t] = int(n / rows_hi[u])
		per_hi[t] = int((n + rows_lo[u] - 1) / rows_lo[u])
		return 1
	}
	hi = draw(1, most(1, least(7, int(700 / rows_hi[u]))))
	per_hi[t] = hi
	per_lo[t] = least(hi, draw(0, 3))
	head[t] = "per: {table: " table(u) ", min: " per_lo[t] ", max: " hi "}"
	rows_lo[t] = per_lo[t] * rows_lo[u]
	rows_hi[t] = per_hi[t] * rows_hi[u]
	return 1
}

function pair_rows(t,    list, n, i, u, room, hi, of, ordered)
{
	list = to_single(t)
	if (list == "")
		return 0
	n = pick("2 2 3")
	ordered = chance(20)
	room = hi = 1
	for (i = 1; i <= n; i++) {
		u = ordered && i > 1 ? side_of[t, 1] : pick(list)
		side_of[t, i] = u
		room *= ordered && i > 1 ? 1 : rows_lo[u]
		of = of (i > 1 ? ", " : "") table(u)
	}
	u = side_of[t, 1]
	if (ordered) {
		n = 2
		of = table(u) ", " table(u)
		room = int(rows_lo[u] * (rows_lo[u] - 1) / 2)
		if (room < 1)
			return 0
	}
	sides[t] = n
	rows_lo[t] = rows_hi[t] = draw(1, least(200, room))
	if (chance(20) && room <= 200)
		rows_lo[t] = rows_hi[t] = room
	head[t] = "pairs: {of: [" of "], rows: " rows_lo[t] \
		  (ordered ? ", ordered: true" : "") "}"
	return 1
}

function pair_columns(t,    i, u, k, c, list, twice, j)
{
	for (i = 1; i <= sides[t]; i++) {
		u = side_of[t, i]
		twice = 0
		for (j = 1; j <= sides[t]; j++)
			twice += side_of[t, j] == u
		k = keys[u, 1]
		c = like(t, "side_" i, u, k, "pair: {of: " table(u) \
			 (twice > 1 || chance(20) ? ", side: " (i - 1) : "") \
			 column_of(u, k) "}", 0)
		is_ref(t, c, u, k, c)
		list = more(list, c)
	}
	return list
}

# ---- its primary key -----------------------------------------------------------------------

function primary_key(t, list)
{
	primary[t] = list
	add_key(t, list)
}

function child_key(t,    k, u, c)
{
	k = draw(1, 8)
	c = mine[t, by[t]]
	if (per_hi[t] == 1 && k <= 5) {
		primary_key(t, c)
	} else if (k <= 3) {
		ordinal(t)
		primary_key(t, c " " ordinals[t])
	} else if (k == 4) {
		for (u = t - 1; u > 0; u--)
			if (nkeys[u] && rows_lo[u] >= per_hi[t] && count(keys[u, 1]) == 1)
				break
		if (!u)
			return primary_key(t, unique_column(t, "id", rows_hi[t]))
		u = like(t, "other_" table(u), u, keys[u, 1], "ref: {table: " table(u) \
			 column_of(u, keys[u, 1]) ", distinct: true}", 0) " " u
		is_ref(t, nth(u, 1), nth(u, 2), keys[nth(u, 2), 1], nth(u, 1))
		primary_key(t, c " " nth(u, 1))
	} else if (k == 5 && unique_parent(t)) {
		primary_key(t, c " " within(t, "no"))
	} else if (k == 6 && unique_parent(t)) {
		primary_key(t, c " " tuple(t, per_hi[t], 0))
	} else {
		primary_key(t, unique_column(t, "id", rows_hi[t]))
	}
}

function row_key(t,    k)
{
	k = draw(1, 10)
	if (k <= 2)
		primary_key(t, tuple(t, rows_hi[t], 1))
	else if (k > 3)
		primary_key(t, unique_column(t, "id", rows_hi[t]))
	else if (chance(50))
		add_key(t, unique_column(t, "id", rows_hi[t])) # and no primary key
	if (k == 3 && nkeys[t] && make[t, keys[t, 1]] !~ /unique: true/)
		make[t, keys[t, 1]] = make[t, keys[t, 1]] ", unique: true"
}

# ---- a table --------------------------------------------------------------------------------

function make_table(t,    k, i, n)
{
	k = draw(1, 10)
	if (!(k <= 4 && child_rows(t)) && !(k == 5 && pair_rows(t)))
		plain_rows(t)
	if (up[t]) {
		parent_columns(t)
		child_key(t)
	} else if (sides[t]) {
		primary_key(t, pair_columns(t))
	} else {
		row_key(t)
	}
	n = draw(cols[t] == "", 5)
	for (i = 1; i <= n; i++)
		plain(t, pick("int dec date text bool int dec"), 1)
	other_keys(t)
	make_references(t)
	if (up[t])
		how_many_children(t)
	if (chance(30)) running(t)
	if (chance(20)) computed(t)
	if (chance(20)) template(t)
}

function make_references(t,    n, i, u, c)
{
	n = draw(0, 3)
	for (i = 1; i <= n; i++) {
		if ((u = pick(to_any(t))) == "")
			break
		if (chance(25) && count(keys[u, 1]) == 1 && \
		    !has(cols[t], "of_" table(u))) {
			c = like(t, "of_" table(u), u, keys[u, 1], "ref: {table: " \
				 table(u) column_of(u, keys[u, 1]) "}", 0)
			is_ref(t, c, u, keys[u, 1], c)
			belongs(t, u, keys[u, 1], 0, 0)
			continue
		}
		refer(t, u, chance(30))
	}
	if (chance(50)) keep_to(t)
	if (tree_later[t]) tree(t)
	else if (chance(15)) earlier(t)
	n = draw(0, 2)
	for (i = 1; i <= n; i++)
		through(t)
}

# References to tables that come later, so that there are cycles.
function make_cycles(    t, u, n)
{
	for (t = 1; t < tables; t++) {
		if (!chance(20))
			continue
		u = draw(t + 1, tables)
		if (nkeys[u] && rows_lo[u] > 0)
			refer(t, u, 1)
	}
}

function print_table(t,    i, n, c)
{
	printf "  - name: %s\n    %s\n", table(t), head[t]
	if (primary[t] != "")
		printf "    primary_key: [%s]\n", join_words(primary[t], ", ")
	if (indexes[t] != "")
		printf "    indexes: [%s]\n", indexes[t]
	print "    columns:"
	n = count(cols[t])
	for (i = 1; i <= n; i++) {
		c = nth(cols[t], i)
		printf "      - {name: %s, %s%s}\n", c, type[t, c] == "" ? "" : \
		       "type: \"" type[t, c] "\", ", make[t, c]
	}
}

BEGIN {
	draw_seed(seed)
	tables = draw(2, 12)
	for (t = 1; t <= tables; t++)
		make_table(t)
	for (t = tables; t > 0; t--)
		for (i = up[t] ? draw(0, 4) : 0; i > 0; i--)
			aggregate(t)
	for (t = 1; t <= tables; t++)
		if (chance(30))
			through(t)
	make_cycles()
	printf "version: 1\nname: schema\nseed: %s\ntables:\n", \
	       chance(10) ? "18446744073709551615" : draw(0, 2147483000)
	# In any order.
	step = tables % 2 && chance(50) ? -1 : 1
	first = draw(0, tables - 1)
	for (i = 0; i < tables; i++)
		print_table((first + step * i + tables) % tables + 1)
	for (i = 1; i <= nclaims; i++)
		print claims[i] >claims_to
	close(claims_to)
}
