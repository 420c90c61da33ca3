/*
 * profile_fixtures.c - a table's `fixtures` as written become cells of a spec
 *
 *     fixtures:
 *       columns: [id, email, role]
 *       rows:
 *         - [1, admin@example.com, admin]
 *         - [2, guest@example.com, null]
 *
 * libcyaml knows no lists of lists and not which values had quotes, so the rows
 * are read from the tree. null without quotes is NULL.
 */
#include <inttypes.h>
#include <string.h>

#include "profile.h"

static bool is_null(const struct sm_node *cell)
{
	return cell->plain && (!strcmp(cell->text, "null") ||
			       !strcmp(cell->text, "~"));
}

static enum sm_code take_row(const char *table, const struct sm_node *row,
			     uint32_t number, uint32_t columns, const char **cell,
			     struct sm_err *err)
{
	uint32_t i = 0;

	if (row->shape != SM_SHAPE_LIST) {
		sm__node_refuse(err, row, "%s: fixtures: a row is a list of values",
				table);
		return sm_fix(err, "write it like [1, admin@example.com, null]");
	}
	if (row->n != columns)
		return sm__node_refuse(err, row, "%s: fixtures: row %" PRIu32 " has "
				       "%" PRIu32 " values for %" PRIu32 " columns",
				       table, number + 1, row->n, columns);
	for (const struct sm_node *c = row->first; c; c = c->next, i++) {
		if (c->shape == SM_SHAPE_SCALAR && !c->missing) {
			cell[i] = is_null(c) ? NULL : c->text;
			continue;
		}
		sm__node_refuse(err, c, "%s: fixtures: row %" PRIu32 ": a value is "
				"one text or number", table, number + 1);
		return sm_fix(err, "write null for none, '' for an empty text, and "
			      "a document in quotes: '{\"a\": 1}'");
	}
	return SM_OK;
}

static enum sm_code check_twice(const char *table, const struct sm_node *names,
				struct sm_err *err)
{
	for (const struct sm_node *a = names->first; a; a = a->next)
		for (const struct sm_node *b = names->first; b != a; b = b->next)
			if (!strcmp(a->text, b->text))
				return sm__node_refuse(err, a, "%s: fixtures: column "
						       "\"%s\" is there twice",
						       table, a->text);
	return SM_OK;
}

enum sm_code sm__profile_fixtures(struct sm_spec *s, const char *table,
				  const struct sm_node *node,
				  const struct sm_raw_fixtures *raw,
				  struct sm_spec_fixtures *out,
				  struct sm_err *err)
{
	const struct sm_node *rows = sm__node_child(node, "rows");
	const char **cell;
	uint32_t i = 0;

	if (rows->shape != SM_SHAPE_LIST || !rows->n) {
		sm__node_refuse(err, rows, "%s: fixtures: rows is to be a list of "
				"rows, at least one", table);
		return sm_fix(err, "write rows: [[1, admin@example.com], [2, ...]]");
	}
	SM_TRY(check_twice(table, sm__node_child(node, "columns"), err));
	out->columns = (struct sm_names){ raw->columns, raw->columns_count };
	out->rows = rows->n;
	cell = sm_arena_array(&s->arena, (size_t)out->rows * out->columns.n,
			      sizeof(*cell));
	if (!cell)
		return sm_nomem(err);
	out->cell = cell;
	for (const struct sm_node *r = rows->first; r; r = r->next, i++)
		SM_TRY(take_row(table, r, i, out->columns.n,
				cell + (size_t)i * out->columns.n, err));
	return SM_OK;
}
