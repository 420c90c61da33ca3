/* gen/op/op_array.c: arrays of every length asked for, of independent items */
#include "text_lines.h"

static void every_length_comes_and_every_value_is_in_its_range(void **state)
{
	uint32_t seen[5] = { 0 }, values[10] = { 0 };
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: jsonb, array: {min: 1, max: 4, fields: [{name: v, "
			"int: {min: 3, max: 7}}]}");
	for (uint32_t i = 0; i < l.n; i++) {
		const char *s = l.line[i];
		uint32_t n = count_of(s, ',') + 1;

		assert_in_range(n, 1, 4);
		assert_int_equal(strlen(s), 2 * n + 1);
		assert_true(s[0] == '[' && s[2 * n] == ']');
		for (uint32_t k = 0; k < n; k++) {
			assert_in_range(s[1 + 2 * k], '3', '7');
			values[s[1 + 2 * k] - '0']++;
		}
		seen[n]++;
	}
	/* 150 of each length: 45 is more than four deviations */
	for (int n = 1; n <= 4; n++)
		assert_in_range(seen[n], 105, 195);
	for (int v = 3; v <= 7; v++)
		assert_in_range(values[v], 230, 370);
	text_lines_close(&l);
}

/* If two places had one key, their values would be equal in every row. */
static void places_are_independent(void **state)
{
	struct text_lines l;
	uint32_t same = 0;

	(void)state;
	text_lines_open(&l, "type: jsonb, array: {min: 2, max: 2, fields: [{name: v, "
			"int: {min: 0, max: 9}}]}");
	for (uint32_t i = 0; i < l.n; i++)
		same += l.line[i][1] == l.line[i][3];
	assert_in_range(same, 30, 95);
	text_lines_close(&l);
}

static void arrays_nest_and_hold_null(void **state)
{
	struct text_lines l;

	(void)state;
	text_lines_open(&l, "type: jsonb, array: {min: 1, max: 1, fields: [{name: a, "
			"array: {min: 2, max: 2, fields: [{name: o, json: {fields: "
			"[{name: k, constant: {value: x}, type: text, nulls: 1}]}}]}}]}");
	for (uint32_t i = 0; i < l.n; i++)
		assert_string_equal(l.line[i], "[[{\"k\":null},{\"k\":null}]]");
	text_lines_close(&l);
}

static void columns_of_an_array_type_get_its_text(void **state)
{
	struct text_lines l;
	uint32_t nulls = 0, twos = 0;

	(void)state;
	text_lines_open(&l, "type: \"int[]\", array: {min: 2, max: 2, fields: [{name: v, "
			"int: {min: 3, max: 7}, nulls: 0.5}]}");
	for (uint32_t i = 0; i < l.n; i++) {
		const char *p = l.line[i];

		assert_int_equal(*p++, '{');
		for (int k = 0; k < 2; k++, p++) {
			bool null = strncmp(p, "NULL", 4) == 0;

			assert_true(null || (*p >= '3' && *p <= '7'));
			p += null ? 4 : 1;
			nulls += null;
			assert_int_equal(*p, k ? '}' : ',');
		}
		assert_int_equal(*p, '\0');
		twos += count_of(l.line[i], ',');
	}
	assert_int_equal(twos, 600);
	/* 600 of 1200: 70 is four deviations */
	assert_in_range(nulls, 530, 670);
	text_lines_close(&l);
}

static void elements_have_the_columns_element_type(void **state)
{
	static const struct {
		const char *step, *want;
	} cases[] = {
		{ "type: \"numeric(6,2)[]\", array: {min: 1, max: 1, fields: [{name: v, "
		  "decimal: {min: 5, max: 5}}]}", "{5.00}" },
		{ "type: \"bigint[]\", array: {min: 1, max: 1, fields: [{name: v, type: "
		  "smallint, constant: {value: -9}}]}", "{-9}" },
		{ "type: \"timestamptz[]\", array: {min: 1, max: 1, fields: [{name: v, "
		  "constant: {value: 2026-01-01}}]}",
		  "{\"2026-01-01 00:00:00+00\"}" },
		{ "type: \"text[]\", array: {min: 2, max: 2, fields: [{name: v, "
		  "constant: {value: \"a b\"}}]}", "{\"a b\",\"a b\"}" },
		{ "type: \"uuid[]\", array: {min: 0, max: 0, fields: [{name: v, uuid: "
		  "{}}]}", "{}" },
		{ "type: \"bool[]\", array: {min: 1, max: 1, fields: [{name: v, "
		  "bool: {share: 1}}]}", "{t}" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct text_lines l;

		text_lines_open(&l, cases[i].step);
		for (uint32_t k = 0; k < l.n; k++)
			assert_string_equal(l.line[k], cases[i].want);
		text_lines_close(&l);
	}
}

#define T(type, args) "  - {name: t, rows: 9, columns: [{name: x, type: \"" type \
		      "\", array: {" args "}}]}\n"
#define V "fields: [{name: v, int: {}}]"

static const struct plan_refusal refusals[] = {
	{ T("jsonb", "min: 6, max: 5, " V), "min is 6: it must be from 0 to max, 5",
	  NULL },
	{ T("jsonb", "max: 61, " V), "max is 61, at most 60 are made", NULL },
	{ T("jsonb", "fields: [{name: v, int: {}}, {name: w, int: {}}]"),
	  "one field says how values are made, not 2", NULL },
	{ T("jsonb", "max: 2"), "array has no fields", NULL },
	{ T("jsonb", "fields: [{name: v, type: double, decimal: {}}]"),
	  "\"v\" is double, which json does not hold", "decimal rather than" },
	{ T("int[]", "fields: [{name: v, words: {list: noun}}]"),
	  "words cannot fill a column of type int", NULL },
	{ T("smallint[]", "fields: [{name: v, type: int, int: {max: 40000}}]"),
	  "\"v\" is of type int, and not all its values are elements of smallint[]",
	  "leave out its type" },
	{ T("int[]", "fields: [{name: v, array: {" V "}}]"),
	  "array cannot fill a column of type", NULL },
	{ T("varchar(10)", "max: 9, " V), "varchar(10) holds 10", NULL },
	{ T("jsonb", "max: 9, dist: odd, " V), "odd", NULL },
};

static void what_cannot_be_an_array_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length_comes_and_every_value_is_in_its_range),
		cmocka_unit_test(places_are_independent),
		cmocka_unit_test(arrays_nest_and_hold_null),
		cmocka_unit_test(columns_of_an_array_type_get_its_text),
		cmocka_unit_test(elements_have_the_columns_element_type),
		cmocka_unit_test(what_cannot_be_an_array_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
