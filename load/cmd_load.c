/*
 * cmd_load.c - seedmill load: generate, load, reconcile
 */
#include <stdio.h>

#include "commands.h"
#include "session.h"

/* run.end comes behind the error, which main() tells. */
static void leave_end(const struct sm_session *s)
{
	const struct sm_report *r = &s->report;

	s->log->end = (struct sm_log_end){
		.due = true,
		.status = r->status == SM_STATUS_OK ? "ok" : "nothing to do",
		.rows = r->rows,
		.bytes = r->bytes,
		.ms = (uint64_t)(r->seconds * 1000),
	};
}

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

	if (c->o->dry_run)
		return sm__cmd_plan(c, err);
	rc = sm__session_report(&s, load(&s, err), err);
	if (!c->o->quiet && rc == SM_E_RECONCILE)
		(void)print_table(&s, &ignored);
	else if (!c->o->quiet && !rc && s.report.status == SM_STATUS_OK)
		rc = print_table(&s, err);
	leave_end(&s);
	sm__session_close(&s);
	return rc;
}
