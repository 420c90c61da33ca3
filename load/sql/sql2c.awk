# sql2c.awk - catalogue queries into C strings
#
#     awk -f load/sql/sql2c.awk load/sql/pg/*.sql > sql_pg.h
#
# A query lives in its own file so that it can be run by hand. Each becomes
# one string named after its folder and file: load/sql/pg/columns.sql is
# sql_pg_columns. Lines that hold nothing but a comment stay behind: they are
# for the reader of the file, and would only travel to the server each time.

function open_string(path,    part, n, name)
{
	n = split(path, part, "/")
	name = part[n]
	sub(/\.sql$/, "", name)
	name = "sql_" part[n - 1] "_" name
	gsub(/[^A-Za-z0-9_]/, "_", name)
	printf "\nstatic const char %s[] =", name
	lines = 0
}

function close_string()
{
	print lines ? ";" : " \"\";"
}

BEGIN {
	print "/* Made by sql2c.awk from the .sql files; change those. */"
	# C promises 4095 characters a literal; gcc and clang have no limit.
	print "#pragma GCC diagnostic push"
	print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
}

FNR == 1 {
	if (seen++)
		close_string()
	open_string(FILENAME)
}

/^[ \t]*(--.*)?$/ { next }

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	gsub(/\t/, "\\t")
	gsub(/\r/, "")
	printf "\n\t\"%s\\n\"", $0
	lines++
}

END {
	if (seen)
		close_string()
	print "\n#pragma GCC diagnostic pop"
}
