/*
 * fuzz_profiles.c - profiles changed at random must be planned or refused
 *
 *     fuzz_profiles SECONDS SEED FOLDER PROFILE...
 *     fuzz_profiles --one PROFILE
 *
 * A child tries one text after the other and leaves in shared memory which; this
 * process watches its time and memory. What it dies of, or sits on for more than
 * 2 s of processor or 512 MiB, is made again from seed and number, cut down to
 * what is needed, and put into FOLDER with what was said about it. Exit status 1
 * when there was anything.
 */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mutate.h"
#include "seedmill/op.h"
#include "try.h"

#define BATCH 400               /* texts a child: what leaks slowly is not the point */
#define CPU_NS 2000000000u
#define WALL_NS 20000000000u    /* a text that sleeps uses no processor */
#define RSS_PAGES (512u << 8)   /* of 4 KiB */
#define KINDS 64                /* of findings, told apart by what was said */
#define CUTS 400                /* tries to make a finding smaller */
#define SLOW_CUTS 40            /* of 2 s each */

struct shared {
	_Atomic uint64_t i;             /* the text being tried */
	_Atomic uint64_t cpu, wall;     /* when it was started */
	atomic_bool long_rows;          /* try.h */
	_Atomic uint64_t long_ones;     /* given up for that */
	_Atomic uint64_t done[3];       /* planned and made; no plan; no profile */
};

struct fuzz {
	struct corpus corpus;
	uint64_t seed, until;
	const char *folder;
	char log[512];
	struct shared *sh;
	char said[KINDS][200];
	unsigned count[KINDS], nsaid;
};

static uint64_t now(clockid_t c)
{
	struct timespec t = { 0 };

	clock_gettime(c, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static unsigned long resident(pid_t pid)
{
	char path[64];
	unsigned long size = 0, rss = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%lu %lu", &size, &rss) != 2)
		rss = 0;
	if (f)
		fclose(f);
	return rss;
}

static void mark(struct shared *sh, uint64_t i)
{
	sh->cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	sh->wall = now(CLOCK_MONOTONIC);
	sh->long_rows = false;
	sh->i = i;
}

/* ---- children --------------------------------------------------------------------- */

static pid_t child(struct fuzz *f)
{
	pid_t pid;
	int fd;

	mark(f->sh, f->sh->i);
	f->sh->cpu = 0;
	fflush(NULL);
	pid = fork();
	if (pid)
		return pid;
	fd = open(f->log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	dup2(fd, 2);
	return 0;
}

static void note(struct fuzz *f, const char *what)
{
	FILE *log = fopen(f->log, "a");

	if (log) {
		fprintf(log, "%s\n", what);
		fclose(log);
	}
}

/* True: it ended as it should. */
static bool watch(struct fuzz *f, pid_t pid)
{
	clockid_t cpu;
	int status;
	struct timespec ms = { .tv_nsec = 5000000 };

	clock_getcpuclockid(pid, &cpu);
	while (!waitpid(pid, &status, WNOHANG)) {
		const char *what = NULL;
		uint64_t i = f->sh->i, from = f->sh->cpu, wall = f->sh->wall;
		uint64_t spent = now(cpu);

		if (resident(pid) > RSS_PAGES)
			what = "memory: more than 512 MiB";
		else if ((spent > from && spent - from > CPU_NS) ||
			 now(CLOCK_MONOTONIC) - wall > WALL_NS)
			what = "slow: more than 2 s";
		if (what && i == f->sh->i) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			if (f->sh->long_rows && *what == 's') {
				f->sh->long_ones++;
				f->sh->i = i + 1;
				return true;
			}
			note(f, what);
			return false;
		}
		nanosleep(&ms, NULL);
	}
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static bool batch(struct fuzz *f)
{
	uint64_t first = f->sh->i;
	pid_t pid = child(f);

	if (pid)
		return watch(f, pid);
	for (uint64_t i = first; i < first + BATCH; i++) {
		const struct corpus_file *from;
		char *text;
		int rc;

		if (now(CLOCK_MONOTONIC) > f->until)
			break;
		mark(f->sh, i);
		text = mutate(&f->corpus, f->seed, i, &from);
		rc = try_profile(from->path, text, i, &f->sh->long_rows);
		if (rc < 0 || rc > 2)
			_exit(1);
		f->sh->done[rc]++;
		free(text);
	}
	mark(f->sh, f->sh->i + 1);
	exit(0);                /* not _exit: what leaked is said now */
}

static bool alone(struct fuzz *f, const char *path, const char *text, uint64_t i)
{
	pid_t pid = child(f);

	if (pid)
		return watch(f, pid);
	if (try_profile(path, text, i, &f->sh->long_rows) < 0)
		_exit(1);
	exit(0);
}

/* ---- findings --------------------------------------------------------------------- */

/* The line of the log that tells findings apart, without its numbers. */
static void said(const struct fuzz *f, char out[200])
{
	static const char *const marks[] = {
		"SUMMARY: ", "runtime error: ", "internal: ", "promise: ", "slow: ",
		"memory: ", "Assertion",
	};
	char line[2000];
	FILE *log = fopen(f->log, "r");
	size_t n = 0;

	strcpy(out, "ended without a word");
	while (log && fgets(line, sizeof(line), log)) {
		size_t m = 0;

		while (m < sizeof(marks) / sizeof(*marks) && !strstr(line, marks[m]))
			m++;
		if (m == sizeof(marks) / sizeof(*marks))
			continue;
		for (const char *p = line; *p && *p != '\n' && n < 199; p++)
			if (m == 0 || *p < '0' || *p > '9')
				out[n++] = *p;
		out[n] = 0;
		break;
	}
	if (log)
		fclose(log);
}

/* Does the text still end the way `what` says? */
static bool still(struct fuzz *f, const char *path, const char *text, uint64_t i,
		  const char *what)
{
	char again[200];

	if (alone(f, path, text, i))
		return false;
	said(f, again);
	return !strcmp(again, what);
}

/* Cut away pieces of `step` bytes at commas and line ends while it stays true. */
static void cut(struct fuzz *f, const char *path, char *text, uint64_t i,
		const char *what)
{
	unsigned tries = strncmp(what, "slow", 4) ? 0 : CUTS - SLOW_CUTS;
	char *with = malloc(strlen(text) + 1);

	for (size_t step = strlen(text) / 2; with && step > 3; step /= 2) {
		for (size_t at = 0; at < strlen(text) && tries < CUTS;) {
			size_t end = at + step;

			while (end < strlen(text) && !strchr(",\n", text[end - 1]))
				end++;
			if (end > strlen(text))
				break;
			memcpy(with, text, at);
			strcpy(with + at, text + end);
			tries++;
			if (still(f, path, with, i, what)) {
				strcpy(text, with);
				continue;
			}
			for (at++; at < strlen(text) && !strchr(",\n", text[at - 1]);)
				at++;
		}
	}
	free(with);
}

static void save(struct fuzz *f, char *text, const char *path, uint64_t i,
		 const char *what)
{
	char name[600], *whole = strdup(text);
	FILE *out;
	int n = snprintf(name, sizeof(name) - 8, "%s/%u", f->folder, f->nsaid);

	strcpy(name + n, ".yaml");
	if (!still(f, path, text, i, what))
		printf("  (not again when tried alone)\n");
	else
		cut(f, path, text, i, what);
	out = fopen(name, "w");
	if (out) {
		fprintf(out, "# %s\n# %s, seed %" PRIu64 ", text %" PRIu64 "\n%s", what,
			path, f->seed, i, text);
		fclose(out);
	}
	strcpy(name + n, ".log");
	alone(f, path, text, i);
	if (rename(f->log, name))
		perror(name);
	strcpy(name + n, ".whole");
	out = fopen(name, "w");
	if (out && whole)
		fputs(whole, out);
	if (out)
		fclose(out);
	free(whole);
}

static void found(struct fuzz *f)
{
	const struct corpus_file *from;
	uint64_t i = f->sh->i;
	unsigned k = 0;
	char what[200], *text;

	said(f, what);
	while (k < f->nsaid && strcmp(f->said[k], what))
		k++;
	if (k < f->nsaid || k == KINDS) {
		f->count[k % KINDS]++;
		f->sh->i = i + 1;
		return;
	}
	strcpy(f->said[k], what);
	f->count[k] = 1;
	f->nsaid++;
	printf("text %" PRIu64 ": %s -> %u.yaml\n", i, what, f->nsaid);
	text = mutate(&f->corpus, f->seed, i, &from);
	save(f, text, from->path, i, what);
	free(text);
	f->sh->i = i + 1;
}

/* ---- all of it -------------------------------------------------------------------- */

static void read_file(struct corpus_file *c, const char *path)
{
	FILE *in = fopen(path, "r");

	*c = (struct corpus_file){ .path = path, .text = calloc(1, 1 << 20) };
	if (!in || !c->text) {
		perror(path);
		exit(2);
	}
	c->n = fread(c->text, 1, (1 << 20) - 1, in);
	fclose(in);
}

static void corpus(struct corpus *c, char **path, size_t n)
{
	size_t nkinds;
	const struct sm_op_kind *const *kinds = sm_op_kinds(&nkinds);

	c->file = calloc(n + nkinds, sizeof(*c->file));
	if (!c->file)
		abort();
	for (size_t i = 0; i < n; i++)
		read_file(&c->file[i], path[i]);
	for (size_t i = 0; i < nkinds; i++)
		corpus_kind(kinds[i], &c->file[n + i]);
	c->n = n + nkinds;
}

static int one(const char *path)
{
	struct corpus_file c;
	atomic_bool long_rows = false;
	int rc;

	read_file(&c, path);
	rc = try_profile(path, c.text, 0, &long_rows);
	printf("status %d\n", rc);
	return rc < 0;
}

static int report(const struct fuzz *f)
{
	printf("seed %" PRIu64 ": %" PRIu64 " texts of %zu profiles, %" PRIu64
	       " made into rows, %" PRIu64 " no plan, %" PRIu64 " no profile, %" PRIu64 " of too many children, %u findings\n",
	       f->seed, f->sh->done[0] + f->sh->done[1] + f->sh->done[2],
	       f->corpus.n, f->sh->done[0], f->sh->done[1], f->sh->done[2], f->sh->long_ones,
	       f->nsaid);
	for (unsigned k = 0; k < f->nsaid; k++)
		printf("  %u times: %s\n", f->count[k], f->said[k]);
	return f->nsaid > 0;
}

int main(int argc, char **argv)
{
	static struct fuzz f;

	if (argc == 3 && !strcmp(argv[1], "--one"))
		return one(argv[2]);
	if (argc < 5) {
		fprintf(stderr, "usage: fuzz_profiles SECONDS SEED FOLDER PROFILE...\n");
		return 2;
	}
	f.until = now(CLOCK_MONOTONIC) + strtoull(argv[1], NULL, 10) * 1000000000u;
	f.seed = strtoull(argv[2], NULL, 10);
	f.folder = argv[3];
	snprintf(f.log, sizeof(f.log), "%s/last.log", f.folder);
	corpus(&f.corpus, argv + 4, (size_t)argc - 4);
	f.sh = mmap(NULL, sizeof(*f.sh), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f.sh == MAP_FAILED)
		return 2;
	while (now(CLOCK_MONOTONIC) < f.until && f.nsaid < KINDS)
		if (!batch(&f))
			found(&f);
	return report(&f);
}
