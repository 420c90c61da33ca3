/*
 * template_parse.c - "{first_name|lower}.{id}@example.com" into parts
 *
 * Text runs to the next brace; "{{" and "}}" stand for one brace. A placeholder
 * is a column's name (or a path through a reference, "customer_id.name") and
 * any number of filters behind bars. What a part can add at most follows from
 * what is known about its column; no filter makes text longer (fold.h).
 */
#include <assert.h>
#include <string.h>

#include "fold.h"
#include "literal.h"
#include "seedmill/fmt.h"
#include "template.h"

static const char *const filter_names[] = { "lower", "upper", "ascii", "slug" };
static size_t (*const filters[])(char *, size_t) = {
	sm__fold_lower, sm__fold_upper, sm__fold_ascii, sm__fold_slug,
};

enum { LOWER, UPPER, ASCII, SLUG };

/* ---- a column as a part -------------------------------------------------------- */

static uint32_t number_width(const struct sm_domain *d, unsigned scale)
{
	char at[SM_FMT_ROOM];
	uint32_t low = (uint32_t)(sm_fmt_decimal(at, d->min, scale) - at);
	uint32_t high = (uint32_t)(sm_fmt_decimal(at, d->max, scale) - at);

	/* between them no number of the same sign has more digits */
	return low > high ? low : high;
}

static void part_sizes(struct sm_part *p, enum sm_part_what what, uint32_t width)
{
	p->what = what;
	p->width = p->chars = width;
	p->plain = true;
}

static bool part_type(struct sm_part *p)
{
	const struct sm_domain *d = &p->dom;

	switch (d->type.id) {
	case SM_T_SMALLINT:
	case SM_T_INT:
	case SM_T_BIGINT:
		part_sizes(p, SM_PART_INT, number_width(d, 0));
		return true;
	case SM_T_DECIMAL:
		p->scale = d->type.scale;
		part_sizes(p, SM_PART_DECIMAL, number_width(d, p->scale));
		return true;
	case SM_T_BOOL:
		part_sizes(p, SM_PART_BOOL, 5);
		return true;
	case SM_T_DATE:
		part_sizes(p, SM_PART_DATE, SM_FMT_DATE);
		return true;
	case SM_T_TIMESTAMP:
	case SM_T_TIMESTAMPTZ:
		part_sizes(p, SM_PART_TIME, SM_FMT_TIME);
		return true;
	case SM_T_UUID:
		part_sizes(p, SM_PART_UUID, SM_FMT_UUID);
		return true;
	case SM_T_TEXT:
	case SM_T_VARCHAR:
	case SM_T_CHAR:
	case SM_T_ENUM:
	case SM_T_JSON:
	case SM_T_JSONB:
	case SM_T_INET:
		part_sizes(p, SM_PART_STR, d->width);
		p->chars = d->chars ? d->chars : d->width;
		p->plain = d->plain;
		return true;
	default:
		return false;
	}
}

static enum sm_code part_filter(struct sm_part *p, const struct sm_compile *c,
				const char *name, struct sm_err *err)
{
	unsigned k = 0;

	SM_TRY(sm_arg_choice(c, "text", name, filter_names,
			     SM_COUNTOF(filter_names), &k, err));
	if (p->nfilters == SM_TEMPLATE_FILTERS)
		return sm_refuse(c, err, "text", "{%.*s}: more than %d filters",
				 (int)p->text.n, p->text.p, SM_TEMPLATE_FILTERS);
	p->filter[p->nfilters++] = filters[k];
	if (k == ASCII || k == SLUG)
		p->chars = p->width;    /* one "ß" gives two characters */
	p->plain |= k == SLUG;
	p->slug |= k == SLUG;
	return SM_OK;
}

/* What stands between the braces. */
static enum sm_code part_parse(struct sm_part *p, const struct sm_compile *c,
			       const char *text, size_t n, struct sm_err *err)
{
	char *name = sm_arena_strndup(c->arena, text, n), *bar;
	char type[64];

	if (!name)
		return sm_nomem(err);
	*p = (struct sm_part){ .text = { .p = text, .n = (uint32_t)n } };
	bar = strchr(name, '|');
	if (bar)
		*bar++ = '\0';
	if (!*name) {
		sm_refuse(c, err, "text", "\"{%.*s}\" names no column", (int)n, text);
		return sm_fix(err, "write {{ and }} for braces themselves");
	}
	SM_TRY(sm_bind(c, "text", name, &p->in, &p->dom, err));
	if (!part_type(p)) {
		sm_refuse(c, err, "text", "{%s} is %s, which has no text to put in a "
			  "template", name, sm_type_format(&p->dom.type, type));
		return sm_fix(err, "use a column of text, numbers (decimal rather "
			      "than real or double), dates, times, bool or uuid");
	}
	while (bar) {
		char *filter = bar;

		bar = strchr(bar, '|');
		if (bar)
			*bar++ = '\0';
		SM_TRY(part_filter(p, c, filter, err));
	}
	return SM_OK;
}

/* ---- the whole text --------------------------------------------------------------- */

/* Literal text up to the next placeholder or the end; returns where that is. */
static const char *text_part(struct sm_part *p, const char *at, char *room)
{
	size_t n = 0;

	for (; *at; at++) {
		if (*at == '{' || *at == '}') {
			if (at[1] != *at)
				break;
			at++;
		}
		room[n++] = *at;
	}
	*p = (struct sm_part){
		.what = SM_PART_TEXT,
		.text = { .p = room, .n = (uint32_t)n },
		.width = (uint32_t)n,
		.chars = (uint32_t)sm__text_chars(room, n),
		.plain = sm__text_plain(room, n),
	};
	return at;
}

enum sm_code sm__template_parse(const struct sm_compile *c, const char *text,
				struct sm_template *out, struct sm_err *err)
{
	size_t n = strlen(text), most = 1;      /* parts */
	char *room = sm_arena_alloc(c->arena, n + 1);

	if (sm__text_chars(text, n) == SIZE_MAX)
		return sm_refuse(c, err, "text", "the text is not UTF-8");
	for (size_t i = 0; i < n; i++)
		most += text[i] == '{' || text[i] == '}';
	out->part = sm_arena_array(c->arena, most, sizeof(*out->part));
	if (!room || !out->part)
		return sm_nomem(err);
	for (out->n = 0; *text;) {
		struct sm_part *p = &out->part[out->n];
		const char *end;

		assert(out->n < most);
		text = text_part(p, text, room);
		if (p->text.n > 0) {
			/* each literal has its own slack behind it */
			p->text.p = sm_arena_strndup(c->arena, room, p->text.n);
			if (!p->text.p)
				return sm_nomem(err);
			out->n++;
			continue;
		}
		end = *text == '{' ? strpbrk(text + 1, "{}") : NULL;
		if (!end || *end != '}') {
			sm_refuse(c, err, "text", "a single \"%c\" at \"%.20s\"",
				  *text, text);
			return sm_fix(err, "write {column}, or %c%c for the brace "
				      "itself", *text, *text);
		}
		SM_TRY(part_parse(p, c, text + 1, (size_t)(end - text - 1), err));
		text = end + 1;
		out->n++;
	}
	return SM_OK;
}
