/*
 * cmd_load.c - seedmill load: generate, load, reconcile
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "commands.h"
#include "session.h"

static enum sm_code print_table(const struct sm_session *s, struct sm_err *err)
{
	struct sm_buf b = { 0 };
	bool failed;

	sm_report_table(&s->report, &b);
	failed = b.failed;
	fputs(sm_buf_str(&b), stdout);
	sm_buf_release(&b);
	return failed ? sm_nomem(err) : SM_OK;
}

/*
 * Deployments that set SKIP_SEEDING mean it: nothing is read and nobody is
 * connected to. 1 and true are what was understood ever since.
 */
static bool skipped(const struct sm_context *c)
{
	const char *skip = getenv("SKIP_SEEDING");
	const struct sm_field f[] = { SM_F_TEXT("name", "SKIP_SEEDING") };

	if (!skip || (strcmp(skip, "1") != 0 && strcasecmp(skip, "true") != 0))
		return false;
	sm__log(c->log, SM_LEVEL_WARN, "deprecated", f, SM_COUNTOF(f),
		"SKIP_SEEDING is deprecated. Use `seedmill load ... --if-empty` "
		"(or do not start it) instead. Nothing is loaded while it is set.");
	return true;
}

static enum sm_code load(struct sm_session *s, struct sm_err *err)
{
	SM_TRY(sm__session_begin(s, err));
	SM_TRY(sm__session_open(s, true, err));
	SM_TRY(sm__session_plan(s, err));
	return sm__session_load(s, err);
}

enum sm_code sm__cmd_load(const struct sm_context *c, struct sm_err *err)
{
	struct sm_session s = { .o = c->o, .log = c->log, .stop = c->stop };
	struct sm_err ignored = { 0 };
	enum sm_code rc;

	if (skipped(c))
		return SM_OK;
	if (c->o->dry_run)
		return sm__cmd_plan(c, err);
	rc = sm__session_report(&s, load(&s, err), err);
	if (!c->o->quiet && rc == SM_E_RECONCILE)
		(void)print_table(&s, &ignored);
	else if (!c->o->quiet && !rc && s.report.status == SM_STATUS_OK)
		rc = print_table(&s, err);
	sm__session_summary(&s, rc);
	sm__session_leave_end(&s);
	sm__session_close(&s);
	return rc;
}
