/* gen/op/op_template.c, template_parse.c, template_proof.c */
#include "op_bound.h"

#define sm_op_template bound_op_template
#define sm__template_parse bound_template_parse
#include "../../gen/op/template_parse.c"

#include "../../gen/op/op_template.c"

#include "op_args_case.h"

#define ROWS 2000

/* Column k is input k. */
enum { FIRST, LAST, ID, PRICE, DAY, AT, OK, KEY, DEBT, CODE, FIX, NCOLUMNS };

static struct bound_column columns[NCOLUMNS] = {
	[FIRST] = { "first", { .type = { .id = SM_T_TEXT }, .width = 12,
			       .chars = 10 } },
	[LAST] = { "last", { .type = { .id = SM_T_TEXT }, .width = 9, .chars = 9,
			     .plain = true, .nullable = true } },
	[ID] = { "id", { .type = { .id = SM_T_BIGINT }, .min = 1, .max = 2000,
			 .unique = true } },
	[PRICE] = { "price", { .type = { .id = SM_T_DECIMAL, .precision = 6,
					 .scale = 2 }, .min = -999, .max = 99999 } },
	[DAY] = { "day", { .type = { .id = SM_T_DATE }, .min = 0, .max = 9999,
			   .unique = true } },
	[AT] = { "at", { .type = { .id = SM_T_TIMESTAMPTZ }, .min = 0,
			 .max = INT64_C(4000000000000000) } },
	[OK] = { "ok", { .type = { .id = SM_T_BOOL }, .min = 0, .max = 1 } },
	[KEY] = { "key", { .type = { .id = SM_T_UUID }, .unique = true } },
	[DEBT] = { "debt", { .type = { .id = SM_T_INT }, .min = -1000, .max = 999,
			     .unique = true } },
	[CODE] = { "code", { .type = { .id = SM_T_TEXT }, .width = 5, .chars = 5,
			     .plain = true, .unique = true } },
	[FIX] = { "fix", { .type = { .id = SM_T_INT }, .min = 1000, .max = 2999,
			   .unique = true } },
};

static const char *const first_names[] = { "Ann", "Zoë", "José María", "O'Neil",
					   "Łukasz", "B" };
static const char *const last_names[] = { "Smith", "Jones", "de-Waard", "X" };

/* op_case knows four inputs; a template of more columns needs its own vectors. */
struct inputs {
	struct sm_vec v[NCOLUMNS];
};

static void fill_inputs(struct op_case *k, struct inputs *in)
{
	for (int c = 0; c < NCOLUMNS; c++) {
		in->v[c].v.str = sm_arena_array(&k->arena, ROWS, 16);
		assert_non_null(in->v[c].v.str);
	}
	in->v[LAST].null = sm_arena_alloc(&k->arena, ROWS);
	for (uint32_t i = 0; i < ROWS; i++) {
		const char *f = first_names[i % SM_COUNTOF(first_names)];
		const char *l = last_names[i / 3 % SM_COUNTOF(last_names)];
		char *code = sm_arena_printf(&k->arena, "c%u", i);

		in->v[FIRST].v.str[i] = (struct sm_str){
			sm_arena_strdup(&k->arena, f), (uint32_t)strlen(f), 0 };
		in->v[LAST].v.str[i] = (struct sm_str){
			sm_arena_strdup(&k->arena, l), (uint32_t)strlen(l), 0 };
		in->v[LAST].null[i] = i % 10 == 9;
		in->v[ID].v.i64[i] = 1 + i;
		in->v[PRICE].v.i64[i] = (int64_t)i * 37 % 100999 - 999;
		in->v[DAY].v.i64[i] = i;
		in->v[AT].v.i64[i] = (int64_t)i * INT64_C(1234500001);
		in->v[OK].v.i64[i] = i & 1;
		in->v[KEY].v.u128[i] = (struct sm_u128){ i, ~(uint64_t)i };
		in->v[DEBT].v.i64[i] = (int64_t)i - 1000;
		in->v[CODE].v.str[i] = (struct sm_str){ code,
							(uint32_t)strlen(code), 0 };
		in->v[FIX].v.i64[i] = 1000 + i;
	}
}

static void start(struct op_case *k, const char *type)
{
	bound_columns = columns;
	bound_ncolumns = NCOLUMNS;
	op_case_start(k, &sm_op_template, type, ROWS);
}

/* All rows, made `step` at a time. */
static struct sm_str *make(struct op_case *k, const struct inputs *in,
			   uint32_t step, uint8_t **nulls)
{
	struct sm_str *all = sm_arena_array(&k->arena, ROWS, sizeof(*all));
	uint8_t *null = sm_arena_alloc(&k->arena, ROWS);

	assert_true(all && null);
	for (uint32_t at = 0; at < ROWS; at += step) {
		const uint32_t n = ROWS - at < step ? ROWS - at : step;
		struct sm_vec part[NCOLUMNS], out = { .v.str = all + at };

		for (int c = 0; c < NCOLUMNS; c++) {
			bool wide = c == KEY || c == FIRST || c == LAST || c == CODE;

			part[c] = in->v[c];
			part[c].v.i64 += at * (wide ? 2 : 1);
			if (part[c].null)
				part[c].null += at;
		}
		out.text = sm_arena_alloc(&k->arena, (size_t)n * k->op.text_bytes +
							     SM_SLACK);
		if (k->op.out.nullable)
			out.null = null + at;
		k->op.kind->run(&k->op, NULL,
				&(struct sm_rows){ .first = at, .n = n }, part, &out);
	}
	*nulls = null;
	return all;
}

static void every_type_is_written_as_text(void **state)
{
	static const struct {
		const char *text, *want;    /* of row 1 */
	} cases[] = {
		{ "{id}", "2" },
		{ "{{{id}}}", "{2}" },
		{ "a{{b}}c", "a{b}c" },
		{ "{price}", "-9.62" },
		{ "{day}", "1970-01-02" },
		{ "{at}", "1970-01-01 00:20:34.500001" },
		{ "{ok}/{ok|upper}", "true/TRUE" },
		{ "{key}", "ffffffff-ffff-fffe-0000-000000000001" },
		{ "{debt}", "-999" },
		{ "{first}", "Zoë" },
		{ "{first|lower}", "zoë" },
		{ "{first|upper}", "ZOË" },
		{ "{first|ascii}", "Zoe" },
		{ "{first|ascii|upper}", "ZOE" },
		{ "<{first|slug}>", "<zoe>" },
		{ "{first|lower}.{last|lower}.{id}@example.com",
		  "zoë.smith.2@example.com" },
		{ "{at|slug}", "1970-01-01-00-20-34-500001" },
		{ "äöü {id}", "äöü 2" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct inputs in = { 0 };
		struct op_case k;
		struct sm_str *got;
		uint8_t *null;

		start(&k, "text");
		fill_inputs(&k, &in);
		op_case_compile(&k, "text", cases[i].text, NULL);
		got = make(&k, &in, ROWS, &null);
		op_text_is(&got[1], cases[i].want);
		op_case_end(&k);
	}
}

static const char everything[] = "{first|slug}{last|upper}{id}-{price}_{day} {at}"
				 "{ok}{key}{debt}{code}{first}{first|ascii|lower}";

static void same_values_however_rows_are_split(void **state)
{
	static const uint32_t steps[] = { 1, 7, 64, 999 };
	struct inputs in = { 0 };
	struct op_case k;
	struct sm_str *whole;
	uint8_t *null;

	(void)state;
	start(&k, "text");
	fill_inputs(&k, &in);
	op_case_compile(&k, "text", everything, NULL);
	whole = make(&k, &in, ROWS, &null);
	for (size_t s = 0; s < SM_COUNTOF(steps); s++) {
		uint8_t *null2;
		struct sm_str *part = make(&k, &in, steps[s], &null2);

		assert_memory_equal(null, null2, ROWS);
		for (uint32_t i = 0; i < ROWS; i++) {
			assert_int_equal(whole[i].n, part[i].n);
			assert_memory_equal(whole[i].p, part[i].p, part[i].n);
		}
	}
	op_case_end(&k);
}

static void bounds_hold_and_null_makes_null(void **state)
{
	struct inputs in = { 0 };
	struct op_case k;
	struct sm_str *got;
	uint8_t *null;
	uint32_t widest = 0;

	(void)state;
	start(&k, "text");
	fill_inputs(&k, &in);
	op_case_compile(&k, "text", everything, NULL);
	assert_true(k.op.out.nullable);
	assert_false(k.op.out.plain);
	got = make(&k, &in, ROWS, &null);
	for (uint32_t i = 0; i < ROWS; i++) {
		assert_int_equal(null[i], in.v[LAST].null[i]);
		assert_true(got[i].n <= k.op.out.width);
		assert_int_equal(got[i].n == 0, null[i]);
		widest = got[i].n > widest ? got[i].n : widest;
	}
	assert_true(widest > k.op.out.width * 3 / 4);
	op_case_end(&k);
}

static void char_columns_lose_blanks_at_the_end(void **state)
{
	struct inputs in = { 0 };
	struct op_case k;
	struct sm_str *got;
	uint8_t *null;

	(void)state;
	start(&k, "char(20)");
	fill_inputs(&k, &in);
	op_case_compile(&k, "text", "{id} x  ", NULL);
	got = make(&k, &in, ROWS, &null);
	op_text_is(&got[0], "1 x");
	op_case_end(&k);

	start(&k, "char(20)");
	fill_inputs(&k, &in);
	in.v[CODE].v.str[0] = (struct sm_str){ "ab   ", 5, 0 };
	op_case_compile(&k, "text", "{id} {code}", NULL);
	assert_true(k.op.out.unique);
	in.v[CODE].v.str[0].p = sm_arena_strdup(&k.arena, "ab   ");
	got = make(&k, &in, ROWS, &null);
	op_text_is(&got[0], "1 ab");
	op_case_end(&k);
}

static const struct {
	const char *text;
	bool unique;
} proofs[] = {
	{ "{id}", true },
	{ "{code}", true },
	{ "{key}", true },
	{ "x{code}y", true },
	{ "{code|lower}", false },
	{ "{code|slug}", false },
	{ "{id|slug}", true },
	{ "{debt|slug}", false },
	{ "{debt}", true },
	{ "{first}.{id}", true },
	{ "{first}.{id}@example.com", true },
	{ "{first|lower}.{last|lower}.{id}@example.com", true },
	{ "{first}-{id}", true },              /* id has no minus sign */
	{ "{first}-{debt}", false },
	{ "{first}_{debt}", true },
	{ "{first}{id}", false },
	{ "{first}1{id}", false },
	{ "{id}{first}", false },
	{ "{id} {first}", true },
	{ "{id}0{first}", false },
	{ "no. {id}: {first}", true },
	{ "{first}.{id}.{first}", false },
	{ "{first}.{code}", false },
	{ "{key}{first}", true },              /* fixed length at a fixed place */
	{ "{first}{key}", true },
	{ "{first}{key}{first}", false },
	{ "{day}{first}", true },
	{ "{first}{day|upper}", true },
	{ "{fix}{first}", true },
	{ "{first}{fix}{key}", true },
	{ "{fix}{id}", true },                 /* fix, by length; id would do, too */
	{ "{first}.{id}-{fix}", true },
	{ "{first}.{id}{price}", false },
	{ "{first} {last}", false },
	{ "nothing", false },
	{ "{last}.{id}", true },               /* NULLs apart */
};

static void only_what_can_be_proved_is_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(proofs); i++) {
		struct op_case k;

		start(&k, "text");
		op_case_compile(&k, "text", proofs[i].text, NULL);
		if (k.op.out.unique != proofs[i].unique)
			fail_msg("%s: unique is %d", proofs[i].text, k.op.out.unique);
		op_case_end(&k);
	}
}

/* ... and what is proved holds for all rows. */
static void what_is_proved_is_so(void **state)
{
	(void)state;
	for (size_t p = 0; p < SM_COUNTOF(proofs); p++) {
		struct inputs in = { 0 };
		struct op_case k;
		struct sm_str *got;
		uint8_t *null;

		if (!proofs[p].unique)
			continue;
		start(&k, "text");
		fill_inputs(&k, &in);
		op_case_compile(&k, "text", proofs[p].text, NULL);
		got = make(&k, &in, ROWS, &null);
		for (uint32_t i = 0; i < ROWS; i++)
			for (uint32_t j = 0; j < i; j++)
				assert_true((k.op.out.nullable &&
					     (null[i] || null[j])) ||
					    got[i].n != got[j].n ||
					    memcmp(got[i].p, got[j].p, got[i].n));
		op_case_end(&k);
	}
}

static void unproved_templates_are_refused_with_the_way_out(void **state)
{
	static const struct {
		const char *text, *why, *fix;
	} cases[] = {
		{ "{first}.{last}", "no column in it is unique", "{name}.{id}@" },
		{ "{first}{id}", "{id} is unique, but where it begins", "{name}.{id}@" },
		{ "{code|lower}", "{code|lower}: the filter makes", "unique number" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		start(&k, "text");
		k.c.unique = true;
		op_case_refuses(&k, "the text need not be unique", "text",
				cases[i].text, NULL);
		assert_non_null(strstr(k.err.why, cases[i].why));
		assert_non_null(strstr(k.err.fix, cases[i].fix));
		op_case_end(&k);
	}
}

static void too_long_is_found_before_row_1(void **state)
{
	struct op_case k;

	(void)state;
	start(&k, "varchar(30)");
	op_case_refuses(&k, "can reach 37 characters, varchar(30) holds 30", "text",
			"{first|lower}.{last|lower}.{id}@example.com", NULL);
	assert_non_null(strstr(k.err.why, "\"@example.com\" up to 12, "
					  "{first|lower} up to 10"));
	op_case_end(&k);
	start(&k, "varchar(37)");
	op_case_compile(&k, "text", "{first|lower}.{last|lower}.{id}@example.com",
			NULL);
	assert_int_equal(k.op.out.chars, 37);
	assert_int_equal(k.op.out.width, 39);
	op_case_end(&k);
}

static void bad_texts_are_refused(void **state)
{
	static const struct {
		const char *text, *what;
	} cases[] = {
		{ "{id", "a single \"{\" at \"{id\"" },
		{ "id}", "a single \"}\" at \"}\"" },
		{ "{a{b}}", "a single \"{\"" },
		{ "{}", "names no column" },
		{ "{|lower}", "names no column" },
		{ "{nobody}", "there is no column \"nobody\"" },
		{ "{first|lowr}", "lowr" },
		{ "{first|}", "" },
		{ "{first|lower|lower|lower|lower|lower}", "more than 4 filters" },
		{ "\xff", "not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;

		start(&k, "text");
		op_case_refuses(&k, cases[i].what, "text", cases[i].text, NULL);
		op_case_end(&k);
	}
}

static void reals_and_bytes_have_no_text(void **state)
{
	static const enum sm_type_id types[] = { SM_T_DOUBLE, SM_T_REAL, SM_T_BYTES };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(types); i++) {
		const struct bound_column one = { "x", { .type = { types[i], 0, 0, 0 } } };
		struct op_case k;

		start(&k, "text");
		bound_columns = &one;
		bound_ncolumns = 1;
		op_case_refuses(&k, "has no text to put in a template", "text", "{x}",
				NULL);
		op_case_end(&k);
	}
}

/* The text is the first entry of a list; what it names are the columns. */
static void a_form_is_a_text_from_a_list(void **state)
{
	static const char *const forms[] = { "{code}, {first}", "never this" };
	struct sm_words list;
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_template, NULL, ROWS);
	bound_columns = columns;
	bound_ncolumns = NCOLUMNS;
	bound_list(&k, &list, forms, 2);
	op_case_compile(&k, "form", "address", "locale", "de", NULL);
	assert_int_equal(k.op.out.width, 5 + 2 + 12);
	op_case_refuses(&k, "the text is given", "text", "{id}", "form", "address",
			NULL);
	op_case_refuses(&k, "the text is given", "text", "{id}", "locale", "de",
			NULL);
	op_case_refuses(&k, "needs a text", "locale", "de", NULL);
	bound_ncolumns = 1;
	op_case_refuses(&k, "no column \"code\"", "form", "address", NULL);
	assert_string_equal(k.err.why, "the form is: {code}, {first}");
	bound_words = NULL;
	op_case_refuses(&k, "no word list \"sw/address\"", "form", "address",
			"locale", "sw", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_written_as_text),
		cmocka_unit_test(same_values_however_rows_are_split),
		cmocka_unit_test(bounds_hold_and_null_makes_null),
		cmocka_unit_test(char_columns_lose_blanks_at_the_end),
		cmocka_unit_test(only_what_can_be_proved_is_unique),
		cmocka_unit_test(what_is_proved_is_so),
		cmocka_unit_test(unproved_templates_are_refused_with_the_way_out),
		cmocka_unit_test(too_long_is_found_before_row_1),
		cmocka_unit_test(bad_texts_are_refused),
		cmocka_unit_test(reals_and_bytes_have_no_text),
		cmocka_unit_test(a_form_is_a_text_from_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
