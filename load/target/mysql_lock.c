/*
 * mysql_lock.c - one run a database, and the sessions of runs that are dead
 *
 * GET_LOCK on the main connection: it goes when the connection goes, however
 * that happens. It makes two runs polite; what makes them safe is the epoch
 * that each chunk's transaction checks (mysql_ledger.c).
 *
 * Each loader's connection holds a lock of its own, seedmill:DATABASE/N with
 * the first N that is free: a seat. IS_USED_LOCK tells whose it is, so that a
 * later owner of the database finds the sessions of one that was killed, and
 * ends them; everybody may KILL sessions of their own user. Locks of this kind
 * belong to the server, not to a database: the database is part of the name.
 */
#include <assert.h>
#include <stdio.h>
#include <time.h>

#include "my.h"
#include "sql_mysql.h"

#define SEATS 128               /* two runs' worth: the dead one's, and ours */

static void name_lock(const struct sm__my *my, char out[64])
{
	(void)snprintf(out, 64, "seedmill:%016llx",
		       (unsigned long long)my->lock_key);
}

static void name_seat(const struct sm__my *my, unsigned slot, char out[64])
{
	(void)snprintf(out, 64, "seedmill:%016llx/%u",
		       (unsigned long long)my->lock_key, slot);
}

/* GET_LOCK: 1 got it, 0 somebody has it, NULL an error of the server's. */
static enum sm_code try_lock(MYSQL *c, const char *name, bool *got,
			     struct sm_err *err)
{
	struct sm__my_rows r;

	SM_TRY(sm__my_query(c, err, "taking the lock", "select get_lock($1, 0)",
			    1, &name, &r));
	*got = r.n == 1 && sm__my_true(r.row[0][0]);
	sm__my_free(&r);
	return SM_OK;
}

static enum sm_code held(struct sm_target *t, const char *name,
			 struct sm_err *err)
{
	struct sm__my *my = sm__my_of(t);
	char user[128], host[128], ago[48];
	struct sm__my_rows r;

	SM_TRY(sm__my_query(my->conn, err, "asking who holds the lock",
			    sql_mysql_lock_holder, 1, &name, &r));
	sm_fail(err, SM_E_LOCK, "Another seeding operation is in progress in "
		"database \"%s\"", my->schema);
	if (r.n == 1) {
		sm__clean_text(user, sizeof(user), r.row[0][1] ? r.row[0][1]
								: "?");
		sm__clean_text(host, sizeof(host), r.row[0][2] ? r.row[0][2]
								: "?");
		sm__since_text(sm__my_u64(r.row[0][3]), ago, sizeof(ago));
		sm_why(err, "lock is held by connection %s, user %s, from %s, "
		       "quiet since %s", r.row[0][0], user, host, ago);
		sm_fix(err, "wait for it with --lock-wait SECONDS, or end it: "
		       "KILL %s", r.row[0][0]);
	} else {
		sm_why(err, "who held the lock has just let it go");
		sm_fix(err, "try again");
	}
	sm__my_free(&r);
	return err->code;
}

enum sm_code sm__my_lock(struct sm_target *t, unsigned wait_s,
			 struct sm_err *err)
{
	static const struct timespec pause = { .tv_nsec = 250 * 1000 * 1000 };
	struct sm__my *my = sm__my_of(t);
	char name[64];

	name_lock(my, name);
	/* Asking again and again: a wait in the server could not be left. */
	for (uint64_t turn = 0;; turn++) {
		bool got = false;

		SM_TRY(try_lock(my->conn, name, &got, err));
		if (got)
			return SM_OK;
		if (turn >= (uint64_t)wait_s * 4)
			return held(t, name, err);
		if (!turn && t->note)
			t->note(t->note_ctx, "waiting for another seedmill in "
					     "this database");
		if (nanosleep(&pause, NULL))    /* a signal: stop waiting */
			return held(t, name, err);
	}
}

/* ---- seats ------------------------------------------------------------------------ */

/* Whose lock is it? 0: nobody's. */
static enum sm_code owner_of(MYSQL *c, const char *name, unsigned long *thread,
			     struct sm_err *err)
{
	struct sm__my_rows r;

	SM_TRY(sm__my_query(c, err, "looking for old sessions",
			    "select is_used_lock($1)", 1, &name, &r));
	*thread = r.n == 1 ? (unsigned long)sm__my_u64(r.row[0][0]) : 0;
	sm__my_free(&r);
	return SM_OK;
}

/* End a session and wait until it has let its seat go: then it has rolled
 * back. One that has just ended by itself is no error (1094). */
static enum sm_code evict(MYSQL *c, const char *name, unsigned long thread,
			  struct sm_err *err)
{
	static const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
	unsigned long now = thread;
	char sql[64];

	(void)snprintf(sql, sizeof(sql), "KILL %lu", thread);
	if (sm__my_do(c, err, "ending a session of the run's old owner", sql) &&
	    !sm__my_err_is(err, 1094))
		return err->code;
	for (unsigned turn = 0; now == thread && turn < 600; turn++) {
		if (turn && nanosleep(&pause, NULL))
			break;
		SM_TRY(owner_of(c, name, &now, err));
	}
	if (now != thread)
		return SM_OK;
	sm_fail(err, SM_E_LOCK, "a session of the run's old owner does not end");
	return sm_fix(err, "wait until the server has rolled it back: "
		      "connection %lu", thread);
}

/*
 * A stream that lost its connection may still have a session on the server,
 * with a chunk's row in its hands. Its seat is proof that the number is still
 * that session's.
 */
enum sm_code sm__my_take_seat(struct sm__my *my, MYSQL *c, unsigned number,
			      struct sm_err *err)
{
	struct sm__my_seat *seat = &my->seat[number];
	unsigned long thread = 0;
	char name[64];
	bool got = false;

	assert(number < SM__MY_SESSIONS);
	if (seat->thread) {
		name_seat(my, seat->slot, name);
		SM_TRY(owner_of(c, name, &thread, err));
		if (thread == seat->thread)
			SM_TRY(evict(c, name, thread, err));
		seat->thread = 0;
	}
	for (unsigned i = 0; !got && i < SEATS; i++) {
		seat->slot = (number + i) % SEATS;
		name_seat(my, seat->slot, name);
		SM_TRY(try_lock(c, name, &got, err));
	}
	if (!got)
		return sm_fail(err, SM_E_LOCK, "%d other sessions load into "
			       "this database", SEATS);
	seat->thread = mysql_thread_id(c);
	return SM_OK;
}

enum sm_code sm__my_end_sessions(struct sm__my *my, struct sm_err *err)
{
	for (unsigned slot = 0; slot < SEATS; slot++) {
		unsigned long thread;
		char name[64];

		name_seat(my, slot, name);
		SM_TRY(owner_of(my->conn, name, &thread, err));
		if (thread)
			SM_TRY(evict(my->conn, name, thread, err));
	}
	return SM_OK;
}
