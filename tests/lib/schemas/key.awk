# key.awk - columns and tuples that are unique, and sure to find room

# A column that is unique among `rows` rows and never NULL.
function unique_column(t, name, rows,    k, n)
{
	k = draw(1, 13)
	if (k <= 4)
		return serial(t, name)
	if (k <= 6)
		return add(t, name, "uuid", "uuid: {" pick_text("version:_7 version:_4") "}", \
			   "key", 0)
	if (k == 7)
		return add(t, name, "varchar(20)", "code: {text: \"K-####\"}", "text", 0)
	if (k == 8)
		return add(t, name, "int", "int: {min: 11, max: " \
			   (10 + rows + pick("0 1 40 1000")) "}, unique: true", "int", 0)
	if (k == 9)
		return add(t, name, "varchar(20)", \
			   "pattern: {text: \"?-" (rows > 2000 ? "####" : "###") \
			   "\"}, unique: true", "text", 0)
	if (k == 10)
		return add(t, name, "date", "date: {from: 1990-01-01, to: 2025-12-31}" \
			   ", unique: true", "date", 0)
	if (k == 11)
		return add(t, name, "numeric(10,2)", "decimal: {min: 1, max: " \
			   (1 + rows) "}, unique: true", "dec", 0)
	if (k == 12)
		return add(t, name, "timestamp", "timestamp: {from: -2y, to: now}" \
			   ", unique: true", "key", 0)
	n = serial(t, "no")
	return add(t, name, "varchar(40)", "template: {text: \"u{" n "}@x\"}" \
		   ", unique: true", "text", 0)
}

function serial(t, name,    how)
{
	how = pick_text("- - start:_5 start:_-40,_step:_3 run:_3,_gap:_7 start:_9000,_step:_-2")
	name = add(t, name, pick("int bigint"), "serial: {" (how == "-" ? "" : how) "}", \
		   "int", 0)
	if (how !~ /step: -/)
		rises[t] = name
	return name
}

# Columns that have room for `rows` tuples together; returns their names. One may be
# a reference.
function tuple(t, rows, refs,    n, i, room, k, values, list, c, u)
{
	n = draw(2, 3)
	room = 1
	for (i = 1; i < n; i++) {
		k = draw(1, 4)
		values = draw(2, 12)
		if (k == 1)
			c = add(t, "a", "int", "int: {min: 1, max: " values "}", "int", 0)
		else if (k == 2) {
			values = draw(2, 20)
			c = add(t, "on_day", "date", "date: {from: 2025-03-01, to: 2025-03-" \
				sprintf("%02d", values) "}", "date", 0)
		} else if (k == 3 && refs && (u = pick(to_single(t))) != "") {
			values = rows_lo[u]
			c = refer_plain(t, u)
		} else {
			values = 4
			c = add(t, "side", "varchar(5)", \
				"pick: {values: [n, e, south, w]}", "text", 0)
		}
		room *= values
		list = list c " "
	}
	values = int((rows + room - 1) / room)
	values = most(values + pick("0 0 1 7"), 1)
	c = add(t, "b", "int", "int: {min: -3, max: " (values - 4) "}", "int", 0)
	return list c
}

# Unique besides the primary key: a column, a tuple, within the parent.
function other_keys(t,    c)
{
	if (chance(25)) {
		c = unique_column(t, "u", rows_hi[t])
		if (make[t, c] !~ /unique: true/)
			make[t, c] = make[t, c] ", unique: true"
		add_key(t, c)
	}
	if (chance(15)) {
		c = tuple(t, rows_hi[t], 0)
		add_index(t, c)
		add_key(t, c)
	}
	if (chance(10)) {
		c = add(t, "maybe_u", "int", "int: {min: 1, max: " (rows_hi[t] + 5) \
			"}, unique: true, nulls: 0.3", "int", 1)
	}
	if (up[t] && count(mine[t, by[t]]) == 1 && unique_parent(t) && chance(20)) {
		c = within(t, "inside")
		add_index(t, mine[t, by[t]] " " c)
		add_key(t, mine[t, by[t]] " " c)
	}
}

function unique_parent(t) { return count(key[t, by[t]]) == 1 }

# A column whose values differ among the children of one parent.
function within(t, name,    k)
{
	k = draw(1, 5)
	if (k == 1)
		return add(t, name, "int", "serial: {}, unique_within: " by[t], "int", 0)
	if (k == 2)
		return add(t, name, "varchar(9)", "pattern: {text: \"?-##\"}" \
			   ", unique_within: " by[t], "text", 0)
	if (k == 3)
		return add(t, name, "date", "date: {from: 2025-01-01, to: 2025-12-31}" \
			   ", unique_within: " by[t], "date", 0)
	return add(t, name, "int", "int: {min: 1, max: " (per_hi[t] + draw(0, 4)) \
		   "}, unique_within: " by[t], "int", 0)
}
