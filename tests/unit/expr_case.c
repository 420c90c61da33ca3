/*
 * expr_case.c - one expression over one little row, as text
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expr_case.h"
#include "op/op_args.h"

#define ROWS 300        /* more than one batch */

struct sm_domain expr_case_domain;

struct column {
	const char *name, *type;
	int64_t min, max, value;
	const char *text;
	uint32_t width, chars;
	bool null;
};

static const struct column columns[] = {
	{ .name = "seven", .type = "int", .min = -100, .max = 100, .value = 7 },
	{ .name = "three", .type = "int", .min = 1, .max = 10, .value = 3 },
	{ .name = "zero", .type = "int", .max = 10 },
	{ .name = "big", .type = "bigint", .min = INT64_MIN, .max = INT64_MAX,
	  .value = INT64_C(4000000000) },
	{ .name = "price", .type = "numeric(10,2)", .max = 9999999999,
	  .value = 1234 },
	{ .name = "minus", .type = "numeric(8,3)", .min = -99999999,
	  .max = 99999999, .value = -1500 },
	{ .name = "fine", .type = "numeric(18,18)",
	  .max = INT64_C(999999999999999999), .value = 1 },
	{ .name = "yes", .type = "bool", .max = 1, .value = 1 },
	{ .name = "no", .type = "bool", .max = 1 },
	{ .name = "day", .type = "date", .min = 0, .max = 30000,
	  .value = 20487 },
	{ .name = "moment", .type = "timestamp", .min = 0,
	  .max = 30000 * SM_DAY_US,
	  .value = 20487 * SM_DAY_US + INT64_C(14706250000) },
	{ .name = "leap", .type = "date", .min = 0, .max = 30000,
	  .value = 19782 },
	{ .name = "word", .type = "varchar(10)", .text = "abc", .width = 10,
	  .chars = 10 },
	{ .name = "name", .type = "text", .text = "\xc3\x84rger um 3",
	  .width = 40, .chars = 20 },
	{ .name = "none", .type = "int", .min = 5, .max = 9, .null = true,
	  .value = -77 },
	{ .name = "noprice", .type = "numeric(10,2)", .min = 1, .max = 900,
	  .null = true, .value = INT64_MIN },
	{ .name = "noword", .type = "text", .text = "", .width = 5, .chars = 5,
	  .null = true },
	{ .name = "maybe", .type = "bool", .max = 1, .null = true, .value = 1 },
	{ .name = "noday", .type = "date", .min = 0, .max = 30000,
	  .null = true, .value = 3 },
	{ .name = "who.age", .type = "int", .max = 120, .value = 41 },
	{ .name = "odd name", .type = "int", .max = 9, .value = 5 },
	{ .name = "\"a.b\".c", .type = "int", .max = 9, .value = 8 },
	{ .name = "note", .type = "text", .text = "n", .width = 20000,
	  .chars = 20000 },
	{ .name = "ratio", .type = "double" },
};

static enum sm_code bind(void *ctx, const char *name, uint32_t *index,
			 struct sm_domain *dom, struct sm_err *err)
{
	(void)ctx;
	for (uint32_t i = 0; i < SM_COUNTOF(columns); i++) {
		const struct column *c = &columns[i];

		if (strcmp(c->name, name) != 0)
			continue;
		*dom = (struct sm_domain){
			.min = c->min, .max = c->max, .width = c->width,
			.chars = c->chars, .nullable = c->null,
			.unique = c->value == 7, .plain = c->width == 10,
		};
		assert_true(sm_type_parse(c->type, &dom->type));
		*index = i;
		return SM_OK;
	}
	return sm_fail(err, SM_E_PROFILE, "no column %s", name);
}

static void *block(struct sm_arena *a, size_t n)
{
	void *p = sm_arena_alloc(a, n);

	assert_non_null(p);
	return memset(p, 0xA5, n);
}

/* Every column, ROWS times the same. */
static struct sm_vec *inputs(struct sm_arena *a)
{
	struct sm_vec *in = block(a, SM_COUNTOF(columns) * sizeof(*in));

	for (size_t i = 0; i < SM_COUNTOF(columns); i++) {
		const struct column *c = &columns[i];

		in[i].v.i64 = block(a, ROWS * sizeof(struct sm_str));
		in[i].text = NULL;
		in[i].null = NULL;
		if (c->null)
			in[i].null = memset(block(a, ROWS), 1, ROWS);
		for (uint32_t r = 0; r < ROWS; r++) {
			if (!c->text) {
				in[i].v.i64[r] = c->value;
				continue;
			}
			in[i].v.str[r] = (struct sm_str){
				.p = sm_arena_strdup(a, c->text),
				.n = (uint32_t)strlen(c->text),
			};
		}
	}
	return in;
}

static void show_text(const struct sm_str *s, char *out)
{
	const struct sm_domain *d = &expr_case_domain;
	uint32_t chars = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		chars += ((unsigned char)s->p[i] & 0xc0) != 0x80;
		if (d->plain)
			assert_null(strchr("\\\"'", s->p[i]));
	}
	assert_true(s->n <= d->width);
	assert_true(chars <= d->chars);
	snprintf(out, EXPR_CASE_TEXT, "%.*s", (int)s->n, s->p);
}

static void show(const struct sm_vec *v, uint32_t r, char *out)
{
	const struct sm_domain *d = &expr_case_domain;
	char value[40];

	/* whatever a NULL row holds, it is in the range as well */
	if (sm_type_class(d->type.id) == SM_I64) {
		assert_true(v->v.i64[r] >= d->min);
		assert_true(v->v.i64[r] <= d->max);
	}
	if (d->nullable && v->null[r]) {
		if (sm_type_class(d->type.id) == SM_STR)
			assert_int_equal(v->v.str[r].n, 0);
		strcpy(out, "NULL");
	} else if (sm_type_class(d->type.id) == SM_STR) {
		show_text(&v->v.str[r], out);
	} else if (d->type.id == SM_T_BOOL) {
		strcpy(out, v->v.i64[r] ? "true" : "false");
	} else {
		strcpy(out, sm__value_text(&d->type, v->v.i64[r], value));
	}
}

static void run(const struct sm_expr *e, uint32_t text_bytes, struct sm_arena *a,
		char *out)
{
	struct sm_vec v = { .v.i64 = block(a, ROWS * sizeof(struct sm_str)) };
	char other[EXPR_CASE_TEXT];

	if (expr_case_domain.nullable)
		v.null = block(a, ROWS);
	if (text_bytes)
		v.text = block(a, (size_t)ROWS * text_bytes);
	sm__expr_run(e, &(struct sm_rows){ .first = 40, .n = ROWS }, inputs(a), &v);
	show(&v, 0, out);
	for (uint32_t r = 1; r < ROWS; r++) {
		show(&v, r, other);
		assert_string_equal(out, other);
	}
}

static struct sm_expr_ask ask_for(struct sm_arena *a, const char *text,
				  const char *type)
{
	static const char *const labels[] = { "gold", "silver" };
	struct sm_expr_ask ask = {
		.arena = a, .text = text, .bind = bind,
		/* 2026-01-01 12:00; rows are checked from 40 to 339 */
		.as_of_us = INT64_C(1767268800000000),
		.first_row = 0, .rows = 1000,
	};

	if (type && strcmp(type, "enum") == 0) {
		ask.type.id = SM_T_ENUM;
		ask.labels = labels;
		ask.nlabels = SM_COUNTOF(labels);
	} else if (type) {
		assert_true(sm_type_parse(type, &ask.type));
	}
	return ask;
}

const char *expr_case(const char *text, const char *type,
		      char out[EXPR_CASE_TEXT])
{
	struct sm_arena arena = { 0 };
	struct sm_expr_ask ask = ask_for(&arena, text, type);
	const struct sm_expr *e;
	struct sm_err err = { 0 };
	uint32_t text_bytes;

	if (sm__expr_compile(&ask, &e, &expr_case_domain, &text_bytes, &err)) {
		assert_int_equal(err.code, SM_E_PROFILE);
		snprintf(out, EXPR_CASE_TEXT, "refused: %s\n%s\n%s", err.what,
			 err.why, err.fix);
	} else {
		run(e, text_bytes, &arena, out);
	}
	sm_arena_release(&arena);
	return out;
}

void expr_case_table(const struct expr_case_row *row, size_t n)
{
	char out[EXPR_CASE_TEXT];
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		if (!strcmp(expr_case(row[i].text, row[i].type, out), row[i].is))
			continue;
		print_error("%s\n\tis     %s\n\tnot    %s\n", row[i].text, out,
			    row[i].is);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

void expr_case_refusals(const struct expr_case_row *row, size_t n)
{
	char out[EXPR_CASE_TEXT];
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		expr_case(row[i].text, row[i].type, out);
		if (!strncmp(out, "refused: ", 9) && strstr(out, row[i].is))
			continue;
		print_error("%s\n\tgives      %s\n\twithout    %s\n",
			    row[i].text, out, row[i].is);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

void expr_case_parser(struct expr_case_parser *p, const char *text,
		      const char *type)
{
	*p = (struct expr_case_parser){ .x.nesting = 0 };
	p->ask = ask_for(&p->arena, text, type);
	p->x.ask = &p->ask;
	p->x.err = &p->err;
	p->x.type = p->ask.type;
}

void expr_case_parser_end(struct expr_case_parser *p)
{
	sm_arena_release(&p->arena);
}
