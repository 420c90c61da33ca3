/* gen/op/op_inet.c: hosts of the network, canonical, each once when unique */
#include "op_args_case.h"

#include "op/inet_text.h"

static void addresses_are_hosts_of_the_network(void **state)
{
	static const char *const nets[] = {
		"10.0.0.0/8", "192.0.2.0/24", "192.0.2.0/30", "192.0.2.0/31",
		"192.0.2.7/32", "0.0.0.0/0", "2001:db8::/32", "2001:db8::/64",
		"2001:db8::/65", "2001:db8::/127", "2001:db8::7/128", "::/0",
		"fe80::/120",
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(nets); i++) {
		struct sm_inet net;
		struct sm_u128 mask;
		struct op_case k;
		struct sm_vec v;

		assert_true(sm__inet_parse(nets[i], &net));
		mask = sm__inet_mask(&net);
		op_case_start(&k, &sm_op_inet, NULL, 1500);
		op_case_compile(&k, "cidr", nets[i], NULL);
		v = op_case_run(&k, &(struct sm_rows){ .n = 1500 });
		for (uint32_t r = 0; r < 1500; r++) {
			char text[64] = "", again[SM_INET_ROOM];
			struct sm_inet a;

			memcpy(text, v.v.str[r].p, v.v.str[r].n);
			if (!sm__inet_parse(text, &a))
				fail_msg("%s is no address", text);
			assert_int_equal(a.v6, net.v6);
			assert_true((a.addr.lo & mask.lo) == net.addr.lo);
			assert_true((a.addr.hi & mask.hi) == net.addr.hi);
			*sm__inet_write(again, &a) = '\0';
			assert_string_equal(text, again);
		}
		op_text_keeps_bounds(&k, 1500);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

static void a_unique_column_uses_every_host(void **state)
{
	static const struct {
		const char *net;
		uint32_t hosts;
		const char *spared;
	} cases[] = {
		{ "192.0.2.0/24", 254, "192.0.2.0" },
		{ "192.0.2.0/24", 254, "192.0.2.255" },
		{ "10.9.0.0/22", 1022, "10.9.0.0" },
		{ "192.0.2.4/31", 2, "192.0.2.6" },
		{ "192.0.2.4/30", 2, "192.0.2.4" },
		{ "192.0.2.4/32", 1, "192.0.2.5" },
		{ "2001:db8::/120", 255, "2001:db8::" },
		{ "2001:db8::/127", 2, "2001:db8::2" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++) {
		struct op_case k;
		struct sm_vec v;

		op_case_start(&k, &sm_op_inet, "inet", cases[i].hosts);
		k.c.unique = true;
		op_case_compile(&k, "cidr", cases[i].net, NULL);
		assert_true(k.op.out.unique);
		op_case_keeps_promises(&k, cases[i].hosts);
		v = op_case_run(&k, &(struct sm_rows){ .n = cases[i].hosts });
		for (uint32_t r = 0; r < cases[i].hosts; r++)
			assert_true(v.v.str[r].n != strlen(cases[i].spared) ||
				    memcmp(v.v.str[r].p, cases[i].spared,
					   v.v.str[r].n));
		op_case_end(&k);
	}
}

static void wide_networks_are_unique_and_vary_everywhere(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_inet, "varchar(39)", 3000);
	k.c.unique = true;
	op_case_compile(&k, "cidr", "2001:db8::/32", NULL);
	op_case_keeps_promises(&k, 1500);
	op_case_end(&k);
	op_case_start(&k, &sm_op_inet, "varchar(15)", 3000);
	k.c.unique = true;
	op_case_compile(&k, NULL);
	op_case_keeps_promises(&k, 1500);
	op_case_end(&k);
}

static void refusals_name_the_numbers(void **state)
{
	struct op_case k;

	(void)state;
	op_case_start(&k, &sm_op_inet, "inet", 5000);
	op_case_refuses(&k, "\"10.0\" is not a network", "cidr", "10.0", NULL);
	op_case_refuses(&k, "has bits set behind its prefix", "cidr", "10.1.2.3/8",
			NULL);
	assert_string_equal(k.err.fix, "the network is 10.0.0.0/8");
	k.c.unique = true;
	op_case_refuses(&k, "needs 5,000 distinct values, 192.0.2.0/24 has 254 hosts",
			"cidr", "192.0.2.0/24", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_inet, "varchar(15)", 10);
	op_case_refuses(&k, "can reach 39 characters, varchar(15) holds 15", "cidr",
			"2001:db8::/32", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_hosts_of_the_network),
		cmocka_unit_test(a_unique_column_uses_every_host),
		cmocka_unit_test(wide_networks_are_unique_and_vary_everywhere),
		cmocka_unit_test(refusals_name_the_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
