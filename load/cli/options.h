/*
 * options.h - the command line: commands, options, and what was asked for
 *
 * One table of commands and one of options (options_table.c) say everything
 * there is to know; parsing, --help, the manual page and shell completion are
 * made from them.
 */
#ifndef SEEDMILL_OPTIONS_H
#define SEEDMILL_OPTIONS_H

#include "seedmill/base.h"
#include "seedmill/err.h"
#include "seedmill/plan.h"
#include "seedmill/run.h"

#define SM_VERSION "0.1.0"

/* Which command; a bit each, so that an option can say where it belongs. */
enum sm_command_id {
	SM_CMD_LOAD = 1,
	SM_CMD_GEN = 2,
	SM_CMD_PLAN = 4,
	SM_CMD_VERIFY = 8,
	SM_CMD_KINDS = 16,
	SM_CMD_MAN = 32,
	SM_CMD_COMPLETION = 64,
};

enum sm_verify { SM_VERIFY_COUNT, SM_VERIFY_DIGEST };
enum sm_color { SM_COLOR_AUTO, SM_COLOR_ALWAYS, SM_COLOR_NEVER };
enum sm_log_format { SM_LOG_TEXT, SM_LOG_JSON };

struct sm_option;

/* One option as it was given, for writing a command line like this one. */
struct sm_given {
	const struct sm_option *option;
	const char *value;          /* NULL: takes none */
};

/* What the command line said. Strings in the arena given to the parser. */
struct sm_options {
	const struct sm_command *command;   /* NULL: --help or --version alone */
	const char *operand;        /* PROFILE, NAME, SHELL; may be NULL */
	bool help, version;

	const char *to;
	const char *out;
	unsigned format;            /* index into "copy|csv|mysql|jsonl" */
	unsigned compress;          /* index into "none|zst|gz" */

	const char *size;
	double scale;               /* 0: not given */
	struct sm_row_count *rows;
	uint64_t nrows;
	uint64_t tenants;           /* 0: not given */
	const char **tables;
	uint64_t ntables;
	uint64_t seed;              /* see sm__options_has() */
	const char *as_of;
	uint64_t limit;
	struct sm_shard shard;      /* n 0: not given */

	bool clean, append, if_empty, resume, dry_run, no_history, binary;
	bool no_local_infile;
	bool yes, force;            /* force: another name for yes */
	const char *confirm;
	unsigned verify;            /* enum sm_verify */

	uint64_t jobs, connections, chunk_rows;     /* 0: choose */
	uint64_t connect_attempts;  /* 3 unless given */
	uint64_t lock_wait;

	const char *report;
	unsigned log_format;        /* enum sm_log_format */
	unsigned color;             /* enum sm_color */
	bool quiet, verbose;

	struct sm_given *given;
	uint32_t ngiven;
};

enum sm_option_type {
	SM_OPT_GROUP,               /* a heading in --help */
	SM_OPT_FLAG,                /* bool */
	SM_OPT_TEXT,                /* const char * */
	SM_OPT_NUMBER,              /* uint64_t in [min, max] */
	SM_OPT_SCALE,               /* double above 0 */
	SM_OPT_CHOICE,              /* unsigned: index into metavar, "a|b|c" */
	SM_OPT_ROWS,                /* TABLE=N, more than once */
	SM_OPT_TABLES,              /* T[,T], more than once */
	SM_OPT_SHARD,               /* K/N */
};

struct sm_option {
	enum sm_option_type type;
	char letter;                /* 0: none */
	const char *name;           /* of a group: its heading */
	const char *metavar;
	size_t at;                  /* in struct sm_options */
	uint64_t min, max;
	unsigned commands;          /* set of enum sm_command_id */
	const char *text;
};

struct sm_command {
	const char *name;
	enum sm_command_id id;
	const char *operand;        /* "PROFILE"; NULL: takes none */
	bool operand_needed;
	bool listed;                /* in seedmill --help's first list */
	const char *summary;
	const char *about;          /* paragraphs for --help */
	const char *examples;       /* lines "command    what it does" */
};

const struct sm_option *sm__option_table(size_t *n);
const struct sm_command *sm__command_table(size_t *n);
const struct sm_command *sm__command_find(const char *name);

/*
 * Read a command line; argv[0] is skipped. SM_E_USAGE with a suggestion for
 * what is none of ours. Passwords in what it quotes are masked.
 */
enum sm_code sm__options_parse(int argc, char *const *argv, struct sm_arena *a,
			       struct sm_options *out, struct sm_err *err);

/* Was --name given? */
bool sm__options_has(const struct sm_options *o, const char *name);

/*
 * The same command line for a shell, without the options named in `drop`
 * (NULL at the end) and with `add` behind (NULL: nothing). Passwords masked.
 */
void sm__options_command(const struct sm_options *o, const char *const *drop,
			 const char *add, struct sm_buf *out);

/* A word for a POSIX shell, in quotes where it needs them. */
void sm__shell_quote(struct sm_buf *b, const char *word);

/* Overwrite the passwords of a URL (or anything like one) in place. */
void sm__mask_password(char *text);

/* ---- help.c: made from the tables -------------------------------------------- */

void sm__help_program(struct sm_buf *out);
void sm__help_command(const struct sm_command *c, struct sm_buf *out);
void sm__help_man(struct sm_buf *out);
/* shell: "bash". False when there is none for that shell. */
bool sm__help_completion(const char *shell, struct sm_buf *out);

#endif
