/*
 * copy_text.h - one row writer, two dialects: PostgreSQL's COPY and MySQL's
 * LOAD DATA, whose text forms differ in three types only
 *
 *                 COPY        LOAD DATA
 *     bool        t, f        1, 0
 *     timestamptz ...+00      without a zone: the session's is UTC
 *     bytes       \\x00ff     00ff, for UNHEX()
 */
#ifndef SEEDMILL_COPY_TEXT_H
#define SEEDMILL_COPY_TEXT_H

#include "seedmill/encode.h"

enum sm__copy_dialect { SM__COPY_POSTGRES, SM__COPY_MYSQL };

/* As the members of sm_encoder. */
const void *sm__copy_prepare(const struct sm_table *t, struct sm_arena *a,
			     enum sm__copy_dialect dialect);
size_t sm__copy_bound(const struct sm_table *t);
char *sm__copy_rows(const void *prepared, const struct sm_vec *cols,
		    uint32_t n, char *at);

/*
 * Whether COPY's binary form takes the table. With arrays or ranges it does not,
 * as nobody takes their text apart again: sm_encode_pg_binary writes the rows of
 * such a table as text, and who sends them tells COPY so.
 */
bool sm__binary_takes(const struct sm_table *t);

#endif
