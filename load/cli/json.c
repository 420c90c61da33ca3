/*
 * json.c - writing JSON with yajl
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/json.h"

void sm__json_begin(struct sm_json *j, bool pretty)
{
	j->gen = yajl_gen_alloc(NULL);
	if (!j->gen)
		return;
	yajl_gen_config(j->gen, yajl_gen_validate_utf8, 1);
	yajl_gen_config(j->gen, yajl_gen_beautify, pretty ? 1 : 0);
	yajl_gen_config(j->gen, yajl_gen_indent_string, "  ");
}

bool sm__json_end(struct sm_json *j, struct sm_buf *out)
{
	const unsigned char *p;
	size_t n;

	if (!j->gen)
		return false;
	if (yajl_gen_get_buf(j->gen, &p, &n) == yajl_gen_status_ok)
		sm_buf_add(out, (const char *)p, n);
	else
		out->failed = true;
	yajl_gen_free(j->gen);
	j->gen = NULL;
	return !out->failed;
}

static void put_text(struct sm_json *j, const char *text)
{
	struct sm_buf b = { 0 };

	if (yajl_gen_string(j->gen, (const unsigned char *)text, strlen(text)) !=
	    yajl_gen_invalid_string)
		return;
	for (; *text; text++)
		sm_buf_add(&b, (unsigned char)*text < 0x80 ? text : "?", 1);
	yajl_gen_string(j->gen, (const unsigned char *)sm_buf_str(&b), b.n);
	sm_buf_release(&b);
}

static bool key(struct sm_json *j, const char *name)
{
	if (!j->gen)
		return false;
	if (name)
		put_text(j, name);
	return true;
}

void sm__json_map(struct sm_json *j, const char *name)
{
	if (key(j, name))
		yajl_gen_map_open(j->gen);
}

void sm__json_list(struct sm_json *j, const char *name)
{
	if (key(j, name))
		yajl_gen_array_open(j->gen);
}

void sm__json_map_end(struct sm_json *j)
{
	if (j->gen)
		yajl_gen_map_close(j->gen);
}

void sm__json_list_end(struct sm_json *j)
{
	if (j->gen)
		yajl_gen_array_close(j->gen);
}

void sm__json_text(struct sm_json *j, const char *name, const char *text)
{
	if (!text)
		sm__json_null(j, name);
	else if (key(j, name))
		put_text(j, text);
}

/* As text: yajl's own integers are signed. */
void sm__json_number(struct sm_json *j, const char *name, uint64_t n)
{
	char digits[24];
	int k = snprintf(digits, sizeof(digits), "%" PRIu64, n);

	if (key(j, name))
		yajl_gen_number(j->gen, digits, (size_t)k);
}

void sm__json_real(struct sm_json *j, const char *name, double x)
{
	char digits[40];
	int k = snprintf(digits, sizeof(digits), "%.3f", x);

	if (!isfinite(x) || k < 0 || (size_t)k >= sizeof(digits))
		sm__json_null(j, name);
	else if (key(j, name))
		yajl_gen_number(j->gen, digits, (size_t)k);
}

void sm__json_bool(struct sm_json *j, const char *name, bool yes)
{
	if (key(j, name))
		yajl_gen_bool(j->gen, yes);
}

void sm__json_null(struct sm_json *j, const char *name)
{
	if (key(j, name))
		yajl_gen_null(j->gen);
}
