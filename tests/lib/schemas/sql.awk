# sql.awk - what a profile promises, as SQL: a claim is a query that finds the rows
# which break it, and prints what was claimed when there is one
#
# `dialect` is sqlite, postgres or mysql.

# Rows of `from` (with its WHERE) break the claim.
function claim(what, from)
{
	claims[++nclaims] = "select '" what "' where exists (select 1 from " from ");"
	# MariaDB wants a FROM before a WHERE.
	if (dialect == "mysql")
		sub(/ where exists/, " from dual where exists", claims[nclaims])
}

# Is that SQL's a = b, where NULL is NULL?
function same(a, b)
{
	if (dialect == "sqlite")
		return "(" a ") is (" b ")"
	if (dialect == "mysql")
		return "(" a ") <=> (" b ")"
	return "(" a ") is not distinct from (" b ")"
}

# A decimal of two digits, or whole number, in hundredths: exact everywhere, as
# SQLite keeps decimals as floats.
function hundredths(x)
{
	return dialect == "sqlite" ? "cast(round((" x ") * 100) as integer)" \
				   : "round((" x ") * 100)"
}

# a / b, towards zero, of whole numbers.
function quotient(a, b)
{
	if (dialect == "sqlite")
		return "((" a ") / (" b "))"
	return dialect == "mysql" ? "((" a ") div (" b "))" : "div(" a ", " b ")"
}

# a / b rounded once, halves away from zero; b is more than 0.
function rounded(a, b)
{
	return quotient("2 * (" a ") + case when (" a ") < 0 then -(" b ") else " b \
			" end", "2 * (" b ")")
}

# Texts one after the other; `list` has one in each line.
function together(list)
{
	if (dialect == "mysql") {
		gsub(/\n/, ", ", list)
		return "concat(" list ")"
	}
	gsub(/\n/, " || ", list)
	return list
}

# Of texts, the one whose bytes come first.
function bytes_of(x)
{
	if (dialect == "mysql")
		return x " collate utf8mb4_bin"
	return dialect == "postgres" ? x " collate \"C\"" : x
}
