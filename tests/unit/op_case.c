/*
 * op_case.c - a kind on the bench
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op_case.h"

void op_case_start(struct op_case *k, const struct sm_op_kind *kind,
		   const char *type, uint64_t rows)
{
	*k = (struct op_case){ .nin = 0 };
	k->c = (struct sm_compile){
		.arena = &k->arena,
		.column = "orders.total",
		.path = "tables[0].columns[0]",
		.type = kind->natural,
		.rows = rows,
		.as_of_us = OP_CASE_AS_OF,
	};
	if (type)
		assert_true(sm_type_parse(type, &k->c.type));
	k->op.kind = kind;
	k->op.key = sm_key(42, "orders", "total", kind->name);
}

void op_case_end(struct op_case *k)
{
	sm_arena_release(&k->arena);
}

static void set_arg(const struct sm_op_kind *kind, char *args, const char *name,
		    const char *text)
{
	for (const cyaml_schema_field_t *f = kind->args; f->key; f++) {
		if (strcmp(f->key, name) != 0)
			continue;
		assert_int_equal(f->value.type, CYAML_STRING);
		memcpy(args + f->data_offset, &text, sizeof(text));
		return;
	}
	fail_msg("%s has no argument %s", kind->name, name);
}

static enum sm_code compile(struct op_case *k, va_list ap)
{
	const struct sm_op_kind *kind = k->op.kind;
	struct sm_domain *d = &k->op.out;
	char *args = sm_arena_alloc(&k->arena, kind->args_size);
	const char *name;

	assert_non_null(args);
	while ((name = va_arg(ap, const char *)))
		set_arg(kind, args, name, va_arg(ap, const char *));
	assert_true(kind->types & SM_M(k->c.type.id));
	*d = (struct sm_domain){ .type = k->c.type };
	sm_type_range(&k->c.type, &d->min, &d->max);
	return kind->compile(&k->op, args, &k->c, &k->err);
}

void op_case_compile(struct op_case *k, ...)
{
	enum sm_code rc;
	va_list ap;

	va_start(ap, k);
	rc = compile(k, ap);
	va_end(ap);
	if (rc != SM_OK)
		fail_msg("refused: %s", k->err.what);
}

void op_case_refuses(struct op_case *k, const char *what, ...)
{
	enum sm_code rc;
	va_list ap;

	va_start(ap, what);
	rc = compile(k, ap);
	va_end(ap);
	if (rc == SM_OK)
		fail_msg("accepted, though: %s", what);
	assert_int_equal(rc, SM_E_PROFILE);
	if (!strstr(k->err.what, what))
		fail_msg("\"%s\" is not in \"%s\"", what, k->err.what);
	assert_non_null(strstr(k->err.what, "orders.total: "));
}

/* ---- vectors ------------------------------------------------------------------ */

static size_t class_size(enum sm_class class)
{
	return class == SM_STR || class == SM_U128 ? 16 : 8;
}

static void *filled(struct op_case *k, size_t n)
{
	void *p = sm_arena_alloc(&k->arena, n);

	assert_non_null(p);
	return memset(p, 0xA5, n);
}

/* The inputs of exactly those rows. */
static struct sm_vec input_of(struct op_case *k, uint32_t i,
			      const struct sm_rows *rows)
{
	const size_t size = class_size(k->in_class[i]);
	struct sm_vec v = { .null = NULL };
	char *to = filled(k, size * rows->n);

	v.v.i64 = (void *)to;
	if (k->in[i].null)
		v.null = filled(k, rows->n);
	for (uint32_t r = 0; r < rows->n; r++) {
		uint64_t row = sm_row(rows, r);

		memcpy(to + r * size, (char *)k->in[i].v.i64 + row * size, size);
		if (v.null)
			v.null[r] = k->in[i].null[row];
	}
	return v;
}

struct sm_vec op_case_run(struct op_case *k, const struct sm_rows *rows)
{
	const enum sm_class class = sm_type_class(k->op.out.type.id);
	struct sm_vec in[OP_CASE_INPUTS], out = { .null = NULL };

	for (uint32_t i = 0; i < k->nin; i++)
		in[i] = input_of(k, i, rows);
	out.v.i64 = filled(k, class_size(class) * rows->n);
	if (k->op.out.nullable)
		out.null = filled(k, rows->n);
	if (k->op.text_bytes)
		out.text = filled(k, (size_t)k->op.text_bytes * rows->n +
					     SM_SLACK);
	k->op.kind->run(&k->op, NULL, rows, in, &out);
	return out;
}

const int64_t *op_case_i64(struct op_case *k, uint32_t n)
{
	return op_case_run(k, &(struct sm_rows){ .n = n }).v.i64;
}

/* ---- promises ----------------------------------------------------------------- */

static bool same(const struct op_case *k, const struct sm_vec *a, uint32_t i,
		 const struct sm_vec *b, uint32_t j)
{
	const enum sm_class class = sm_type_class(k->op.out.type.id);
	const size_t size = class_size(class);

	if (k->op.out.nullable && a->null[i] != b->null[j])
		return false;
	if (class == SM_STR) {
		const struct sm_str *s = &a->v.str[i], *t = &b->v.str[j];

		return s->n == t->n && (s->n == 0 || !memcmp(s->p, t->p, s->n));
	}
	return memcmp((char *)a->v.i64 + i * size, (char *)b->v.i64 + j * size,
		      size) == 0;
}

static void assert_same(const struct op_case *k, const struct sm_vec *whole,
			uint64_t row, const struct sm_vec *part, uint32_t i,
			const char *how)
{
	if (!same(k, whole, (uint32_t)row, part, i))
		fail_msg("row %llu differs %s", (unsigned long long)row, how);
}

static void check_splits(struct op_case *k, const struct sm_vec *whole, uint32_t n)
{
	static const uint32_t steps[] = { 1, 7, 64, 999 };

	for (size_t s = 0; s < SM_COUNTOF(steps); s++) {
		for (uint32_t at = 0; at < n; at += steps[s]) {
			const struct sm_rows rows = {
				.first = at,
				.n = n - at < steps[s] ? n - at : steps[s],
			};
			struct sm_vec part = op_case_run(k, &rows);

			for (uint32_t i = 0; i < rows.n; i++)
				assert_same(k, whole, at + i, &part, i,
					    "when rows are split");
		}
	}
}

/* From the last row to the first, each of them twice. */
static void check_listed(struct op_case *k, const struct sm_vec *whole, uint32_t n)
{
	uint64_t *id = filled(k, 2 * n * sizeof(*id));
	struct sm_vec part;

	for (uint32_t i = 0; i < 2 * n; i++)
		id[i] = n - 1 - i / 2;
	part = op_case_run(k, &(struct sm_rows){ .id = id, .n = 2 * n });
	for (uint32_t i = 0; i < 2 * n; i++)
		assert_same(k, whole, id[i], &part, i, "when rows are listed");
}

static bool is_null(const struct op_case *k, const struct sm_vec *v, uint32_t i)
{
	return k->op.out.nullable && v->null[i];
}

static void check_domain(struct op_case *k, const struct sm_vec *v, uint32_t n)
{
	const struct sm_domain *d = &k->op.out;
	const enum sm_class class = sm_type_class(d->type.id);

	for (uint32_t i = 0; i < n; i++) {
		if (d->nullable)
			assert_in_range(v->null[i], 0, 1);
		if (is_null(k, v, i))
			continue;
		if (class == SM_I64) {
			assert_true(v->v.i64[i] >= d->min);
			assert_true(v->v.i64[i] <= d->max);
		}
		if (class == SM_STR)
			assert_true(v->v.str[i].n <= d->width);
	}
}

static void check_unique(struct op_case *k, const struct sm_vec *v, uint32_t n)
{
	for (uint32_t i = 0; k->op.out.unique && i < n; i++) {
		for (uint32_t j = 0; j < i; j++)
			if (!is_null(k, v, i) && same(k, v, i, v, j))
				fail_msg("rows %u and %u are equal", j, i);
	}
}

void op_case_keeps_promises(struct op_case *k, uint32_t n)
{
	struct sm_vec whole = op_case_run(k, &(struct sm_rows){ .n = n });

	check_splits(k, &whole, n);
	check_listed(k, &whole, n);
	check_domain(k, &whole, n);
	check_unique(k, &whole, n);
}
