/*
 * Every kind of the registry, whoever wrote it: its own example compiles, its
 * rows do not depend on how they are asked for, its domain tells the truth, its
 * unique is unique, and its values are those of tests/golden/kinds.digests.
 *
 * A kind whose values change on purpose gets a new version and `make golden`.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gen/plan/planner.h"
#include "plan_case.h"
#include "seedmill/digest.h"

#define ROWS 1000
#define GOLDEN "tests/golden/kinds.digests"

/* Aggregates are over children c, or their c.amount. */
static bool is_aggregate(const struct sm_op_kind *k)
{
	return strncmp(k->example, "{of: c", 6) == 0;
}

/* The table the kind under test stands in, and its column there. */
static const char *table_of(const struct sm_op_kind *k)
{
	return is_aggregate(k) ? "p" : "t";
}

static void add_needs(struct sm_buf *b, const struct sm_op_kind *k)
{
	for (size_t i = 0; k->needs && k->needs[i]; i++) {
		const char *eq = strchr(k->needs[i], '=');

		sm_buf_printf(b, "      - {name: %.*s, %s}\n",
			      (int)(eq - k->needs[i]), k->needs[i], eq + 1);
	}
}

/*
 * p (parents) and its children t; the kind stands in t, or in p for aggregates
 * over c. More modifiers in `extra`: "nulls: 0.3".
 */
static void profile_of(struct sm_buf *b, const struct sm_op_kind *k,
		       const char *extra)
{
	bool sum = is_aggregate(k);

	sm_buf_puts(b, "version: 1\nname: kinds\nseed: 7\n"
		    "as_of: 2026-01-01T00:00:00Z\ntables:\n"
		    "  - name: p\n    rows: 1000\n    primary_key: [id]\n"
		    "    columns:\n      - {name: id, serial: {start: 5}}\n");
	if (sum)
		sm_buf_printf(b, "      - {name: x, %s: %s%s}\n"
			      "  - name: c\n    per: {table: p, min: 0, max: 4}\n"
			      "    columns:\n      - {name: amount, decimal: "
			      "{min: 1, max: 9}}\n", k->name, k->example, extra);
	if (sum)
		return;
	sm_buf_printf(b, "  - name: t\n    %s\n    columns:\n",
		      k->table ? k->table : "rows: 1000");
	add_needs(b, k);
	sm_buf_printf(b, "      - {name: x, %s%s: %s%s}\n",
		      k->natural.id == SM_T_NONE && strcmp(k->name, "expr") == 0
			      ? "type: \"decimal(12,2)\", " : "",
		      k->name, k->example, extra);
}

static void open_kind(struct plan_case *c, const struct sm_op_kind *k,
		      const char *extra)
{
	struct sm_buf b = { 0 };

	profile_of(&b, k, extra);
	plan_case_open(c, b.p, NULL);
	sm_buf_release(&b);
}

static void make_kind(struct plan_case *c, const struct sm_op_kind *k,
		      const char *extra)
{
	open_kind(c, k, extra);
	if (c->rc)
		fail_msg("%s %s: %s (%s)", k->name, k->example, c->err.what,
			 c->err.why);
}

static const struct sm_column *column_x(const struct sm_table *t, uint32_t *at)
{
	for (*at = 0; *at < t->ncolumns; (*at)++)
		if (strcmp(t->columns[*at].name, "x") == 0)
			return &t->columns[*at];
	fail_msg("no column x");
	return NULL;
}

static void each_kind_describes_itself(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	assert_true(n >= 20);
	for (size_t i = 0; i < n; i++) {
		assert_non_null(kinds[i]->name);
		assert_non_null(kinds[i]->summary);
		assert_non_null(kinds[i]->example);
		assert_non_null(kinds[i]->doc);
		assert_true(kinds[i]->version >= 1);
		assert_true(kinds[i]->types != 0);
		assert_ptr_equal(sm_op_find(kinds[i]->name), kinds[i]);
	}
}

static void rows_do_not_depend_on_how_they_are_split(void **state)
{
	static const uint32_t steps[] = { 1, 7, 64, 999 };
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct plan_case c;
		struct sm_u128 whole;

		make_kind(&c, kinds[i], ", nulls: 0");
		whole = plan_case_digest(&c, table_of(kinds[i]), 2048);
		for (size_t s = 0; s < SM_COUNTOF(steps); s++)
			if (!sm_u128_equal(whole, plan_case_digest(
					&c, table_of(kinds[i]), steps[s])))
				fail_msg("%s differs %u rows a call",
					 kinds[i]->name, steps[s]);
		plan_case_close(&c);
	}
}

/* Row digests add up in any order, so a shuffled list must give the same sum. */
static void listed_rows_are_the_same_rows(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct plan_case c;
		const struct sm_table *t;
		uint64_t id[256];
		struct sm_u128 scratch[256], a, b;
		struct sm_rows rows = { .id = id, .n = 256 };
		char *mem;

		make_kind(&c, kinds[i], "");
		t = sm_plan_table(c.plan, table_of(kinds[i]));
		for (uint32_t r = 0; r < 256; r++)
			id[r] = (r * 77 + 13) % 256;
		mem = aligned_alloc(64, (sm__prog_bytes(t->prog, 256) + 63) & ~63u);
		a = sm_digest_rows(t, sm__prog_run(t->prog, &rows, mem), 256,
				   scratch);
		rows = (struct sm_rows){ .first = 0, .n = 256 };
		b = sm_digest_rows(t, sm__prog_run(t->prog, &rows, mem), 256,
				   scratch);
		if (!sm_u128_equal(a, b))
			fail_msg("%s: listed rows differ", kinds[i]->name);
		free(mem);
		plan_case_close(&c);
	}
}

static void check_text(const struct sm_op_kind *k, const struct sm_column *col,
		       struct sm_str s)
{
	uint32_t chars = 0;

	for (uint32_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];

		chars += (ch & 0xC0) != 0x80;
		if (col->dom.plain && (ch < 0x20 || ch > 0x7e || ch == '\\' ||
				       ch == '"' || ch == '\'' || ch == ','))
			fail_msg("%s: byte %02x in a plain value", k->name, ch);
	}
	if (s.n > col->dom.width || chars > col->dom.chars)
		fail_msg("%s: %u bytes, %u characters; promised %u, %u", k->name,
			 s.n, chars, col->dom.width, col->dom.chars);
}

static void check_value(const struct sm_op_kind *k, const struct sm_column *col,
			const struct sm_vec *v, uint32_t i)
{
	if (v->null && v->null[i]) {
		if (!col->dom.nullable)
			fail_msg("%s: a NULL in a column that has none", k->name);
		return;
	}
	if (sm_type_class(col->type.id) == SM_I64 &&
	    (v->v.i64[i] < col->dom.min || v->v.i64[i] > col->dom.max))
		fail_msg("%s: %lld outside %lld..%lld", k->name,
			 (long long)v->v.i64[i], (long long)col->dom.min,
			 (long long)col->dom.max);
	if (sm_type_class(col->type.id) == SM_STR)
		check_text(k, col, v->v.str[i]);
}

static void values_keep_what_their_domain_promises(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct plan_case c;
		const struct sm_table *t;
		const struct sm_column *col;
		struct sm_worker *w;
		uint32_t x;

		make_kind(&c, kinds[i], "");
		t = sm_plan_table(c.plan, table_of(kinds[i]));
		col = column_x(t, &x);
		w = sm_worker_new(c.plan);
		for (uint64_t at = 0; at < t->rows; at += t->unit_rows) {
			uint32_t m = t->rows - at < t->unit_rows
					     ? (uint32_t)(t->rows - at)
					     : t->unit_rows;
			const struct sm_vec *cols = sm_worker_rows(w, t, at, m);

			for (uint32_t r = 0; r < m; r++)
				check_value(kinds[i], col, &cols[x], r);
		}
		sm_worker_free(w);
		plan_case_close(&c);
	}
}

static void a_share_of_nulls_is_made_and_no_other_value_changes(void **state)
{
	size_t n;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct plan_case c, d;
		unsigned nulls = 0, rows = 0;

		if (strcmp(kinds[i]->name, "parent") == 0)
			continue;
		make_kind(&c, kinds[i], ", nulls: 0.3");
		make_kind(&d, kinds[i], "");
		for (uint64_t r = 0; r < 300; r++) {
			char *a = plan_case_text(&c, table_of(kinds[i]), r, 1);
			char *b = plan_case_text(&d, table_of(kinds[i]), r, 1);
			const char *va = strrchr(a, '\t'), *vb = strrchr(b, '\t');
			bool null = strstr(a, "\\N\n") != NULL;
			bool anyway = strstr(b, "\\N\n") != NULL;

			va = va ? va : a;
			vb = vb ? vb : b;
			nulls += null && !anyway;
			rows += !anyway;
			if (!null && strcmp(va, vb) != 0)
				fail_msg("%s: row %llu: \"%s\" with NULLs, \"%s\" "
					 "without", kinds[i]->name,
					 (unsigned long long)r, va, vb);
			free(a);
			free(b);
		}
		assert_in_range(nulls * 100 / rows, 20, 40);
		plan_case_close(&c);
		plan_case_close(&d);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A kind that accepts unique: true on 1,000 rows must keep that promise. */
static void unique_is_unique(void **state)
{
	size_t n, kept = 0;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct plan_case c;
		char *text[ROWS];
		const struct sm_table *t;

		open_kind(&c, kinds[i], ", unique: true");
		if (c.rc || is_aggregate(kinds[i])) {
			plan_case_close(&c);
			continue;
		}
		t = sm_plan_table(c.plan, table_of(kinds[i]));
		uint32_t rows = t->rows < ROWS ? (uint32_t)t->rows : ROWS;

		for (uint32_t r = 0; r < rows; r++) {
			char *line = plan_case_text(&c, table_of(kinds[i]), r, 1);
			char *tab = strrchr(line, '\t');

			text[r] = strdup(tab ? tab : line);
			free(line);
		}
		qsort(text, rows, sizeof(*text), by_text);
		for (uint32_t r = 1; r < rows; r++)
			if (strcmp(text[r], text[r - 1]) == 0)
				fail_msg("%s: %s twice", kinds[i]->name, text[r]);
		for (uint32_t r = 0; r < rows; r++)
			free(text[r]);
		kept++;
		plan_case_close(&c);
	}
	assert_true(kept >= 4);
}

static void values_are_those_of_the_golden_file(void **state)
{
	bool update = getenv("SEEDMILL_GOLDEN") != NULL;
	struct sm_buf now = { 0 };
	char was[16384] = "";
	size_t n, got = 0;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&n);
	FILE *f = fopen(GOLDEN, "r");

	(void)state;
	if (f) {
		got = fread(was, 1, sizeof(was) - 1, f);
		fclose(f);
	}
	was[got] = 0;
	for (size_t i = 0; i < n; i++) {
		struct plan_case c;
		char hex[33];

		make_kind(&c, kinds[i], "");
		sm_u128_hex(plan_case_digest(&c, table_of(kinds[i]), 500), hex);
		sm_buf_printf(&now, "%s.%u %s\n", kinds[i]->name,
			      kinds[i]->version, hex);
		plan_case_close(&c);
	}
	if (update) {
		f = fopen(GOLDEN, "w");
		assert_non_null(f);
		fputs(sm_buf_str(&now), f);
		fclose(f);
	} else {
		assert_string_equal(sm_buf_str(&now), was);
	}
	sm_buf_release(&now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_describes_itself),
		cmocka_unit_test(rows_do_not_depend_on_how_they_are_split),
		cmocka_unit_test(listed_rows_are_the_same_rows),
		cmocka_unit_test(values_keep_what_their_domain_promises),
		cmocka_unit_test(a_share_of_nulls_is_made_and_no_other_value_changes),
		cmocka_unit_test(unique_is_unique),
		cmocka_unit_test(values_are_those_of_the_golden_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
