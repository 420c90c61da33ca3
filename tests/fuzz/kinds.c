/*
 * kinds.c - see mutate.h: a small profile for each kind, around its own example
 */
#include <stdlib.h>
#include <string.h>

#include "mutate.h"
#include "seedmill/base.h"
#include "seedmill/op.h"

static void columns(struct sm_buf *b, const struct sm_op_kind *k)
{
	for (size_t i = 0; k->needs && k->needs[i]; i++) {
		const char *eq = strchr(k->needs[i], '=');

		sm_buf_printf(b, "      - {name: %.*s, %s}\n",
			      (int)(eq - k->needs[i]), k->needs[i], eq + 1);
	}
	sm_buf_printf(b, "      - {name: x, %s%s: %s}\n"
		      "      - {name: y, type: bigint, int: {min: 1, max: 99}, "
		      "nulls: 0.1}\n",
		      k->natural.id == SM_T_NONE ? "type: \"decimal(12,2)\", " : "",
		      k->name, k->example);
}

void corpus_kind(const struct sm_op_kind *k, struct corpus_file *out)
{
	bool aggregate = !strncmp(k->example, "{of: c", 6);
	struct sm_buf b = { 0 };

	sm_buf_puts(&b, "version: 1\nname: kinds\nseed: 7\nas_of: 2026-01-01T00:00:00Z\n"
		    "tables:\n  - name: p\n    rows: 1000\n    primary_key: [id]\n"
		    "    columns:\n      - {name: id, type: bigint, serial: {start: 5}}\n");
	if (aggregate)
		columns(&b, k);
	if (aggregate)
		sm_buf_puts(&b, "  - name: c\n    per: {table: p, min: 0, max: 4}\n"
			    "    columns:\n      - {name: amount, decimal: {min: 1, "
			    "max: 9}}\n");
	else
		sm_buf_printf(&b, "  - name: t\n    %s\n    columns:\n",
			      k->table ? k->table : "rows: 1000");
	if (!aggregate)
		columns(&b, k);
	*out = (struct corpus_file){ .path = k->name, .text = strdup(sm_buf_str(&b)),
				     .n = b.n };
	if (!out->text)
		abort();
	sm_buf_release(&b);
}
