/* gen/op/op_copy.c: the same value, of the row or of the row referred to */
#include "plan_rows.h"

#define PARENT \
	"  - {name: g, rows: 9, primary_key: [id], columns: [{name: id, serial: {}}, " \
	"{name: size, int: {min: 1, max: 1000}}]}\n" \
	"  - {name: p, rows: 60, primary_key: [id], columns: [{name: id, serial: {}}, " \
	"{name: g_id, ref: {table: g}}, " \
	"{name: price, decimal: {max: 99}, type: \"decimal(6,2)\"}, " \
	"{name: maybe, int: {max: 9}, nulls: 0.5}, {name: word, words: {list: " \
	"first_name}}, {name: mark, uuid: {}}, {name: share, decimal: {max: 1}, " \
	"type: double}]}\n"
#define CHILD(columns) \
	"  - {name: c, rows: 700, columns: [{name: p_id, ref: {table: p}}, " \
	"{name: q_id, ref: {table: p}, nulls: 0.4}, " columns "]}\n"

static void a_copy_is_the_value_of_the_row_referred_to(void **state)
{
	struct plan_case c;
	struct plan_rows id, got, price;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("{name: x, copy: {from: p_id.price}}"),
		       NULL);
	id = plan_rows_of(&c, "c", "p_id");
	got = plan_rows_step(&c, "c", "x", 19);
	price = plan_rows_of(&c, "p", "price");
	assert_int_equal(got.column->type.scale, 2);
	for (uint64_t i = 0; i < got.n; i++)
		assert_int_equal(got.v[i], price.v[id.v[i] - 1]);
	plan_rows_free(&id);
	plan_rows_free(&got);
	plan_rows_free(&price);
	plan_case_close(&c);
}

static void a_copy_follows_several_references(void **state)
{
	struct plan_case c;
	struct plan_rows id, g, size, got;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("{name: x, copy: {from: "
		       "p_id.g_id.size}}"), NULL);
	id = plan_rows_of(&c, "c", "p_id");
	g = plan_rows_of(&c, "p", "g_id");
	size = plan_rows_of(&c, "g", "size");
	got = plan_rows_of(&c, "c", "x");
	for (uint64_t i = 0; i < got.n; i++)
		assert_int_equal(got.v[i], size.v[g.v[id.v[i] - 1] - 1]);
	plan_rows_free(&id);
	plan_rows_free(&g);
	plan_rows_free(&size);
	plan_rows_free(&got);
	plan_case_close(&c);
}

static void where_the_reference_is_null_so_is_the_copy(void **state)
{
	struct plan_case c;
	struct plan_rows id, got, price;
	unsigned nulls = 0;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("{name: x, copy: {from: q_id.price}}"),
		       NULL);
	id = plan_rows_of(&c, "c", "q_id");
	got = plan_rows_of(&c, "c", "x");
	price = plan_rows_of(&c, "p", "price");
	assert_true(got.column->dom.nullable);
	for (uint64_t i = 0; i < got.n; i++) {
		nulls += got.null[i];
		assert_int_equal(got.null[i], id.null[i]);
		if (!id.null[i])
			assert_int_equal(got.v[i], price.v[id.v[i] - 1]);
	}
	assert_in_range(nulls, 200, 360);
	plan_rows_free(&id);
	plan_rows_free(&got);
	plan_rows_free(&price);
	plan_case_close(&c);
}

static void a_null_is_copied_as_null(void **state)
{
	struct plan_case c;
	struct plan_rows id, got, maybe;

	(void)state;
	plan_case_make(&c, PLAN_HEAD PARENT CHILD("{name: x, copy: {from: p_id.maybe}}"),
		       NULL);
	id = plan_rows_of(&c, "c", "p_id");
	got = plan_rows_step(&c, "c", "x", 1);
	maybe = plan_rows_of(&c, "p", "maybe");
	for (uint64_t i = 0; i < got.n; i++) {
		assert_int_equal(got.null[i], maybe.null[id.v[i] - 1]);
		if (!got.null[i])
			assert_int_equal(got.v[i], maybe.v[id.v[i] - 1]);
	}
	plan_rows_free(&id);
	plan_rows_free(&got);
	plan_rows_free(&maybe);
	plan_case_close(&c);
}

/* Two columns side by side as COPY text, in every class there is. */
static void a_copy_within_the_row_is_the_same_text(void **state)
{
	static const char *const steps[] = {
		"int: {}", "int: {}, nulls: 0.5", "words: {list: first_name}",
		"words: {list: first_name}, nulls: 0.5", "uuid: {}",
		"decimal: {max: 1}, type: double", "bool: {}",
		"timestamp: {from: \"-1y\", to: now}", "text: {}",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(steps); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		char *text, *save = NULL;

		sm_buf_printf(&yaml, "version: 1\nname: t\nseed: 1\n"
			      "as_of: 2026-01-01T00:00:00Z\ntables:\n"
			      "  - {name: a, rows: 100, columns: [{name: y, copy: "
			      "{from: x}}, {name: x, %s}]}\n", steps[i]);
		plan_case_make(&c, sm_buf_str(&yaml), NULL);
		text = plan_case_text(&c, "a", 0, 100);
		for (char *line = strtok_r(text, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save)) {
			char *tab = strchr(line, '\t');

			assert_non_null(tab);
			*tab = '\0';
			assert_string_equal(line, tab + 1);
		}
		free(text);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static void text_and_uuids_come_through_references_too(void **state)
{
	static const char *const what[] = { "word", "mark", "share" };

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(what); i++) {
		struct sm_buf yaml = { 0 };
		struct plan_case c;
		char *text, *save = NULL;

		/* one parent: every row has its value */
		sm_buf_printf(&yaml, PLAN_HEAD PARENT CHILD("{name: x, copy: {from: "
			      "p_id.%s}}"), what[i]);
		plan_case_make(&c, sm_buf_str(&yaml),
			       &(struct sm_plan_opts){
				       .rows = &(struct sm_row_count){ "p", 1 },
				       .nrows = 1 });
		text = plan_case_text(&c, "c", 0, 300);
		assert_non_null(strtok_r(text, "\n", &save));
		for (char *line; (line = strtok_r(NULL, "\n", &save)) != NULL;)
			assert_string_equal(strrchr(line, '\t'),
					    strrchr(text, '\t'));
		free(text);
		plan_case_close(&c);
		sm_buf_release(&yaml);
	}
}

static const struct plan_refusal refusals[] = {
	{ PARENT CHILD("{name: x, copy: {from: p_id.price}, type: int}"),
	  "\"p_id.price\" is of type numeric(6,2), which is not kept in a int as it "
	  "is", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.price}, type: \"decimal(9,3)\"}"),
	  "which is not kept in a numeric(9,3) as it is", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.word}, type: bigint}"),
	  "is of type text, which is not kept in a bigint", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.mark}, type: text}"),
	  "is of type uuid, which is not kept in a text", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.share}, type: int}"),
	  "is of type double, which is not kept in a int", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.prise}}"),
	  "table p has no column \"prise\", did you mean \"price\"", NULL },
	{ PARENT CHILD("{name: x, copy: {from: x}}"), "a cycle", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.id}, unique: true}"),
	  "must be unique, and copy cannot promise that", NULL },
	{ PARENT CHILD("{name: x, copy: {from: p_id.id}, type: smallint}, {name: y, "
		       "copy: {from: p_id.price.x}}"),
	  "p.price is not a reference", NULL },
};

static void what_cannot_be_copied_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(refusals); i++)
		plan_refuses(&refusals[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_the_value_of_the_row_referred_to),
		cmocka_unit_test(a_copy_follows_several_references),
		cmocka_unit_test(where_the_reference_is_null_so_is_the_copy),
		cmocka_unit_test(a_null_is_copied_as_null),
		cmocka_unit_test(a_copy_within_the_row_is_the_same_text),
		cmocka_unit_test(text_and_uuids_come_through_references_too),
		cmocka_unit_test(what_cannot_be_copied_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
