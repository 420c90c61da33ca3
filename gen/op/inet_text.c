/*
 * inet_text.c - IP addresses: strict reading at plan time, fast writing of rows
 *
 * IPv4 octets and IPv6 groups are written without branches on their length
 * where that pays: four bytes are stored and the pointer moves by as many as
 * the number has.
 */
#include "inet_text.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include "seedmill/fmt.h"

static uint64_t load64(const unsigned char *b)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | b[i];
	return v;
}

/* "24" in 0..max, digits only, no leading zero. */
static bool prefix_read(const char *p, unsigned max, uint8_t *out)
{
	unsigned v = 0, n = 0;

	for (; p[n] >= '0' && p[n] <= '9' && n < 3; n++)
		v = v * 10 + (unsigned)(p[n] - '0');
	if (n == 0 || p[n] || v > max || (n > 1 && p[0] == '0'))
		return false;
	*out = (uint8_t)v;
	return true;
}

bool sm__inet_parse(const char *text, struct sm_inet *out)
{
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text);
	unsigned char b[16] = { 0 };
	char addr[48];
	unsigned bits;

	if (n >= sizeof(addr))
		return false;
	memcpy(addr, text, n);
	addr[n] = '\0';
	out->v6 = strchr(addr, ':') != NULL;
	bits = out->v6 ? 128 : 32;
	/* inet_pton takes no short forms, octal or hex, unlike inet_aton */
	if (inet_pton(out->v6 ? AF_INET6 : AF_INET, addr,
		      out->v6 ? b : b + 12) != 1)
		return false;
	out->addr = (struct sm_u128){ .hi = load64(b), .lo = load64(b + 8) };
	out->prefix = (uint8_t)bits;
	return !slash || prefix_read(slash + 1, bits, &out->prefix);
}

struct sm_u128 sm__inet_mask(const struct sm_inet *a)
{
	unsigned host = (a->v6 ? 128u : 32u) - a->prefix;
	struct sm_u128 m = { .lo = UINT64_MAX, .hi = UINT64_MAX };

	if (host >= 64) {
		m.lo = 0;
		m.hi = host == 128 ? 0 : UINT64_MAX << (host - 64);
	} else {
		m.lo = UINT64_MAX << host;
	}
	return m;
}

/* ---- writing -------------------------------------------------------------------- */

char *sm__inet_write4(char *at, uint32_t addr)
{
	for (int shift = 24; shift >= 0; shift -= 8) {
		at = sm_fmt_u32(at, addr >> shift & 255);
		*at++ = '.';
	}
	return at - 1;
}

/* One group, without leading zeros. */
static char *group_write(char *at, uint32_t g)
{
	uint64_t w = sm_fmt_hex8(g << 16);      /* its four digits come first */
	unsigned zeros = (unsigned)(g < 0x1000) + (g < 0x100) + (g < 0x10);

	sm_fmt_store8(at, w >> (zeros * 8));
	return at + (4 - zeros);
}

/* The longest run of two or more zero groups, the first of equals. */
static void zeros_find(const uint16_t g[8], unsigned *first, unsigned *n)
{
	*first = 8;
	*n = 1;
	for (unsigned i = 0; i < 8; i++) {
		unsigned k = i;

		while (k < 8 && g[k] == 0)
			k++;
		if (k - i > *n) {
			*first = i;
			*n = k - i;
		}
		i = k > i ? k : i;
	}
	if (*first == 8)
		*n = 0;
}

char *sm__inet_write6(char *at, struct sm_u128 addr)
{
	uint16_t g[8];
	unsigned first, n;

	for (unsigned i = 0; i < 4; i++) {
		g[i] = (uint16_t)(addr.hi >> (48 - 16 * i));
		g[i + 4] = (uint16_t)(addr.lo >> (48 - 16 * i));
	}
	zeros_find(g, &first, &n);
	for (unsigned i = 0; i < 8; i++) {
		if (i == first) {
			*at++ = ':';
			if (i == 0 || i + n == 8)
				*at++ = ':';
			i += n - 1;
			continue;
		}
		if (i > 0 && !(i == n && first == 0))
			*at++ = ':';
		if (i == 6 && first == 0 && (n == 6 || (n == 5 && g[5] == 0xFFFF)))
			return sm__inet_write4(at, (uint32_t)addr.lo);
		at = group_write(at, g[i]);
	}
	return at;
}

char *sm__inet_write(char *at, const struct sm_inet *a)
{
	at = a->v6 ? sm__inet_write6(at, a->addr)
		   : sm__inet_write4(at, (uint32_t)a->addr.lo);
	assert(a->prefix <= (a->v6 ? 128 : 32));
	if (a->prefix == (a->v6 ? 128 : 32))
		return at;
	*at++ = '/';
	return sm_fmt_u32(at, a->prefix);
}
