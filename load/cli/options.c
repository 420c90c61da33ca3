/*
 * options.c - argv -> struct sm_options, and back again
 *
 * Options may stand before or behind the operand: --name value, --name=value,
 * -j4, -j 4; "--" ends them. Nothing is abbreviated: a --clea that means
 * --clean is not to be guessed. What is not ours is refused with the nearest
 * name that is. Numbers are plain digits: strtoull would take "-1" and " 1".
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

#define MOST_SHARDS 65536

struct parser {
	struct sm_options *o;
	struct sm_arena *arena;
	char *const *argv;
	int argc, at;
	struct sm_err *err;
};

/* ---- passwords -------------------------------------------------------------- */

/* Put "****" in place of [p, end); what follows moves up. */
static void blot(char *p, char *end)
{
	size_t keep = (size_t)(end - p) < 4 ? (size_t)(end - p) : 4;
	size_t tail = strlen(end);

	memset(p, '*', keep);
	memmove(p + keep, end, tail);
	/* what stays behind the new end was part of the password, too */
	memset(p + keep + tail, 0, (size_t)(end - p) - keep);
}

void sm__mask_password(char *text)
{
	char *host = strstr(text, "://"), *at, *colon, *query;

	if (!host)
		return;
	host += 3;
	/* A password with an unescaped / or @ in it is masked as well. */
	query = strchr(host, '?');
	if (query)
		*query = '\0';
	at = strrchr(host, '@');
	colon = strchr(host, ':');
	if (query)
		*query = '?';
	if (at && colon && colon < at)
		blot(colon + 1, at);
	for (char *p = strchr(host, '?'); p && *p; p++) {
		char *value = strstr(p, "password=");

		if (!value)
			break;
		value += strlen("password=");
		blot(value, value + strcspn(value, "&"));
		p = value;
		if (!*p)
			break;
	}
}

static const char *masked(struct sm_arena *a, const char *text)
{
	char *copy = sm_arena_strdup(a, text);

	if (!copy)
		return "***";
	sm__mask_password(copy);
	return copy;
}

/* ---- looking up --------------------------------------------------------------- */

const struct sm_command *sm__command_find(const char *name)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(c[i].name, name) == 0)
			return &c[i];
	return NULL;
}

static enum sm_code unknown_command(struct parser *p, const char *word)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);
	const char *names[16], *near;

	assert(n <= SM_COUNTOF(names));
	for (size_t i = 0; i < n; i++)
		names[i] = c[i].name;
	near = sm_nearest(word, names, n);
	sm_fail(p->err, SM_E_USAGE, "there is no command \"%s\"",
		masked(p->arena, word));
	if (near)
		return sm_fix(p->err, "did you mean \"seedmill %s\"? seedmill --help "
			      "lists the commands", near);
	return sm_fix(p->err, "seedmill --help lists the commands");
}

static bool belongs(const struct sm_option *t, const struct sm_command *c)
{
	return t->type != SM_OPT_GROUP && (!c || (t->commands & c->id));
}

/* By name (n bytes of it) or, when name is NULL, by letter. */
static const struct sm_option *find(const struct sm_command *c, const char *name,
				    size_t n, char letter)
{
	size_t count;
	const struct sm_option *t = sm__option_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (!belongs(&t[i], c))
			continue;
		if (name ? strlen(t[i].name) == n &&
			   memcmp(t[i].name, name, n) == 0
			 : letter && t[i].letter == letter)
			return &t[i];
	}
	return NULL;
}

static enum sm_code unknown_option(struct parser *p, const char *arg)
{
	const struct sm_command *c = p->o->command;
	size_t count, n = strcspn(arg, "=");
	const struct sm_option *t = sm__option_table(&count);
	const char *names[80], *near;
	char *word = sm_arena_strndup(p->arena, arg, n);
	size_t k = 0;

	if (!word)
		return sm_nomem(p->err);
	if (c && (arg[1] == '-' ? find(NULL, arg + 2, n - 2, 0)
				: find(NULL, NULL, 0, arg[1]))) {
		sm_fail(p->err, SM_E_USAGE, "%s is not an option of seedmill %s",
			word, c->name);
		return sm_fix(p->err, "seedmill %s --help lists its options",
			      c->name);
	}
	for (size_t i = 0; i < count && k < SM_COUNTOF(names); i++)
		if (belongs(&t[i], c))
			names[k++] = t[i].name;
	near = arg[1] == '-' ? sm_nearest(word + 2, names, k) : NULL;
	sm_fail(p->err, SM_E_USAGE, "unknown option %s", masked(p->arena, word));
	if (near)
		return sm_fix(p->err, "did you mean --%s?", near);
	if (c)
		return sm_fix(p->err, "seedmill %s --help lists the options",
			      c->name);
	return sm_fix(p->err, "seedmill --help lists the commands");
}

/* ---- values -------------------------------------------------------------------- */

static bool number(const char *text, uint64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoull(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end;
}

static enum sm_code set_number(struct parser *p, const struct sm_option *t,
			       const char *value)
{
	uint64_t n;

	if (!number(value, &n) || n < t->min || n > t->max) {
		if (t->max == UINT64_MAX)
			return sm_fail(p->err, SM_E_USAGE, "--%s takes a number "
				       "from %" PRIu64 " on, not \"%s\"", t->name,
				       t->min, value);
		return sm_fail(p->err, SM_E_USAGE, "--%s takes a number from %"
			       PRIu64 " to %" PRIu64 ", not \"%s\"", t->name,
			       t->min, t->max, value);
	}
	*(uint64_t *)(void *)((char *)p->o + t->at) = n;
	return SM_OK;
}

/* K/N; a file's name has both. */
static enum sm_code set_shard(struct parser *p, const struct sm_option *t,
			      const char *value)
{
	const char *slash = strchr(value, '/');
	char first[24];
	uint64_t k = 0, n = 0;
	size_t len = slash ? (size_t)(slash - value) : 0;

	if (len && len < sizeof(first)) {
		memcpy(first, value, len);
		first[len] = '\0';
		if (!number(first, &k) || !number(slash + 1, &n))
			k = 0;
	}
	if (k < 1 || k > n || n > MOST_SHARDS)
		return sm_fail(p->err, SM_E_USAGE, "--%s takes K/N, K from 1 to N "
			       "and N up to %d, not \"%s\"", t->name, MOST_SHARDS,
			       value);
	p->o->shard = (struct sm_shard){ (uint32_t)k, (uint32_t)n };
	return SM_OK;
}

static enum sm_code set_scale(struct parser *p, const struct sm_option *t,
			      const char *value)
{
	char *end;
	double x = strtod(value, &end);

	/* strtod also takes "inf", "0x10" and blanks */
	if (*end || strspn(value, "0123456789.eE+-") != strlen(value) ||
	    !(x > 0) || x > 1e9)
		return sm_fail(p->err, SM_E_USAGE, "--%s takes a number above 0 "
			       "and up to 1e9, not \"%s\"", t->name, value);
	p->o->scale = x;
	return SM_OK;
}

static enum sm_code set_choice(struct parser *p, const struct sm_option *t,
			       const char *value)
{
	const char *at = t->metavar;
	unsigned index = 0;

	for (;;) {
		size_t n = strcspn(at, "|");

		if (strlen(value) == n && memcmp(value, at, n) == 0) {
			*(unsigned *)(void *)((char *)p->o + t->at) = index;
			return SM_OK;
		}
		if (!at[n])
			break;
		at += n + 1;
		index++;
	}
	return sm_fail(p->err, SM_E_USAGE, "--%s takes %s, not \"%s\"", t->name,
		       t->metavar, value);
}

static enum sm_code add_rows(struct parser *p, const char *value)
{
	struct sm_options *o = p->o;
	const char *eq = strrchr(value, '=');
	struct sm_row_count r;

	if (!eq || eq == value || !number(eq + 1, &r.rows))
		return sm_fail(p->err, SM_E_USAGE, "--rows takes TABLE=N, not "
			       "\"%s\"", value);
	r.table = sm_arena_strndup(p->arena, value, (size_t)(eq - value));
	if (!r.table)
		return sm_nomem(p->err);
	for (uint64_t i = 0; i < o->nrows; i++)
		if (strcmp(o->rows[i].table, r.table) == 0)
			return sm_fail(p->err, SM_E_USAGE, "--rows %s is given "
				       "twice", r.table);
	o->rows[o->nrows++] = r;        /* room for argc of them */
	return SM_OK;
}

static enum sm_code add_tables(struct parser *p, const char *value)
{
	struct sm_options *o = p->o;
	const char **more;
	size_t room = 1;

	for (const char *c = value; *c; c++)
		room += *c == ',';
	more = sm_arena_array(p->arena, o->ntables + room, sizeof(*more));
	if (!more)
		return sm_nomem(p->err);
	if (o->ntables)
		memcpy(more, o->tables, o->ntables * sizeof(*more));
	o->tables = more;
	for (;;) {
		size_t n = strcspn(value, ",");

		if (n == 0)
			return sm_fail(p->err, SM_E_USAGE, "--table takes names "
				       "with commas between them");
		o->tables[o->ntables] = sm_arena_strndup(p->arena, value, n);
		if (!o->tables[o->ntables++])
			return sm_nomem(p->err);
		if (!value[n])
			return SM_OK;
		value += n + 1;
	}
}

static enum sm_code set_field(struct parser *p, const struct sm_option *t,
			      const char *value)
{
	void *field = (char *)p->o + t->at;

	if (value && !*value && t->type != SM_OPT_FLAG)
		return sm_fail(p->err, SM_E_USAGE, "--%s needs a value: --%s %s",
			       t->name, t->name, t->metavar);
	switch (t->type) {
	case SM_OPT_FLAG:
		*(bool *)field = true;
		return SM_OK;
	case SM_OPT_TEXT:
		*(const char **)field = value;
		return SM_OK;
	case SM_OPT_NUMBER:
		return set_number(p, t, value);
	case SM_OPT_SCALE:
		return set_scale(p, t, value);
	case SM_OPT_CHOICE:
		return set_choice(p, t, value);
	case SM_OPT_ROWS:
		return add_rows(p, value);
	case SM_OPT_TABLES:
		return add_tables(p, value);
	case SM_OPT_SHARD:
		return set_shard(p, t, value);
	case SM_OPT_GROUP:      /* belongs() keeps headings out */
		break;
	}
	return sm_fail(p->err, SM_E_INTERNAL, "--%s is not an option", t->name);
}

static enum sm_code help_fix(struct parser *p)
{
	const struct sm_command *c = p->o->command;

	if (!c)
		return sm_fix(p->err, "seedmill --help lists the commands");
	return sm_fix(p->err, "seedmill %s --help lists the options", c->name);
}

static enum sm_code set(struct parser *p, const struct sm_option *t,
			const char *value)
{
	p->o->given[p->o->ngiven++] = (struct sm_given){ t, value };
	return set_field(p, t, value) ? help_fix(p) : SM_OK;
}

/* ---- the walk through argv ------------------------------------------------------- */

static enum sm_code needs_value(struct parser *p, const struct sm_option *t)
{
	sm_fail(p->err, SM_E_USAGE, "--%s needs a value: --%s %s", t->name,
		t->name, t->metavar);
	return help_fix(p);
}

static enum sm_code long_option(struct parser *p, const char *arg)
{
	size_t n = strcspn(arg + 2, "=");
	const char *value = arg[2 + n] ? arg + 2 + n + 1 : NULL;
	const struct sm_option *t = find(p->o->command, arg + 2, n, 0);

	if (!t)
		return unknown_option(p, arg);
	if (t->type == SM_OPT_FLAG) {
		if (value) {
			sm_fail(p->err, SM_E_USAGE, "--%s takes no value",
				t->name);
			return sm_fix(p->err, "--%s", t->name);
		}
	} else if (!value) {
		if (p->at >= p->argc)
			return needs_value(p, t);
		value = p->argv[p->at++];
	}
	return set(p, t, value);
}

/* -j4, -j 4, and flags together: -qv */
static enum sm_code short_options(struct parser *p, const char *arg)
{
	for (const char *c = arg + 1; *c; c++) {
		const struct sm_option *t = find(p->o->command, NULL, 0, *c);

		if (!t)
			return unknown_option(p, arg);
		if (t->type == SM_OPT_FLAG) {
			SM_TRY(set(p, t, NULL));
			continue;
		}
		if (c[1])
			return set(p, t, c + 1);
		if (p->at >= p->argc)
			return needs_value(p, t);
		return set(p, t, p->argv[p->at++]);
	}
	return SM_OK;
}

static enum sm_code operand(struct parser *p, const char *arg)
{
	struct sm_options *o = p->o;

	/* "help load" is "load --help" */
	if (!o->command && !o->help && strcmp(arg, "help") == 0) {
		o->help = true;
		return SM_OK;
	}
	if (!o->command) {
		o->command = sm__command_find(arg);
		return o->command ? SM_OK : unknown_command(p, arg);
	}
	if (!o->operand && o->command->operand) {
		o->operand = arg;
		return SM_OK;
	}
	sm_fail(p->err, SM_E_USAGE, "one argument too many: \"%s\"",
		masked(p->arena, arg));
	if (strstr(arg, "://") || strncmp(arg, "sqlite:", 7) == 0)
		return sm_fix(p->err, "the target goes behind --to");
	if (!o->command->operand)
		return sm_fix(p->err, "seedmill %s takes none", o->command->name);
	return sm_fix(p->err, "seedmill %s takes one %s; quote it when it has "
		      "blanks", o->command->name, o->command->operand);
}

/* Two ways of dealing with rows that are there cannot both be taken. */
static enum sm_code check_together(const struct sm_options *o, struct sm_err *err)
{
	const struct {
		bool both;
		const char *a, *b;
	} cases[] = {
		{ o->clean && o->append, "clean", "append" },
		{ o->clean && o->if_empty, "clean", "if-empty" },
		{ o->clean && o->resume, "clean", "resume" },
		{ o->append && o->if_empty, "append", "if-empty" },
		{ o->quiet && o->verbose, "quiet", "verbose" },
	};

	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		if (cases[i].both)
			return sm_fail(err, SM_E_USAGE, "--%s and --%s exclude "
				       "each other", cases[i].a, cases[i].b);
	return SM_OK;
}

static enum sm_code check_whole(const struct parser *p)
{
	const struct sm_options *o = p->o;

	p->o->yes |= o->force;
	if (o->help || o->version)
		return SM_OK;
	if (!o->command) {
		sm_fail(p->err, SM_E_USAGE, "which command?");
		return sm_fix(p->err, "seedmill --help lists the commands");
	}
	if (o->command->operand_needed && (!o->operand || !*o->operand)) {
		sm_fail(p->err, SM_E_USAGE, "seedmill %s needs a %s",
			o->command->name, o->command->operand);
		return sm_fix(p->err, "seedmill %s --help shows examples",
			      o->command->name);
	}
	return check_together(o, p->err);
}

/* An error in front of --log-format json is to be JSON, too. */
static bool wants_json(int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--log-format=json") == 0 ||
		    (strcmp(argv[i], "--log-format") == 0 && i + 1 < argc &&
		     strcmp(argv[i + 1], "json") == 0))
			return true;
	return false;
}

enum sm_code sm__options_parse(int argc, char *const *argv, struct sm_arena *a,
			       struct sm_options *out, struct sm_err *err)
{
	struct parser p = { out, a, argv, argc, 1, err };
	size_t room = 1;

	/* "-qv" gives two options from one word */
	for (int i = 1; i < argc; i++)
		room += strlen(argv[i]) + 1;
	*out = (struct sm_options){ .connect_attempts = 3 };
	if (wants_json(argc, argv))
		out->log_format = SM_LOG_JSON;
	out->given = sm_arena_array(a, room, sizeof(*out->given));
	out->rows = sm_arena_array(a, (size_t)argc + 1, sizeof(*out->rows));
	if (!out->given || !out->rows)
		return sm_nomem(err);
	while (p.at < argc) {
		const char *arg = argv[p.at++];

		if (strcmp(arg, "--") == 0) {
			while (p.at < argc)
				SM_TRY(operand(&p, argv[p.at++]));
		} else if (strncmp(arg, "--", 2) == 0) {
			SM_TRY(long_option(&p, arg));
		} else if (arg[0] == '-' && arg[1]) {
			SM_TRY(short_options(&p, arg));
		} else {
			SM_TRY(operand(&p, arg));
		}
	}
	return check_whole(&p);
}

/* ---- and back --------------------------------------------------------------------- */

bool sm__options_has(const struct sm_options *o, const char *name)
{
	for (uint32_t i = 0; i < o->ngiven; i++)
		if (strcmp(o->given[i].option->name, name) == 0)
			return true;
	return false;
}

void sm__shell_quote(struct sm_buf *b, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";

	if (*word && strspn(word, plain) == strlen(word)) {
		sm_buf_puts(b, word);
		return;
	}
	sm_buf_puts(b, "'");
	for (; *word; word++) {
		if (*word == '\'')
			sm_buf_puts(b, "'\\''");
		else
			sm_buf_add(b, word, 1);
	}
	sm_buf_puts(b, "'");
}

void sm__options_command(const struct sm_options *o, const char *const *drop,
			 const char *add, struct sm_buf *out)
{
	struct sm_arena tmp = { 0 };

	assert(o->command);
	sm_buf_printf(out, "seedmill %s", o->command->name);
	if (o->operand) {
		sm_buf_puts(out, " ");
		sm__shell_quote(out, o->operand);
	}
	for (uint32_t i = 0; i < o->ngiven; i++) {
		const struct sm_given *g = &o->given[i];
		/* another command's, when the command was changed */
		bool left_out = !(g->option->commands & o->command->id);

		for (const char *const *d = drop; *d; d++)
			left_out |= strcmp(*d, g->option->name) == 0;
		if (left_out)
			continue;
		sm_buf_printf(out, " --%s", g->option->name);
		if (g->value) {
			sm_buf_puts(out, " ");
			sm__shell_quote(out, masked(&tmp, g->value));
		}
	}
	if (add)
		sm_buf_printf(out, " %s", add);
	sm_arena_release(&tmp);
}
