/*
 * expr_text.c - the instructions that read or make texts: those that compare,
 * choose and join; expr_chars.c, expr_pieces.c and expr_like.c have the others
 *
 * Each instruction that makes bytes has a place of its own in the row's text
 * bytes, with room behind it, so that a short piece is copied with one move of
 * fixed length and a number is written without looking. left() and the like
 * only point into what is there.
 */
#include <assert.h>
#include <string.h>

#include "op/expr_ins.h"
#include "seedmill/fmt.h"

/* ---- comparing and choosing --------------------------------------------- */

/* By bytes, which for UTF-8 is by code points. */
static int compare(const struct sm_str *a, const struct sm_str *b)
{
	const uint32_t n = a->n < b->n ? a->n : b->n;
	const int c = n ? memcmp(a->p, b->p, n) : 0;

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

static void run_compare(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);

	for (uint32_t r = 0; r < f->n; r++) {
		const int c = compare(&a[r], &b[r]);

		d[r] = i->code == SM_XI_EQ_S ? c == 0 :
		       i->code == SM_XI_NE_S ? c != 0 :
		       i->code == SM_XI_LT_S ? c < 0 : c <= 0;
	}
	sm__expr_nulls(f, i);
}

static void run_move(const struct sm_xframe *f, const struct sm_xins *i)
{
	memcpy(sm__expr_str(f, i->d), sm__expr_str(f, i->a),
	       f->n * sizeof(struct sm_str));
	sm__expr_nulls(f, i);
}

static void run_clear(const struct sm_xframe *f, const struct sm_xins *i)
{
	static const struct sm_str empty = { "", 0, 0 };
	struct sm_str *d = sm__expr_str(f, i->d);
	const uint8_t *null = sm__expr_null(f, i->d);

	for (uint32_t r = 0; r < f->n; r++)
		if (null[r])
			d[r] = empty;
}

static void run_select(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	uint8_t *dn = sm__expr_null(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);
	const int64_t *c = sm__expr_i64(f, i->c);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);
	const uint8_t *cn = sm__expr_null(f, i->c);

	/* conditions are often draws, which no predictor knows: choose by a mask */
	for (uint32_t r = 0; r < f->n; r++) {
		const uintptr_t yes = 0 - (uintptr_t)(c[r] && !(cn && cn[r]));
		const struct sm_str *s = (const struct sm_str *)
			(((uintptr_t)&a[r] & yes) | ((uintptr_t)&b[r] & ~yes));

		d[r] = *s;
		if (dn)
			dn[r] = yes ? an && an[r] : bn && bn[r];
	}
}

static void run_coalesce(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	uint8_t *dn = sm__expr_null(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);
	const struct sm_str *b = sm__expr_str(f, i->b);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);

	for (uint32_t r = 0; r < f->n; r++) {
		const bool second = an && an[r];

		d[r] = second ? b[r] : a[r];
		if (dn)
			dn[r] = second && bn && bn[r];
	}
}

static void run_nullif(const struct sm_xframe *f, const struct sm_xins *i)
{
	uint8_t *dn = sm__expr_null(f, i->d);
	const int64_t *b = sm__expr_i64(f, i->b);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);

	assert(dn);
	memcpy(sm__expr_str(f, i->d), sm__expr_str(f, i->a),
	       f->n * sizeof(struct sm_str));
	for (uint32_t r = 0; r < f->n; r++)
		dn[r] = (an && an[r]) || (b[r] && !(bn && bn[r]));
}

/* ---- putting together --------------------------------------------------- */

/* The first piece starts a row's text, the others go on where it ends. */
static void start_or_go_on(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	uint8_t *dn = sm__expr_null(f, i->d);
	const uint8_t *an = sm__expr_null(f, i->a);

	if (i->k) {
		for (uint32_t r = 0; r < f->n; r++)
			d[r] = (struct sm_str){ .p = sm__expr_room(f, i, r) };
		sm__expr_nulls(f, i);
	} else if (dn && an) {
		for (uint32_t r = 0; r < f->n; r++)
			dn[r] |= an[r];
	}
}

static void run_put_text(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const struct sm_str *a = sm__expr_str(f, i->a);

	start_or_go_on(f, i);
	for (uint32_t r = 0; r < f->n; r++) {
		sm__expr_copy(sm__expr_room(f, i, r) + d[r].n, &a[r]);
		d[r].n += a[r].n;
	}
}

static void run_put_value(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = sm__expr_str(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);

	start_or_go_on(f, i);
	for (uint32_t r = 0; r < f->n; r++) {
		char *p = sm__expr_room(f, i, r) + d[r].n;
		char *end;

		if (i->code == SM_XI_PUT_NUMBER)
			end = sm_fmt_decimal(p, a[r], (unsigned)i->m);
		else if (i->code == SM_XI_PUT_DATE)
			end = sm_fmt_date(p, a[r]);
		else
			end = sm_fmt_time(p, a[r]);
		d[r].n += (uint32_t)(end - p);
	}
}

void sm__expr_run_text(const struct sm_xframe *f, const struct sm_xins *i)
{
	static void (*const runs[])(const struct sm_xframe *,
				    const struct sm_xins *) = {
		[SM_XI_MOVE_S] = run_move,
		[SM_XI_CLEAR_S] = run_clear,
		[SM_XI_EQ_S] = run_compare,
		[SM_XI_NE_S] = run_compare,
		[SM_XI_LT_S] = run_compare,
		[SM_XI_LE_S] = run_compare,
		[SM_XI_SELECT_S] = run_select,
		[SM_XI_COALESCE_S] = run_coalesce,
		[SM_XI_NULLIF_S] = run_nullif,
		[SM_XI_LENGTH] = sm__expr_run_length,
		[SM_XI_LOWER] = sm__expr_run_fold,
		[SM_XI_UPPER] = sm__expr_run_fold,
		[SM_XI_LEFT] = sm__expr_run_left,
		[SM_XI_SUBSTR] = sm__expr_run_substr,
		[SM_XI_LPAD] = sm__expr_run_pad,
		[SM_XI_REPLACE] = sm__expr_run_replace,
		[SM_XI_RPAD] = sm__expr_run_pad,
		[SM_XI_RIGHT] = sm__expr_run_right,
		[SM_XI_REVERSE] = sm__expr_run_reverse,
		[SM_XI_REPEAT] = sm__expr_run_repeat,
		[SM_XI_INITCAP] = sm__expr_run_initcap,
		[SM_XI_STRIP] = sm__expr_run_strip,
		[SM_XI_POSITION] = sm__expr_run_position,
		[SM_XI_STARTS] = sm__expr_run_starts,
		[SM_XI_LIKE] = sm__expr_run_like,
		[SM_XI_TRIM] = sm__expr_run_trim,
		[SM_XI_PUT_TEXT] = run_put_text,
		[SM_XI_PUT_NUMBER] = run_put_value,
		[SM_XI_PUT_DATE] = run_put_value,
		[SM_XI_PUT_TIME] = run_put_value,
	};

	assert(i->code >= SM_XI_TEXT && i->code < SM_XI_COUNT);
	runs[i->code](f, i);
}
