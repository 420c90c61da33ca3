/*
 * bench_lineitem.c - the yardstick: TPC-H's lineitem by hand, and nothing else
 *
 *     build/release/bench/micro/bench_lineitem [--orders N] [--parts N] [-j N]
 *                                              [--print 1] [--json FILE]
 *
 * What somebody would write who needs this one table as COPY text, fast: its
 * 16 columns with TPC-H's ranges and dependencies. Order keys use 8 of every
 * 32 numbers; an order has 1 to 7 lines; ship, commit and receipt dates hang
 * on the order's date, the flags on those; a price is quantity times the
 * part's retail price; of a part there are four suppliers. The rows are not
 * those of any other generator. No profile, no types, no digest.
 *
 * Whatever has few values is a table of texts with their tab, copied as wide as
 * the widest: dates, quantities, percents, modes. Comments are pieces of one
 * text of words, cut anywhere, which is how TPC-H's own generator does it.
 */
#include "hand.h"

#define ROW_MAX 256             /* the longest is about 190 bytes */
#define WORDS (64u << 10)       /* bytes of text that comments are cut from */
#define ORDER_DAYS 2406         /* 1992-01-01 to 1998-08-02 */
#define DAYS (ORDER_DAYS + 121 + 30 + 1)
#define CURRENT_DAY 1263        /* 1995-06-17 */

struct text { char p[31]; uint8_t n; };

static struct {                 /* written before any thread starts */
	char date[DAYS][16];    /* "1992-01-01\t" */
	struct text quantity[51], percent[11], instruct[4], mode[7];
	char words[WORDS + 64];
	uint32_t parts, suppliers;
} known;

static inline char *put_text(char *at, const struct text *t, size_t wide)
{
	memcpy(at, t->p, wide);
	return at + t->n;
}

/* n of 2^16, for what has few values: the bias is below one in a thousand. */
static inline uint32_t few(uint64_t random, unsigned at, uint32_t n)
{
	return (uint32_t)(random >> at & 0xffff) * n >> 16;
}

static inline char *put_line(char *at, const char key[16], size_t nkey,
			     uint32_t line, uint32_t day, uint64_t *state)
{
	uint64_t a = hand_draw(state), b = hand_draw(state), c = hand_draw(state);
	uint32_t part = 1 + hand_below((uint32_t)a, known.parts);
	uint32_t s = known.suppliers, turn = (uint32_t)(a >> 32 & 3);
	uint32_t quantity = 1 + few(a, 40, 50);
	uint32_t cents = quantity * (90000 + part / 10 % 20001 +
				     part % 1000 * 100);
	uint32_t ship = day + 1 + few(b, 0, 121), commit = day + 30 + few(b, 16, 61);
	uint32_t receipt = ship + 1 + few(b, 32, 30), n = 10 + few(c, 0, 34);
	static const char sent[2][4] = { "F\t", "O\t" };
	static const char flag[4][4] = { "R\t", "A\t", "N\t", "N\t" };

	memcpy(at, key, 16);
	at = hand_int(at + nkey, part);
	*at++ = '\t';
	at = hand_int(at, (part + turn * (s / 4 + (part - 1) / s)) % s + 1);
	memcpy(at, (char[4]){ '\t', (char)('0' + line), '\t' }, 4);
	at = put_text(at + 3, &known.quantity[quantity], 8);
	at = hand_int(at, cents / 100);
	*at++ = '.';
	memcpy(at, hand_pair[cents % 100], 2);
	at[2] = '\t';
	at = put_text(at + 3, &known.percent[few(b, 48, 11)], 8);
	at = put_text(at, &known.percent[few(c, 16, 9)], 8);
	memcpy(at, flag[(receipt > CURRENT_DAY ? 2 : 0) + (a >> 34 & 1)], 4);
	memcpy(at + 2, sent[ship > CURRENT_DAY], 4);
	memcpy(at + 4, known.date[ship], 16);
	memcpy(at + 15, known.date[commit], 16);
	memcpy(at + 26, known.date[receipt], 16);
	at = put_text(at + 37, &known.instruct[a >> 35 & 3], 24);
	at = put_text(at, &known.mode[few(c, 32, 7)], 8);
	memcpy(at, known.words + few(c, 48, WORDS), 48);
	at[n] = '\n';
	return at + n + 1;
}

static void *orders(void *arg)
{
	struct hand_part *p = arg;
	char *block = malloc(HAND_BLOCK + 8 * ROW_MAX), *at = block;
	uint64_t state = p->first;

	if (!block)
		exit(1);
	for (uint64_t o = p->first; o < p->first + p->n; o++) {
		uint64_t random = hand_draw(&state);
		uint32_t lines = 1 + few(random, 0, 7);
		uint32_t day = few(random, 16, ORDER_DAYS);
		char key[16] = "", *end;

		end = hand_int(key, (uint32_t)(o / 8 * 32 + o % 8 + 1));
		*end++ = '\t';
		for (uint32_t l = 1; l <= lines; l++)
			at = put_line(at, key, (size_t)(end - key), l, day, &state);
		p->rows += lines;
		if (at >= block + HAND_BLOCK || o + 1 == p->first + p->n)
			at = hand_flush(p, block, at);
	}
	free(block);
	return NULL;
}

/* ---- what is known before ------------------------------------------------------- */

static void know_text(struct text *t, const char *text)
{
	t->n = (uint8_t)snprintf(t->p, sizeof(t->p), "%s\t", text);
}

static void know_dates(void)
{
	struct tm tm = { .tm_year = 92, .tm_mday = 1, .tm_hour = 12 };

	for (uint32_t i = 0; i < DAYS; i++) {
		time_t t = timegm(&tm) + (time_t)i * 86400;
		struct tm day;

		strftime(known.date[i], 16, "%Y-%m-%d\t", gmtime_r(&t, &day));
	}
}

static void know_words(void)
{
	static const char *const word[] = {
		"furiously", "quickly", "carefully", "ironic", "final", "regular",
		"special", "deposits", "requests", "accounts", "packages",
		"foxes", "theodolites", "sleep", "wake", "nag", "haggle", "along",
		"above", "the", "among", "pending", "express", "bold",
	};
	uint64_t state = 7;
	size_t at = 0;

	while (at < sizeof(known.words) - 16)
		at += (size_t)snprintf(known.words + at, 16, "%s ",
			word[hand_below((uint32_t)(hand_draw(&state) >> 32),
					sizeof(word) / sizeof(*word))]);
	memset(known.words + at, 'x', sizeof(known.words) - at);
}

static void know(uint32_t parts)
{
	static const char *const instruct[] = {
		"DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN",
	};
	static const char *const mode[] = {
		"REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB",
	};
	char number[16];

	hand_know();
	know_dates();
	know_words();
	for (uint32_t i = 0; i <= 50; i++) {
		snprintf(number, sizeof(number), "%u.00", i);
		know_text(&known.quantity[i], number);
	}
	for (uint32_t i = 0; i <= 10; i++) {
		snprintf(number, sizeof(number), "0.%02u", i);
		know_text(&known.percent[i], number);
	}
	for (uint32_t i = 0; i < 4; i++)
		know_text(&known.instruct[i], instruct[i]);
	for (uint32_t i = 0; i < 7; i++)
		know_text(&known.mode[i], mode[i]);
	known.parts = parts;
	known.suppliers = parts / 20 > 4 ? parts / 20 : 4;
}

int main(int argc, char **argv)
{
	unsigned long norders = 1500000, parts = 200000, threads = 1, print = 0;
	double start = hand_now();
	const char *json = NULL;
	struct hand_part p;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--json"))
			json = argv[i + 1];
		else if (!hand_option(argv + i, "--orders", &norders) &&
			 !hand_option(argv + i, "--parts", &parts) &&
			 !hand_option(argv + i, "--print", &print) &&
			 !hand_option(argv + i, "-j", &threads))
			threads = 0;
	}
	/* keys are below 10^8 */
	if (argc % 2 == 0 || threads < 1 || threads > 64 || norders < 1 ||
	    norders >= 25000000 || parts < 1 || parts >= 100000000) {
		fprintf(stderr, "usage: %s [--orders N] [--parts N] [-j N] "
			"[--print 1] [--json FILE]\n", argv[0]);
		return 2;
	}
	hand_print = print != 0;
	know((uint32_t)parts);
	p = hand_run(orders, norders, hand_print ? 1 : (unsigned)threads);
	return hand_tell(&p, threads, hand_now() - start, json);
}
