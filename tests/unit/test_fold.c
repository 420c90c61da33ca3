/* gen/op/fold.c: case, accents and slugs, in place and never longer */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "op/fold.h"


static void check(size_t (*fold)(char *, size_t), const char *in, const char *want)
{
	char room[128 + 16];
	size_t n = strlen(in), got;

	memset(room, 0xC3, sizeof(room));       /* a high byte behind the end */
	memcpy(room, in, n);
	got = fold(room, n);
	if (got != strlen(want) || memcmp(room, want, got) != 0)
		fail_msg("\"%s\" became \"%.*s\", not \"%s\"", in, (int)got, room,
			 want);
}

static void every_ascii_byte_at_every_place_changes_case_alone(void **state)
{
	(void)state;
	for (int c = 1; c < 128; c++) {
		for (size_t at = 0; at < 20; at++) {
			char in[21], low[21], up[21];

			memset(in, '@', 20);
			in[20] = '\0';
			in[at] = (char)c;
			memcpy(low, in, 21);
			memcpy(up, in, 21);
			if (c >= 'A' && c <= 'Z')
				low[at] = (char)(c + 32);
			if (c >= 'a' && c <= 'z')
				up[at] = (char)(c - 32);
			check(sm__fold_lower, in, low);
			check(sm__fold_upper, in, up);
		}
	}
}

static void letters_beyond_ascii_change_case(void **state)
{
	static const char *const pairs[][2] = {
		{ "Ä", "ä" },   { "ÉÖÜ", "éöü" }, { "ÞØ", "þø" },   { "Ÿ", "ÿ" },
		{ "ŁÓDŹ", "łódź" }, { "ŽIŽKA", "žižka" },
		{ "ĲSSEL", "ĳssel" }, { "ΑΘΗΝΑ", "αθηνα" },
		{ "ΆΈΉΊΌΎΏ", "άέήίόύώ" }, { "МОСКВА", "москва" },
		{ "ЁЖ", "ёж" }, { "ҐЄЇ", "ґєї" },
		{ "ȘȚ", "șț" }, { "ƠƯ", "ơư" }, { "ẤẠ", "ấạ" },
		{ "ABCDEFGÄIJKLMNOP", "abcdefgäijklmnop" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(pairs); i++) {
		check(sm__fold_lower, pairs[i][0], pairs[i][1]);
		check(sm__fold_lower, pairs[i][1], pairs[i][1]);
		check(sm__fold_upper, pairs[i][1], pairs[i][0]);
		check(sm__fold_upper, pairs[i][0], pairs[i][0]);
	}
}

static void one_way_letters_go_their_way(void **state)
{
	(void)state;
	check(sm__fold_lower, "İZMİR", "izmir");
	check(sm__fold_upper, "ısı", "ISI");
	check(sm__fold_upper, "µſς", "ΜSΣ");
	check(sm__fold_upper, "straße", "STRAßE");
	check(sm__fold_lower, "日本A漢😀B×", "日本a漢😀b×");
}

static void accents_go_and_other_scripts_go_with_them(void **state)
{
	static const char *const cases[][2] = {
		{ "Zoë", "Zoe" },         { "Müller", "Muller" },
		{ "Weiß", "Weiss" },      { "Æsir Œuvre", "AEsir OEuvre" },
		{ "Łukasz", "Lukasz" },   { "Þór", "Thor" },
		{ "Nguyễn Đức", "Nguyen Duc" }, { "Ștefan", "Stefan" },
		{ "e\xCC\x81", "e" },     { "東京 Tokyo", " Tokyo" },
		{ "a×b÷c", "abc" },       { "😀x", "x" },
		{ "plain", "plain" },     { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(sm__fold_ascii, cases[i][0], cases[i][1]);
}

static void a_slug_has_single_dashes_inside(void **state)
{
	static const char *const cases[][2] = {
		{ "Hello, World!", "hello-world" }, { "--a--b--", "a-b" },
		{ "Crème Brûlée", "creme-brulee" }, { "O'Brien", "o-brien" },
		{ "  ", "" }, { "", "" }, { "東京", "" }, { "A1", "a1" },
		{ "\"quoted\", \\ and more", "quoted-and-more" },
	};

	(void)state;
	for (size_t i = 0; i < SM_COUNTOF(cases); i++)
		check(sm__fold_slug, cases[i][0], cases[i][1]);
}

/* Every code point up to U+FFFF alone: no filter makes it longer. */
static void nothing_grows(void **state)
{
	static size_t (*const folds[])(char *, size_t) = { sm__fold_lower, sm__fold_upper,
					  sm__fold_ascii, sm__fold_slug };

	(void)state;
	for (uint32_t c = 1; c < 0x10000; c++) {
		char in[16] = { 0 };
		size_t n = 0;

		if (c >= 0xD800 && c < 0xE000)
			continue;
		if (c >= 0x800) {
			in[n++] = (char)(0xE0 | c >> 12);
			in[n++] = (char)(0x80 | (c >> 6 & 63));
		} else if (c >= 0x80) {
			in[n++] = (char)(0xC0 | c >> 6);
		}
		in[n++] = (char)(c >= 0x80 ? 0x80 | (c & 63) : c);
		for (size_t f = 0; f < SM_COUNTOF(folds); f++) {
			char room[32] = { 0 };

			memcpy(room, in, sizeof(in));
			assert_true(folds[f](room, n) <= n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ascii_byte_at_every_place_changes_case_alone),
		cmocka_unit_test(letters_beyond_ascii_change_case),
		cmocka_unit_test(one_way_letters_go_their_way),
		cmocka_unit_test(accents_go_and_other_scripts_go_with_them),
		cmocka_unit_test(a_slug_has_single_dashes_inside),
		cmocka_unit_test(nothing_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
