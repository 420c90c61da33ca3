/*
 * fold.c - case and accents, for the filters of `template`
 *
 * ASCII goes eight bytes at a time: in a 64-bit register, adding 0x80 - 'A' to each
 * lane sets its top bit for 'A' and above, adding 0x7F - 'Z' for above 'Z'; the
 * bits that differ are the capitals. The first byte above 0x7F sends the rest
 * of the text to the slow path.
 *
 * Case beyond ASCII is Unicode's simple mapping (one code point to one) for
 * Latin (Latin-1, Extended-A, the accented letters of Extended-B, Extended
 * Additional), Greek and Cyrillic; everything else stays as it is. All of these
 * map to a character of as many bytes in UTF-8 or, three of them, to one byte
 * (dotless i, long s, dotted I): so text never grows. "ß" has no single capital
 * and stays; a final sigma is made no different.
 *
 * Accents are stripped by tables over U+00C0..U+024F and U+1E00..U+1EFF (what is
 * left of a letter's canonical decomposition, and the usual spelling of letters
 * that have none: "ø" o, "ß" ss, "þ" th, "Æ" AE). Combining marks go like all
 * other non-ASCII text.
 */
#include <assert.h>
#include <string.h>

#include "fold.h"

#define LANES(b) (UINT64_C(0x0101010101010101) * (b))

/* Bit 5 of every byte in [first, first + 25] flipped. */
static inline uint64_t flip8(uint64_t x, unsigned char first)
{
	const uint64_t seven = x & LANES(0x7F);
	uint64_t hit = (seven + LANES(0x80u - first)) ^
		       (seven + LANES(0x7Fu - first - 25));

	return x ^ (hit & ~x & LANES(0x80)) >> 2;
}

/*
 * Flip all of [p, p + n), sixteen bytes at a time: most names take one round.
 * Returns how many bytes from the start are done: n, or fewer when something
 * is not ASCII.
 */
static inline size_t ascii_flip(char *p, size_t n, unsigned char first)
{
	for (size_t i = 0; i < n; i += 16) {
		uint64_t x[2];

		memcpy(x, p + i, 16);
		if (SM_UNLIKELY((x[0] | x[1]) & LANES(0x80))) {
			/* a high byte behind the end does no harm */
			size_t end = n - i < 16 ? n - i : 16;

			for (size_t k = 0; k < end; k++)
				if ((unsigned char)p[i + k] >= 0x80)
					return i;
		}
		x[0] = flip8(x[0], first);
		x[1] = flip8(x[1], first);
		memcpy(p + i, x, 16);
	}
	return n;
}

/* ---- case beyond ASCII -------------------------------------------------------- */

enum pairing {
	SHIFT,              /* capital + by = small */
	EVEN,               /* capitals are even, the next one is its small */
	ODD,                /* capitals are odd */
};

static const struct range {
	uint16_t first, last;   /* capitals; of EVEN and ODD: both cases */
	uint16_t by;
	enum pairing how;
} ranges[] = {
	{ 0x00C0, 0x00D6, 32, SHIFT },  { 0x00D8, 0x00DE, 32, SHIFT },
	{ 0x0100, 0x012F, 1, EVEN },    { 0x0132, 0x0137, 1, EVEN },
	{ 0x0139, 0x0148, 1, ODD },     { 0x014A, 0x0177, 1, EVEN },
	{ 0x0179, 0x017E, 1, ODD },     { 0x01A0, 0x01A5, 1, EVEN },
	{ 0x01AF, 0x01B0, 1, ODD },     { 0x01CD, 0x01DC, 1, ODD },
	{ 0x01DE, 0x01EF, 1, EVEN },    { 0x01F8, 0x021F, 1, EVEN },
	{ 0x0222, 0x0233, 1, EVEN },    { 0x0386, 0x0386, 38, SHIFT },
	{ 0x0388, 0x038A, 37, SHIFT },  { 0x038C, 0x038C, 64, SHIFT },
	{ 0x038E, 0x038F, 63, SHIFT },  { 0x0391, 0x03A1, 32, SHIFT },
	{ 0x03A3, 0x03AB, 32, SHIFT },  { 0x03D8, 0x03EF, 1, EVEN },
	{ 0x0400, 0x040F, 80, SHIFT },  { 0x0410, 0x042F, 32, SHIFT },
	{ 0x0460, 0x0481, 1, EVEN },    { 0x048A, 0x04BF, 1, EVEN },
	{ 0x04C0, 0x04C0, 15, SHIFT },  { 0x04C1, 0x04CE, 1, ODD },
	{ 0x04D0, 0x052F, 1, EVEN },    { 0x1E00, 0x1E95, 1, EVEN },
	{ 0x1EA0, 0x1EFF, 1, EVEN },
};

/* One-way and far ones. */
static const struct pair {
	uint16_t from, to;
} to_lower[] = { { 0x0130, 'i' }, { 0x0178, 0x00FF } },
  to_upper[] = { { 0x00B5, 0x039C }, { 0x00FF, 0x0178 }, { 0x0131, 'I' },
		 { 0x017F, 'S' }, { 0x03C2, 0x03A3 } };

static uint32_t pair_find(const struct pair *t, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (t[i].from == c)
			return t[i].to;
	return 0;
}

static uint32_t lower_one(uint32_t c)
{
	uint32_t far = pair_find(to_lower, SM_COUNTOF(to_lower), c);

	if (far)
		return far;
	for (size_t i = 0; i < SM_COUNTOF(ranges); i++) {
		const struct range *r = &ranges[i];

		if (c < r->first || c > r->last)
			continue;
		if (r->how == SHIFT)
			return c + r->by;
		return (c & 1) == (r->how == ODD) ? c + 1 : c;
	}
	return c;
}

static uint32_t upper_one(uint32_t c)
{
	uint32_t far = pair_find(to_upper, SM_COUNTOF(to_upper), c);

	if (far)
		return far;
	for (size_t i = 0; i < SM_COUNTOF(ranges); i++) {
		const struct range *r = &ranges[i];

		if (r->how == SHIFT) {
			if (c >= (uint32_t)r->first + r->by &&
			    c <= (uint32_t)r->last + r->by)
				return c - r->by;
		} else if (c >= r->first && c <= r->last) {
			return (c & 1) == (r->how == ODD) ? c : c - 1;
		}
	}
	return c;
}

/*
 * The character at p, of two or three bytes, into *c. Returns its bytes; 1 and
 * *c 0 for what no table here knows.
 */
static size_t wide_read(const char *p, size_t n, uint32_t *c)
{
	const unsigned char *b = (const unsigned char *)p;

	*c = 0;
	if (b[0] >= 0xC2 && b[0] < 0xE0 && n >= 2) {
		*c = (uint32_t)(b[0] & 31) << 6 | (b[1] & 63);
		return 2;
	}
	if (b[0] >= 0xE0 && b[0] < 0xF0 && n >= 3) {
		*c = (uint32_t)(b[0] & 15) << 12 | (uint32_t)(b[1] & 63) << 6 |
		     (b[2] & 63);
		return 3;
	}
	return 1;
}

static size_t wide_write(char *at, uint32_t c)
{
	size_t n = 0;

	assert(c < 0x10000);
	if (c >= 0x800) {
		at[n++] = (char)(0xE0 | c >> 12);
		at[n++] = (char)(0x80 | (c >> 6 & 63));
	} else if (c >= 0x80) {
		at[n++] = (char)(0xC0 | c >> 6);
	}
	at[n++] = (char)(c >= 0x80 ? 0x80 | (c & 63) : c);
	return n;
}

/* Characters of two and three bytes through `map`. From p[i] on. */
static size_t wide_map(char *p, size_t i, size_t n, uint32_t (*map)(uint32_t),
		       unsigned char first)
{
	size_t to = i;

	while (i < n) {
		unsigned char b = (unsigned char)p[i];
		uint32_t c;
		size_t len;

		if (b < 0x80) {
			bool hit = (unsigned char)(b - first) < 26;

			p[to++] = (char)(b ^ (hit ? 0x20 : 0));
			i++;
			continue;
		}
		len = wide_read(p + i, n - i, &c);
		if (c == 0)
			p[to++] = p[i];
		else
			to += wide_write(p + to, map(c));
		i += len;
		assert(to <= i);
	}
	return to;
}

size_t sm__fold_lower(char *p, size_t n)
{
	size_t done = ascii_flip(p, n, 'A');

	return SM_LIKELY(done == n) ? n : wide_map(p, done, n, lower_one, 'A');
}

size_t sm__fold_upper(char *p, size_t n)
{
	size_t done = ascii_flip(p, n, 'a');

	return SM_LIKELY(done == n) ? n : wide_map(p, done, n, upper_one, 'a');
}

/* ---- accents -------------------------------------------------------------------- */

/* What a letter becomes: ' ' nothing, '=' two letters (see digraphs). */
static const char latin_c0[] =                          /* U+00C0..U+024F */
	"AAAAAA=CEEEEIIIIDNOOOOO OUUUUY==aaaaaa=ceeeeiiiidn"
	"ooooo ouuuuy=yAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGg"
	"HhHhIiIiIiIiIi==JjKkkLlLlLlLlLlNnNnNnnNnOoOoOo==Rr"
	"RrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzsb      C"
	"c D      FfG   IKkl     Oo  Pp     tTt Uu  YyZz   "
	"          =========AaIiOoUuUuUuUuUu AaAa==GgGgKkOo"
	"Oo  j===Gg  NnAa==OoAaAaEeEeIiIiOoOoRrRrUuUuSsTt  "
	"Hh      AaEeOoOoOoOoYy      ACcLT    B  EeJj  RrYy";
static const char latin_1e00[] =                        /* U+1E00..U+1EFF */
	"AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
	"MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
	"WwWwWwWwWwXxXxYyZzZzZzhtwy  ss=dAaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
	"EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy      ";

_Static_assert(sizeof(latin_c0) == 0x250 - 0xC0 + 1, "one for each");
_Static_assert(sizeof(latin_1e00) == 0x100 + 1, "one for each");

static const struct digraph {
	uint16_t from;
	char to[3];             /* two, and what ends a string */
} digraphs[] = {
	{ 0x00C6, "AE" }, { 0x00DE, "Th" }, { 0x00DF, "ss" }, { 0x00E6, "ae" },
	{ 0x00FE, "th" }, { 0x0132, "IJ" }, { 0x0133, "ij" }, { 0x0152, "OE" },
	{ 0x0153, "oe" }, { 0x01C4, "DZ" }, { 0x01C5, "Dz" }, { 0x01C6, "dz" },
	{ 0x01C7, "LJ" }, { 0x01C8, "Lj" }, { 0x01C9, "lj" }, { 0x01CA, "NJ" },
	{ 0x01CB, "Nj" }, { 0x01CC, "nj" }, { 0x01E2, "AE" }, { 0x01E3, "ae" },
	{ 0x01F1, "DZ" }, { 0x01F2, "Dz" }, { 0x01F3, "dz" }, { 0x01FC, "AE" },
	{ 0x01FD, "ae" }, { 0x1E9E, "SS" },
};

/* At most two bytes for a character of two or more. */
static size_t strip_one(char *at, uint32_t c)
{
	char one = ' ';

	if (c >= 0xC0 && c < 0x250)
		one = latin_c0[c - 0xC0];
	else if (c >= 0x1E00 && c < 0x1F00)
		one = latin_1e00[c - 0x1E00];
	if (one == ' ')
		return 0;
	at[0] = one;
	if (one != '=')
		return 1;
	for (size_t i = 0; i < SM_COUNTOF(digraphs); i++)
		if (digraphs[i].from == c)
			memcpy(at, digraphs[i].to, 2);
	assert(at[0] != '=');   /* every '=' has its digraph */
	return 2;
}

size_t sm__fold_ascii(char *p, size_t n)
{
	size_t i = 0, to;

	while (i < n && (unsigned char)p[i] < 0x80)
		i++;
	for (to = i; i < n;) {
		unsigned char b = (unsigned char)p[i];
		uint32_t c;

		if (b < 0x80) {
			p[to++] = p[i++];
			continue;
		}
		i += wide_read(p + i, n - i, &c);
		while (i < n && ((unsigned char)p[i] & 0xC0) == 0x80)
			i++;
		to += strip_one(p + to, c);
		assert(to <= i);
	}
	return to;
}

size_t sm__fold_slug(char *p, size_t n)
{
	size_t to = 0;
	bool last = false;      /* the byte before was one that stays */

	n = sm__fold_ascii(p, n);
	n = sm__fold_lower(p, n);
	/* no branch: a dash is kept behind what stays, and written over else */
	for (size_t i = 0; i < n; i++) {
		unsigned char b = (unsigned char)p[i];
		bool stays = (unsigned char)(b - 'a') < 26 ||
			     (unsigned char)(b - '0') < 10;

		p[to] = (char)(stays ? b : '-');
		to += stays | last;
		last = stays;
	}
	return to > 0 && p[to - 1] == '-' ? to - 1 : to;
}
