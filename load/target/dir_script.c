/*
 * dir_script.c - scripts that load the files, written beside them
 *
 * One a database, and only where it can tell everything apart that the files
 * hold. Each makes the tables that are missing, loads all of them in one
 * transaction, checks that as many rows arrived as were written, and adds keys
 * and indexes afterwards. Each is run in the folder. Names are quoted, and none
 * with a control character comes here (target_dir.c).
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "target/dir.h"

static const struct sm_dir_script *const scripts[] = {
	&sm_dir_postgres, &sm_dir_mariadb, &sm_dir_sqlite, &sm_dir_duckdb,
};

const struct sm_dir_script *const *sm__dir_scripts(size_t *n)
{
	*n = SM_COUNTOF(scripts);
	return scripts;
}

bool sm__dir_script_fits(const struct sm_target *t,
			 const struct sm_dir_script *s, bool say)
{
	struct sm_dir *d = sm__dir(t);
	const char *why;
	char line[512];

	/* a script loads a whole table, and counts it */
	if (d->shard.n > 1 || !(s->formats & 1u << d->format))
		return false;
	why = s->refuse ? s->refuse(t, &d->arena) : NULL;
	if (why && say && t->note) {
		(void)snprintf(line, sizeof(line), "no %s: %s", s->name, why);
		t->note(t->note_ctx, line);
	}
	return !why;
}

/* ---- text ---------------------------------------------------------------- */

static void add_doubled(struct sm_buf *b, const char *text, char quote)
{
	sm_buf_add(b, &quote, 1);
	for (const char *p = text; *p; p++) {
		sm_buf_add(b, p, 1);
		if (*p == quote)
			sm_buf_add(b, p, 1);
	}
	sm_buf_add(b, &quote, 1);
}

void sm__dir_ident(struct sm_buf *b, const char *name, char quote)
{
	add_doubled(b, name, quote);
}

void sm__dir_literal(struct sm_buf *b, const char *text)
{
	add_doubled(b, text, '\'');
}

void sm__dir_table_ident(struct sm_buf *b, const struct sm_table *tab,
			 char quote)
{
	if (tab->schema) {
		sm__dir_ident(b, tab->schema, quote);
		sm_buf_puts(b, ".");
	}
	sm__dir_ident(b, tab->base, quote);
}

void sm__dir_columns(struct sm_buf *b, const struct sm_table *tab,
		     const uint32_t *column, uint32_t n, char quote)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = column ? column[i] : i;

		assert(at < tab->ncolumns);
		sm_buf_puts(b, i ? ", " : "");
		sm__dir_ident(b, tab->columns[at].name, quote);
	}
}

void sm__dir_greet(struct sm_buf *b, const struct sm_target *t,
		   const char *database, const char *how)
{
	sm_buf_puts(b, "-- ");
	for (const char *p = t->plan->name; *p; p++)
		sm_buf_add(b, (unsigned char)*p < 0x20 ? "_" : p, 1);
	sm_buf_printf(b, ", run %s: loads the files beside it into %s.\n",
		      t->plan->run_id, database);
	sm_buf_printf(b, "-- In this folder: %s\n", how);
}

/* A file's name holds no sign that means something between double quotes. */
void sm__dir_unpack(struct sm_buf *b, const struct sm_target *t,
		    const struct sm_table *tab)
{
	char *name = sm__dir_name(sm__dir(t), tab);

	b->failed |= !name;
	sm_buf_printf(b, "%s -dc \"%s\"", sm__dir(t)->packing == SM_DIR_ZST
		      ? "zstd -q" : "gzip", name ? name : "");
	sm_free(name);
}

/* ---- what text is -------------------------------------------------------- */

const char *sm__dir_ambiguous(const struct sm_target *t, struct sm_arena *a)
{
	const struct sm_plan *p = t->plan;

	for (uint32_t i = 0; i < p->ntables; i++) {
		const struct sm_table *tab = &p->tables[i];

		for (uint32_t k = 0; k < tab->ncolumns && tab->selected; k++) {
			const struct sm_column *c = &tab->columns[k];

			if ((SM_M(c->type.id) & SM_M_TEXTS) && c->dom.nullable)
				return sm_arena_printf(
					a, "it cannot tell NULL from empty text "
					"in CSV, and %s.%s may hold both; choose "
					"another --format", tab->name, c->name);
		}
	}
	return NULL;
}

/* ---- keys ---------------------------------------------------------------- */

static bool begins_with(const struct sm_key *k, const struct sm_key *with)
{
	return k->n >= with->n &&
	       !memcmp(k->column, with->column, with->n * sizeof(*k->column));
}

/* Does `k` do all that `other` would? */
static bool serves(const struct sm_key *k, const struct sm_key *other)
{
	return begins_with(k, other) &&
	       (!other->unique || (k->unique && k->n == other->n));
}

static void want(const struct sm_table *tab, struct sm_key *list, uint32_t *n,
		 struct sm_key k)
{
	struct sm_key primary = tab->primary;

	primary.unique = true;
	if (!k.n || (primary.n && serves(&primary, &k)))
		return;
	for (uint32_t i = 0; i < *n; i++)
		if (serves(&list[i], &k))
			return;
	list[(*n)++] = k;
}

struct sm_key *sm__dir_keys(const struct sm_plan *p, const struct sm_table *tab,
			    struct sm_arena *a, uint32_t *n)
{
	uint32_t *self = sm_arena_array(a, tab->ncolumns + 1, sizeof(*self));
	struct sm_key *list = sm_arena_array(
		a, (size_t)tab->nkeys + tab->ncolumns + p->nrefs + 1,
		sizeof(*list));

	*n = 0;
	if (!self || !list)
		return NULL;
	for (uint32_t i = 0; i < tab->nkeys; i++)
		if (tab->keys[i].unique)
			want(tab, list, n, tab->keys[i]);
	for (uint32_t i = 0; i < tab->ncolumns; i++) {
		self[i] = i;
		if (tab->columns[i].unique)
			want(tab, list, n, (struct sm_key){
					.column = &self[i], .n = 1,
					.unique = true });
	}
	for (uint32_t i = 0; i < tab->nkeys; i++)
		if (!tab->keys[i].unique)
			want(tab, list, n, tab->keys[i]);
	for (uint32_t i = 0; i < p->nrefs; i++)
		if (&p->tables[p->refs[i].child] == tab)
			want(tab, list, n, (struct sm_key){
					.column = p->refs[i].child_column,
					.n = p->refs[i].n });
	return list;
}

void sm__dir_key_name(struct sm_buf *b, const struct sm_table *tab,
		      const struct sm_key *k, const char *end)
{
	if (k->name) {
		sm_buf_puts(b, k->name);
		return;
	}
	sm_buf_puts(b, tab->base);
	for (uint32_t i = 0; i < k->n; i++)
		sm_buf_printf(b, "_%s", tab->columns[k->column[i]].name);
	sm_buf_puts(b, end);
}
