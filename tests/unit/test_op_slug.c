/* gen/op/op_slug.c: folded, cut without a dash, numbered */
#include "op_bound.h"

#define sm_op_slug bound_op_slug
#include "../../gen/op/op_slug.c"

#include "op_args_case.h"

static const char *const titles[] = {
	"Crème brûlée!", "  A -- B  ", "Straße 42", "Ærø", "...", "One Two Three",
	"", "x-1", "ŁÓDŹ", "Ab cd ef gh ij kl mn op qr st uv wx yz 01 23 45",
};

static struct bound_column col;
static uint8_t null[SM_COUNTOF(titles)];

static void start(struct op_case *k, const char *type, bool nullable)
{
	struct sm_str *s;

	op_case_start(k, &sm_op_slug, type, SM_COUNTOF(titles));
	s = sm_arena_array(&k->arena, SM_COUNTOF(titles), sizeof(*s));
	col = (struct bound_column){ "title", { .type = { .id = SM_T_TEXT },
						.nullable = nullable } };
	for (uint32_t i = 0; i < SM_COUNTOF(titles); i++) {
		s[i].p = sm_arena_strdup(&k->arena, titles[i]);
		s[i].n = (uint32_t)strlen(titles[i]);
		col.dom.width = s[i].n > col.dom.width ? s[i].n : col.dom.width;
		null[i] = i == 5;
	}
	bound_columns = &col;
	bound_ncolumns = 1;
	k->in[0] = (struct sm_vec){ .v.str = s, .null = nullable ? null : NULL };
	k->in_class[0] = SM_STR;
	k->nin = 1;
}

static void check(struct op_case *k, const char *const *want)
{
	struct sm_vec v = op_case_run(k, &(struct sm_rows){ .n =
						SM_COUNTOF(titles) });

	for (uint32_t i = 0; i < SM_COUNTOF(titles); i++)
		op_text_is(&v.v.str[i], want[i]);
	op_text_keeps_bounds(k, SM_COUNTOF(titles));
	op_case_keeps_promises(k, SM_COUNTOF(titles));
	op_case_end(k);
}

static void texts_become_parts_of_addresses(void **state)
{
	static const char *const plain[] = {
		"creme-brulee", "a-b", "strasse-42", "aero", "", "one-two-three",
		"", "x-1", "lodz", "ab-cd-ef-gh-ij-kl-mn-op-qr-st-uv-wx-yz-01-23-45",
	}, *const cut[] = {
		"creme", "a-b", "strass", "aero", "", "one-tw", "", "x-1", "lodz",
		"ab-cd",
	};
	struct op_case k;

	(void)state;
	start(&k, "text", false);
	op_case_compile(&k, "of", "title", NULL);
	assert_false(k.op.out.unique);
	check(&k, plain);
	start(&k, "varchar(6)", false);
	op_case_compile(&k, "of", "title", NULL);
	check(&k, cut);
	start(&k, "varchar(60)", false);
	op_case_compile(&k, "of", "title", "max", "6", NULL);
	assert_int_equal(k.op.out.width, 6);
	check(&k, cut);
}

static void a_number_makes_them_unique(void **state)
{
	static const char *const numbered[] = {
		"creme-brulee-1", "a-b-2", "strasse-42-3", "aero-4", "5", "",
		"7", "x-1-8", "lodz-9",
		"ab-cd-ef-gh-ij-kl-mn-op-qr-st-uv-wx-yz-01-23-45-10",
	}, *const cut[] = { "cr-1", "a-2", "st-3", "ae-4", "5", "on-6", "7", "x-8",
			    "lo-9", "ab-10" },
	  *const bare[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10" };
	struct op_case k;

	(void)state;
	start(&k, "text", true);
	k.c.unique = true;
	op_case_compile(&k, "of", "title", "number", "true", NULL);
	assert_true(k.op.out.unique);
	check(&k, numbered);
	start(&k, "varchar(5)", false);
	op_case_compile(&k, "of", "title", "number", "true", NULL);
	check(&k, cut);
	start(&k, "varchar(2)", false);
	op_case_compile(&k, "of", "title", "number", "true", NULL);
	assert_int_equal(k.op.out.width, 2);
	check(&k, bare);
}

static void refusals_say_what_would_do(void **state)
{
	struct op_case k;

	(void)state;
	start(&k, "varchar(8)", false);
	op_case_refuses(&k, "slug needs a column", NULL);
	op_case_refuses(&k, "max is 9", "of", "title", "max", "9", NULL);
	op_case_refuses(&k, "max is 0", "of", "title", "max", "0", NULL);
	op_case_refuses(&k, "1 characters do not hold the rows' numbers, which have "
			    "up to 2 digits", "of", "title", "max", "1", "number",
			"true", NULL);
	k.c.unique = true;
	op_case_refuses(&k, "two rows can have the same slug", "of", "title", NULL);
	assert_non_null(strstr(k.err.fix, "number: true"));
	col.dom.type.id = SM_T_INT;
	op_case_refuses(&k, "title is of type int", "of", "title", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_become_parts_of_addresses),
		cmocka_unit_test(a_number_makes_them_unique),
		cmocka_unit_test(refusals_say_what_would_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
