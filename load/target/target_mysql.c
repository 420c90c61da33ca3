/*
 * target_mysql.c - the MySQL and MariaDB target
 *
 * One connection belongs to the main thread: it describes, locks, keeps the
 * ledger, creates and finishes tables and reads back. Each loader thread has
 * a stream with a connection of its own (mysql_stream.c). my.h says which file
 * does what.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "my.h"
#include "seedmill/rng.h"
#include "sql_mysql.h"

/*
 * The URL alone says where rows go and how: no plugins from folders that
 * somebody names, no password that was not given, no check switched off.
 */
static void forget_environment(void)
{
	static const char *const names[] = {
		"LIBMYSQL_PLUGINS", "LIBMYSQL_PLUGIN_DIR", "MARIADB_PLUGIN_DIR",
		"MYSQL_PWD", "MYSQL_HOST", "MYSQL_TCP_PORT", "MYSQL_UNIX_PORT",
		"MARIADB_TLS_DISABLE_PEER_VERIFICATION",
	};

	for (size_t i = 0; i < SM_COUNTOF(names); i++)
		unsetenv(names[i]);
}

/*
 * "10.11.19-MariaDB" -> 101119. The server's own word: what the library says of
 * it is 5.5.5 of every MariaDB where the library is Oracle's.
 */
static unsigned long version_of(const char *text)
{
	unsigned major = 0, minor = 0, patch = 0;

	(void)sscanf(text, "%u.%u.%u", &major, &minor, &patch);
	return major * 10000ul + minor * 100ul + patch;
}

/* What server.sql said. */
static enum sm_code learn_place(struct sm_target *t, struct sm__my *my,
				struct sm_err *err)
{
	struct sm__my_rows r;

	SM_TRY(sm__my_query(my->conn, err, "asking where we are",
			    sql_mysql_server, 0, NULL, &r));
	if (r.n == 1 && r.row[0][0] && r.row[0][1] && r.row[0][2]) {
		my->version = version_of(r.row[0][2]);
		my->schema = sm_arena_strdup(&t->arena, r.row[0][0]);
		my->user = sm_arena_strdup(&t->arena, r.row[0][1]);
	}
	sm__my_free(&r);
	if (!my->schema || !my->user)
		return sm_fail(err, SM_E_CONNECT, "%s: the server does not say "
			       "which database this is", t->url->safe);
	my->mariadb = strstr(mysql_get_server_info(my->conn), "MariaDB") != NULL;
	my->lock_key = sm_key(0, my->schema, "", "lock");
	return SM_OK;
}

/* Settings that decide how we go on; what is refused is preflight's. */
static enum sm_code learn_settings(struct sm__my *my, struct sm_err *err)
{
	bool log = false, statements = false;
	struct sm__my_rows r;

	SM_TRY(sm__my_query(my->conn, err, "asking for the server's settings",
			    sql_mysql_variables, 0, NULL, &r));
	my->max_packet = 1 << 20;
	for (size_t i = 0; i < r.n; i++) {
		const char *name = r.row[i][0], *value = r.row[i][1];

		if (strcasecmp(name, "lower_case_table_names") == 0)
			my->fold = sm__my_true(value);
		else if (strcasecmp(name, "max_allowed_packet") == 0)
			my->max_packet = sm__my_u64(value);
		else if (strcasecmp(name, "log_bin") == 0)
			log = sm__my_true(value);
		else if (strcasecmp(name, "binlog_format") == 0)
			statements = strcasecmp(value, "STATEMENT") == 0;
	}
	sm__my_free(&r);
	/* A log of statements takes no writes of transactions that see others'
	 * commits; without one, seeing them spares locks on gaps. */
	my->read_committed = !(log && statements);
	return SM_OK;
}

/* Texts are the same when their bytes are, blanks at the end included. */
static const char *collation_of(const struct sm__my *my)
{
	if (my->mariadb)
		return "utf8mb4_nopad_bin";
	return my->version >= 80017 ? "utf8mb4_0900_bin" : "utf8mb4_bin";
}

static enum sm_code name_ledger(struct sm_target *t, struct sm__my *my,
				struct sm_err *err)
{
	struct sm_buf name = { 0 };

	my->collation = collation_of(my);
	sm__my_table(&name, my, NULL, "seedmill_run");
	my->run_table = sm_arena_strdup(&t->arena, sm_buf_str(&name));
	sm_buf_reset(&name);
	sm__my_table(&name, my, NULL, "seedmill_chunk");
	my->chunk_table = sm_arena_strdup(&t->arena, sm_buf_str(&name));
	if (name.failed)
		my->run_table = NULL;
	sm_buf_release(&name);
	return my->run_table && my->chunk_table ? SM_OK : sm_nomem(err);
}

static void my_close(struct sm_target *t)
{
	struct sm__my *my = t->impl;

	if (!my)
		return;
	if (my->conn) {
		sm__my_cancel_remove(my->cancels, my->conn);
		mysql_close(my->conn);
	}
	sm__my_cancels_free(my->cancels);
	sm_free(my);
	t->impl = NULL;
}

static enum sm_code my_open(struct sm_target *t, struct sm_err *err)
{
	struct sm__my *my = sm_calloc(1, sizeof(*my));
	enum sm_code rc;

	if (!my)
		return sm_nomem(err);
	t->impl = my;
	forget_environment();
	my->cancels = sm__my_cancels_new();
	/* Before there are threads. */
	rc = !my->cancels || mysql_library_init(0, NULL, NULL)
		? sm_nomem(err) : sm__my_options(t, my, err);
	if (!rc)
		rc = sm__my_connect(t, my, NULL, &my->conn, err);
	if (!rc) {
		sm__my_cancel_add(my->cancels, my->conn);
		rc = learn_place(t, my, err);
	}
	if (!rc)
		rc = learn_settings(my, err);
	if (!rc)
		rc = name_ledger(t, my, err);
	if (rc)
		my_close(t);
	return rc;
}

static const struct sm_encoder *my_encoder(struct sm_target *t)
{
	(void)t;
	return &sm_encode_mysql_text;
}

extern const struct sm_target_kind sm_target_mysql;     /* targets.def */

const struct sm_target_kind sm_target_mysql = {
	.name = "mysql",
	.schemes = "mysql mariadb",
	.summary = "MySQL 8.0, MariaDB 10.4 or later, through LOAD DATA LOCAL",
	.ledger = true,
	.counts = true,
	.max_connections = SM__MY_SESSIONS,
	.open = my_open,
	.close = my_close,
	.interrupt = sm__my_interrupt,
	.describe = sm__my_describe,
	.max_key = sm__my_max_key,
	.preflight = sm__my_preflight,
	.encoder = my_encoder,
	.lock = sm__my_lock,
	.runs = sm__my_runs,
	.begin = sm__my_run_begin,
	.chunks = sm__my_chunks,
	.done = sm__my_done,
	.forget = sm__my_forget,
	.clean = sm__my_clean,
	.refers = sm__my_refers,
	.prepare = sm__my_prepare,
	.stream_open = sm__my_stream_open,
	.load = sm__my_load,
	.stream_close = sm__my_stream_close,
	.finish = sm__my_finish,
	.count = sm__my_count,
	.orphans = sm__my_orphans,
	.read = sm__my_read,
	.read_where = sm__my_read_where,
};
