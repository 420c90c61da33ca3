/*
 * report.h - what a run planned, did and found, for people and machines
 *
 * A load or a verify fills it as it goes; reconcile.c judges it, table.c shows
 * it, report.c writes it as JSON. Strings are borrowed from the plan or from
 * the session's arena.
 */
#ifndef SEEDMILL_REPORT_H
#define SEEDMILL_REPORT_H

#include "seedmill/base.h"
#include "seedmill/err.h"

/* Of the JSON's form: rises when a field goes or changes its meaning. */
#define SM_REPORT_VERSION 1

enum sm_status {
	SM_STATUS_OK,
	SM_STATUS_SKIPPED,          /* --if-empty, and something was there */
	SM_STATUS_ALREADY_DONE,     /* --resume of a finished run */
	SM_STATUS_STOPPED,          /* by a signal */
	SM_STATUS_FAILED,
};

struct sm_table_report {
	const char *name;
	uint64_t planned;
	uint64_t generated, sent, acked;    /* by this process */
	uint64_t resumed;           /* rows of chunks that were there already */
	uint64_t before, counted;   /* count(*), before and after */
	bool has_counts;            /* the target can count, and has */
	uint64_t bytes, warnings;
	struct sm_u128 digest;      /* of what was made */
	bool has_digest;
	struct sm_u128 read_digest; /* of what was read back */
	bool has_read;
	double seconds;             /* first chunk's start to last one's end */
};

struct sm_reference_report {
	const char *child, *columns;        /* "orders", "customer_id" */
	const char *parent, *parent_columns;
	uint64_t orphans;
	bool checked;
};

struct sm_report {
	const char *command;        /* "load", "verify" */
	const char *profile;        /* its name */
	const char *path;
	uint64_t seed;
	const char *size;           /* NULL: none was named */
	double scale;
	char fingerprint[33];       /* "" until there is a plan */
	const char *target;         /* without password; NULL: unknown yet */
	char started_at[32];
	unsigned jobs, connections;
	enum sm_status status;
	double seconds;             /* all of it */
	double load_seconds;        /* sm_run alone */
	uint64_t rows, bytes;       /* of this process */
	struct sm_table_report *tables;
	uint32_t ntables;
	struct sm_reference_report *refs;
	uint32_t nrefs;
	struct sm_err err;          /* code SM_OK: none */
};

/*
 * The identities, in order, table by table:
 *
 *     planned = generated + resumed = sent + resumed = acked + resumed
 *             = counted - before
 *     warnings = 0, digest read back = digest made, orphans = 0
 *
 * The first that does not hold is told; SM_E_RECONCILE.
 */
enum sm_code sm_reconcile(const struct sm_report *r, struct sm_err *err);

/* The table that load and verify end with. */
void sm_report_table(const struct sm_report *r, struct sm_buf *out);

/* The report as JSON. False: out of memory. */
bool sm_report_json(const struct sm_report *r, struct sm_buf *out);

/* The same into a file, which appears whole or not at all. */
enum sm_code sm_report_write(const struct sm_report *r, const char *path,
			     struct sm_err *err);
/* Could it be? Asked before anything is loaded. */
enum sm_code sm_report_check(const char *path, struct sm_err *err);

#endif
