/*
 * dir.h - what the two files of the dir target share; private to it
 */
#ifndef SEEDMILL_DIR_H
#define SEEDMILL_DIR_H

#include "seedmill/target.h"

struct sm_dir {
	const char *path;           /* the folder; "-": standard output */
	bool to_stdout;
	bool several;               /* more than one table goes to stdout */
	bool greeted;               /* stdout: the script's first lines are out */
	bool finished;              /* every file has its name */
	bool made_folder;
	int fd;                     /* being written, -1: none */
	uint32_t table;             /* its position in plan->tables */
	uint32_t ntables;
	bool *started;              /* a table: its file aside is there */
};

/* ---- dir_file.c --------------------------------------------------------------- */

/* "DIR/orders.csv" plus `end`; NULL when there is no memory. Caller frees. */
char *sm__dir_name(const struct sm_target *t, const struct sm_table *tab,
		   const char *end);
/* Be ready for rows of this table: end the one before, begin or go on. */
enum sm_code sm__dir_turn_to(struct sm_target *t, uint32_t table,
			     struct sm_err *err);
/* All bytes, or SM_E_LOAD; SM_E_STOPPED when nobody reads stdout any more. */
enum sm_code sm__dir_write(struct sm_dir *d, const char *what, const char *p,
			   size_t n, struct sm_err *err);
/* End the table being written; its bytes are on the disk then. */
enum sm_code sm__dir_end_table(struct sm_target *t, struct sm_err *err);
/* Give every file its name. */
enum sm_code sm__dir_publish(struct sm_target *t, struct sm_err *err);
/* Remove what never got a name. */
void sm__dir_drop(struct sm_target *t);

static inline bool sm__dir_is_csv(const struct sm_target *t)
{
	return t->format && t->format[0] == 'c' && t->format[1] == 's';
}

#endif
