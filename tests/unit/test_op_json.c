/* gen/op/op_json.c: canonical objects of steps of every type */
#include "op_bound.h"

#define sm_op_json bound_op_json
#include "../../gen/op/op_json.c"

#include "op_args_case.h"

/* Four inputs at a time: what op_case has. */
static struct bound_column columns[OP_CASE_INPUTS];

static void start(struct op_case *k, const char *type, uint32_t n)
{
	bound_columns = columns;
	bound_ncolumns = n;
	op_case_start(k, &sm_op_json, type, 10);
	k->nin = n;
	for (uint32_t i = 0; i < n; i++) {
		k->in_class[i] = sm_type_class(columns[i].dom.type.id);
		k->in[i].v.str = sm_arena_array(&k->arena, 2000, 16);
		assert_non_null(k->in[i].v.str);
	}
}

static struct json_args steps(struct op_case *k, uint32_t n)
{
	const void **step = sm_arena_array(&k->arena, n + 1, sizeof(*step));

	assert_non_null(step);
	for (uint32_t i = 0; i < n; i++)
		step[i] = &columns[i];
	return (struct json_args){ .fields = { .step = step, .n = n } };
}

static struct sm_str str(struct op_case *k, const char *text)
{
	return (struct sm_str){ sm_arena_strdup(&k->arena, text),
				(uint32_t)strlen(text), 0 };
}

static void members_are_sorted_and_written_by_type(void **state)
{
	struct op_case k;
	struct json_args a;
	struct sm_vec v;

	(void)state;
	columns[0] = (struct bound_column){ "n", { .type = { .id = SM_T_INT },
						   .min = -5, .max = 9999 } };
	columns[1] = (struct bound_column){ "b\"1", { .type = { SM_T_DECIMAL, 0, 4, 2 },
						      .min = -1, .max = 9999 } };
	columns[2] = (struct bound_column){ "B", { .type = { .id = SM_T_TEXT },
						   .width = 40, .nullable = true } };
	columns[3] = (struct bound_column){ "z", { .type = { .id = SM_T_JSONB },
						   .width = 40 } };
	start(&k, "jsonb", 4);
	k.in[2].null = sm_arena_alloc(&k.arena, 10);
	for (int i = 0; i < 10; i++) {
		k.in[0].v.i64[i] = i - 5;
		k.in[1].v.i64[i] = 150 - i;
		k.in[2].v.str[i] = str(&k, i ? "say \"hi\"\n\\é\x01" : "x");
		k.in[3].v.str[i] = str(&k, "{\"a\":[1,2]}");
		k.in[2].null[i] = i == 2;
	}
	a = steps(&k, 4);
	op_args_compile(&k, &a);
	assert_false(k.op.out.nullable);
	v = op_case_run(&k, &(struct sm_rows){ .n = 10 });
	op_text_is(&v.v.str[0], "{\"B\":\"x\",\"b\\\"1\":1.50,\"n\":-5,"
				"\"z\":{\"a\":[1,2]}}");
	op_text_is(&v.v.str[1], "{\"B\":\"say \\\"hi\\\"\\n\\\\é\\u0001\",\"b\\\"1\":"
				"1.49,\"n\":-4,\"z\":{\"a\":[1,2]}}");
	op_text_is(&v.v.str[2], "{\"B\":null,\"b\\\"1\":1.48,\"n\":-3,"
				"\"z\":{\"a\":[1,2]}}");
	op_case_keeps_promises(&k, 10);
	op_case_end(&k);
}

static void times_and_ids_are_iso_strings(void **state)
{
	struct op_case k;
	struct json_args a;
	struct sm_vec v;

	(void)state;
	columns[0] = (struct bound_column){ "d", { .type = { .id = SM_T_DATE } } };
	columns[1] = (struct bound_column){ "t", { .type = { .id = SM_T_TIMESTAMPTZ } } };
	columns[2] = (struct bound_column){ "u", { .type = { .id = SM_T_UUID } } };
	columns[3] = (struct bound_column){ "s", { .type = { .id = SM_T_TIMESTAMP } } };
	start(&k, "json", 4);
	k.in[0].v.i64[0] = 20454;
	k.in[1].v.i64[0] = INT64_C(1767225600250000);
	k.in[2].v.u128[0] = (struct sm_u128){ 1, UINT64_C(0x0123456789abcdef) };
	k.in[3].v.i64[0] = 0;
	a = steps(&k, 4);
	op_args_compile(&k, &a);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1 });
	op_text_is(&v.v.str[0],
		   "{\"d\":\"2026-01-01\",\"s\":\"1970-01-01T00:00:00\","
		   "\"t\":\"2026-01-01T00:00:00.25Z\","
		   "\"u\":\"01234567-89ab-cdef-0000-000000000001\"}");
	op_case_end(&k);
}

static void bools_and_plain_text_keep_their_promises(void **state)
{
	struct op_case k;
	struct json_args a;
	struct sm_vec v;

	(void)state;
	columns[0] = (struct bound_column){ "ok", { .type = { .id = SM_T_BOOL } } };
	columns[1] = (struct bound_column){ "ip", { .type = { .id = SM_T_INET },
						    .width = 15, .plain = true } };
	columns[2] = (struct bound_column){ "id", { .type = { .id = SM_T_BIGINT },
						    .min = 0, .max = 1999,
						    .unique = true } };
	start(&k, "varchar(51)", 3);
	for (uint32_t i = 0; i < 2000; i++) {
		k.in[0].v.i64[i] = i & 1;
		k.in[1].v.str[i] = str(&k, i % 3 ? "192.0.2.1" : "192.100.200.100");
		k.in[2].v.i64[i] = i;
	}
	k.c.unique = true;
	a = steps(&k, 3);
	op_args_compile(&k, &a);
	assert_true(k.op.out.unique);
	op_text_keeps_bounds(&k, 2000);
	op_case_keeps_promises(&k, 1200);
	v = op_case_run(&k, &(struct sm_rows){ .n = 2 });
	op_text_is(&v.v.str[1], "{\"id\":1,\"ip\":\"192.0.2.1\",\"ok\":true}");
	op_case_end(&k);
}

static void bad_fields_are_refused(void **state)
{
	struct op_case k;
	struct json_args a;

	(void)state;
	columns[0] = (struct bound_column){ "x", { .type = { .id = SM_T_DOUBLE } } };
	columns[1] = (struct bound_column){ "x", { .type = { .id = SM_T_BOOL } } };
	columns[2] = (struct bound_column){ "x", { .type = { .id = SM_T_BOOL },
						   .unique = true, .nullable = true } };
	start(&k, "jsonb", 3);
	a = steps(&k, 0);
	op_args_refuses(&k, &a, "json needs fields", NULL);
	a = steps(&k, 1);
	op_args_refuses(&k, &a, "field \"x\" is double, which json does not hold",
			"decimal rather than");
	a = steps(&k, 2);
	a.fields.step[0] = &columns[1];
	op_args_refuses(&k, &a, "two fields are named \"x\"", NULL);
	a.fields.step[0] = &columns[2];
	a.fields.n = 1;
	k.c.unique = true;
	op_args_refuses(&k, &a, "the object need not be unique", "a serial");
	op_case_end(&k);
	start(&k, "varchar(10)", 3);
	a = steps(&k, 1);
	a.fields.step[0] = &columns[1];
	op_args_refuses(&k, &a, "can reach 11 characters, varchar(10) holds 10", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_sorted_and_written_by_type),
		cmocka_unit_test(times_and_ids_are_iso_strings),
		cmocka_unit_test(bools_and_plain_text_keep_their_promises),
		cmocka_unit_test(bad_fields_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
