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
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK (256u << 10)
#define ROW_MAX 64

struct number {             /* 0 to 9999 */
	char text[7];
	uint8_t n;
};

static struct {             /* written before any thread starts */
	struct number number[10000];
	char pair[100][2];
	uint16_t *price;    /* cents, of each product: 65535 are enough */
	uint32_t products;
} known;

struct part {
	pthread_t thread;
	uint64_t first, n;  /* orders */
	uint64_t rows, bytes;
};

/* wyrand: one multiplication a number. */
static inline uint64_t draw(uint64_t *state)
{
	__extension__ unsigned __int128 p;

	*state += UINT64_C(0xA0761D6478BD642F);
	p = *state;
	p *= *state ^ UINT64_C(0xE7037ED1A0B428DB);
	return (uint64_t)(p >> 64) ^ (uint64_t)p;
}

static inline uint32_t below(uint32_t random, uint32_t n)
{
	return (uint32_t)((uint64_t)random * n >> 32);
}

static inline char *put_small(char *at, uint32_t v)
{
	memcpy(at, &known.number[v], 8);
	return at + known.number[v].n;
}

/* Below 10^8: four digits behind whatever stands before them. */
static inline char *put_int(char *at, uint32_t v)
{
	uint32_t high = v / 10000, low = v % 10000;

	if (!high)
		return put_small(at, low);
	at = put_small(at, high);
	memcpy(at, known.pair[low / 100], 2);
	memcpy(at + 2, known.pair[low % 100], 2);
	return at + 4;
}

static inline char *put_money(char *at, uint32_t cents, char end)
{
	at = put_small(at, cents / 100);
	*at = '.';
	memcpy(at + 1, known.pair[cents % 100], 2);
	at[3] = end;
	return at + 4;
}

static inline char *put_line(char *at, const char id[16], size_t nid,
			     uint32_t line, uint64_t random)
{
	uint32_t product = below((uint32_t)(random >> 32), known.products);
	uint32_t quantity = 1 + below((uint32_t)random, 10);
	uint32_t price = known.price[product];

	memcpy(at, id, 16);
	at += nid;
	at[0] = (char)('0' + line);
	at[1] = '\t';
	at = put_int(at + 2, product + 1);
	*at++ = '\t';
	at = put_small(at, quantity);
	*at++ = '\t';
	at = put_money(at, price, '\t');
	return put_money(at, price * quantity, '\n');
}

static void *orders(void *arg)
{
	struct part *p = arg;
	char *block = malloc(BLOCK + 8 * ROW_MAX), *at = block;
	uint64_t state = p->first;

	if (!block)
		exit(1);
	for (uint64_t o = p->first + 1; o <= p->first + p->n; o++) {
		uint32_t lines = 1 + below((uint32_t)(draw(&state) >> 32), 7);
		char id[16] = "", *end = put_int(id, (uint32_t)o);

		*end++ = '\t';
		for (uint32_t l = 1; l <= lines; l++)
			at = put_line(at, id, (size_t)(end - id), l, draw(&state));
		p->rows += lines;
		if (at >= block + BLOCK || o == p->first + p->n) {
			/* the block is used here, says this line */
			__asm__ volatile("" : : "r"(block) : "memory");
			p->bytes += (uint64_t)(at - block);
			at = block;
		}
	}
	free(block);
	return NULL;
}

/* As the profile's: lognormal, cut to 1.00 to 500.00. Box and Muller's way. */
static void know(uint32_t products)
{
	uint64_t state = 1;

	for (uint32_t i = 0; i < 10000; i++)
		known.number[i].n = (uint8_t)snprintf(known.number[i].text, 7, "%u", i);
	for (uint32_t i = 0; i < 100; i++)
		memcpy(known.pair[i], (char[2]){ (char)('0' + i / 10),
						 (char)('0' + i % 10) }, 2);
	known.products = products;
	known.price = malloc(products * sizeof(*known.price));
	if (!known.price)
		exit(1);
	for (uint32_t i = 0; i < products;) {
		double u = (double)(draw(&state) >> 11) * 0x1p-53;
		double v = (double)(draw(&state) >> 11) * 0x1p-53;
		double z = sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
		double price = sqrt(1.0 * 500) * exp(z);

		if (price >= 1 && price <= 500)
			known.price[i++] = (uint16_t)(price * 100 + 0.5);
	}
}

static struct part run(uint64_t norders, unsigned threads)
{
	struct part part[64] = { 0 }, sum = { 0 };

	for (unsigned i = 0; i < threads; i++) {
		part[i].first = norders * i / threads;
		part[i].n = norders * (i + 1) / threads - part[i].first;
		if (pthread_create(&part[i].thread, NULL, orders, &part[i]) != 0)
			exit(1);
	}
	for (unsigned i = 0; i < threads; i++) {
		pthread_join(part[i].thread, NULL);
		sum.rows += part[i].rows;
		sum.bytes += part[i].bytes;
	}
	return sum;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	unsigned long norders = 5000000, products = 200000, threads = 1;
	const char *json = NULL;
	double start = now(), seconds;
	struct part p;
	FILE *f = NULL;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--orders"))
			norders = strtoul(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--products"))
			products = strtoul(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "-j"))
			threads = strtoul(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--json"))
			json = argv[i + 1];
		else
			threads = 0;
	}
	if (argc % 2 == 0 || threads < 1 || threads > 64 || norders < 1 ||
	    norders >= 100000000 || products < 1 || products >= 100000000) {
		fprintf(stderr, "usage: %s [--orders N] [--products N] [-j N] "
			"[--json FILE]\n", argv[0]);
		return 2;
	}
	know((uint32_t)products);
	p = run(norders, (unsigned)threads);
	seconds = now() - start;
	printf("%llu rows, %llu bytes, %.3f s: %.2f ns a row, %.0f MB/s\n",
	       (unsigned long long)p.rows, (unsigned long long)p.bytes, seconds,
	       seconds * 1e9 / (double)p.rows, (double)p.bytes / seconds / 1e6);
	if (json && (!(f = fopen(json, "w")) ||
		     fprintf(f, "{\"threads\":%lu,\"rows\":%llu,\"bytes\":%llu,"
			     "\"seconds\":%.6f}\n", threads,
			     (unsigned long long)p.rows,
			     (unsigned long long)p.bytes, seconds) < 0 ||
		     fclose(f) != 0)) {
		perror(json);
		return 1;
	}
	free(known.price);
	return 0;
}
