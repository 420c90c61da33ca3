/*
 * template_proof.c - can two rows of a template get the same text?
 *
 * They cannot when the value of a unique column can be read back out of the
 * text: its own text is different for different values, and its place is
 * certain. The place is certain when
 *
 *   - what stands before it and after it has a fixed length; or
 *   - it has a fixed length, and so has all that stands on one of its sides; or
 *   - all after it has a fixed length, and the literal just before it ends in a
 *     character that cannot be part of it (reading backwards from the end, the
 *     value stops there); or the same the other way round.
 *
 * So "{name}.{id}@example.com" is unique when id is, whatever name holds, and
 * "{name}{id}" is not: "a1" and "1", "a" and "11".
 */
#include <assert.h>
#include <string.h>

#include "seedmill/fmt.h"
#include "template.h"

static bool is_number(const struct sm_part *p)
{
	return p->what == SM_PART_INT || p->what == SM_PART_DECIMAL;
}

/* Different values, different text, filters included. */
static bool tells_apart(const struct sm_part *p)
{
	if (p->what == SM_PART_TEXT || !p->dom.unique)
		return false;
	if (p->what == SM_PART_STR)
		return p->nfilters == 0;
	/* slug drops the minus sign; no other filter touches digits or dashes */
	return !(is_number(p) && p->slug && p->dom.min < 0);
}

static bool is_fixed(const struct sm_part *p)
{
	char at[SM_FMT_ROOM];

	if (is_number(p))
		return p->dom.min >= 0 &&
		       sm_fmt_decimal(at, p->dom.min, p->scale) - at ==
			       (ptrdiff_t)p->width;
	return p->what == SM_PART_TEXT || p->what == SM_PART_DATE ||
	       p->what == SM_PART_UUID;
}

/* Whether the part's text may hold c. */
static bool may_hold(const struct sm_part *p, char c)
{
	if (c >= '0' && c <= '9')
		return true;
	if (!is_number(p))
		return true;
	return (c == '-' && (p->dom.min < 0 || p->slug)) ||
	       (c == '.' && p->what == SM_PART_DECIMAL);
}

static bool all_fixed(const struct sm_template *t, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end; i++)
		if (!is_fixed(&t->part[i]))
			return false;
	return true;
}

static bool place_certain(const struct sm_template *t, uint32_t k)
{
	const struct sm_part *p = &t->part[k];
	bool before = all_fixed(t, 0, k), after = all_fixed(t, k + 1, t->n);

	if ((before && after) || ((before || after) && is_fixed(p)))
		return true;
	if (after && p[-1].what == SM_PART_TEXT) {
		/* k > 0: nothing before it would have been `before` */
		const struct sm_str *s = &p[-1].text;

		assert(k > 0 && s->n > 0);
		return !may_hold(p, s->p[s->n - 1]);
	}
	if (before && p[1].what == SM_PART_TEXT) {
		assert(k + 1 < t->n && p[1].text.n > 0);
		return !may_hold(p, p[1].text.p[0]);
	}
	return false;
}

const struct sm_part *sm__template_unique(const struct sm_template *t,
					  const struct sm_type *column)
{
	for (uint32_t k = 0; k < t->n; k++) {
		const struct sm_part *p = &t->part[k];

		/* char(n) forgets blanks at the end, which text may have */
		if (column->id == SM_T_CHAR && p->what == SM_PART_STR &&
		    k + 1 == t->n && p->dom.type.id != SM_T_CHAR)
			continue;
		if (tells_apart(p) && place_certain(t, k))
			return p;
	}
	return NULL;
}

enum sm_code sm__template_unproved(const struct sm_compile *c,
				   const struct sm_template *t,
				   struct sm_err *err)
{
	const struct sm_part *found = NULL;

	for (uint32_t k = 0; k < t->n && !found; k++)
		if (t->part[k].what != SM_PART_TEXT && t->part[k].dom.unique)
			found = &t->part[k];
	sm_refuse(c, err, "text", "the text need not be unique");
	if (!found) {
		sm_why(err, "no column in it is unique");
		return sm_fix(err, "add one that is, such as a serial {id}, between "
			      "literals: \"{name}.{id}@example.com\"");
	}
	if (!tells_apart(found))
		sm_why(err, "{%.*s}: the filter makes different values alike",
		       (int)found->text.n, found->text.p);
	else
		sm_why(err, "{%.*s} is unique, but where it begins and ends cannot be "
		       "told from the text", (int)found->text.n, found->text.p);
	return sm_fix(err, "put a unique number behind text that ends in neither a "
		      "digit nor \"-\", with only text after it: "
		      "\"{name}.{id}@example.com\"");
}
