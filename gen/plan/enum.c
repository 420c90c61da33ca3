/*
 * enum.c - "enum(draft, sent, paid)": labels written as a type, and the proof
 * that a column holds no other text
 *
 * A label stands plain or in single quotes, a quote inside them doubled. No
 * database has to know the type: a table that is made gets text and a CHECK,
 * or what else its target has for it.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "planner.h"

#include "../op/literal.h"

#define LABEL_BYTES 63      /* PostgreSQL's own limit */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* Behind the bracket of "enum (", or NULL. */
static const char *after_bracket(const char *type)
{
	const char *p = skip_blanks(type);

	if (strncasecmp(p, "enum", 4) != 0)
		return NULL;
	p = skip_blanks(p + 4);
	return *p == '(' ? p + 1 : NULL;
}

bool sm__enum_written(const char *type)
{
	return after_bracket(type) != NULL;
}

/* ---- reading -------------------------------------------------------------------- */

struct reader {
	const char *p;
	const char *fault;          /* what is wrong, NULL while nothing is */
	struct sm_arena *arena;
};

/* Behind the opening quote. */
static char *quoted(struct reader *r)
{
	char *label = sm_arena_alloc(r->arena, strlen(r->p) + 1);
	size_t n = 0;

	for (; label && *r->p; r->p++) {
		if (*r->p == '\'' && *++r->p != '\'')
			return label;   /* zeroed: it has its end */
		label[n++] = *r->p;
	}
	r->fault = "a quote is not closed";
	return NULL;
}

static char *plain(struct reader *r)
{
	size_t n = strcspn(r->p, ",()'"), end = n;
	const char *from = r->p;

	r->p += n;
	while (end && is_blank(from[end - 1]))
		end--;
	if (!end)
		r->fault = "a label is missing";
	return sm_arena_strndup(r->arena, from, end);
}

static const char *label_fault(const char *label)
{
	size_t n = strlen(label), chars = sm__text_chars(label, n);

	if (n < 1 || n > LABEL_BYTES)
		return "a label has 1 to 63 bytes";
	if (chars == SIZE_MAX)
		return "a label is not UTF-8";
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)label[i] < 0x20 || label[i] == 0x7f)
			return "a label holds a control character";
	return NULL;
}

static const char *take_label(struct reader *r)
{
	char *label;

	r->p = skip_blanks(r->p);
	if (*r->p == '\'') {
		r->p++;
		label = quoted(r);
	} else {
		label = plain(r);
	}
	if (label && !r->fault)
		r->fault = label_fault(label);
	r->p = skip_blanks(r->p);
	return label;
}

static bool is_label(const char *label, const char *const *labels, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(labels[i], label) == 0)
			return true;
	return false;
}

/* Labels up to the closing bracket, and nothing behind it. */
static enum sm_code take_labels(struct reader *r, const char **labels,
				uint32_t *n, struct sm_err *err)
{
	for (*n = 0;;) {
		const char *label = take_label(r);

		if (r->fault)
			return SM_OK;
		if (!label)
			return sm_nomem(err);
		if (is_label(label, labels, *n))
			r->fault = "a label stands twice";
		labels[(*n)++] = label;
		if (*r->p != ',')
			break;
		r->p++;
	}
	if (*r->p != ')' || *skip_blanks(r->p + 1))
		r->fault = "labels end with one closing bracket";
	return SM_OK;
}

/* A live enum must know every label that is written. */
static enum sm_code check_live(const struct sm_pcolumn *c, struct sm_err *err)
{
	const struct sm_live_column *l = c->live;

	for (uint32_t i = 0; l && l->nlabels && i < c->nlabels; i++) {
		if (is_label(c->labels[i], l->labels, l->nlabels))
			continue;
		sm_fail(err, SM_E_SCHEMA, "Schema validation failed for %s: the "
			"enum of column %s has no label \"%s\"", c->table->name,
			c->step->name, c->labels[i]);
		return sm_fix(err, "add the label in the database, or take it out "
			      "of the profile");
	}
	return SM_OK;
}

enum sm_code sm__enum_read(struct sm_planner *p, struct sm_pcolumn *c,
			   struct sm_err *err)
{
	struct reader r = { .p = after_bracket(c->step->type), .arena = p->arena };
	const char **labels = sm_arena_array(p->arena, strlen(r.p) + 1,
					     sizeof(*labels));

	if (!labels)
		return sm_nomem(err);
	SM_TRY(take_labels(&r, labels, &c->nlabels, err));
	if (r.fault) {
		sm__spec_refuse(p->spec, err, c->step->path, "type",
				"%s: type \"%.80s\": %s", c->display,
				c->step->type, r.fault);
		return sm_fix(err, "write it as enum(draft, sent, 'paid in full')");
	}
	c->type = (struct sm_type){ .id = SM_T_ENUM };
	c->labels = labels;
	return check_live(c, err);
}

/* ---- proving -------------------------------------------------------------------- */

/* Are all labels of `from` labels of c? */
static bool within(const struct sm_pcolumn *from, const struct sm_pcolumn *c)
{
	if (from->type.id != SM_T_ENUM)
		return false;
	for (uint32_t i = 0; i < from->nlabels; i++)
		if (!is_label(from->labels[i], c->labels, c->nlabels))
			return false;
	return true;
}

/* The column that c has its values from as they are, or NULL. */
static const struct sm_pcolumn *source(const struct sm_pcolumn *c)
{
	if (c->target)
		return c->target_column;
	return strcmp(c->step->kind->name, "copy") == 0 ? c->bind[0].column : NULL;
}

/* pick, constant and expr look at the labels themselves; fields of a switch do. */
static bool holds_labels(const struct sm_pcolumn *c)
{
	static const char *const kinds[] = { "pick", "constant", "expr",
						"switch" };

	for (size_t i = 0; i < SM_COUNTOF(kinds); i++)
		if (strcmp(c->step->kind->name, kinds[i]) == 0)
			return true;
	return source(c) && within(source(c), c);
}

enum sm_code sm__enum_check(struct sm_pcolumn *c, const struct sm_compile *ctx,
			    struct sm_err *err)
{
	const char *kind = c->step->kind->name;

	if (c->type.id != SM_T_ENUM)
		return SM_OK;
	/* without a type of its own it has its source's */
	if (!c->nlabels && source(c)) {
		c->labels = source(c)->labels;
		c->nlabels = source(c)->nlabels;
	}
	if (holds_labels(c))
		return SM_OK;
	if (source(c))
		return sm_refuse(ctx, err, NULL, "is an enum, and takes values "
				 "from a column that is no enum of the same "
				 "labels, or has more of them");
	sm_refuse(ctx, err, NULL, "is an enum, which cannot be filled by %s", kind);
	return sm_fix(err, "use pick: {values: [...]} with labels of the enum");
}
