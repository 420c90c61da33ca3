/*
 * hand.h - what the hand-written loops share: draws, numbers as text, threads
 *
 * A loop makes the rows of orders [first, first + n) into blocks that it
 * overwrites, as those for null: are, or writes to stdout when asked to. All
 * that can be known ahead is a table: the text of numbers below 10,000, with
 * its length, is copied eight bytes at once, whatever it needs of them.
 *
 * A yardstick must not be slowed by what it does not need. With the binary's
 * _FORTIFY_SOURCE=3 the compiler knows these loops' blocks, and each of their
 * copies becomes a checked call: two to four times the time. In seedmill's row
 * path it knows no block and there is no such call. So: include this first.
 */
#ifndef SEEDMILL_BENCH_HAND_H
#define SEEDMILL_BENCH_HAND_H

#ifdef _STDLIB_H
#error "hand.h comes before the C library's headers"
#endif
#undef _FORTIFY_SOURCE

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define HAND_BLOCK (256u << 10)

struct hand_number {            /* 0 to 9999 */
	char text[7];
	uint8_t n;
};

/* Written before any thread starts. */
static struct hand_number hand_number[10000];
static char hand_pair[100][2];
static int hand_print;          /* blocks go to stdout; one thread then */

struct hand_part {
	pthread_t thread;
	uint64_t first, n;      /* orders */
	uint64_t rows, bytes;
};

static inline void hand_know(void)
{
	for (uint32_t i = 0; i < 10000; i++)
		hand_number[i].n = (uint8_t)snprintf(hand_number[i].text, 7, "%u",
						     i);
	for (uint32_t i = 0; i < 100; i++) {
		hand_pair[i][0] = (char)('0' + i / 10);
		hand_pair[i][1] = (char)('0' + i % 10);
	}
}

/* wyrand: one multiplication a number. */
static inline uint64_t hand_draw(uint64_t *state)
{
	__extension__ unsigned __int128 p;

	*state += UINT64_C(0xA0761D6478BD642F);
	p = *state;
	p *= *state ^ UINT64_C(0xE7037ED1A0B428DB);
	return (uint64_t)(p >> 64) ^ (uint64_t)p;
}

static inline uint32_t hand_below(uint32_t random, uint32_t n)
{
	return (uint32_t)((uint64_t)random * n >> 32);
}

static inline char *hand_small(char *at, uint32_t v)
{
	memcpy(at, &hand_number[v], 8);
	return at + hand_number[v].n;
}

/* Below 10^8: four digits behind whatever stands before them. */
static inline char *hand_int(char *at, uint32_t v)
{
	uint32_t high = v / 10000, low = v % 10000;

	if (!high)
		return hand_small(at, low);
	at = hand_small(at, high);
	memcpy(at, hand_pair[low / 100], 2);
	memcpy(at + 2, hand_pair[low % 100], 2);
	return at + 4;
}

/* The block is full, or the last one: used here, says this line. */
static inline char *hand_flush(struct hand_part *p, char *block, char *at)
{
	__asm__ volatile("" : : "r"(block) : "memory");
	p->bytes += (uint64_t)(at - block);
	if (hand_print && fwrite(block, (size_t)(at - block), 1, stdout) != 1)
		exit(1);
	return block;
}

/* One thread a part of the orders; sums of their rows and bytes. */
static inline struct hand_part hand_run(void *(*loop)(void *), uint64_t norders,
					unsigned threads)
{
	struct hand_part part[64] = { 0 }, sum = { 0 };

	for (unsigned i = 0; i < threads; i++) {
		part[i].first = norders * i / threads;
		part[i].n = norders * (i + 1) / threads - part[i].first;
		if (pthread_create(&part[i].thread, NULL, loop, &part[i]) != 0)
			exit(1);
	}
	for (unsigned i = 0; i < threads; i++) {
		pthread_join(part[i].thread, NULL);
		sum.rows += part[i].rows;
		sum.bytes += part[i].bytes;
	}
	return sum;
}

static inline double hand_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What it came to, for people and, with a file's name, as JSON. */
static inline int hand_tell(const struct hand_part *p, unsigned long threads,
			    double seconds, const char *json)
{
	struct rusage used;
	FILE *f = json ? fopen(json, "w") : NULL;

	getrusage(RUSAGE_SELF, &used);
	fprintf(hand_print ? stderr : stdout,
		"%llu rows, %llu bytes, %.3f s: %.2f ns a row, %.0f MB/s\n",
		(unsigned long long)p->rows, (unsigned long long)p->bytes, seconds,
		seconds * 1e9 / (double)p->rows,
		(double)p->bytes / seconds / 1e6);
	if (!json)
		return 0;
	if (f && fprintf(f, "{\"threads\":%lu,\"rows\":%llu,\"bytes\":%llu,"
			 "\"seconds\":%.6f,\"peak_kb\":%ld}\n", threads,
			 (unsigned long long)p->rows,
			 (unsigned long long)p->bytes, seconds,
			 used.ru_maxrss) > 0 && fclose(f) == 0)
		return 0;
	perror(json);
	return 1;
}

/* One "--name N" of the command line; true when it was this one. */
static inline int hand_option(char **argv, const char *name, unsigned long *n)
{
	if (strcmp(argv[0], name) != 0)
		return 0;
	*n = strtoul(argv[1], NULL, 10);
	return 1;
}

#endif
