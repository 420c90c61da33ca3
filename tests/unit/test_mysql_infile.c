/*
 * load/target/mysql_infile.c: the handler of LOAD DATA LOCAL gives rows for its
 * own name, once, and nothing else to anybody
 *
 * The feed is a list of blocks here: its functions are replaced for the file
 * under test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seedmill/run.h"

struct sm_feed {
	struct sm_block block[3];
	unsigned n, next, done, asked;
	bool stopped;
};

static const struct sm_block *list_next(struct sm_feed *f)
{
	return f->next < f->n ? &f->block[f->next++] : NULL;
}

static void list_done(struct sm_feed *f, const struct sm_block *b)
{
	assert_ptr_equal(b, &f->block[f->done]);
	f->done++;
}

static bool list_stopped(struct sm_feed *f)
{
	f->asked++;
	return f->stopped;
}

#define sm_feed_next list_next
#define sm_feed_done list_done
#define sm_feed_stopped list_stopped
#include "target/mysql_infile.c"

static struct sm_block block(char *text)
{
	return (struct sm_block){ .wire = { .p = text, .n = strlen(text) } };
}

static struct sm_feed three(void)
{
	static char a[] = "one\n", b[] = "", c[] = "two\nthree\n";

	return (struct sm_feed){ .block = { block(a), block(b), block(c) },
				 .n = 3 };
}

static void only_the_name_that_was_made_opens(void **state)
{
	static const char *const others[] = {
		"/etc/passwd", "", "seedmill:", "seedmill:0", "SEEDMILL:",
		"seedmill:00000000000000000000000000000000",
	};
	struct sm__my_infile in = { .armed = false };
	struct sm_feed feed = three();
	void *ptr = &feed;

	(void)state;
	/* nothing is outstanding: not even the empty name */
	assert_int_not_equal(take_init(&ptr, in.name, &in), 0);
	assert_ptr_equal(ptr, &in);
	for (size_t i = 0; i < SM_COUNTOF(others); i++) {
		assert_true(sm__my_infile_arm(&in, &feed));
		assert_int_not_equal(take_init(&ptr, others[i], &in), 0);
		take_end(ptr);
		assert_int_equal(feed.next, 0);
		/* a wrong wish ends it: the right name comes too late */
		assert_int_not_equal(take_init(&ptr, in.name, &in), 0);
	}
	assert_int_not_equal(take_init(&ptr, NULL, &in), 0);
}

static void names_are_new_each_time_and_work_once(void **state)
{
	struct sm__my_infile in = { .armed = false };
	struct sm_feed feed = three();
	char before[48];
	void *ptr;

	(void)state;
	assert_true(sm__my_infile_arm(&in, &feed));
	memcpy(before, in.name, sizeof(before));
	assert_int_equal(strlen(in.name), 9 + 32);
	assert_int_equal(take_init(&ptr, in.name, &in), 0);
	assert_int_not_equal(take_init(&ptr, in.name, &in), 0);
	take_end(ptr);
	assert_true(sm__my_infile_arm(&in, &feed));
	assert_string_not_equal(in.name, before);
	assert_int_not_equal(take_init(&ptr, before, &in), 0);
	take_end(ptr);
}

/* Whatever the size of the reader's room, the bytes are the blocks'. */
static void blocks_are_read_to_their_end(void **state)
{
	(void)state;
	for (unsigned room = 1; room < 20; room++) {
		struct sm__my_infile in = { .armed = false };
		struct sm_feed feed = three();
		char to[32], got[64] = "";
		void *ptr;
		int n;

		assert_true(sm__my_infile_arm(&in, &feed));
		assert_int_equal(take_init(&ptr, in.name, &in), 0);
		while ((n = take_read(ptr, to, room)) > 0)
			strncat(got, to, (size_t)n);
		assert_int_equal(n, 0);
		assert_int_equal(take_read(ptr, to, room), 0);
		assert_string_equal(got, "one\ntwo\nthree\n");
		assert_int_equal(feed.done, 3);
		assert_int_equal(feed.asked, 1);
		assert_false(in.stopped);
		take_end(ptr);
		assert_int_equal(feed.done, 3);
	}
}

static void a_stream_that_broke_off_says_so(void **state)
{
	struct sm__my_infile in = { .armed = false };
	struct sm_feed feed = three();
	char to[32], text[64];
	void *ptr;

	(void)state;
	feed.n = 1;
	feed.stopped = true;
	assert_true(sm__my_infile_arm(&in, &feed));
	assert_int_equal(take_init(&ptr, in.name, &in), 0);
	assert_int_equal(take_read(ptr, to, sizeof(to)), 4);
	assert_int_equal(take_read(ptr, to, sizeof(to)), -1);
	assert_int_equal(take_read(ptr, to, sizeof(to)), -1);
	assert_true(in.stopped);
	assert_int_equal(take_error(ptr, text, sizeof(text)), CR_UNKNOWN_ERROR);
	assert_string_equal(text, "stopped");
	take_end(ptr);
}

static void an_early_end_gives_the_block_back(void **state)
{
	struct sm__my_infile in = { .armed = false };
	struct sm_feed feed = three();
	char to[2];
	void *ptr;

	(void)state;
	assert_true(sm__my_infile_arm(&in, &feed));
	assert_int_equal(take_init(&ptr, in.name, &in), 0);
	assert_int_equal(take_read(ptr, to, 2), 2);
	take_end(ptr);
	assert_int_equal(feed.done, 1);
	take_end(ptr);
	take_end(NULL);         /* libraries do that where they refuse */
	assert_int_equal(feed.done, 1);
	assert_int_equal(take_read(ptr, to, 2), -1);
	assert_int_equal(take_read(NULL, to, 2), -1);
}

static void other_connections_give_nothing(void **state)
{
	char to[8], text[64];
	void *ptr = to;

	(void)state;
	assert_int_not_equal(refuse_init(&ptr, "/etc/passwd", NULL), 0);
	assert_null(ptr);
	assert_int_equal(refuse_read(ptr, to, sizeof(to)), -1);
	refuse_end(ptr);
	(void)take_error(ptr, text, sizeof(text));
	assert_string_equal(text, REFUSED);
	(void)take_error(ptr, NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_name_that_was_made_opens),
		cmocka_unit_test(names_are_new_each_time_and_work_once),
		cmocka_unit_test(blocks_are_read_to_their_end),
		cmocka_unit_test(a_stream_that_broke_off_says_so),
		cmocka_unit_test(an_early_end_gives_the_block_back),
		cmocka_unit_test(other_connections_give_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
