/*
 * target_null.c - nowhere: rows are made, encoded, counted and forgotten
 *
 * What is left of a run when the target costs nothing, to measure making rows
 * by itself. Any number of streams; none of them shares anything.
 */
#include <string.h>

#include "seedmill/target.h"

static enum sm_code null_open(struct sm_target *t, struct sm_err *err)
{
	(void)t;
	(void)err;
	return SM_OK;
}

static void null_close(struct sm_target *t)
{
	(void)t;
}

static const struct sm_encoder *null_encoder(struct sm_target *t)
{
	static const struct sm_encoder *const all[] = {
		&sm_encode_pg_text, &sm_encode_pg_binary, &sm_encode_csv,
		&sm_encode_native, &sm_encode_mysql_text, &sm_encode_jsonl,
	};

	for (size_t i = 0; t->format && i < SM_COUNTOF(all); i++)
		if (!strcmp(t->format, all[i]->name))
			return all[i];
	return t->binary ? &sm_encode_pg_binary : &sm_encode_pg_text;
}

static enum sm_code null_stream_open(struct sm_stream *s, struct sm_err *err)
{
	(void)s;
	(void)err;
	return SM_OK;
}

static enum sm_code null_load(struct sm_stream *s, struct sm_feed *feed,
			      struct sm_loaded *out, struct sm_err *err)
{
	(void)s;
	for (const struct sm_block *b; (b = sm_feed_next(feed)) != NULL;) {
		out->rows += b->n;
		out->bytes += b->wire.n;
		sm_feed_done(feed, b);
	}
	if (!sm_feed_stopped(feed))
		return SM_OK;
	out->rows = out->bytes = 0;
	return sm_fail(err, SM_E_STOPPED, "stopped");
}

static void null_stream_close(struct sm_stream *s)
{
	(void)s;
}

const struct sm_target_kind sm_target_null = {
	.name = "null",
	.schemes = "null",
	.summary = "nowhere: null: makes and encodes rows, to measure",
	.max_connections = 64,
	.open = null_open,
	.close = null_close,
	.encoder = null_encoder,
	.stream_open = null_stream_open,
	.load = null_load,
	.stream_close = null_stream_close,
};
