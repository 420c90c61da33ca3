/*
 * profile_form.c - is this tree a profile? Said before libcyaml reads it
 *
 * One walk over the nodes with the libcyaml schema beside them. Anything that
 * libcyaml would refuse is refused here first, because here the place is known,
 * and so is what was allowed there. On top of the schema comes the one rule it
 * cannot express: a step has exactly one kind.
 *
 * A message starts with the thing it is about, in the profile's own names:
 * "orders.total: ..." for a column, "orders: ..." for a table, "size small: ..."
 * for a size. A list's item that has no name yet is called by its number,
 * "customers.columns[2]".
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "profile.h"

struct form {
	const struct sm_positions *p;
	const struct sm_profile_schema *ps;
	struct sm_err *err;
};

/* A node and the way to it. */
struct place {
	const struct place *up;     /* NULL: the root */
	const struct sm_node *node;
	uint32_t index;             /* of a list's item */
};

struct label {
	char text[256];
};

static void label_add(struct label *l, const char *fmt, ...) SM_PRINTF(2, 3);
static void label_add(struct label *l, const char *fmt, ...)
{
	size_t n = strlen(l->text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->text + n, sizeof(l->text) - n, fmt, ap);
	va_end(ap);
}

/* The list's items that lead to `at`, by name: "customers.email". */
static void label_items(struct label *l, const struct place *at)
{
	const struct sm_node *name, *list;
	char shown[64];

	if (!at->up)
		return;
	label_items(l, at->up);
	list = at->up->node;
	if (list->shape != SM_SHAPE_LIST)
		return;
	if (*l->text)
		label_add(l, ".");
	name = sm__node_child(at->node, "name");
	if (name && name->shape == SM_SHAPE_SCALAR && *name->text) {
		if (list->key && !strcmp(list->key, "sizes"))
			label_add(l, "size ");
		label_add(l, "%s", sm__shown(name->text, shown));
	} else {
		label_add(l, "%s[%u]", list->key ? sm__shown(list->key, shown) : "",
			  at->index);
	}
}

/* "customers.email: ", or nothing at the top. */
static const char *prefix_of(struct label *l, const struct place *at)
{
	l->text[0] = 0;
	label_items(l, at);
	if (*l->text)
		label_add(l, ": ");
	return l->text;
}

/* A mapping as the subject of a sentence: "customers.email: template". */
static const char *subject_of(struct label *l, const struct place *at)
{
	char shown[64];

	prefix_of(l, at);
	if (at->node->key)
		label_add(l, "%s", sm__shown(at->node->key, shown));
	else if (*l->text)
		l->text[strlen(l->text) - 2] = 0;
	else
		label_add(l, "the profile");
	return l->text;
}

/* At `at`, which is in the file that the node comes from. */
static enum sm_code refuse(const struct form *f, const struct sm_node *node,
			   struct sm_mark at, const char *fmt, ...)
	SM_PRINTF(4, 5);
static enum sm_code refuse(const struct form *f, const struct sm_node *node,
			   struct sm_mark at, const char *fmt, ...)
{
	va_list ap;
	enum sm_code rc;

	va_start(ap, fmt);
	rc = sm__refuse_at_v(f->err, node->file, at, fmt, ap);
	va_end(ap);
	return rc;
}

static const cyaml_schema_field_t *field_of(const cyaml_schema_field_t *fields,
					    const char *key)
{
	for (; fields->key; fields++)
		if (!strcmp(fields->key, key))
			return fields;
	return NULL;
}

/* ---- keys ------------------------------------------------------------------- */

/* "name, type, nulls, unique and one kind: bool, choice, ..." */
static enum sm_code fix_with_keys(const struct form *f,
				  const cyaml_schema_field_t *fields)
{
	char list[sizeof(f->err->fix) - 64];
	size_t n = 0;
	bool kinds = false;

	list[0] = 0;
	for (const cyaml_schema_field_t *k = fields; k->key; k++) {
		bool kind = sm__schema_kind(f->ps, k) != NULL;
		const char *comma = k == fields	      ? ""
				    : kind && !kinds ? ", and one kind: "
						     : ", ";
		int w = snprintf(list + n, sizeof(list) - n, "%s%s", comma, k->key);

		n += (size_t)w;
		if (n >= sizeof(list))
			break;
		kinds = kind;
	}
	if (!*list)
		return sm_fix(f->err, "nothing is allowed here: write {}");
	return sm_fix(f->err, "allowed here: %s", list);
}

#define CANDIDATES 256          /* more keys than any place will ever have */

/* "2)" of {type: numeric(10,2)}, which YAML cuts at the comma. */
static bool cut_type(const char *key)
{
	size_t n = strlen(key);

	return n && key[n - 1] == ')' && !strchr(key, '(');
}

static enum sm_code unknown_key(const struct form *f, const struct place *at,
				const struct sm_node *child,
				const cyaml_schema_field_t *fields)
{
	const char *candidate[CANDIDATES];
	size_t n = 0;
	const char *near;
	char shown[64], inside[64];
	struct label l;

	for (; n < CANDIDATES && fields[n].key; n++)
		candidate[n] = fields[n].key;
	near = sm_nearest(child->key, candidate, n);
	refuse(f, child, child->key_mark, "%sunknown key \"%s\"%s%s%s%s%s",
	       prefix_of(&l, at), sm__shown(child->key, shown),
	       at->node->key ? " in " : "",
	       at->node->key ? sm__shown(at->node->key, inside) : "",
	       near ? ", did you mean \"" : "", near ? near : "",
	       near ? "\"?" : "");
	if (cut_type(child->key))
		return sm_fix(f->err, "a type with a comma stands in quotes: "
			      "type: \"numeric(10,2)\"");
	return fix_with_keys(f, fields);
}

static enum sm_code check_keys(const struct form *f, const struct place *at,
			       const cyaml_schema_field_t *fields)
{
	char shown[64];
	struct label l;

	for (const struct sm_node *c = at->node->first; c; c = c->next) {
		/* Known and not double so far: no more of them than fields. */
		for (const struct sm_node *d = at->node->first; d != c; d = d->next)
			if (!strcmp(c->key, d->key))
				return refuse(f, c, c->key_mark, "%skey \"%s\" is "
					      "given twice, first at %u:%u",
					      prefix_of(&l, at),
					      sm__shown(c->key, shown),
					      d->key_mark.line,
					      d->key_mark.column);
		if (!field_of(fields, c->key))
			return unknown_key(f, at, c, fields);
	}
	return SM_OK;
}

/* `kind` is the one whose arguments these are, or NULL. */
static enum sm_code check_needed(const struct form *f, const struct place *at,
				 const cyaml_schema_field_t *fields,
				 const struct sm_op_kind *kind)
{
	struct label l;

	for (; fields->key; fields++) {
		if (fields->value.flags & CYAML_FLAG_OPTIONAL ||
		    sm__node_child(at->node, fields->key))
			continue;
		refuse(f, at->node, sm__node_mark(at->node), "%s has no %s",
		       subject_of(&l, at), fields->key);
		return kind ? sm_fix(f->err, "write %s: %s", kind->name,
				     kind->example)
			    : f->err->code;
	}
	return SM_OK;
}

static enum sm_code no_kind(const struct form *f, const struct place *at)
{
	char list[sizeof(f->err->fix) - 64];
	size_t n = 0;
	struct label l;

	list[0] = 0;
	for (uint32_t i = 0; i < f->ps->kinds && n < sizeof(list); i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
				      i ? ", " : "", f->ps->kind[i]->name);
	refuse(f, at->node, sm__node_mark(at->node), "%s has no kind",
	       subject_of(&l, at));
	return sm_fix(f->err, "say one of %s", list);
}

static enum sm_code check_one_kind(const struct form *f, const struct place *at)
{
	const char *first = NULL;
	struct label l;

	for (const struct sm_node *c = at->node->first; c; c = c->next) {
		if (!sm__schema_kind(f->ps, field_of(f->ps->step, c->key)))
			continue;
		if (first)
			return refuse(f, c, c->key_mark,
				      "%s has two kinds: %s and %s",
				      subject_of(&l, at), first, c->key);
		first = c->key;
	}
	return first ? SM_OK : no_kind(f, at);
}

/* ---- shapes ----------------------------------------------------------------- */

static const char *const shape_names[] = {
	[SM_SHAPE_SCALAR] = "one value",
	[SM_SHAPE_MAP] = "a mapping",
	[SM_SHAPE_LIST] = "a list",
};

static const char *shape_name(const struct sm_node *node)
{
	return node->missing ? "nothing" : shape_names[node->shape];
}

/* "customers.id: serial takes a mapping, not one value" */
static enum sm_code wrong_shape(const struct form *f, const struct place *at,
				enum sm_shape wanted,
				const struct sm_op_kind *kind)
{
	const struct sm_node *node = at->node;
	const char *takes = shape_names[wanted];
	struct label l;
	char shown[64];

	if (!at->up) {
		refuse(f, node, node->mark, "a profile is %s, not %s", takes,
		       shape_name(node));
		return sm_fix(f->err, "start with version: 1");
	}
	if (!node->key)
		return refuse(f, node, node->mark, "%s is to be %s, not %s",
			      subject_of(&l, at), takes, shape_name(node));
	refuse(f, node, sm__node_mark(node), "%s takes %s, not %s", subject_of(&l, at),
	       takes, shape_name(node));
	if (kind)
		return sm_fix(f->err, "write %s: %s", kind->name, kind->example);
	if (wanted == SM_SHAPE_LIST && node->shape == SM_SHAPE_MAP)
		return sm_fix(f->err, "begin each item with a dash, its name inside: "
			      "- {name: id, ...}");
	if (wanted == SM_SHAPE_LIST && node->shape == SM_SHAPE_SCALAR &&
	    !node->missing)
		return sm_fix(f->err, "write %s: [%s]", node->key,
			      sm__shown(node->text, shown));
	return f->err->code;
}

static enum sm_code check_value(const struct form *f, const struct place *at,
				const cyaml_schema_value_t *v,
				const struct sm_op_kind *kind);

static enum sm_code check_map(const struct form *f, const struct place *at,
			      const cyaml_schema_value_t *v,
			      const struct sm_op_kind *kind)
{
	const cyaml_schema_field_t *fields = v->mapping.fields;

	if (at->node->shape != SM_SHAPE_MAP)
		return wrong_shape(f, at, SM_SHAPE_MAP, kind);
	SM_TRY(check_keys(f, at, fields));
	SM_TRY(check_needed(f, at, fields, kind));
	if (fields == f->ps->step)
		SM_TRY(check_one_kind(f, at));
	for (const struct sm_node *c = at->node->first; c; c = c->next) {
		const cyaml_schema_field_t *field = field_of(fields, c->key);
		struct place below = { .up = at, .node = c };

		assert(field);
		SM_TRY(check_value(f, &below, &field->value,
				   sm__schema_kind(f->ps, field)));
	}
	return SM_OK;
}

static enum sm_code check_list(const struct form *f, const struct place *at,
			       const cyaml_schema_value_t *v)
{
	struct place below = { .up = at };
	struct label l;

	if (at->node->shape != SM_SHAPE_LIST)
		return wrong_shape(f, at, SM_SHAPE_LIST, NULL);
	if (at->node->n < v->sequence.min)
		return refuse(f, at->node, sm__node_mark(at->node),
			      "%s has %u entries; at least %u %s needed",
			      subject_of(&l, at), at->node->n, v->sequence.min,
			      v->sequence.min == 1 ? "is" : "are");
	if (at->node->n > v->sequence.max)
		return refuse(f, at->node, sm__node_mark(at->node),
			      "%s has %u entries; at most %u are allowed",
			      subject_of(&l, at), at->node->n, v->sequence.max);
	for (const struct sm_node *c = at->node->first; c; c = c->next) {
		below.node = c;
		SM_TRY(check_value(f, &below, v->sequence.entry, NULL));
		below.index++;
	}
	return SM_OK;
}

static enum sm_code check_value(const struct form *f, const struct place *at,
				const cyaml_schema_value_t *v,
				const struct sm_op_kind *kind)
{
	size_t n;
	struct label l;

	if (v->type == CYAML_MAPPING)
		return check_map(f, at, v, kind);
	if (v->type == CYAML_SEQUENCE)
		return check_list(f, at, v);
	if (v->type == CYAML_IGNORE)
		return SM_OK;       /* profile_fixtures.c reads it */
	assert(v->type == CYAML_STRING);    /* op.h: all scalars are strings */
	if (at->node->shape != SM_SHAPE_SCALAR || at->node->missing)
		return wrong_shape(f, at, SM_SHAPE_SCALAR, NULL);
	n = strlen(at->node->text);
	if (n < v->string.min && !n)
		return refuse(f, at->node, at->node->mark, "%s is empty",
			      subject_of(&l, at));
	if (n < v->string.min)
		return refuse(f, at->node, at->node->mark, "%s has %zu bytes; at "
			      "least %u are needed", subject_of(&l, at), n, v->string.min);
	if (n > v->string.max)
		return refuse(f, at->node, at->node->mark, "%s has %zu bytes; at most %u "
			      "are allowed", subject_of(&l, at), n, v->string.max);
	return SM_OK;
}

enum sm_code sm__profile_check(const struct sm_positions *p,
			       const struct sm_profile_schema *ps,
			       struct sm_err *err)
{
	struct form f = { .p = p, .ps = ps, .err = err };
	struct place top = { .node = p->root };

	assert(ps->top.type == CYAML_MAPPING);
	return check_value(&f, &top, &ps->top, NULL);
}
