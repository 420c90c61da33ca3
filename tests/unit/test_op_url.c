/* gen/op/op_url.c: hosts of nobody, paths of words, numbered when unique */
#include "op_bound.h"

#define sm_op_url bound_op_url
#include "../../gen/op/op_url.c"

#include "op_args_case.h"

static const char *const words[] = { "Harbour", "Crème brûlée", "...", "x" };

static struct sm_words list;

static void start(struct op_case *k, const char *type, uint64_t rows)
{
	op_case_start(k, &sm_op_url, type, rows);
	bound_list(k, &list, words, SM_COUNTOF(words));
}

/* Whether the host is one that RFC 2606 keeps. */
static bool kept(const char *host, size_t n)
{
	static const char *const ends[] = { "example.com", "example.org",
					    "example.net", ".example", ".test" };

	for (size_t i = 0; i < SM_COUNTOF(ends); i++)
		if (n >= strlen(ends[i]) &&
		    memcmp(host + n - strlen(ends[i]), ends[i],
			   strlen(ends[i])) == 0)
			return true;
	return false;
}

static void addresses_are_of_nobody(void **state)
{
	(void)state;
	for (uint32_t depth = 0; depth <= 3; depth++) {
		const char text[2] = { (char)('0' + depth), 0 };
		struct op_case k;
		struct sm_vec v;

		start(&k, "varchar(120)", 2000);
		op_case_compile(&k, "depth", text, NULL);
		assert_false(k.op.out.unique);
		v = op_case_run(&k, &(struct sm_rows){ .n = 2000 });
		for (uint32_t r = 0; r < 2000; r++) {
			char url[128] = "", *host = url + 8, *path;
			unsigned slashes = 0;

			memcpy(url, v.v.str[r].p, v.v.str[r].n);
			assert_memory_equal(url, "https://", 8);
			path = host + strcspn(host, "/");
			assert_true(kept(host, (size_t)(path - host)));
			for (; *path; path++) {
				slashes += *path == '/';
				assert_non_null(strchr("/-abcdefghijklmnopqrstuvwxyz",
						       *path));
			}
			assert_int_equal(slashes, depth);
		}
		op_text_keeps_bounds(&k, 2000);
		op_case_keeps_promises(&k, 1100);
		op_case_end(&k);
	}
}

static void a_unique_address_ends_in_a_number(void **state)
{
	struct op_case k;
	struct sm_vec v;

	(void)state;
	start(&k, NULL, 1000);
	k.c.unique = true;
	op_case_compile(&k, "host", "shop.test:8080", "scheme", "http", "depth", "1",
			NULL);
	assert_true(k.op.out.unique);
	v = op_case_run(&k, &(struct sm_rows){ .n = 1000 });
	for (uint32_t r = 0; r < 1000; r++) {
		const struct sm_str *s = &v.v.str[r];

		assert_memory_equal(s->p, "http://shop.test:8080/", 22);
		assert_int_equal(s->p[s->n - 5], '-');
	}
	op_text_keeps_bounds(&k, 1000);
	op_case_keeps_promises(&k, 1000);
	op_case_end(&k);
}

static void refusals_say_what_would_do(void **state)
{
	static const char *const hosts[] = { "", "Shop.test", "a..test", ".test",
					     "a/b", "a:", "a:123456", "-a", "a b" };
	struct op_case k;

	(void)state;
	start(&k, "varchar(20)", 10);
	op_case_refuses(&k, "characters, varchar(20) holds 20", NULL);
	op_case_refuses(&k, "depth is 9", "depth", "9", NULL);
	op_case_refuses(&k, "depth is -1", "depth", "-1", NULL);
	op_case_refuses(&k, "ftp", "scheme", "ftp", NULL);
	for (size_t i = 0; i < SM_COUNTOF(hosts); i++)
		op_case_refuses(&k, "is not a host", "host", hosts[i], NULL);
	k.c.unique = true;
	op_case_refuses(&k, "needs a word for its number", "depth", "0", NULL);
	op_case_end(&k);
	op_case_start(&k, &sm_op_url, NULL, 10);
	bound_list(&k, &list, words + 2, 1);
	op_case_refuses(&k, "no entry of the list \"noun\" has a letter", NULL);
	op_case_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_of_nobody),
		cmocka_unit_test(a_unique_address_ends_in_a_number),
		cmocka_unit_test(refusals_say_what_would_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
