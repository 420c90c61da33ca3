/*
 * expr_run.c - running the instructions: one tight loop each, over a batch
 *
 * Nothing is checked here: expr_type proved that no value leaves 64 bits, and
 * that holds on NULL rows as well, whose values are computed like the others
 * and never looked at. All temporaries are on the stack, so one compiled
 * expression serves any number of threads.
 */
#include "op/expr_ins.h"

#include <assert.h>
#include <string.h>

#include "op/op_args.h"

/* The registers need not be cleared, which would cost more than small sums. */
#if defined(__has_attribute) && __has_attribute(uninitialized)
#define UNCLEARED __attribute__((uninitialized))
#else
#define UNCLEARED
#endif

int64_t *sm__expr_i64(const struct sm_xframe *f, struct sm_xref r)
{
	switch (r.where) {
	case SM_XW_REG:
		return f->reg[r.i].i64;
	case SM_XW_CONST:
		return f->konst[r.i].v->i64;
	case SM_XW_IN:
		return f->in[r.i].v.i64 + f->at;
	default:
		assert(r.where == SM_XW_OUT);
		return f->out->v.i64 + f->at;
	}
}

uint8_t *sm__expr_null(const struct sm_xframe *f, struct sm_xref r)
{
	if (!r.nullable)
		return NULL;
	switch (r.where) {
	case SM_XW_REG:
		return f->null[r.i];
	case SM_XW_CONST:
		return f->konst[r.i].null;
	case SM_XW_IN:
		/* an input that could have NULLs may come without any */
		return f->in[r.i].null ? f->in[r.i].null + f->at : NULL;
	default:
		assert(r.where == SM_XW_OUT && f->out->null);
		return f->out->null + f->at;
	}
}

void sm__expr_nulls(const struct sm_xframe *f, const struct sm_xins *i)
{
	uint8_t *restrict d = sm__expr_null(f, i->d);
	const uint8_t *a = sm__expr_null(f, i->a);
	const uint8_t *b = sm__expr_null(f, i->b);

	if (!d)
		return;
	if (a && b)
		for (uint32_t r = 0; r < f->n; r++)
			d[r] = a[r] | b[r];
	else if (a || b)
		memcpy(d, a ? a : b, f->n);
	else
		memset(d, 0, f->n);
}

/* ---- arithmetic --------------------------------------------------------- */

/* d[r] = `value`, an expression over a[r], b[r] and the instruction *i. */
#define LOOP(name, value)                                                  \
	static void name(const struct sm_xframe *f, const struct sm_xins *i) \
	{                                                                  \
		int64_t *restrict d = sm__expr_i64(f, i->d);               \
		const int64_t *a = sm__expr_i64(f, i->a);                  \
		const int64_t *b = i->b.where == SM_XW_NONE ? a :          \
						sm__expr_i64(f, i->b);     \
		const int64_t k = i->k, m = i->m;                          \
		const uint32_t n = f->n;                                   \
                                                                           \
		(void)b;                                                   \
		(void)k;                                                   \
		(void)m;                                                   \
		for (uint32_t r = 0; r < n; r++)                           \
			d[r] = (value);                                    \
		sm__expr_nulls(f, i);                                      \
	}

LOOP(run_move, a[r])
LOOP(run_add, a[r] + b[r])
LOOP(run_sub, a[r] - b[r])
LOOP(run_mul, a[r] * b[r])
LOOP(run_neg, -a[r])
LOOP(run_abs, a[r] < 0 ? -a[r] : a[r])
LOOP(run_times, a[r] * k)
LOOP(run_round, sm__expr_round64(a[r], k) * m)
LOOP(run_cut, a[r] / k * m)
LOOP(run_sign, (a[r] > 0) - (a[r] < 0))
LOOP(run_floor, a[r] / k - (a[r] % k < 0))
LOOP(run_ceil, a[r] / k + (a[r] % k > 0))
LOOP(run_least, a[r] < b[r] ? a[r] : b[r])
LOOP(run_greatest, a[r] > b[r] ? a[r] : b[r])
LOOP(run_mul_round128,
     (int64_t)sm__expr_round128((sm_int128)a[r] * b[r], k))
LOOP(run_eq, a[r] == b[r])
LOOP(run_ne, a[r] != b[r])
LOOP(run_lt, a[r] < b[r])
LOOP(run_le, a[r] <= b[r])
LOOP(run_eq128, (sm_int128)a[r] * k == (sm_int128)b[r] * m)
LOOP(run_ne128, (sm_int128)a[r] * k != (sm_int128)b[r] * m)
LOOP(run_lt128, (sm_int128)a[r] * k < (sm_int128)b[r] * m)
LOOP(run_le128, (sm_int128)a[r] * k <= (sm_int128)b[r] * m)
LOOP(run_not, a[r] ^ 1)

static void run_mask(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const uint8_t *null = sm__expr_null(f, i->a);
	const int64_t k = i->k;

	if (!null)
		memcpy(d, a, f->n * sizeof(*d));
	else
		for (uint32_t r = 0; r < f->n; r++)
			d[r] = null[r] ? k : a[r];
	sm__expr_nulls(f, i);
}

/* ---- division by a power of ten ----------------------------------------- */

/* Called with constants for k: the compiler then multiplies instead. */
SM_LOOP shrink(int64_t *restrict d, const int64_t *a, const int64_t *b,
	       uint32_t n, int64_t k, bool product)
{
	if (product)
		for (uint32_t r = 0; r < n; r++)
			d[r] = sm__expr_round64(a[r] * b[r], k);
	else
		for (uint32_t r = 0; r < n; r++)
			d[r] = sm__expr_round64(a[r], k);
}

SM_LOOP shrink_by(const struct sm_xframe *f, const struct sm_xins *i,
		  bool product)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const int64_t *b = product ? sm__expr_i64(f, i->b) : a;

	switch (i->k) {
	case 10:
		shrink(d, a, b, f->n, 10, product);
		break;
	case 100:
		shrink(d, a, b, f->n, 100, product);
		break;
	case 1000:
		shrink(d, a, b, f->n, 1000, product);
		break;
	case 10000:
		shrink(d, a, b, f->n, 10000, product);
		break;
	default:
		shrink(d, a, b, f->n, i->k, product);
		break;
	}
	sm__expr_nulls(f, i);
}

static void run_shrink(const struct sm_xframe *f, const struct sm_xins *i)
{
	shrink_by(f, i, false);
}

static void run_mul_round(const struct sm_xframe *f, const struct sm_xins *i)
{
	shrink_by(f, i, true);
}

/* ---- division ----------------------------------------------------------- */

/* Rows that divide by 0 become NULL, if there can be any. */
static void nulls_of_zero(const struct sm_xframe *f, const struct sm_xins *i)
{
	uint8_t *restrict d = sm__expr_null(f, i->d);
	const int64_t *b = sm__expr_i64(f, i->b);

	sm__expr_nulls(f, i);
	if (d)
		for (uint32_t r = 0; r < f->n; r++)
			d[r] |= b[r] == 0;
}

/* As LOOP; `by` is the divisor, k where that is 0. */
#define DIVIDE(name, value)                                                \
	static void name(const struct sm_xframe *f, const struct sm_xins *i) \
	{                                                                  \
		int64_t *restrict d = sm__expr_i64(f, i->d);               \
		const int64_t *a = sm__expr_i64(f, i->a);                  \
		const int64_t *b = sm__expr_i64(f, i->b);                  \
		const int64_t k = i->k, m = i->m;                          \
                                                                           \
		(void)m;                                                   \
		for (uint32_t r = 0; r < f->n; r++) {                      \
			const int64_t by = b[r] ? b[r] : k;                \
                                                                           \
			d[r] = (value);                                    \
		}                                                          \
		nulls_of_zero(f, i);                                       \
	}

/*
 * Processors divide numbers of 32 bits in a third of the time that 64 bits take,
 * and most numbers that people store are no longer.
 */
static inline bool short_both(int64_t a, int64_t b)
{
	return ((uint64_t)a | (uint64_t)b) >> 32 == 0;
}

static inline int64_t divided(int64_t a, int64_t b)
{
	return SM_LIKELY(short_both(a, b)) ? (uint32_t)a / (uint32_t)b : a / b;
}

static inline int64_t rest_of(int64_t a, int64_t b)
{
	if (SM_LIKELY(short_both(a, b)))
		return (uint32_t)a % (uint32_t)b;
	/* the processor traps on INT64_MIN % -1 */
	return b == -1 ? 0 : a % b;
}

DIVIDE(run_div, divided(a[r], by))
DIVIDE(run_div_round, sm__expr_round64(a[r] * m, by))
DIVIDE(run_div_round128, (int64_t)sm__expr_round128((sm_int128)a[r] * m, by))
DIVIDE(run_mod, rest_of(a[r], by))

/* ---- logic: 0, 1, and NULL for unknown ---------------------------------- */

/*
 * AND with stop 0, OR with stop 1: a side that is `stop` decides alone, else
 * an unknown side makes the whole unknown.
 */
SM_LOOP logic(const struct sm_xframe *f, const struct sm_xins *i, int64_t stop)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	uint8_t *restrict dn = sm__expr_null(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const int64_t *b = sm__expr_i64(f, i->b);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = stop ? a[r] | b[r] : a[r] & b[r];
	if (!dn)
		return;
	for (uint32_t r = 0; r < f->n; r++) {
		const bool na = an && an[r], nb = bn && bn[r];
		const bool decided = (!na && a[r] == stop) ||
				     (!nb && b[r] == stop);

		dn[r] = !decided && (na || nb);
		d[r] = decided ? stop : d[r];
	}
}

static void run_and(const struct sm_xframe *f, const struct sm_xins *i)
{
	logic(f, i, 0);
}

static void run_or(const struct sm_xframe *f, const struct sm_xins *i)
{
	logic(f, i, 1);
}

static void run_isnull(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	const uint8_t *null = sm__expr_null(f, i->a);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = null && null[r];
}

/* c ? a : b; an unknown c counts as false */
static void run_select(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	uint8_t *restrict dn = sm__expr_null(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const int64_t *b = sm__expr_i64(f, i->b);
	const int64_t *c = sm__expr_i64(f, i->c);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);
	const uint8_t *cn = sm__expr_null(f, i->c);

	if (cn)
		for (uint32_t r = 0; r < f->n; r++)
			d[r] = c[r] && !cn[r] ? a[r] : b[r];
	else
		for (uint32_t r = 0; r < f->n; r++)
			d[r] = c[r] ? a[r] : b[r];
	if (dn)
		for (uint32_t r = 0; r < f->n; r++)
			dn[r] = c[r] && !(cn && cn[r]) ? an && an[r] :
							 bn && bn[r];
}

static void run_coalesce(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);
	uint8_t *restrict dn = sm__expr_null(f, i->d);
	const int64_t *a = sm__expr_i64(f, i->a);
	const int64_t *b = sm__expr_i64(f, i->b);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = an && an[r] ? b[r] : a[r];
	if (dn)
		for (uint32_t r = 0; r < f->n; r++)
			dn[r] = an && an[r] && bn && bn[r];
}

/* a, but NULL where b (a = something) is true */
static void run_nullif(const struct sm_xframe *f, const struct sm_xins *i)
{
	uint8_t *restrict dn = sm__expr_null(f, i->d);
	const int64_t *b = sm__expr_i64(f, i->b);
	const uint8_t *an = sm__expr_null(f, i->a);
	const uint8_t *bn = sm__expr_null(f, i->b);

	memcpy(sm__expr_i64(f, i->d), sm__expr_i64(f, i->a),
	       f->n * sizeof(int64_t));
	assert(dn);
	for (uint32_t r = 0; r < f->n; r++)
		dn[r] = (an && an[r]) || (b[r] && !(bn && bn[r]));
}

static void run_row(const struct sm_xframe *f, const struct sm_xins *i)
{
	int64_t *restrict d = sm__expr_i64(f, i->d);

	for (uint32_t r = 0; r < f->n; r++)
		d[r] = (int64_t)sm_row(f->rows, f->at + r) + i->k;
}

/* ---- the whole ---------------------------------------------------------- */

static void (*const runs[SM_XI_TEXT])(const struct sm_xframe *,
				      const struct sm_xins *) = {
	[SM_XI_MOVE] = run_move,
	[SM_XI_MASK] = run_mask,
	[SM_XI_ADD] = run_add,
	[SM_XI_SUB] = run_sub,
	[SM_XI_MUL] = run_mul,
	[SM_XI_MUL_ROUND] = run_mul_round,
	[SM_XI_MUL_ROUND128] = run_mul_round128,
	[SM_XI_NEG] = run_neg,
	[SM_XI_ABS] = run_abs,
	[SM_XI_TIMES] = run_times,
	[SM_XI_SHRINK] = run_shrink,
	[SM_XI_ROUND] = run_round,
	[SM_XI_FLOOR] = run_floor,
	[SM_XI_CEIL] = run_ceil,
	[SM_XI_DIV] = run_div,
	[SM_XI_DIV_ROUND] = run_div_round,
	[SM_XI_DIV_ROUND128] = run_div_round128,
	[SM_XI_MOD] = run_mod,
	[SM_XI_LEAST] = run_least,
	[SM_XI_GREATEST] = run_greatest,
	[SM_XI_EQ] = run_eq,
	[SM_XI_NE] = run_ne,
	[SM_XI_LT] = run_lt,
	[SM_XI_LE] = run_le,
	[SM_XI_EQ128] = run_eq128,
	[SM_XI_NE128] = run_ne128,
	[SM_XI_LT128] = run_lt128,
	[SM_XI_LE128] = run_le128,
	[SM_XI_NOT] = run_not,
	[SM_XI_AND] = run_and,
	[SM_XI_OR] = run_or,
	[SM_XI_ISNULL] = run_isnull,
	[SM_XI_SELECT] = run_select,
	[SM_XI_COALESCE] = run_coalesce,
	[SM_XI_NULLIF] = run_nullif,
	[SM_XI_ROW] = run_row,
	[SM_XI_SIGN] = run_sign,
	[SM_XI_CUT] = run_cut,
	[SM_XI_EXTRACT] = sm__expr_run_extract,
	[SM_XI_TRUNC] = sm__expr_run_trunc,
	[SM_XI_ADD_MONTHS] = sm__expr_run_add_months,
	[SM_XI_MAKE_DATE] = sm__expr_run_make_date,
};

static void run_batches(const struct sm_expr *e, const struct sm_rows *rows,
			const struct sm_vec *in, struct sm_vec *out, char *area)
{
	const uint32_t n = rows->n;
	UNCLEARED union sm_xreg reg[SM_X_REGS];
	UNCLEARED uint8_t null[SM_X_REGS][SM_X_ROWS];
	struct sm_xframe f = {
		.in = in, .out = out, .rows = rows, .konst = e->konst, .reg = reg,
		.null = null, .stride = e->stride,
	};

	for (f.at = 0; f.at < n; f.at += f.n) {
		f.n = n - f.at < e->batch ? n - f.at : e->batch;
		f.text = area ? area : out->text + (size_t)f.at * e->stride;
		for (uint32_t i = 0; i < e->nins; i++) {
			const struct sm_xins *ins = &e->ins[i];

			if (ins->code < SM_XI_TEXT)
				runs[ins->code](&f, ins);
			else
				sm__expr_run_text(&f, ins);
		}
	}
}

/* A result that is no text has no room for texts but on the stack. */
static void run_with_area(const struct sm_expr *e, const struct sm_rows *rows,
			  const struct sm_vec *in, struct sm_vec *out)
{
	UNCLEARED char area[SM_X_AREA + SM_SLACK];

	run_batches(e, rows, in, out, area);
}

void sm__expr_run(const struct sm_expr *e, const struct sm_rows *rows,
		  const struct sm_vec *in, struct sm_vec *out)
{
	assert(e->batch > 0 && e->batch <= SM_X_ROWS);
	if (e->stride > 0 && !e->text)
		run_with_area(e, rows, in, out);
	else
		run_batches(e, rows, in, out, NULL);
}
