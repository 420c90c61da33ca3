/*
 * expr_text.c - the instructions that read or make texts
 *
 * Each instruction that makes bytes has a place of its own in the row's text
 * bytes, with room behind it, so that a short piece is copied with one move of
 * fixed length and a number is written without looking. left() and the like
 * only point into what is there.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>

#include "op/fold.h"
#include "seedmill/fmt.h"

static struct sm_str *str_of(const struct sm_xframe *f, struct sm_xref r)
{
	switch (r.where) {
	case SM_XW_REG:
		return f->reg[r.i].str;
	case SM_XW_CONST:
		return f->konst[r.i].v->str;
	case SM_XW_IN:
		return f->in[r.i].v.str + f->at;
	default:
		assert(r.where == SM_XW_OUT);
		return f->out->v.str + f->at;
	}
}

/* Where instruction i writes row r's bytes. */
static char *room(const struct sm_xframe *f, const struct sm_xins *i, uint32_t r)
{
	return f->text + (size_t)r * f->stride + i->text_at;
}

/* There are SM_X_SPARE bytes to write behind what fits, and to read. */
static inline void copy(char *to, const struct sm_str *s)
{
	if (s->n > SM_X_SPARE)
		memcpy(to, s->p, s->n);
	else if (s->n > 0)
		memcpy(to, s->p, SM_X_SPARE);
}

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
	const struct sm_str *a = str_of(f, i->a), *b = str_of(f, i->b);

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
	memcpy(str_of(f, i->d), str_of(f, i->a), f->n * sizeof(struct sm_str));
	sm__expr_nulls(f, i);
}

static void run_clear(const struct sm_xframe *f, const struct sm_xins *i)
{
	static const struct sm_str empty = { "", 0, 0 };
	struct sm_str *d = str_of(f, i->d);
	const uint8_t *null = sm__expr_null(f, i->d);

	for (uint32_t r = 0; r < f->n; r++)
		if (null[r])
			d[r] = empty;
}

static void run_select(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	uint8_t *dn = sm__expr_null(f, i->d);
	const struct sm_str *a = str_of(f, i->a), *b = str_of(f, i->b);
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
	struct sm_str *d = str_of(f, i->d);
	uint8_t *dn = sm__expr_null(f, i->d);
	const struct sm_str *a = str_of(f, i->a), *b = str_of(f, i->b);
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
	memcpy(str_of(f, i->d), str_of(f, i->a), f->n * sizeof(struct sm_str));
	for (uint32_t r = 0; r < f->n; r++)
		dn[r] = (an && an[r]) || (b[r] && !(bn && bn[r]));
}

/* ---- characters --------------------------------------------------------- */

/* Bytes of the first `most` characters; *chars is how many there are. */
static uint32_t prefix(const struct sm_str *s, uint64_t most, uint32_t *chars)
{
	uint32_t at = 0;

	*chars = 0;
	while (at < s->n) {
		if (((unsigned char)s->p[at] & 0xc0) != 0x80) {
			if (*chars == most)
				break;
			++*chars;
		}
		at++;
	}
	return at;
}

static void run_length(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *d = sm__expr_i64(f, i->d);
	const struct sm_str *a = str_of(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t chars;

		prefix(&a[r], UINT64_MAX, &chars);
		d[r] = chars;
	}
	sm__expr_nulls(f, i);
}

static void run_left(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		d[r].p = a[r].p;
		d[r].n = prefix(&a[r], (uint64_t)i->k, &d[r].chars);
	}
	sm__expr_nulls(f, i);
}

static void run_trim(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t n = a[r].n;

		while (n > 0 && a[r].p[n - 1] == ' ')
			n--;
		d[r] = (struct sm_str){ .p = a[r].p, .n = n };
	}
	sm__expr_nulls(f, i);
}

static void run_fold(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		char *p = room(f, i, r);
		size_t n;

		copy(p, &a[r]);
		n = i->code == SM_XI_LOWER ? sm__fold_lower(p, a[r].n) :
					     sm__fold_upper(p, a[r].n);
		assert(n <= a[r].n);
		d[r] = (struct sm_str){ .p = p, .n = (uint32_t)n };
	}
	sm__expr_nulls(f, i);
}

static void run_substr(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a);

	for (uint32_t r = 0; r < f->n; r++) {
		uint32_t skipped;
		const uint32_t at = prefix(&a[r], (uint64_t)i->m, &skipped);
		const struct sm_str rest = {
			.p = at ? a[r].p + at : a[r].p, .n = a[r].n - at,
		};

		d[r].p = rest.p;
		d[r].n = prefix(&rest, (uint64_t)i->k, &d[r].chars);
	}
	sm__expr_nulls(f, i);
}

/* As much of b, over and over, as a lacks of k characters; or a's first k. */
static void run_lpad(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a), *b = str_of(f, i->b);
	const uint64_t most = (uint64_t)i->k;

	for (uint32_t r = 0; r < f->n; r++) {
		char *const start = room(f, i, r);
		char *p = start;
		uint32_t chars, n = prefix(&a[r], most, &chars);

		for (uint64_t lack = most - chars; lack > 0 && b[r].n > 0;) {
			uint32_t some, bytes = prefix(&b[r], lack, &some);

			memcpy(p, b[r].p, bytes);
			p += bytes;
			lack -= some;
		}
		if (n > 0)
			memcpy(p, a[r].p, n);
		p += n;
		d[r] = (struct sm_str){ .p = start, .n = (uint32_t)(p - start) };
	}
	sm__expr_nulls(f, i);
}

/* From left to right, never looking at what was put in. */
static void run_replace(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a), *b = str_of(f, i->b);
	const struct sm_str *c = str_of(f, i->c);

	for (uint32_t r = 0; r < f->n; r++) {
		char *const start = room(f, i, r);
		char *p = start;

		for (uint32_t at = 0; at < a[r].n;) {
			if (b[r].n <= a[r].n - at &&
			    memcmp(a[r].p + at, b[r].p, b[r].n) == 0) {
				if (c[r].n > 0)
					memcpy(p, c[r].p, c[r].n);
				p += c[r].n;
				at += b[r].n;
			} else {
				*p++ = a[r].p[at++];
			}
		}
		d[r] = (struct sm_str){ .p = start, .n = (uint32_t)(p - start) };
	}
	sm__expr_nulls(f, i);
}

/* ---- putting together --------------------------------------------------- */

/* The first piece starts a row's text, the others go on where it ends. */
static void start_or_go_on(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	uint8_t *dn = sm__expr_null(f, i->d);
	const uint8_t *an = sm__expr_null(f, i->a);

	if (i->k) {
		for (uint32_t r = 0; r < f->n; r++)
			d[r] = (struct sm_str){ .p = room(f, i, r) };
		sm__expr_nulls(f, i);
	} else if (dn && an) {
		for (uint32_t r = 0; r < f->n; r++)
			dn[r] |= an[r];
	}
}

static void run_put_text(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const struct sm_str *a = str_of(f, i->a);

	start_or_go_on(f, i);
	for (uint32_t r = 0; r < f->n; r++) {
		copy(room(f, i, r) + d[r].n, &a[r]);
		d[r].n += a[r].n;
	}
}

static void run_put_value(const struct sm_xframe *f, const struct sm_xins *i)
{
	struct sm_str *d = str_of(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);

	start_or_go_on(f, i);
	for (uint32_t r = 0; r < f->n; r++) {
		char *p = room(f, i, r) + d[r].n;
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
		[SM_XI_LENGTH] = run_length,
		[SM_XI_LOWER] = run_fold,
		[SM_XI_UPPER] = run_fold,
		[SM_XI_LEFT] = run_left,
		[SM_XI_SUBSTR] = run_substr,
		[SM_XI_LPAD] = run_lpad,
		[SM_XI_REPLACE] = run_replace,
		[SM_XI_TRIM] = run_trim,
		[SM_XI_PUT_TEXT] = run_put_text,
		[SM_XI_PUT_NUMBER] = run_put_value,
		[SM_XI_PUT_DATE] = run_put_value,
		[SM_XI_PUT_TIME] = run_put_value,
	};

	assert(i->code >= SM_XI_TEXT && i->code < SM_XI_COUNT);
	runs[i->code](f, i);
}
