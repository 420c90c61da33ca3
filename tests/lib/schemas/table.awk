# table.awk - the tables of a schema while it is made: their columns, keys, rows
#
#     rows_lo[t], rows_hi[t]   how many rows there can be
#     cols[t]                  names of columns, in order; of a column:
#         type[t, c]  make[t, c]     as YAML
#         sort[t, c]                 int, dec, date, text, bool, or key: for keys alone
#         null[t, c]                 may it be NULL?
#         sql[t, c]                  the stored column that has its value
#         to[t, c] key[t, c] mine[t, c]
#                                    a reference: to which table, which columns of
#                                    it, and which of this table hold them
#     primary[t]               names
#     keys[t, 1 .. nkeys[t]]   what others can refer to, the primary key first
#     up[t] per_lo[t] per_hi[t] by[t]
#                              `per` that table, so many of each; the parent column
#     scopes[t]                tables R whose row each row belongs to, by column of_R;
#         stands[t, R]         those of one R stand together
#         full[t, R]           and each R has some

function table(t) { return "t" t }

# Another column, under a name nobody has; returns it.
function add(t, name, type_, make_, sort_, null_,    n, base)
{
	base = name
	for (n = 2; has(cols[t], name); n++)
		name = base "_" n
	cols[t] = more(cols[t], name)
	type[t, name] = type_
	make[t, name] = make_
	sort[t, name] = sort_
	null[t, name] = null_
	sql[t, name] = name
	return name
}

function add_key(t, list) { keys[t, ++nkeys[t]] = list }

function add_index(t, list)
{
	indexes[t] = indexes[t] (indexes[t] ? ", " : "") \
		     "{columns: [" join_words(list, ", ") "], unique: true}"
}

# Do rows a of t and b of the table that c refers to belong together?
function meets(t, c, a, b,    i, n, text)
{
	n = count(key[t, c])
	for (i = 1; i <= n; i++)
		text = text (i > 1 ? " and " : "") b "." nth(key[t, c], i) " = " a "." \
		       nth(mine[t, c], i)
	return text
}

# A column of these sorts, which may be NULL or not (`nullable` 0 or 1).
function some(t, sorts, nullable,    i, n, list, c)
{
	n = count(cols[t])
	for (i = 1; i <= n; i++) {
		c = nth(cols[t], i)
		if (has(sorts, sort[t, c]) && null[t, c] <= nullable)
			list = more(list, c)
	}
	return pick(list)
}

# ---- plain columns --------------------------------------------------------------------

function plain_make(s,    a)
{
	a = draw(-20, 20)
	if (s == "int")
		return pick("smallint int bigint") " int: {min: " a ", max: " \
		       (a + draw(0, 60)) (chance(25) ? ", dist: normal" : "") "}"
	if (s == "dec")
		return "numeric(10,2) decimal: {min: " a ", max: " (a + draw(1, 900)) \
		       pick("} .5}")
	if (s == "date")
		return "date date: {from: 2024-02-" draw(10, 28) ", to: 202" draw(5, 7) \
		       "-03-01}"
	if (s == "bool")
		return "bool bool: {share: 0." draw(1, 9) "}"
	a = draw(1, 4)
	if (a == 1)
		return "text text: {list: tpch, chars_min: 1, chars_max: " draw(1, 30) "}"
	if (a == 2)
		return "varchar(60) words: {list: noun}"
	if (a == 3)
		return "varchar(9) pattern: {text: \"??-" pick("# ## ###") "\"}"
	return "varchar(9) pick: {values: [red, green, Blue], weights: [1, 5, 2]}"
}

function plain_name(s)
{
	if (s == "int") return "n"
	if (s == "dec") return "amount"
	if (s == "date") return "day"
	return s == "bool" ? "flag" : "word"
}

# When may it be NULL: by itself, with another, by a condition?
function nulls_of(t, c,    other, n)
{
	if (chance(50))
		return ""
	other = own_nulls[t]
	if (other != "" && chance(40)) {
		if (chance(50)) {
			claim(c " of " table(t) " is NULL with " other, table(t) \
			      " where (" c " is null) <> (" other " is null)")
			return ", nulls_with: " other
		}
		claim("of two shares of NULL in " table(t) " one is within the other", \
		      "(select count(*) n from " table(t) " where " c " is null and " \
		      other " is not null) a, (select count(*) n from " table(t) \
		      " where " c " is not null and " other " is null) b where " \
		      "a.n > 0 and b.n > 0")
		return ", nulls: 0." draw(1, 9) ", nulls_with: " other
	}
	n = some(t, "int", 1)
	if (n != "" && n != c && chance(40)) {
		other = n " > " draw(-5, 30)
		claim(c " of " table(t) " is NULL unless " other, table(t) " where " \
		      c " is not null and case when " other " then 0 else 1 end = 1")
		return ", when: \"" other "\"" (chance(30) ? ", nulls: 0.2" : "")
	}
	if (own_nulls[t] == "")
		own_nulls[t] = c
	return ", nulls: 0." draw(1, 9)
}

# A value of a sort; nulls: may it be NULL?
function plain(t, s, nulls,    text, at, c, twin, hide)
{
	text = plain_make(s)
	at = index(text, " ")
	c = add(t, plain_name(s), substr(text, 1, at - 1), substr(text, at + 1), s, 0)
	hide = s == "bool" && chance(25)
	text = !nulls ? "" : hide ? pick_text("_ ,_nulls:_0.3") : nulls_of(t, c)
	if (text ~ /,/) {
		make[t, c] = make[t, c] text
		null[t, c] = 1
	}
	if (hide) {
		twin = add(t, "seen", "bool", "copy: {from: " c "}", "bool", null[t, c])
		make[t, c] = make[t, c] ", hidden: true"
		sql[t, c] = twin
		hidden[t, c] = 1
	}
	return c
}

# A value computed from whole numbers of the row.
function computed(t,    a, b, c, text)
{
	a = some(t, "int", 1)
	b = some(t, "int", 1)
	if (a == "" || type[t, a] == "" || type[t, b] == "")
		return
	text = a pick(" * + - ") b pick(" +3 -7")
	gsub(/[-+*]/, " & ", text)
	c = add(t, "made", "bigint", "expr: {text: \"" text "\"}", "int", \
		null[t, a] || null[t, b])
	claim(c " of " table(t) " is " text, table(t) " where not (" same(c, text) ")")
}

function template(t,    a, b, c)
{
	a = some(t, "text int", 0)
	b = some(t, "text int", 0)
	if (a == "" || a == b)
		return
	c = add(t, "label", "text", "template: {text: \"{" a "}/{" b "}\"}", "text", 0)
	claim(c " of " table(t) " is the text of " a " and " b, table(t) " where not (" \
	      same(c, together(a "\n'/'\n" b)) ")")
}
