/*
 * schema.h - what a target says about the tables that are already there
 *
 * Filled by a target's describe() for the tables a profile names, in an arena
 * of the caller's. Read by the planner, which validates the profile against it
 * before anything is written.
 */
#ifndef SEEDMILL_SCHEMA_H
#define SEEDMILL_SCHEMA_H

#include "seedmill/base.h"
#include "seedmill/type.h"

enum sm_identity { SM_IDENTITY_NONE, SM_IDENTITY_DEFAULT, SM_IDENTITY_ALWAYS };

struct sm_live_column {
	const char *name;
	const char *type_text;      /* as the server spells it */
	struct sm_type type;        /* SM_T_NONE when seedmill cannot fill it */
	uint8_t fraction;           /* times: digits of a second it keeps, 0-6 */
	bool nullable;
	bool has_default;           /* also serial and identity columns */
	bool generated;             /* GENERATED ALWAYS AS (...): never written */
	enum sm_identity identity;  /* also AUTO_INCREMENT, rowid alias: DEFAULT */
	const char *sequence;       /* quoted, qualified; NULL when it has none */
	const char *const *labels;  /* enum labels, or NULL */
	uint32_t nlabels;
};

/* What a text comparison of the database takes for equal besides equal bytes. */
enum sm_loose { SM_LOOSE_NOT, SM_LOOSE_CASE, SM_LOOSE_ACCENTS };

struct sm_live_key {
	const char *name;
	const char *const *columns; /* NULL entries never; empty for expressions */
	uint32_t ncolumns;
	bool primary;               /* else a unique constraint or index */
	bool decided;               /* false: partial or over expressions */
	enum sm_loose loose;        /* of its texts: the loosest */
	/* of one that is not decided, as the server spells it, or NULL: */
	const char *where;          /* partial: rows it is about */
	const char *const *terms;   /* nterms columns and expressions */
	uint32_t nterms;
};

struct sm_live_check {
	const char *name;
	const char *text;           /* the condition, as the server spells it */
	bool strange;               /* it may mean another thing than in `expr` */
};

struct sm_live_fk {
	const char *name;
	const char *const *columns;
	const char *parent;         /* as a profile would name it */
	const char *const *parent_columns;
	uint32_t ncolumns;
};

struct sm_live_table {
	const char *name;           /* as the profile says it */
	bool exists;
	bool writable;              /* a table; false for a view etc. */
	const char *what;           /* "view", "foreign table", "table", ... */
	struct sm_live_column *columns;
	uint32_t ncolumns;
	struct sm_live_key *keys;
	uint32_t nkeys;
	struct sm_live_check *checks;
	uint32_t nchecks;
	struct sm_live_fk *fks;
	uint32_t nfks;
	/* Tables outside the list asked for that refer to this one. */
	const char *const *referrers;
	uint32_t nreferrers;
	bool triggers;              /* has row triggers of the user's */
	bool building;              /* made by an unfinished run of ours: keys
				     * and indexes may still be missing */
};

struct sm_schema {
	struct sm_live_table *tables;   /* in the order asked for */
	uint32_t ntables;
};

#endif
