/*
 * bench_handloop.c - the yardstick: order_lines by hand, without any generality
 *
 *     build/release/bench/micro/bench_handloop [--orders N] [--products N]
 *                                              [-j N] [--json FILE]
 *
 * What somebody would write who needs this one table as COPY text, fast, and
 * no other: the rows of shop's order_lines, as wide and as distributed, though
 * not the same ones. No profile, no types, no checks, no digest, no NULLs. All
 * that can be known ahead is a table: prices of products, the text of numbers
 * below 10,000 with its length. An order's id is written once and copied.
 * Blocks are overwritten, as those for null: are.
 *
 * seedmill's time a byte divided by this one's is what generality costs, on
 * any machine.
 */
#include "hand.h"

#include <math.h>

#define ROW_MAX 64

static struct {             /* written before any thread starts */
	uint16_t *price;    /* cents, of each product: 65535 are enough */
	uint32_t products;
} known;

static inline char *put_money(char *at, uint32_t cents, char end)
{
	at = hand_small(at, cents / 100);
	*at = '.';
	memcpy(at + 1, hand_pair[cents % 100], 2);
	at[3] = end;
	return at + 4;
}

static inline char *put_line(char *at, const char id[16], size_t nid,
			     uint32_t line, uint64_t random)
{
	uint32_t product = hand_below((uint32_t)(random >> 32), known.products);
	uint32_t quantity = 1 + hand_below((uint32_t)random, 10);
	uint32_t price = known.price[product];

	memcpy(at, id, 16);
	at += nid;
	at[0] = (char)('0' + line);
	at[1] = '\t';
	at = hand_int(at + 2, product + 1);
	*at++ = '\t';
	at = hand_small(at, quantity);
	*at++ = '\t';
	at = put_money(at, price, '\t');
	return put_money(at, price * quantity, '\n');
}

static void *orders(void *arg)
{
	struct hand_part *p = arg;
	char *block = malloc(HAND_BLOCK + 8 * ROW_MAX), *at = block;
	uint64_t state = p->first;

	if (!block)
		exit(1);
	for (uint64_t o = p->first + 1; o <= p->first + p->n; o++) {
		uint32_t lines = 1 + hand_below((uint32_t)(hand_draw(&state) >> 32), 7);
		char id[16] = "", *end = hand_int(id, (uint32_t)o);

		*end++ = '\t';
		for (uint32_t l = 1; l <= lines; l++)
			at = put_line(at, id, (size_t)(end - id), l, hand_draw(&state));
		p->rows += lines;
		if (at >= block + HAND_BLOCK || o == p->first + p->n)
			at = hand_flush(p, block, at);
	}
	free(block);
	return NULL;
}

/* As the profile's: lognormal, cut to 1.00 to 500.00. Box and Muller's way. */
static void know(uint32_t products)
{
	uint64_t state = 1;

	hand_know();
	known.products = products;
	known.price = malloc(products * sizeof(*known.price));
	if (!known.price)
		exit(1);
	for (uint32_t i = 0; i < products;) {
		double u = (double)(hand_draw(&state) >> 11) * 0x1p-53;
		double v = (double)(hand_draw(&state) >> 11) * 0x1p-53;
		double z = sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
		double price = sqrt(1.0 * 500) * exp(z);

		if (price >= 1 && price <= 500)
			known.price[i++] = (uint16_t)(price * 100 + 0.5);
	}
}

int main(int argc, char **argv)
{
	unsigned long norders = 5000000, products = 200000, threads = 1;
	const char *json = NULL;
	double start = hand_now();
	struct hand_part p;
	int failed;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--json"))
			json = argv[i + 1];
		else if (!hand_option(argv + i, "--orders", &norders) &&
			 !hand_option(argv + i, "--products", &products) &&
			 !hand_option(argv + i, "-j", &threads))
			threads = 0;
	}
	if (argc % 2 == 0 || threads < 1 || threads > 64 || norders < 1 ||
	    norders >= 100000000 || products < 1 || products >= 100000000) {
		fprintf(stderr, "usage: %s [--orders N] [--products N] [-j N] "
			"[--json FILE]\n", argv[0]);
		return 2;
	}
	know((uint32_t)products);
	p = hand_run(orders, norders, (unsigned)threads);
	failed = hand_tell(&p, threads, hand_now() - start, json);
	free(known.price);
	return failed;
}
