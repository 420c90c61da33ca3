/*
 * cmd_gen.c - seedmill gen: rows to files or stdout
 *
 * A load into the dir target without anything around it: no ledger, nothing to
 * count. When the reader of stdout goes away (`| head`), that is no failure.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "session.h"

static enum sm_code open_dir(struct sm_session *s, struct sm_err *err)
{
	const char *out = s->o->out ? s->o->out : "-";

	/* not through sm_url_parse(): a folder may be called "env:x" */
	s->url = (struct sm_url){ .scheme = "dir", .path = out, .local = true,
				  .safe = out };
	s->target.kind = sm_target_find("dir");
	s->target.url = &s->url;
	s->target.shard = s->o->shard;
	sm__session_files(s);
	s->target.note = sm__session_note;
	s->target.note_ctx = s;
	s->report.target = out;
	s->report.connections = 1;
	SM_TRY(s->target.kind->open(&s->target, err));
	s->is_open = true;
	return SM_OK;
}

static enum sm_code generate(struct sm_session *s, struct sm_err *err)
{
	const struct sm_target_kind *k;
	enum sm_code rc;

	SM_TRY(sm__session_begin(s, err));
	SM_TRY(open_dir(s, err));
	SM_TRY(sm__session_plan(s, err));
	k = s->target.kind;
	SM_TRY(k->preflight(&s->target, err));
	SM_TRY(k->prepare(&s->target, err));
	rc = sm__session_run(s, err);
	if (rc == SM_E_STOPPED && !atomic_load(s->stop))
		return SM_OK;   /* the reader has had enough */
	if (rc == SM_E_STOPPED) {
		sm_fail(err, rc, "stopped by a signal");
		sm_why(err, "files that are not whole were removed");
	}
	return rc ? rc : k->finish(&s->target, err);
}

static void print_files(const struct sm_session *s)
{
	for (uint32_t i = 0; i < s->report.ntables; i++) {
		const struct sm_table_report *t = &s->report.tables[i];
		char rows[32], bytes[32];

		printf("%-24s %14s rows %16s bytes\n", t->name,
		       sm_commas(t->acked, rows), sm_commas(t->bytes, bytes));
	}
}

enum sm_code sm__cmd_gen(const struct sm_context *c, struct sm_err *err)
{
	struct sm_session s = { .o = c->o, .log = c->log, .stop = c->stop };
	bool to_stdout = !c->o->out || strcmp(c->o->out, "-") == 0;
	enum sm_code rc;

	/* rows and live lines on one terminal would run into each other */
	c->log->terminal = c->log->terminal && !to_stdout;
	rc = generate(&s, err);
	if (!rc && !to_stdout && !c->o->quiet)
		print_files(&s);
	sm__session_close(&s);
	return rc;
}
