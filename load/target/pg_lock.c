/*
 * pg_lock.c - one run a database
 *
 * A session-level advisory lock on the main connection, so that it goes when
 * the connection goes, however that happens. It makes two runs polite; what
 * makes them safe is the epoch that each chunk's transaction checks
 * (pg_ledger.c).
 */
#include <stdio.h>
#include <time.h>

#include "pg.h"
#include "sql_pg.h"

#define LOCK_SPACE 0x736d696c   /* "smil" */

static void key_of(const struct sm__pg *pg, char space[16], char place[16])
{
	snprintf(space, 16, "%d", LOCK_SPACE);
	/* int4 is signed, an oid is not: the same 32 bits. */
	snprintf(place, 16, "%d", (int)(int32_t)pg->database_oid);
}

static enum sm_code held(struct sm__pg *pg, const char *const *param,
			 struct sm_err *err)
{
	PGresult *res = sm__pg_query(pg->conn, err, "asking who holds the lock",
				     sql_pg_lock_holder, 2, param);
	char user[128], app[128], ago[48];

	if (!res)
		return err->code;
	sm_fail(err, SM_E_LOCK, "Another seeding operation is in progress in "
		"database \"%s\"", pg->database);
	if (PQntuples(res) == 1) {
		const char *u = sm__pg_cell(res, 0, 1);
		const char *a = sm__pg_cell(res, 0, 2);

		sm__clean_text(user, sizeof(user), u ? u : "?");
		sm__clean_text(app, sizeof(app), a ? a : "?");
		sm__since_text(sm__pg_u64(res, 0, 3), ago, sizeof(ago));
		sm_why(err, "lock is held by pid %s, user %s, %s, from %s, "
		       "since %s", PQgetvalue(res, 0, 0), user, app,
		       PQgetvalue(res, 0, 4), ago);
		sm_fix(err, "wait for it with --lock-wait SECONDS, or end it: "
		       "SELECT pg_terminate_backend(%s)",
		       PQgetvalue(res, 0, 0));
	} else {
		sm_why(err, "who held the lock has just let it go");
		sm_fix(err, "try again");
	}
	PQclear(res);
	return err->code;
}

enum sm_code sm__pg_lock(struct sm_target *t, unsigned wait_s,
			 struct sm_err *err)
{
	static const struct timespec pause = { .tv_nsec = 250 * 1000 * 1000 };
	struct sm__pg *pg = sm__pg_of(t);
	char space[16], place[16];
	const char *const param[] = { space, place };

	key_of(pg, space, place);
	/* Asking again and again: a wait in the server could not be left. */
	for (uint64_t turn = 0;; turn++) {
		PGresult *res = sm__pg_query(pg->conn, err, "taking the lock",
			"select pg_catalog.pg_try_advisory_lock($1::int4, "
			"$2::int4)", 2, param);
		bool got;

		if (!res)
			return err->code;
		got = sm__pg_true(res, 0, 0);
		PQclear(res);
		if (got)
			return SM_OK;
		if (turn >= (uint64_t)wait_s * 4)
			return held(pg, param, err);
		if (!turn && t->note)
			t->note(t->note_ctx, "waiting for another seedmill in "
					     "this database");
		if (nanosleep(&pause, NULL))    /* a signal: stop waiting */
			return held(pg, param, err);
	}
}
