/*
 * ledger.h - what a target remembers about runs, so that none loads twice
 *
 * Two tables in the target, next to the loaded ones:
 *
 *   seedmill_run    one row a run; stays when the run is done
 *     run_id      text primary key     the plan's fingerprint in hex
 *     status      text                 'loading' or 'done'
 *     epoch       bigint               who may commit chunks (fencing)
 *     profile     text                 name
 *     details     text                 lines "name<TAB>value": the plan's inputs,
 *                                      "before TABLE", "base TABLE.COLUMN",
 *                                      at the end "digest TABLE" and "rows TABLE"
 *     owner       text                 "user@host pid N"
 *     started_at, finished_at  text    UTC, ISO 8601
 *   seedmill_chunk  one row a committed chunk; gone when the run is done
 *     run_id, tab, chunk               primary key
 *     epoch, rows, bytes  bigint       rows and bytes sent
 *     digest      text                 32 hex digits
 *
 * Protocol, a chunk: begin; share-lock the run row and compare its epoch;
 * insert the chunk row (a conflict means: already there); load; check counts;
 * write rows, bytes and digest into the chunk row; commit.
 */
#ifndef SEEDMILL_LEDGER_H
#define SEEDMILL_LEDGER_H

#include "seedmill/base.h"
#include "seedmill/err.h"
#include "seedmill/run.h"

enum sm_run_status { SM_RUN_LOADING, SM_RUN_DONE };

struct sm_run_row {
	char run_id[33];
	enum sm_run_status status;
	int64_t epoch;
	const char *profile;
	const char *details;
	const char *owner;
	const char *started_at, *finished_at;   /* NULL: not yet */
};

/* All run rows, newest first. Memory in the caller's arena. */
struct sm_run_rows {
	struct sm_run_row *row;
	uint32_t n;
};

/* Committed chunks of one run. Memory in the caller's arena. */
struct sm_chunk_rows {
	struct sm_chunk_done *chunk;
	size_t n;
};

/*
 * The value of line `name` in details, or NULL: points into details, *n bytes.
 */
const char *sm_details_find(const char *details, const char *name, size_t *n);

#endif
