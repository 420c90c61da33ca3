/*
 * expr_form.c - what SQL writes in words: date '2026-01-31', interval '3 days',
 * extract(year from x), cast(x as date), trim(both from x), now()
 *
 * A word begins one of these only where a column could not stand: before a
 * quoted text, or before a parenthesis. The one exception is current_date,
 * which is reserved in SQL as well; "current_date" in quotes is a column.
 */
#include "op/expr.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static bool is_word(const struct sm_xtoken *t, const char *word)
{
	return strcasecmp(t->text.p, word) == 0;
}

static enum sm_code leaf(struct sm_xparse *x, struct sm_xnode **out,
			 const struct sm_xtoken *first, enum sm_xtype type,
			 int64_t value)
{
	return sm__expr_value(x, out, type, value, first->start);
}

/* ---- date '...', timestamp '...', interval '...' ------------------------ */

static enum sm_code time_form(struct sm_xparse *x, struct sm_xnode **out,
			      const struct sm_xtoken *first, enum sm_xtype type)
{
	struct sm_xnode *text;

	SM_TRY(sm__expr_literal_leaf(x, &text));
	SM_TRY(sm__expr_coerce(x, &text, type, 0));
	text->start = first->start;
	*out = text;
	return SM_OK;
}

/* interval '1 month', and interval '90' day */
static enum sm_code interval_form(struct sm_xparse *x, struct sm_xnode **out,
				  const struct sm_xtoken *first)
{
	const char *text = x->tok.text.p;
	struct sm_xnode *n;

	SM_TRY(sm__expr_next(x));
	if (x->tok.kind == SM_XT_NAME &&
	    sm__expr_interval_unit(x->tok.text.p)) {
		text = sm_arena_printf(x->ask->arena, "%s %s", text,
				       x->tok.text.p);
		if (!text)
			return sm_nomem(x->err);
		SM_TRY(sm__expr_next(x));
	}
	SM_TRY(leaf(x, out, first, SM_X_INTERVAL, 0));
	n = *out;
	n->kind = SM_XN_INTERVAL;
	if (sm__expr_interval(text, &n->ka, &n->kb))
		return SM_OK;
	sm__expr_refuse(x, "'%s' is not an interval", text);
	return sm_fix(x->err, "write it as '1 year 2 months 3 days 04:05:06': "
		      "years, months, weeks, days, hours, minutes, seconds, in "
		      "whole numbers, at most 10,000 years");
}

/* ---- extract(year from x) ----------------------------------------------- */

static const char *const fields[SM_XF_COUNT] = {
	[SM_XF_YEAR] = "year", [SM_XF_QUARTER] = "quarter",
	[SM_XF_MONTH] = "month", [SM_XF_WEEK] = "week", [SM_XF_DAY] = "day",
	[SM_XF_HOUR] = "hour", [SM_XF_MINUTE] = "minute",
	[SM_XF_SECOND] = "second", [SM_XF_DOW] = "dow",
	[SM_XF_ISODOW] = "isodow", [SM_XF_DOY] = "doy",
	[SM_XF_EPOCH] = "epoch",
};

enum sm_code sm__expr_field(struct sm_xparse *x, const char *name, bool trunc,
			    int32_t *field)
{
	const size_t n = trunc ? SM_XF_DOW : SM_XF_COUNT;
	const char *near = sm_nearest(name, fields, n);

	for (size_t i = 0; i < n; i++)
		if (strcasecmp(fields[i], name) == 0) {
			*field = (int32_t)i;
			return SM_OK;
		}
	sm__expr_refuse(x, "%s() knows no \"%s\"%s%s%s",
			trunc ? "date_trunc" : "extract", name,
			near ? ", did you mean \"" : "", near ? near : "",
			near ? "\"?" : "");
	return sm_fix(x->err, "it knows year, quarter, month, week, day, hour, "
		      "minute, second%s", trunc ? "" :
		      ", dow, isodow, doy, epoch");
}

static enum sm_code extract_form(struct sm_xparse *x, struct sm_xnode **out,
				 const struct sm_xtoken *first)
{
	const struct sm_xtoken *t = &x->tok;
	int32_t field = 0;

	SM_TRY(sm__expr_next(x));
	if (t->kind != SM_XT_NAME && t->kind != SM_XT_TEXT)
		return sm__expr_unexpected(x);
	SM_TRY(sm__expr_field(x, t->text.p, false, &field));
	SM_TRY(sm__expr_next(x));
	SM_TRY(sm__expr_want_word(x, "from"));
	SM_TRY(sm__expr_inner(x, out));
	SM_TRY(sm__expr_want_punct(x, ')'));
	SM_TRY(sm__expr_make(x, out, SM_XN_EXTRACT, first->start, *out, NULL));
	(*out)->digits = field;
	return SM_OK;
}

/* ---- cast(x as numeric(12,2)) ------------------------------------------- */

/* Up to the parenthesis that closes the cast. */
static enum sm_code cast_type(struct sm_xparse *x, struct sm_type *type)
{
	const uint32_t start = x->tok.start;
	unsigned open = 0;
	const char *text;

	while (x->tok.kind != SM_XT_END &&
	       !(open == 0 && sm__expr_at_punct(x, ')'))) {
		open += sm__expr_at_punct(x, '(');
		open -= sm__expr_at_punct(x, ')');
		SM_TRY(sm__expr_next(x));
	}
	text = sm_arena_strndup(x->ask->arena, x->ask->text + start,
				x->last_end - start);
	if (!text)
		return sm_nomem(x->err);
	if (x->tok.kind == SM_XT_END || x->tok.start == start)
		return sm__expr_unexpected(x);
	if (sm_type_parse(text, type))
		return SM_OK;
	sm__expr_refuse(x, "cast() knows no type \"%s\"", text);
	return sm_fix(x->err, "it knows bool, smallint, int, bigint, numeric(p,s),"
		      " text, varchar(n), date, timestamp, timestamptz");
}

/*
 * A cast to a number rounds: as round(), which lets a product or quotient right
 * inside be rounded once.
 */
static enum sm_code cast_form(struct sm_xparse *x, struct sm_xnode **out,
			      const struct sm_xtoken *first)
{
	struct sm_xnode *n;
	struct sm_type to;
	bool number;

	SM_TRY(sm__expr_next(x));
	SM_TRY(sm__expr_inner(x, out));
	SM_TRY(sm__expr_want_word(x, "as"));
	SM_TRY(cast_type(x, &to));
	SM_TRY(sm__expr_want_punct(x, ')'));
	number = (SM_M_INTS & SM_M(to.id)) ||
		 (to.id == SM_T_DECIMAL && to.precision > 0);
	if (number) {
		SM_TRY(sm__expr_make(x, out, SM_XN_ROUND, first->start, *out,
				     NULL));
		(*out)->digits = to.scale;
		(*out)->to = to;
	}
	SM_TRY(sm__expr_make(x, out, SM_XN_CAST, first->start, *out, NULL));
	n = *out;
	n->to = to;
	return SM_OK;
}

/* ---- position('x' in t), trim(both 'x' from t) -------------------------- */

static enum sm_code position_form(struct sm_xparse *x, struct sm_xnode **out,
				  const struct sm_xtoken *first)
{
	struct sm_xnode *what;

	SM_TRY(sm__expr_enter(x));
	SM_TRY(sm__expr_next(x));
	SM_TRY(sm__expr_operand(x, &what));
	SM_TRY(sm__expr_want_word(x, "in"));
	SM_TRY(sm__expr_operand(x, out));
	SM_TRY(sm__expr_want_punct(x, ')'));
	x->nesting--;
	return sm__expr_make(x, out, SM_XN_POSITION, first->start, *out, what);
}

/* "leading", "trailing", "both", or nothing, which is "both" */
static enum sm_code trim_side(struct sm_xparse *x, int32_t *side, bool *said)
{
	*side = sm__expr_at_word(x, "leading") ? SM_XS_LEFT :
		sm__expr_at_word(x, "trailing") ? SM_XS_RIGHT : SM_XS_BOTH;
	*said = *side != SM_XS_BOTH || sm__expr_at_word(x, "both");
	return *said ? sm__expr_next(x) : SM_OK;
}

/* trim(t), trim(both from t), trim(leading 'x' from t), trim(t, 'x') */
static enum sm_code trim_form(struct sm_xparse *x, struct sm_xnode **out,
			      const struct sm_xtoken *first)
{
	struct sm_xnode *set = NULL;
	int32_t side;
	bool said;

	SM_TRY(sm__expr_next(x));
	SM_TRY(trim_side(x, &side, &said));
	if (!(said && sm__expr_at_word(x, "from")))
		SM_TRY(sm__expr_inner(x, out));
	if (sm__expr_at_word(x, "from")) {
		set = *out;
		SM_TRY(sm__expr_next(x));
		SM_TRY(sm__expr_inner(x, out));
	} else if (said) {
		return sm__expr_want_word(x, "from");
	} else if (sm__expr_at_punct(x, ',')) {
		SM_TRY(sm__expr_next(x));
		SM_TRY(sm__expr_inner(x, &set));
	}
	SM_TRY(sm__expr_want_punct(x, ')'));
	if (set && !sm__expr_is_text(set))
		return sm__expr_refuse(x, "trim() takes the characters as a quoted "
				       "text, not \"%s\"", sm__expr_cut(x, set));
	if (!set)
		SM_TRY(sm__expr_text(x, &set, " ", first->start));
	SM_TRY(sm__expr_make(x, out, SM_XN_STRIP, first->start, *out, set));
	(*out)->digits = side;
	return SM_OK;
}

/* ---- now(), row_number(), row_count() ----------------------------------- */

static enum sm_code row_form(struct sm_xparse *x, struct sm_xnode **out,
			     const struct sm_xtoken *first, bool count)
{
	const struct sm_expr_ask *a = x->ask;

	if (a->rows == 0 || a->rows > INT64_MAX)
		return sm__expr_refuse(x, "%s() has no meaning here",
				       first->text.p);
	SM_TRY(leaf(x, out, first, SM_X_INT, (int64_t)a->rows));
	if (count)
		return SM_OK;
	assert(a->first_row < a->rows);
	(*out)->kind = SM_XN_ROW;
	(*out)->lo = (int64_t)a->first_row + 1;
	return SM_OK;
}

static enum sm_code niladic_form(struct sm_xparse *x, struct sm_xnode **out,
				 const struct sm_xtoken *first)
{
	const bool number = is_word(first, "row_number");
	const bool count = is_word(first, "row_count");

	if (!number && !count && !is_word(first, "now"))
		return SM_OK;
	SM_TRY(sm__expr_next(x));
	if (!sm__expr_at_punct(x, ')')) {
		sm__expr_unexpected(x);
		return sm_why(x->err, "%s() takes no arguments", first->text.p);
	}
	SM_TRY(sm__expr_next(x));
	if (number || count)
		return row_form(x, out, first, count);
	return leaf(x, out, first, SM_X_TIME, x->ask->as_of_us);
}

/* ---- which of them ------------------------------------------------------ */

enum sm_code sm__expr_form(struct sm_xparse *x, struct sm_xnode **out,
			   const struct sm_xtoken *first)
{
	assert(first->kind == SM_XT_NAME && !*out);
	if (is_word(first, "current_date"))
		return leaf(x, out, first, SM_X_DATE,
			    sm_days_from_us(x->ask->as_of_us));
	if (x->tok.kind == SM_XT_TEXT) {
		if (is_word(first, "date"))
			return time_form(x, out, first, SM_X_DATE);
		if (is_word(first, "timestamp") || is_word(first, "timestamptz"))
			return time_form(x, out, first, SM_X_TIME);
		if (is_word(first, "interval"))
			return interval_form(x, out, first);
	}
	if (!sm__expr_at_punct(x, '('))
		return SM_OK;
	if (is_word(first, "extract"))
		return extract_form(x, out, first);
	if (is_word(first, "cast"))
		return cast_form(x, out, first);
	if (is_word(first, "position"))
		return position_form(x, out, first);
	if (is_word(first, "trim"))
		return trim_form(x, out, first);
	return niladic_form(x, out, first);
}
