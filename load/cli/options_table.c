/*
 * options_table.c - the one place where a command or an option exists
 *
 * Parsing (options.c) and everything that tells people about them (help.c)
 * read these two tables. An option that is here works.
 */
#include "cli/options.h"

#define AT(field) offsetof(struct sm_options, field)

#define LOAD SM_CMD_LOAD
#define GEN SM_CMD_GEN
#define PLAN SM_CMD_PLAN
#define VERIFY SM_CMD_VERIFY
#define PLANNED (LOAD | GEN | PLAN | VERIFY)    /* commands with a plan */
#define ALL (PLANNED | SM_CMD_KINDS | SM_CMD_MAN | SM_CMD_COMPLETION)

#define GROUP(title, where) \
	{ SM_OPT_GROUP, 0, title, NULL, 0, 0, 0, where, NULL }

static const struct sm_option options[] = {
	GROUP("Where", PLANNED),
	{ SM_OPT_TEXT, 0, "to", "URL", AT(to), 0, 0, LOAD | PLAN | VERIFY,
	  "postgres://user@host/db, mysql://user@host/db, sqlite:FILE, null:, "
	  "dir:PATH, or env:NAME for a URL in that variable; load and verify "
	  "without it: a SQLite file named after the profile" },
	{ SM_OPT_TEXT, 0, "out", "DIR|-", AT(out), 0, 0, GEN,
	  "folder for one file a table, a manifest and load scripts (an older "
	  "run's are replaced), or - for stdout (the default)" },
	{ SM_OPT_CHOICE, 0, "format", "copy|csv|mysql|jsonl", AT(format), 0, 0,
	  LOAD | GEN, "files: PostgreSQL's COPY text (the default), CSV with a "
	  "header, MySQL's LOAD DATA text, or a JSON object a line" },
	{ SM_OPT_CHOICE, 0, "compress", "none|zst|gz", AT(compress), 0, 0,
	  LOAD | GEN, "files: compress each with zstd or gzip" },

	GROUP("What", PLANNED),
	{ SM_OPT_TEXT, 0, "as-of", "TIME", AT(as_of), 0, 0, PLANNED,
	  "what \"now\" means, instead of the profile's as_of" },
	{ SM_OPT_NUMBER, 0, "limit", "N", AT(limit), 1, UINT64_MAX, GEN,
	  "only the first N rows of each table" },
	{ SM_OPT_ROWS, 0, "rows", "TABLE=N", AT(rows), 0, 0, PLANNED,
	  "exactly N rows in TABLE; may be given again" },
	{ SM_OPT_SCALE, 0, "scale", "X", AT(scale), 0, 0, PLANNED,
	  "times as many rows, on top of the size's scale" },
	{ SM_OPT_NUMBER, 0, "seed", "N", AT(seed), 0, UINT64_MAX, PLANNED,
	  "another seed, other rows" },
	{ SM_OPT_SHARD, 0, "shard", "K/N", AT(shard), 0, 0, LOAD | GEN | PLAN,
	  "part K of N, of each table as many chunks: N runs, on N machines, "
	  "make the whole" },
	{ SM_OPT_TEXT, 0, "size", "NAME", AT(size), 0, 0, PLANNED,
	  "one of the profile's sizes" },
	{ SM_OPT_TABLES, 0, "table", "T[,T]", AT(tables), 0, 0, PLANNED,
	  "only these tables; rows that they refer to must be there" },
	{ SM_OPT_NUMBER, 0, "tenants", "N", AT(tenants), 1, INT64_MAX, PLANNED,
	  "exactly N tenants, in the table that the profile's tenants names" },

	GROUP("Tables that hold rows", LOAD),
	{ SM_OPT_FLAG, 0, "append", NULL, AT(append), 0, 0, LOAD,
	  "add to them; serials go on after the largest key, other unique "
	  "values need another --seed" },
	{ SM_OPT_FLAG, 'c', "clean", NULL, AT(clean), 0, 0, LOAD,
	  "delete their rows first, children before parents; refused when "
	  "rows of a table that stays refer to them" },
	{ SM_OPT_FLAG, 0, "if-empty", NULL, AT(if_empty), 0, 0, LOAD,
	  "do nothing when any of them has rows" },
	{ SM_OPT_FLAG, 0, "resume", NULL, AT(resume), 0, 0, LOAD,
	  "finish what an interrupted run left; a plain load when there is none" },

	GROUP("Safety", LOAD | VERIFY | PLAN),
	{ SM_OPT_TEXT, 0, "confirm", "NAME", AT(confirm), 0, 0, LOAD,
	  "the database's name, for --clean on another machine" },
	{ SM_OPT_NUMBER, 0, "connect-attempts", "N", AT(connect_attempts), 1, 100,
	  LOAD | VERIFY | PLAN, "try to connect N times (3: at 0, 2 and 6 seconds)" },
	{ SM_OPT_FLAG, 0, "dry-run", NULL, AT(dry_run), 0, 0, LOAD,
	  "show tables, rows and totals; the session is read-only" },
	{ SM_OPT_FLAG, 'f', "force", NULL, AT(force), 0, 0, LOAD,
	  "the same as --yes; lifts no guard" },
	{ SM_OPT_NUMBER, 0, "lock-wait", "S", AT(lock_wait), 0, 86400, LOAD,
	  "wait S seconds for another run to end (0)" },
	{ SM_OPT_FLAG, 0, "no-history", NULL, AT(no_history), 0, 0, LOAD,
	  "leave no row in seedmill_run when done" },
	{ SM_OPT_CHOICE, 0, "verify", "count|digest", AT(verify), 0, 0, LOAD,
	  "count the rows afterwards (the default) or read them back, too" },
	{ SM_OPT_FLAG, 0, "yes", NULL, AT(yes), 0, 0, LOAD,
	  "write to another machine without being asked" },

	GROUP("Speed", PLANNED),
	{ SM_OPT_FLAG, 0, "binary", NULL, AT(binary), 0, 0, LOAD | VERIFY,
	  "PostgreSQL: COPY in binary where the types allow it (verify "
	  "takes it with a load's other options, and reads text)" },
	{ SM_OPT_NUMBER, 0, "chunk-rows", "N", AT(chunk_rows), 1, 1000000000,
	  PLANNED, "rows committed together (by row width)" },
	{ SM_OPT_NUMBER, 0, "connections", "N", AT(connections), 1, 64,
	  LOAD | VERIFY, "load through N connections (up to 4; verify reads "
	  "through one)" },
	{ SM_OPT_NUMBER, 'j', "jobs", "N", AT(jobs), 1, 256,
	  LOAD | GEN | VERIFY, "worker threads (one a core)" },
	{ SM_OPT_FLAG, 0, "no-local-infile", NULL, AT(no_local_infile), 0, 0,
	  LOAD | VERIFY, "MySQL, MariaDB: INSERT of many rows instead of LOAD "
	  "DATA LOCAL; slower, as strict" },

	GROUP("Output", ALL),
	{ SM_OPT_CHOICE, 0, "color", "auto|always|never", AT(color), 0, 0, ALL,
	  "colours on stderr; NO_COLOR is honoured" },
	{ SM_OPT_CHOICE, 0, "log-format", "text|json", AT(log_format), 0, 0,
	  PLANNED, "lines for people or JSON lines on stderr" },
	{ SM_OPT_FLAG, 'q', "quiet", NULL, AT(quiet), 0, 0,
	  LOAD | GEN | VERIFY,
	  "nothing but errors" },
	{ SM_OPT_TEXT, 0, "report", "FILE.json", AT(report), 0, 0, LOAD | VERIFY,
	  "write what happened as JSON, also when it failed" },
	{ SM_OPT_FLAG, 'v', "verbose", NULL, AT(verbose), 0, 0, ALL,
	  "more detail" },
	{ SM_OPT_FLAG, 'h', "help", NULL, AT(help), 0, 0, ALL, "this text" },
	{ SM_OPT_FLAG, 0, "version", NULL, AT(version), 0, 0, ALL,
	  "the version" },
};

static const struct sm_command commands[] = {
	{
		"load", SM_CMD_LOAD, "PROFILE", true, true,
		"generate, load, reconcile",
		"Makes the rows that PROFILE describes, loads them, counts what the\n"
		"database holds and shows both side by side. Tables that are not\n"
		"there are created. The same command gives the same rows, whatever\n"
		"the target and the number of threads.\n",
		"seedmill load profiles/shop.yaml\t"
		"into shop.sqlite in this folder\n"
		"seedmill load profiles/shop.yaml --size large --to postgres://app@localhost/shop\t"
		"a thousand times as many rows into PostgreSQL\n"
		"seedmill load profiles/shop.yaml --to mysql://app@localhost/shop\t"
		"into MySQL or MariaDB\n"
		"seedmill load profiles/shop.yaml --to dir:data --format csv --compress zst\t"
		"one file a table, with scripts that load them\n"
		"seedmill load profiles/shop.yaml --to env:DATABASE_URL --resume\t"
		"a job that may be started again\n"
		"seedmill load profiles/shop.yaml --rows customers=500 --clean\t"
		"other numbers, old rows deleted first\n"
		"seedmill load profiles/shop.yaml --size small --to env:DATABASE_URL --dry-run\t"
		"which tables, how many rows; nothing is written\n"
		"seedmill load profiles/shop.yaml --table order_lines --clean --force\t"
		"one table anew, without being asked; its parents stay\n"
		"seedmill load profiles/shop.yaml --clean --log-format json --report r.json\t"
		"for a job: one JSON event a line (docs/log.md), and a report\n",
	},
	{
		"gen", SM_CMD_GEN, "PROFILE", true, true,
		"rows to files or stdout",
		"Writes the rows that `load` would load. No database is involved.\n",
		"seedmill gen profiles/shop.yaml --limit 3\t"
		"a look at three rows of each table\n"
		"seedmill gen profiles/shop.yaml --out data --format csv\t"
		"one CSV file a table\n"
		"seedmill gen profiles/shop.yaml --table orders --out - | head\t"
		"one table on stdout\n",
	},
	{
		"plan", SM_CMD_PLAN, "PROFILE", true, true,
		"compile and show, touch nothing",
		"Shows what `load` would do with the same options: tables in order,\n"
		"row counts, estimated bytes, references, and the fingerprint that\n"
		"names the run. With --to it says what the database holds already.\n",
		"seedmill plan profiles/shop.yaml --size large\t"
		"how much is large?\n"
		"seedmill plan profiles/shop.yaml -v\t"
		"every column with its type and kind\n"
		"seedmill plan profiles/shop.yaml --to sqlite:shop.sqlite\t"
		"against what is there\n",
	},
	{
		"verify", SM_CMD_VERIFY, "PROFILE", true, true,
		"recount, re-digest, look for orphans, without loading",
		"Makes the rows again, reads back what the database holds, and compares\n"
		"counts and digests. Give it the options that `load` was given. Exits\n"
		"10 and names the table, and where it can the row and column, when\n"
		"something differs. Rows that --append added have no profile of\n"
		"their own: after it the counts differ.\n",
		"seedmill verify profiles/shop.yaml --to sqlite:shop.sqlite\t"
		"is everything still as it was loaded?\n"
		"seedmill verify profiles/shop.yaml --to env:DATABASE_URL --report r.json\t"
		"the same for a job\n",
	},
	{
		"kinds", SM_CMD_KINDS, "NAME", false, true,
		"generators and targets, and their arguments",
		"Lists what a column of a profile can be made by, and where rows can\n"
		"be loaded. With NAME, what that one takes.\n",
		"seedmill kinds\tall of them\n"
		"seedmill kinds decimal\targuments and an example\n",
	},
	{
		"man", SM_CMD_MAN, NULL, false, false,
		"the manual page, for `man -l -`",
		"Writes the manual page.\n",
		"seedmill man | man -l -\tread it\n",
	},
	{
		"completion", SM_CMD_COMPLETION, "SHELL", true, false,
		"completion for a shell: bash",
		"Writes a script that completes commands and options.\n",
		"source <(seedmill completion bash)\tin ~/.bashrc\n",
	},
};

const struct sm_option *sm__option_table(size_t *n)
{
	*n = SM_COUNTOF(options);
	return options;
}

const struct sm_command *sm__command_table(size_t *n)
{
	*n = SM_COUNTOF(commands);
	return commands;
}
