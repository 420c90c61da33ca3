/* load/target/sqlite_describe.c: what a hand-made file is said to be */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "target/sqlite.h"

struct fixture {
	char file[64];
	struct sm_url url;
	struct sm_target target;
	struct sm_arena arena;
	struct sm_schema schema;
	struct sm_err err;
};

static int setup(void **state)
{
	struct fixture *f = sm_calloc(1, sizeof(*f));
	int fd;

	assert_non_null(f);
	snprintf(f->file, sizeof(f->file), "/tmp/seedmill-test-XXXXXX");
	fd = mkstemp(f->file);
	assert_true(fd >= 0);
	close(fd);
	f->url.path = f->file;
	f->target.kind = &sm_target_sqlite;
	f->target.url = &f->url;
	assert_int_equal(f->target.kind->open(&f->target, &f->err), SM_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	f->target.kind->close(&f->target);
	sm_arena_release(&f->target.arena);
	sm_arena_release(&f->arena);
	unlink(f->file);
	sm_free(f);
	return 0;
}

static const struct sm_live_table *described(struct fixture *f, const char *sql,
					     const char *first,
					     const char *second)
{
	const char *names[] = { first, second };

	assert_int_equal(sm__lite_exec(sm__lite(&f->target), &f->err, sql),
			 SM_OK);
	assert_int_equal(sm__lite_describe(&f->target, names, second ? 2 : 1,
					   &f->arena, &f->schema, &f->err),
			 SM_OK);
	return &f->schema.tables[0];
}

static void columns_say_all_there_is(void **state)
{
	const struct sm_live_table *t = described(
		*state,
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, "
		"a VARCHAR(10) NOT NULL, b INT DEFAULT 5, "
		"c INT GENERATED ALWAYS AS (b + 1) VIRTUAL, "
		"d AS (b) STORED)", "T", NULL);
	const struct sm_live_column *c = t->columns;

	assert_true(t->exists && t->writable);
	assert_string_equal(t->name, "T");
	assert_int_equal(t->ncolumns, 5);
	assert_int_equal(c[0].identity, SM_IDENTITY_DEFAULT);
	assert_true(c[0].has_default && !c[0].nullable);
	assert_int_equal(c[0].type.id, SM_T_BIGINT);
	assert_int_equal(c[1].type.length, 10);
	assert_true(!c[1].nullable && !c[1].has_default);
	assert_true(c[2].nullable && c[2].has_default);
	assert_true(c[3].generated && c[4].generated && !c[2].generated);
}

static void only_a_real_rowid_alias_fills_itself(void **state)
{
	static const char *const no[] = {
		"CREATE TABLE t (id INT PRIMARY KEY)",
		"CREATE TABLE t (id INTEGER PRIMARY KEY DESC)",
		"CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID",
		"CREATE TABLE t (id INTEGER, b INT, PRIMARY KEY (id, b))",
	};

	for (size_t i = 0; i < SM_COUNTOF(no); i++) {
		const struct sm_live_table *t =
			described(*state, no[i], "t", NULL);

		assert_int_equal(t->columns[0].identity, SM_IDENTITY_NONE);
		assert_false(t->columns[0].nullable);
		assert_true(t->keys[0].primary);
		described(*state, "DROP TABLE t", "t", NULL);
	}
	assert_int_equal(described(*state, "CREATE TABLE t (b INT, id INTEGER, "
					   "PRIMARY KEY (id))", "t", NULL)
				 ->columns[1].identity, SM_IDENTITY_DEFAULT);
}

static void a_table_without_a_primary_key_is_said_to_have_none(void **state)
{
	const struct sm_live_table *t = described(
		*state, "CREATE TABLE t (a INT, b INT UNIQUE)", "t", NULL);

	assert_int_equal(t->nkeys, 1);
	assert_false(t->keys[0].primary);
	assert_true(t->columns[1].nullable && t->keys[0].decided);
}

static void a_narrow_rowid_is_remembered(void **state)
{
	const struct sm_live_table *t = described(
		*state, "CREATE TABLE t (\"id\" INTEGER /* INT */ PRIMARY KEY);"
			"CREATE TABLE u (\"id\" INTEGER /* SMALLINT */ PRIMARY "
			"KEY)", "t", "u");

	assert_int_equal(t[0].columns[0].type.id, SM_T_INT);
	assert_int_equal(t[1].columns[0].type.id, SM_T_SMALLINT);
}

static void keys_are_told_with_how_they_compare_and_of_which_rows(void **state)
{
	const struct sm_live_table *t = described(
		*state,
		"CREATE TABLE t (a INT, b TEXT, c TEXT COLLATE NOCASE, "
		"PRIMARY KEY (b, a), UNIQUE (a, b));"
		"CREATE UNIQUE INDEX k1 ON t (c);"
		"CREATE UNIQUE INDEX k2 ON t (lower(b));"
		"CREATE UNIQUE INDEX k3 ON t (a) WHERE a > 0;"
		"CREATE UNIQUE INDEX k4 ON t (b COLLATE RTRIM);"
		"CREATE INDEX plain ON t (b)", "t", NULL);

	assert_int_equal(t->nkeys, 6);
	assert_true(t->keys[0].primary && t->keys[0].decided);
	assert_string_equal(t->keys[0].columns[0], "b");
	assert_string_equal(t->keys[0].columns[1], "a");
	for (uint32_t i = 1; i < t->nkeys; i++) {
		const struct sm_live_key *k = &t->keys[i];

		assert_false(k->primary);
		assert_int_equal(k->decided, k->name[0] != 'k' || k->name[1] == '1');
		assert_int_equal(k->loose, !strcmp(k->name, "k1") ? SM_LOOSE_CASE
								 : SM_LOOSE_NOT);
		if (k->name[0] != 'k')
			assert_int_equal(k->nterms, 0);
	}
	assert_string_equal(t->keys[1].name, "k1");
	assert_int_equal(t->keys[2].ncolumns, 0);
	assert_int_equal(t->keys[2].nterms, 1);
	assert_string_equal(t->keys[2].terms[0], "lower(b)");
	assert_null(t->keys[2].where);
	assert_string_equal(t->keys[3].terms[0], "a");
	assert_string_equal(t->keys[3].where, "a > 0");
	/* how RTRIM compares is not ours to say: nothing is promised of it */
	assert_int_equal(t->keys[4].nterms, 0);
}

static void checks_are_told_as_they_were_written(void **state)
{
	const struct sm_live_table *t = described(
		*state, "CREATE TABLE t (a INT CHECK (a > 0), CONSTRAINT few CHECK "
			"(a < 9)); CREATE TABLE u (a INT)", "t", "u");

	assert_int_equal(t[0].nchecks, 2);
	assert_string_equal(t[0].checks[0].text, "(a > 0)");
	assert_string_equal(t[0].checks[1].name, "few");
	assert_int_equal(t[1].nchecks, 0);
}

static void references_are_seen_from_both_ends(void **state)
{
	const struct sm_live_table *p = described(
		*state,
		"CREATE TABLE p (x INT, y INT, PRIMARY KEY (x, y));"
		"CREATE TABLE c (a INT, b INT, FOREIGN KEY (a, b) REFERENCES p, "
		"FOREIGN KEY (b) REFERENCES c (a));"
		"CREATE TABLE stranger (z INT REFERENCES P (x))",
		"main.p", "c");
	const struct sm_live_table *c = p + 1;

	assert_int_equal(p->nreferrers, 1);
	assert_string_equal(p->referrers[0], "stranger");
	assert_int_equal(c->nreferrers, 0);
	assert_int_equal(c->nfks, 2);
	assert_string_equal(c->fks[0].parent, "main.p");
	assert_int_equal(c->fks[0].ncolumns, 2);
	assert_string_equal(c->fks[0].columns[1], "b");
	assert_string_equal(c->fks[0].parent_columns[0], "x");
	assert_string_equal(c->fks[0].parent_columns[1], "y");
	assert_string_equal(c->fks[1].parent, "c");
	assert_string_equal(c->fks[1].parent_columns[0], "a");
}

static void views_and_virtual_tables_cannot_be_filled(void **state)
{
	const struct sm_live_table *t = described(
		*state, "CREATE TABLE b (x); CREATE VIEW v AS SELECT x FROM b",
		"v", "nothing");

	assert_true(t[0].exists && !t[0].writable);
	assert_string_equal(t[0].what, "view");
	assert_false(t[1].exists);
}

static void triggers_are_noticed(void **state)
{
	assert_false(described(*state, "CREATE TABLE t (x)", "t", NULL)
			     ->triggers);
	assert_true(described(*state,
			      "CREATE TRIGGER g AFTER INSERT ON t "
			      "BEGIN SELECT 1; END", "t", NULL)->triggers);
}

static void names_are_quoted_not_trusted(void **state)
{
	const struct sm_live_table *t = described(
		*state, "CREATE TABLE \"a\"\"b;--\" (\"x y\" INT)", "a\"b;--",
		NULL);
	struct sm_column col = { .name = "x y", .type.id = SM_T_INT };
	struct sm_table plan = { .name = "a\"b;--", .columns = &col,
				 .ncolumns = 1 };
	struct fixture *f = *state;
	uint64_t n = 9;
	int64_t max;
	bool any = true;

	assert_true(t->exists);
	assert_string_equal(t->columns[0].name, "x y");
	assert_int_equal(sm__lite_count(&f->target, &plan, &n, &f->err), SM_OK);
	assert_int_equal(n, 0);
	assert_int_equal(sm__lite_max_key(&f->target, plan.name, "x y", &max,
					  &any, &f->err), SM_OK);
	assert_false(any);
}

static void autoincrement_goes_on_after_rows_that_were_loaded(void **state)
{
	struct fixture *f = *state;
	int64_t v = 0;
	bool any;

	described(f, "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x);"
		     "INSERT INTO t (id) VALUES (41), (7);"
		     "DELETE FROM t; INSERT INTO t (x) VALUES (1)", "t", NULL);
	assert_int_equal(sm__lite_int(sm__lite(&f->target),
				      "SELECT id FROM t", &v, &any, &f->err),
			 SM_OK);
	assert_int_equal(v, 42);
	assert_int_equal(sm__lite_max_key(&f->target, "t", "id", &v, &any,
					  &f->err), SM_OK);
	assert_true(any && v == 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(columns_say_all_there_is),
		T(only_a_real_rowid_alias_fills_itself),
		T(a_table_without_a_primary_key_is_said_to_have_none),
		T(a_narrow_rowid_is_remembered),
		T(keys_are_told_with_how_they_compare_and_of_which_rows),
		T(checks_are_told_as_they_were_written),
		T(references_are_seen_from_both_ends),
		T(views_and_virtual_tables_cannot_be_filled),
		T(triggers_are_noticed),
		T(names_are_quoted_not_trusted),
		T(autoincrement_goes_on_after_rows_that_were_loaded),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
