/*
 * guard.c - another machine's database is not written to by accident
 *
 * The URL alone decides, before anything is connected to. --clean there wants
 * the database's name, because "yes" is typed by habit and a name is not.
 */
#include <assert.h>
#include <string.h>

#include "guard.h"

/* Read one line; false at end of input. The newline goes. */
static bool answer(const struct sm_guard *g, const char *question, char *line,
		   size_t cap)
{
	fprintf(g->out, "%s", question);
	fflush(g->out);
	if (!fgets(line, (int)cap, g->in))
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

static enum sm_code may_write(const struct sm_guard *g, const struct sm_url *url,
			      const struct sm_options *o, struct sm_err *err)
{
	char question[512], line[64];

	if (o->yes)
		return SM_OK;
	snprintf(question, sizeof(question),
		 "%.400s is on another machine. Write to it? [y/N] ", url->safe);
	if (g->terminal && answer(g, question, line, sizeof(line)) &&
	    (strcmp(line, "y") == 0 || strcmp(line, "yes") == 0))
		return SM_OK;
	sm_fail(err, SM_E_CONFIRM, "not confirmed: %.400s is on another machine",
		url->safe);
	sm_why(err, g->terminal ? "the answer was not yes; nothing was touched"
				: "there is no terminal to ask at; nothing was "
				  "touched");
	return sm_fix(err, "if it is the one you mean, add --yes");
}

static enum sm_code may_clean(const struct sm_guard *g, const struct sm_url *url,
			      const struct sm_options *o, struct sm_err *err)
{
	const char *database = url->database ? url->database : "";
	char question[512], line[256] = "";

	if (o->confirm && strcmp(o->confirm, database) == 0 && *database)
		return SM_OK;
	snprintf(question, sizeof(question), "--clean deletes rows in %.300s. "
		 "Type the database's name to go on: ", url->safe);
	if (!o->confirm && g->terminal &&
	    answer(g, question, line, sizeof(line)) && *database &&
	    strcmp(line, database) == 0)
		return SM_OK;
	sm_fail(err, SM_E_CONFIRM, "not confirmed: --clean deletes rows in %.400s",
		url->safe);
	if (o->confirm)
		sm_why(err, "--confirm says \"%.100s\", the database is \"%.100s\"; "
		       "nothing was touched", o->confirm, database);
	else
		sm_why(err, g->terminal ? "the name was not typed; nothing was "
					  "touched"
					: "there is no terminal to ask at; "
					  "nothing was touched");
	return sm_fix(err, "if it is the one you mean, add --confirm and the "
		      "database's name");
}

enum sm_code sm__guard_check(const struct sm_guard *g, const struct sm_url *url,
			     const struct sm_options *o, struct sm_err *err)
{
	assert(url->safe);
	if (url->local)
		return SM_OK;
	SM_TRY(may_write(g, url, o, err));
	return o->clean ? may_clean(g, url, o, err) : SM_OK;
}
