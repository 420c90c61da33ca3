/*
 * target_pg.c - the PostgreSQL target
 *
 * One connection belongs to the main thread: it describes, locks, keeps the
 * ledger, creates and finishes tables and reads back. Each loader thread has
 * a stream with a connection of its own (pg_stream.c). pg.h says which file
 * does what.
 */
#include <assert.h>
#include <stdlib.h>

#include "pg.h"

/*
 * The URL alone says where rows go. A host, service or options from the
 * environment would lead elsewhere behind the guard's back, and libpq takes
 * an empty option for one that was not given. Credentials (PGPASSWORD,
 * PGPASSFILE) are left: they choose no place.
 */
static void forget_environment(void)
{
	static const char *const names[] = {
		"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGSERVICE",
		"PGSERVICEFILE", "PGOPTIONS", "PGCLIENTENCODING",
		"PGTARGETSESSIONATTRS", "PGREQUIREPEER",
	};

	for (size_t i = 0; i < SM_COUNTOF(names); i++)
		unsetenv(names[i]);
}

/* The statements around a chunk's COPY (pg_stream.c). */
static bool chunk_statements(struct sm_target *t, struct sm__pg *pg)
{
	pg->epoch_sql = sm_arena_printf(&t->arena,
		"select epoch from %s where run_id = $1 for share",
		pg->run_table);
	pg->insert_sql = sm_arena_printf(&t->arena,
		"insert into %s (run_id, tab, chunk, epoch, rows, bytes, digest) "
		"values ($1, $2, $3::bigint, $4::bigint, 0, 0, '') "
		"on conflict do nothing returning 1", pg->chunk_table);
	pg->update_sql = sm_arena_printf(&t->arena,
		"update %s set rows = $4::bigint, bytes = $5::bigint, "
		"digest = $6 where run_id = $1 and tab = $2 "
		"and chunk = $3::bigint", pg->chunk_table);
	return pg->epoch_sql && pg->insert_sql && pg->update_sql;
}

/* What server.sql said, and the names that follow from it. */
static enum sm_code learn_place(struct sm_target *t, struct sm__pg *pg,
				const PGresult *where, struct sm_err *err)
{
	struct sm_buf name = { 0 };
	bool whole;

	if (PQntuples(where) != 1)
		return sm_fail(err, SM_E_CONNECT, "%s: the server does not say "
			       "which database this is", t->url->safe);
	if (!sm__pg_cell(where, 0, 0)) {
		sm_fail(err, SM_E_SCHEMA, "no default schema");
		sm_why(err, "search_path of the user and database names no "
		       "schema that exists");
		return sm_fix(err, "CREATE SCHEMA public, or ALTER ROLE ... SET "
			      "search_path");
	}
	pg->schema = sm_arena_strdup(&t->arena, sm__pg_cell(where, 0, 0));
	pg->database = sm_arena_strdup(&t->arena, sm__pg_cell(where, 0, 1));
	pg->database_oid = (uint32_t)sm__pg_u64(where, 0, 2);
	pg->user = sm_arena_strdup(&t->arena, sm__pg_cell(where, 0, 3));
	if (!pg->schema || !pg->database || !pg->user)
		return sm_nomem(err);
	sm__pg_table(&name, pg, NULL, "seedmill_run");
	pg->run_table = sm_arena_strdup(&t->arena, sm_buf_str(&name));
	sm_buf_reset(&name);
	sm__pg_table(&name, pg, NULL, "seedmill_chunk");
	pg->chunk_table = sm_arena_strdup(&t->arena, sm_buf_str(&name));
	whole = !name.failed && pg->run_table && pg->chunk_table &&
		chunk_statements(t, pg);
	sm_buf_release(&name);
	return whole ? SM_OK : sm_nomem(err);
}

static void pg_close(struct sm_target *t)
{
	struct sm__pg *pg = t->impl;

	if (!pg)
		return;
	PQfinish(pg->conn);
	sm__pg_cancels_free(pg->cancels);
	sm_free(pg);
	t->impl = NULL;
}

static enum sm_code pg_open(struct sm_target *t, struct sm_err *err)
{
	struct sm__pg *pg = sm_calloc(1, sizeof(*pg));
	PGresult *where = NULL;
	enum sm_code rc;

	if (!pg)
		return sm_nomem(err);
	t->impl = pg;
	forget_environment();
	pg->cancels = sm__pg_cancels_new();
	rc = pg->cancels ? sm__pg_options(t, pg, err) : sm_nomem(err);
	if (!rc)
		rc = sm__pg_connect(t, pg, "seedmill", &pg->conn, &where, err);
	if (!rc)
		sm__pg_cancel_add(pg->cancels, pg->conn);
	if (!rc)
		rc = learn_place(t, pg, where, err);
	PQclear(where);
	if (rc)
		pg_close(t);
	return rc;
}

static const struct sm_encoder *pg_encoder(struct sm_target *t)
{
	return t->binary ? &sm_encode_pg_binary : &sm_encode_pg_text;
}

extern const struct sm_target_kind sm_target_pg;        /* targets.def */

const struct sm_target_kind sm_target_pg = {
	.name = "postgres",
	.schemes = "postgres postgresql",
	.summary = "PostgreSQL 11 or later, through COPY",
	.ledger = true,
	.counts = true,
	.compounds = true,
	.max_connections = 64,
	.open = pg_open,
	.close = pg_close,
	.interrupt = sm__pg_interrupt,
	.describe = sm__pg_describe,
	.max_key = sm__pg_max_key,
	.preflight = sm__pg_preflight,
	.encoder = pg_encoder,
	.lock = sm__pg_lock,
	.runs = sm__pg_runs,
	.begin = sm__pg_run_begin,
	.chunks = sm__pg_chunks,
	.done = sm__pg_done,
	.forget = sm__pg_forget,
	.clean = sm__pg_clean,
	.refers = sm__pg_refers,
	.prepare = sm__pg_prepare,
	.stream_open = sm__pg_stream_open,
	.load = sm__pg_load,
	.stream_close = sm__pg_stream_close,
	.fill = sm__pg_fill,
	.finish = sm__pg_finish,
	.count = sm__pg_count,
	.orphans = sm__pg_orphans,
	.read = sm__pg_read,
	.read_where = sm__pg_read_where,
};
