/* load/target/dir_pack.c: the same bytes come out however they are cut */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

#include "target/dir.h"

#define BYTES ((size_t)3000000)     /* more than two pieces */

struct made {
	char *p;
	size_t n;
	struct sm_u128 hash;
};

static char *rows;

static int setup(void **state)
{
	(void)state;
	rows = malloc(BYTES);
	assert_non_null(rows);
	for (size_t i = 0; i < BYTES; i++)
		rows[i] = (char)('a' + i * i / 7 % 23);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(rows);
	return 0;
}

/* n bytes written in parts of `part`: what is in the file. */
static struct made pack(enum sm_dir_packing packing, size_t n, size_t part)
{
	FILE *f = tmpfile();
	struct sm_dir_table tab = { .hash = sm__dir_hash_new() };
	struct sm_dir d = { .packing = packing, .tables = &tab, .ntables = 1 };
	struct sm_dir_pack *k;
	struct sm_err err = { 0 };
	struct made m = { 0 };

	assert_true(f && tab.hash);
	d.fd = fileno(f);
	k = sm__dir_pack_new(&d, "t");
	assert_non_null(k);
	for (size_t at = 0; at < n; at += part)
		assert_int_equal(sm__dir_pack_add(k, rows + at, n - at < part
						  ? n - at : part, &err), SM_OK);
	assert_int_equal(sm__dir_pack_end(k, &err), SM_OK);
	sm__dir_pack_free(k);
	m.n = (size_t)lseek(d.fd, 0, SEEK_END);
	m.p = malloc(m.n + 1);
	assert_non_null(m.p);
	assert_int_equal(pread(d.fd, m.p, m.n, 0), (ssize_t)m.n);
	m.hash = sm__dir_hash_end(tab.hash);
	assert_int_equal(tab.raw, n);
	assert_int_equal(tab.bytes, m.n);
	sm__dir_hash_free(tab.hash);
	fclose(f);
	return m;
}

static void cuts_do_not_show(void **state)
{
	static const size_t parts[] = { 1 << 20, 1000, 77777, BYTES };

	(void)state;
	for (int p = SM_DIR_BARE; p <= SM_DIR_GZ; p++) {
		struct made all = pack((enum sm_dir_packing)p, BYTES, BYTES);

		for (size_t i = 0; i < SM_COUNTOF(parts); i++) {
			struct made m = pack((enum sm_dir_packing)p, BYTES,
					     parts[i]);

			assert_int_equal(m.n, all.n);
			assert_memory_equal(m.p, all.p, m.n);
			free(m.p);
		}
		free(all.p);
	}
}

static void the_hash_is_that_of_the_file(void **state)
{
	(void)state;
	for (int p = SM_DIR_BARE; p <= SM_DIR_GZ; p++) {
		struct made m = pack((enum sm_dir_packing)p, BYTES, 4096);
		XXH128_hash_t h = XXH3_128bits(m.p, m.n);

		assert_int_equal(m.hash.lo, h.low64);
		assert_int_equal(m.hash.hi, h.high64);
		free(m.p);
	}
}

static void zst_unpacks_to_what_went_in(void **state)
{
	static const size_t sizes[] = { 0, 1, 1 << 20, (1 << 20) + 1, BYTES };
	char *back = malloc(BYTES + 1);

	(void)state;
	assert_non_null(back);
	for (size_t i = 0; i < SM_COUNTOF(sizes); i++) {
		struct made m = pack(SM_DIR_ZST, sizes[i], 50000);

		assert_int_equal(ZSTD_decompress(back, BYTES + 1, m.p, m.n),
				 sizes[i]);
		assert_memory_equal(back, rows, sizes[i]);
		free(m.p);
	}
	free(back);
}

static void gz_unpacks_to_what_went_in_and_knows_no_time(void **state)
{
	static const size_t sizes[] = { 0, 1, 1 << 20, (1 << 20) + 1, BYTES };
	unsigned char *back = malloc(BYTES + 1);

	(void)state;
	assert_non_null(back);
	for (size_t i = 0; i < SM_COUNTOF(sizes); i++) {
		struct made m = pack(SM_DIR_GZ, sizes[i], 50000);
		z_stream z = { .next_in = (unsigned char *)m.p,
			       .avail_in = (unsigned)m.n, .next_out = back,
			       .avail_out = (unsigned)BYTES + 1 };

		assert_memory_equal(m.p, "\x1f\x8b\x08\0\0\0\0\0", 8);
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, sizes[i]);
		assert_memory_equal(back, rows, sizes[i]);
		inflateEnd(&z);
		free(m.p);
	}
	free(back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_do_not_show),
		cmocka_unit_test(the_hash_is_that_of_the_file),
		cmocka_unit_test(zst_unpacks_to_what_went_in),
		cmocka_unit_test(gz_unpacks_to_what_went_in_and_knows_no_time),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
