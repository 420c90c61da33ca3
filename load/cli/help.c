/*
 * help.c - --help, the manual page and bash completion, from the tables
 */
#include <string.h>

#include "cli/options.h"

#define TEXT_COLUMN 30      /* where an option's text starts in --help */
#define LINE_END 79

/* Write text from `column` on, wrapped there, lines indented to it. */
static void wrap(struct sm_buf *b, const char *text, size_t column)
{
	size_t at = column;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (at > column && at + 1 + n > LINE_END) {
			sm_buf_printf(b, "\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			sm_buf_puts(b, " ");
			at++;
		}
		sm_buf_add(b, text, n);
		at += n;
		text += n + strspn(text + n, " ");
	}
	sm_buf_puts(b, "\n");
}

static void option_line(struct sm_buf *b, const struct sm_option *t)
{
	struct sm_buf name = { 0 };

	if (t->letter)
		sm_buf_printf(&name, "  -%c, --%s", t->letter, t->name);
	else
		sm_buf_printf(&name, "      --%s", t->name);
	if (t->metavar)
		sm_buf_printf(&name, " %s", t->metavar);
	if (name.n + 2 > TEXT_COLUMN)
		sm_buf_printf(b, "%s\n%*s", sm_buf_str(&name), TEXT_COLUMN, "");
	else
		sm_buf_printf(b, "%-*s", TEXT_COLUMN, sm_buf_str(&name));
	wrap(b, t->text, TEXT_COLUMN);
	sm_buf_release(&name);
}

/* Headings whose options all belong to other commands are left out by their
 * own `commands`. */
static void option_lines(struct sm_buf *b, unsigned command)
{
	size_t n;
	const struct sm_option *t = sm__option_table(&n);

	for (size_t i = 0; i < n; i++) {
		if (!(t[i].commands & command))
			continue;
		if (t[i].type == SM_OPT_GROUP)
			sm_buf_printf(b, "\n%s:\n", t[i].name);
		else
			option_line(b, &t[i]);
	}
}

static void usage_line(const struct sm_command *c, struct sm_buf *out)
{
	sm_buf_printf(out, "seedmill %s", c->name);
	if (c->operand)
		sm_buf_printf(out, c->operand_needed ? " %s" : " [%s]",
			      c->operand);
}

void sm__help_command(const struct sm_command *c, struct sm_buf *out)
{
	const char *at = c->examples;

	sm_buf_puts(out, "Usage: ");
	usage_line(c, out);
	sm_buf_printf(out, " [OPTION...]\n\n%s", c->about);
	option_lines(out, c->id);
	sm_buf_puts(out, "\nExamples:\n");
	while (*at) {
		size_t line = strcspn(at, "\n"), cmd = strcspn(at, "\t");

		sm_buf_puts(out, "  ");
		sm_buf_add(out, at, cmd);
		sm_buf_puts(out, "\n      ");
		sm_buf_add(out, at + cmd + 1, line - cmd - 1);
		sm_buf_puts(out, "\n");
		at += line + (at[line] == '\n');
	}
}

static const char exit_statuses[] =
	"  0 done           1 internal         2 usage          3 profile\n"
	"  4 refused        5 not confirmed    6 no connection  7 lock held\n"
	"  8 schema         9 load failed     10 does not reconcile\n"
	"  130, 143 stopped by a signal, can be resumed\n";

static void command_lines(struct sm_buf *out, const char *title, bool listed)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);

	sm_buf_printf(out, "\n%s:\n", title);
	for (size_t i = 0; i < n; i++) {
		struct sm_buf line = { 0 };

		if (c[i].listed != listed)
			continue;
		usage_line(&c[i], &line);
		sm_buf_printf(out, "  %-20s%s\n",
			      sm_buf_str(&line) + strlen("seedmill "),
			      c[i].summary);
		sm_buf_release(&line);
	}
}

void sm__help_program(struct sm_buf *out)
{
	sm_buf_puts(out, "Usage: seedmill COMMAND [OPTION...]\n\n"
			 "Fills databases with rows that a profile describes, and "
			 "proves that they are\nthere.\n");
	command_lines(out, "Commands", true);
	command_lines(out, "Besides", false);
	sm_buf_printf(out, "\nseedmill COMMAND --help (or help COMMAND) shows options "
		      "and examples;\n--version the version.\n\nExit status:\n%s", exit_statuses);
}

/* ---- manual page -------------------------------------------------------------- */

/* A line of text for roff: backslashes and dashes escaped, no leading dot. */
static void roff(struct sm_buf *b, const char *text, size_t n)
{
	if (n && (*text == '.' || *text == '\''))
		sm_buf_puts(b, "\\&");
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\\')
			sm_buf_puts(b, "\\e");
		else if (text[i] == '-')
			sm_buf_puts(b, "\\-");
		else
			sm_buf_add(b, text + i, 1);
	}
}

static void roff_str(struct sm_buf *b, const char *text)
{
	roff(b, text, strlen(text));
}

static void man_command(struct sm_buf *b, const struct sm_command *c)
{
	struct sm_buf usage = { 0 };

	usage_line(c, &usage);
	sm_buf_puts(b, ".SS ");
	roff_str(b, sm_buf_str(&usage));
	sm_buf_puts(b, "\n");
	roff_str(b, c->about);
	for (const char *at = c->examples; *at;) {
		size_t line = strcspn(at, "\n"), cmd = strcspn(at, "\t");

		sm_buf_puts(b, ".TP\n.B ");
		roff(b, at, cmd);
		sm_buf_puts(b, "\n");
		roff(b, at + cmd + 1, line - cmd - 1);
		sm_buf_puts(b, "\n");
		at += line + (at[line] == '\n');
	}
	sm_buf_release(&usage);
}

static void man_option(struct sm_buf *b, const struct sm_option *t)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);
	const char *sep = " (";

	if (t->type == SM_OPT_GROUP) {
		sm_buf_puts(b, ".SS ");
		roff_str(b, t->name);
		sm_buf_puts(b, "\n");
		return;
	}
	sm_buf_puts(b, ".TP\n.B ");
	if (t->letter)
		sm_buf_printf(b, "\\-%c, ", t->letter);
	sm_buf_puts(b, "\\-\\-");
	roff_str(b, t->name);
	if (t->metavar) {
		sm_buf_puts(b, " ");
		roff_str(b, t->metavar);
	}
	sm_buf_puts(b, "\n");
	roff_str(b, t->text);
	for (size_t i = 0; i < n; i++) {
		if (!c[i].listed || !(t->commands & c[i].id))
			continue;
		sm_buf_printf(b, "%s%s", sep, c[i].name);
		sep = ", ";
	}
	sm_buf_puts(b, ")\n");
}

void sm__help_man(struct sm_buf *out)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);
	const struct sm_option *t;

	sm_buf_puts(out, ".TH SEEDMILL 1 \"\" \"seedmill " SM_VERSION "\"\n"
		    ".SH NAME\nseedmill \\- fill databases from a profile and "
		    "prove it\n.SH SYNOPSIS\n.B seedmill\n.I COMMAND\n"
		    "[\\fIOPTION\\fR...]\n.SH COMMANDS\n");
	for (size_t i = 0; i < n; i++)
		man_command(out, &c[i]);
	sm_buf_puts(out, ".SH OPTIONS\n");
	t = sm__option_table(&n);
	for (size_t i = 0; i < n; i++)
		man_option(out, &t[i]);
	sm_buf_puts(out, ".SH EXIT STATUS\n.nf\n");
	roff_str(out, exit_statuses);
	sm_buf_puts(out, ".fi\n.SH ENVIRONMENT\n.TP\n.B NO_COLOR\n"
		    "no colours unless \\-\\-color always\n.TP\n"
		    ".B SKIP_SEEDING\ndeprecated: with 1 or true, load warns "
		    "and does nothing\n.TP\n"
		    ".B SEEDMILL_SHARE\nwhere the folder words/ of word lists is\n"
		    ".TP\n.B PGPASSWORD, PGPASSFILE\npasswords, as in libpq\n");
}

/* ---- completion --------------------------------------------------------------- */

static void completion_words(struct sm_buf *b, const struct sm_command *c)
{
	size_t n;
	const struct sm_option *t = sm__option_table(&n);

	sm_buf_printf(b, "\t%s) words='", c->name);
	for (size_t i = 0; i < n; i++)
		if (t[i].type != SM_OPT_GROUP && (t[i].commands & c->id))
			sm_buf_printf(b, "--%s ", t[i].name);
	sm_buf_puts(b, "' ;;\n");
}

static void completion_values(struct sm_buf *b)
{
	size_t n;
	const struct sm_option *t = sm__option_table(&n);

	for (size_t i = 0; i < n; i++) {
		if (t[i].type != SM_OPT_CHOICE)
			continue;
		sm_buf_printf(b, "\t--%s) COMPREPLY=($(compgen -W '", t[i].name);
		for (const char *p = t[i].metavar; *p; p++)
			sm_buf_add(b, *p == '|' ? " " : p, 1);
		sm_buf_puts(b, "' -- \"$cur\")); return ;;\n");
	}
}

bool sm__help_completion(const char *shell, struct sm_buf *out)
{
	size_t n;
	const struct sm_command *c = sm__command_table(&n);

	if (strcmp(shell, "bash") != 0)
		return false;
	sm_buf_puts(out, "# bash completion for seedmill\n_seedmill()\n{\n"
		    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} words=''\n"
		    "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		    "\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
		    "\t\tCOMPREPLY=($(compgen -W '");
	for (size_t i = 0; i < n; i++)
		sm_buf_printf(out, "%s ", c[i].name);
	sm_buf_puts(out, "help --help --version' -- \"$cur\"))\n\t\treturn\n\tfi\n"
		    "\tcase $prev in\n");
	completion_values(out);
	sm_buf_puts(out, "\tesac\n\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < n; i++)
		completion_words(out, &c[i]);
	sm_buf_puts(out, "\tesac\n\tcase $cur in\n"
		    "\t-*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
		    "\t*) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n\tesac\n}\n"
		    "complete -o filenames -F _seedmill seedmill\n");
	return true;
}
