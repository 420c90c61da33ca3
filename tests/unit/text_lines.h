/*
 * text_lines.h - the values of one text column, made by a profile's step
 */
#ifndef SEEDMILL_TEST_TEXT_LINES_H
#define SEEDMILL_TEST_TEXT_LINES_H

#include "plan_rows.h"

struct text_lines {
	struct plan_case c;
	struct sm_buf all;
	char *text;
	char **line;
	uint32_t n;
};

/* 600 rows of `step`, "type: text, text: {...}". */
static inline void text_lines_open(struct text_lines *l, const char *step)
{
	struct sm_buf yaml = { 0 };
	char *save = NULL;
	uint32_t unit;

	l->all = (struct sm_buf){ 0 };
	sm_buf_printf(&yaml, PLAN_HEAD "  - {name: t, rows: 600, columns: [{name: x, "
		      "%s}]}\n", step);
	plan_case_make(&l->c, sm_buf_str(&yaml), NULL);
	sm_buf_release(&yaml);
	unit = sm_plan_table(l->c.plan, "t")->unit_rows;
	unit = unit < 600 ? unit : 600;
	for (uint32_t at = 0; at < 600; at += unit) {
		char *part = plan_case_text(&l->c, "t", at, 600 - at < unit ? 600 - at
									    : unit);

		sm_buf_puts(&l->all, part);
		free(part);
	}
	l->text = l->all.p;
	l->line = calloc(600, sizeof(*l->line));
	assert_non_null(l->line);
	l->n = 0;
	for (char *s = strtok_r(l->text, "\n", &save); s; s = strtok_r(NULL, "\n", &save))
		l->line[l->n++] = s;
	assert_int_equal(l->n, 600);
	for (uint32_t i = 0; i < l->n; i++)
		assert_true(strlen(l->line[i]) <=
			    sm_plan_table(l->c.plan, "t")->columns[0].dom.width);
	/* the same, however many rows a call makes */
	assert_true(sm_u128_equal(plan_case_digest(&l->c, "t", 1),
				  plan_case_digest(&l->c, "t", unit)));
}

static inline void text_lines_close(struct text_lines *l)
{
	free(l->line);
	sm_buf_release(&l->all);
	plan_case_close(&l->c);
}

static inline uint32_t count_of(const char *s, char c)
{
	uint32_t n = 0;

	for (; *s; s++)
		n += *s == c;
	return n;
}

#endif
