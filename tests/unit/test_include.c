/* gen/plan/include.c: several files make the profile that one would be */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan_case.h"

#include "plan/profile.h"

#define TABLE(name) "- {name: " name ", rows: 3, columns: [{name: x, bool: {}}]}\n"

static char folder[64];
static char path[128];

static const char *in_folder(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/sm_include.XXXXXX");
	assert_non_null(mkdtemp(folder));
	return mkdir(in_folder("sub"), 0700);
}

static int drop_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static void files_together_are_one_profile(void **state)
{
	struct plan_case many, one;

	(void)state;
	put("main.yaml", "version: 1\nname: m\ninclude: [sub/b.yaml]\n"
			 "defaults: {kinds: {int: {max: 5}}}\n"
			 "tables:\n- {name: c, rows: 4, columns: [{name: n, int: {}}]}\n");
	put("sub/b.yaml", "version: 1\nname: other\nseed: 9\ninclude: [a.yaml]\n"
			  "sizes: [{name: big, scale: 2}]\n"
			  "defaults: {kinds: {int: {min: 5}}, columns: [{name: k, "
			  "serial: {}}]}\ntables:\n" TABLE("b"));
	put("sub/a.yaml", "tables:\n" TABLE("a") "defaults: {columns: [{name: k, "
			  "serial: {start: 50}}]}\n");
	plan_case_file(&many, in_folder("main.yaml"), NULL);
	put("one.yaml", "version: 1\nname: m\nsizes: [{name: big, scale: 2}]\n"
		"tables:\n"
		"- {name: a, rows: 3, columns: [{name: k, serial: {}}, {name: x, "
		"bool: {}}]}\n"
		"- {name: b, rows: 3, columns: [{name: k, serial: {}}, {name: x, "
		"bool: {}}]}\n"
		"- {name: c, rows: 4, columns: [{name: k, serial: {}}, {name: n, "
		"int: {min: 5, max: 5}}]}\n");
	plan_case_file(&one, in_folder("one.yaml"), NULL);
	assert_int_equal(many.plan->ntables, 3);
	assert_int_equal(many.spec->nsizes, 1);
	assert_int_equal(many.plan->seed, 0);
	assert_string_equal(many.plan->run_id, one.plan->run_id);
	plan_case_close(&many);
	plan_case_close(&one);
}

static void a_file_that_two_include_counts_once(void **state)
{
	struct plan_case c;

	(void)state;
	put("main.yaml", "version: 1\nname: m\ninclude: [x.yaml, ./sub/../y.yaml]\n");
	put("x.yaml", "include: [base.yaml]\ntables:\n" TABLE("x"));
	put("y.yaml", "include: [sub/../base.yaml]\ntables:\n" TABLE("y"));
	put("base.yaml", "tables:\n" TABLE("base"));
	plan_case_file(&c, in_folder("main.yaml"), NULL);
	assert_int_equal(sm_spec_ntables(c.spec), 3);
	assert_string_equal(sm_spec_table(c.spec, 0), "base");
	assert_string_equal(sm_spec_table(c.spec, 2), "y");
	plan_case_close(&c);
}

/* The message, "F/" being the folder. */
static void check_refused(const char *want, const char *fix)
{
	char expect[300] = "";
	struct sm_spec *s = NULL;
	struct sm_err err = { 0 };
	size_t n = 0;

	for (const char *p = want; *p; p++) {
		if (p[0] == 'F' && p[1] == '/')
			n += (size_t)snprintf(expect + n, sizeof(expect) - n, "%s",
					      folder);
		else
			expect[n++] = *p;
	}
	assert_int_equal(sm_spec_load(in_folder("main.yaml"), "", &s, &err),
			 SM_E_PROFILE);
	assert_string_equal(err.what, expect);
	if (fix)
		assert_string_equal(err.fix, fix);
}

static void refused(const char *include, const char *want, const char *fix)
{
	char text[200];

	snprintf(text, sizeof(text), "version: 1\nname: m\ninclude: %s\n", include);
	put("main.yaml", text);
	check_refused(want, fix);
}

static void what_is_wrong_is_told_in_its_own_file(void **state)
{
	(void)state;
	put("a.yaml", "tables:\n" TABLE("t") "- {name: u, rows: 1, columns: "
		      "[{name: x, bol: {}}]}\n");
	refused("[a.yaml]", "F/a.yaml:3:42: u.x: unknown key \"bol\", did you mean "
		"\"bool\"?", NULL);
	put("a.yaml", "tables:\n" TABLE("t"));
	put("main.yaml", "version: 1\nname: m\ninclude: [a.yaml]\ntables:\n"
			 TABLE("t"));
	check_refused("F/main.yaml:5:3: table \"t\" is there twice, first at "
		      "F/a.yaml:2:3", NULL);
	put("a.yaml", "tables: {}\n");
	refused("[a.yaml]", "F/a.yaml:1:1: tables takes a list", NULL);
	put("a.yaml", "- x\n");
	refused("[a.yaml]", "F/a.yaml:1:1: a profile is a mapping", NULL);
	put("a.yaml", "version: 2\n");
	refused("[a.yaml]", "F/a.yaml:1:10: version is \"2\": this seedmill reads "
		"version 1", NULL);
	put("a.yaml", "tbles: []\n");
	refused("[a.yaml]", "F/a.yaml:1:1: unknown key \"tbles\", did you mean "
		"\"tables\"?", NULL);
	put("a.yaml", "sizes: []\nsizes: []\n");
	refused("[a.yaml]", "F/a.yaml:2:1: key \"sizes\" is given twice", NULL);
	put("a.yaml", "a: [\n");
	refused("[a.yaml]", "F/a.yaml:2:1: not YAML: did not find expected node "
		"content", NULL);
}

static void a_name_must_lead_to_a_file(void **state)
{
	char fix[200];

	(void)state;
	refused("a.yaml", "F/main.yaml:3:10: include takes a list", NULL);
	refused("[{}]", "F/main.yaml:3:11: include lists the names of files",
		"write include: [common.yaml]");
	refused("['']", "F/main.yaml:3:11: include lists the names of files",
		"write include: [common.yaml]");
	snprintf(fix, sizeof(fix), "its path is relative to the folder of "
		 "%s/main.yaml", folder);
	refused("[none.yaml]", "F/main.yaml:3:11: cannot read included file "
		"F/none.yaml", fix);
	refused("[sub]", "F/main.yaml:3:11: cannot read included file F/sub", fix);
	assert_int_equal(mkfifo(in_folder("pipe.yaml"), 0600), 0);
	refused("[pipe.yaml]", "F/main.yaml:3:11: cannot read included file "
		"F/pipe.yaml", NULL);
	refused("['http://x.test/a.yaml']", "F/main.yaml:3:11: include is "
		"\"http://x.test/a.yaml\": it must be a path from the folder of "
		"F/main.yaml", "copy the file there, or write ../ and the way to it");
	refused("[/etc/passwd]", "F/main.yaml:3:11: include is \"/etc/passwd\": it "
		"must be a path from the folder of F/main.yaml", NULL);
}

static void files_that_include_one_another_are_refused(void **state)
{
	char name[32], text[64];

	(void)state;
	put("a.yaml", "include: [sub/b.yaml]\n");
	put("sub/b.yaml", "include: [../a.yaml]\n");
	refused("[a.yaml]", "F/sub/b.yaml:1:11: F/a.yaml includes itself, directly "
		"or through others", NULL);
	refused("[main.yaml]", "F/main.yaml:3:11: F/main.yaml includes itself, "
		"directly or through others", NULL);
	for (int i = 0; i < 9; i++) {
		snprintf(name, sizeof(name), "d%d.yaml", i);
		snprintf(text, sizeof(text), "include: [d%d.yaml]\n", i + 1);
		put(name, text);
	}
	refused("[d0.yaml]", "F/d6.yaml:1:11: more than 8 files include one "
		"another", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_together_are_one_profile),
		cmocka_unit_test(a_file_that_two_include_counts_once),
		cmocka_unit_test(what_is_wrong_is_told_in_its_own_file),
		cmocka_unit_test(a_name_must_lead_to_a_file),
		cmocka_unit_test(files_that_include_one_another_are_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
