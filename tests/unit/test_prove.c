/* gen/plan/prove: why a key of several columns is unique */
#include "plan_rows.h"

/* a line of an order of a shop; a shop is known by its town and number */
#define SHOP(key, columns) \
	PLAN_HEAD \
	"  - {name: towns, rows: 5, primary_key: [id], columns: [{name: id, serial: " \
	"{}}]}\n" \
	"  - {name: shops, per: {table: towns, min: 1, max: 4}, primary_key: [town, " \
	"no], columns: [{name: town, parent: {}}, {name: no, ordinal: {}}]}\n" \
	"  - {name: orders, per: {table: shops, min: 1, max: 4}, primary_key: [id], " \
	"columns: [{name: town, parent: {column: town}}, {name: no, parent: {column: " \
	"no}}, {name: id, serial: {}}]}\n" \
	"  - {name: lines, per: {table: orders, min: 1, max: 4}, indexes: [{unique: " \
	"true, columns: " key "}], columns: [{name: o, parent: {}}, {name: town, copy: " \
	"{from: o.town}}, " columns "]}\n" \
	"  - {name: tills, per: {table: shops, min: 1, max: 3}, primary_key: [town, " \
	"no, n], columns: [{name: town, parent: {column: town}}, {name: no, parent: " \
	"{column: no}}, {name: n, ordinal: {}}]}\n"

/* what a shop has one of, or none: known as the shop is */
#define SIGN(per, key) \
	SHOP("[o, n]", "{name: n, ordinal: {}}") \
	"  - {name: signs, per: {table: shops, " per "}, primary_key: " key ", " \
	"columns: [{name: town, parent: {column: town}}, {name: no, parent: " \
	"{column: no}}, {name: c, int: {min: 1, max: 2}}]}\n"

static const struct {
	const char *yaml;
	bool proved;
} cases[] = {
	{ SHOP("[o, n]", "{name: n, ordinal: {}}"), true },
	{ SIGN("min: 0, max: 1", "[town, no]"), true },
	{ SIGN("min: 1, max: 1", "[town, c, no]"), true },
	{ SIGN("rows: 5", "[town, no]"), true },
	{ SIGN("min: 1, max: 2", "[town, no]"), false },
	{ SIGN("min: 1, max: 1", "[town, c]"), false },
	/* the ordinal is the order's, not the town's */
	{ SHOP("[town, n]", "{name: n, ordinal: {}}"), false },
	/* the town is three steps up: 64 lines at most */
	{ SHOP("[town, c]", "{name: c, int: {max: 99}, unique_within: town}"), true },
	{ SHOP("[town, c]", "{name: c, int: {min: 1, max: 64}, unique_within: "
	       "town}"), true },
	{ SHOP("[town, c]", "{name: c, int: {min: 1, max: 63}, unique_within: "
	       "town}"), false },
	/* unique in the town is unique in its order, not the other way round */
	{ SHOP("[o, c]", "{name: c, int: {max: 99}, unique_within: town}"), true },
	{ SHOP("[town, c]", "{name: c, int: {max: 9}, unique_within: o}"), false },
	{ SHOP("[c, town, x]", "{name: c, int: {max: 99}, unique_within: town}, "
	       "{name: x, bool: {}}"), true },
	/* two keys that share a column: it is drawn once */
	{ SHOP("[town, c], name: k1}, {unique: true, columns: [o, c, x]", "{name: c, "
	       "int: {min: 1, max: 70}}, {name: x, int: {max: 9}}"), true },
};

static void a_scope_proves_what_is_unique_in_it_and_not_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct plan_case c;

		plan_case_open(&c, cases[i].yaml, NULL);
		if ((c.rc == SM_OK) != cases[i].proved)
			fail_msg("case %zu: %s", i, c.rc ? c.err.what : "proved");
		plan_case_close(&c);
	}
}

/* A program written before the key was drawn jointly would make other values. */
static void what_an_aggregate_has_seen_already_is_not_drawn_anew(void **state)
{
	static const char yaml[] = PLAN_HEAD
		"  - {name: p, rows: 9, primary_key: [id], columns: [{name: id, "
		"serial: {}}, {name: total, sum: {of: c.a}}]}\n"
		"  - {name: c, per: {table: p, min: 2, max: 4}, indexes: [{columns: "
		"[a, b, t], unique: true}], columns: [{name: p_id, parent: {}}, "
		"{name: a, int: {min: 1, max: 9}}, {name: b, int: {min: 1, max: 9}}, "
		"{name: t, copy: {from: p_id.total}}]}\n";
	struct plan_rows p, a, who;
	struct plan_case c;

	(void)state;
	plan_case_open(&c, yaml, NULL);
	if (c.rc) {
		assert_int_equal(c.rc, SM_E_PROFILE);
		assert_non_null(strstr(c.err.what, "cannot be proved unique"));
		plan_case_close(&c);
		return;
	}
	p = plan_rows_of(&c, "p", "total");
	a = plan_rows_of(&c, "c", "a");
	who = plan_rows_of(&c, "c", "p_id");
	for (uint64_t i = 0; i < a.n; i++)
		p.v[who.v[i] - 1] -= a.v[i];
	for (uint64_t i = 0; i < p.n; i++)
		assert_int_equal(p.v[i], 0);
	plan_rows_free(&p);
	plan_rows_free(&a);
	plan_rows_free(&who);
	plan_case_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scope_proves_what_is_unique_in_it_and_not_more),
		cmocka_unit_test(
			what_an_aggregate_has_seen_already_is_not_drawn_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
