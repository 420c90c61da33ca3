/*
 * words.c - word lists: one entry a line, in the profile's words/ folder or in
 * seedmill's own
 *
 * A list is read once a plan, its text kept in the plan's arena with slack
 * behind it, so that short copies may read past an entry's end. Lines that
 * start with # and empty lines do not count; one that no text column could hold
 * (not UTF-8, too long) refuses the list.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "../op/literal.h"
#include "planner.h"

#define MAX_LIST_BYTES (16 << 20)
#define MAX_WORD_BYTES 999

struct sm_word_file {
	struct sm_word_file *next;
	const char *name;
	struct sm_words words;
	struct sm__pieces *pieces;  /* words.pieces */
	struct sm_u128 hash;        /* of its text */
};

/* "city", or "de/city" for the list of a locale. */
static bool good_name(const char *name)
{
	unsigned part = 0, slashes = 0;

	for (const char *p = name; *p; p++) {
		if (*p == '/' && part > 0 && slashes++ == 0)
			part = 0;
		else if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			 (*p >= '0' && *p <= '9') || *p == '_' || *p == '-')
			part++;
		else
			return false;
	}
	return part > 0;
}

/* "DIR/NAME.txt", where DIR is the profile's words/ or seedmill's. */
static const char *list_path(struct sm_planner *p, bool own, const char *name)
{
	const char *file = p->spec->file;
	const char *slash = strrchr(file, '/');
	int dir = slash ? (int)(slash - file) + 1 : 0;

	if (own)
		return p->spec->words_dir
			       ? sm_arena_printf(p->arena, "%s/%s.txt",
						 p->spec->words_dir, name)
			       : NULL;
	return sm_arena_printf(p->arena, "%.*swords/%s.txt", dir, file, name);
}

/* A list as it is being read, for messages. */
struct reading {
	const struct sm_compile *c;
	const char *arg, *name;
	struct sm_err *err;
};

static enum sm_code read_all(const struct reading *r, FILE *f, char **text,
			     size_t *n)
{
	struct sm_buf b = { 0 };
	char part[65536];
	size_t got;

	while (b.n <= MAX_LIST_BYTES && (got = fread(part, 1, sizeof(part), f)) > 0)
		sm_buf_add(&b, part, got);
	if (ferror(f) || b.n > MAX_LIST_BYTES) {
		const char *why = ferror(f) ? strerror(errno) : "it is over 16 MiB";

		sm_buf_release(&b);
		return sm_refuse(r->c, r->err, r->arg, "word list \"%s\" cannot "
				 "be read: %s", r->name, why);
	}
	*n = b.n;
	*text = b.failed ? NULL
			 : sm_arena_strndup(r->c->arena, sm_buf_str(&b), b.n);
	sm_buf_release(&b);
	return *text ? SM_OK : sm_nomem(r->err);
}

static enum sm_code take_word(const struct reading *r, struct sm_words *w,
			      struct sm_str *at, const char *p, size_t n,
			      size_t line)
{
	size_t chars = sm__text_chars(p, n);

	if (chars == SIZE_MAX)
		return sm_refuse(r->c, r->err, r->arg, "word list \"%s\", line "
				 "%zu: not UTF-8", r->name, line);
	if (n > MAX_WORD_BYTES)
		return sm_refuse(r->c, r->err, r->arg, "word list \"%s\", line "
				 "%zu: longer than %d bytes", r->name, line,
				 MAX_WORD_BYTES);
	*at = (struct sm_str){ .p = p, .n = (uint32_t)n,
			       .chars = (uint32_t)chars };
	w->plain &= sm__text_plain(p, n);
	w->width = at->n > w->width ? at->n : w->width;
	w->chars = at->chars > w->chars ? at->chars : w->chars;
	w->n++;
	return SM_OK;
}

static enum sm_code split(const struct reading *r, const char *text, size_t n,
			  struct sm_words *w)
{
	struct sm_str *word;
	size_t lines = 1, line = 1;

	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	word = sm_arena_array(r->c->arena, lines, sizeof(*word));
	if (!word)
		return sm_nomem(r->err);
	w->plain = true;
	for (size_t at = 0; at < n; line++) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t len = end ? (size_t)(end - text) - at : n - at;
		size_t next = at + len + 1;

		if (len && text[at + len - 1] == '\r')
			len--;
		if (len && text[at] != '#')
			SM_TRY(take_word(r, w, &word[w->n], text + at, len,
					 line));
		at = next;
	}
	w->word = word;
	if (w->n)
		return SM_OK;
	return sm_refuse(r->c, r->err, r->arg, "word list \"%s\" is empty",
			 r->name);
}

/* Names of the lists in seedmill's folder or a locale's, for "did you mean". */
static const char *nearest_list(struct sm_planner *p, const char *name)
{
	const char *names[256], *slash = strchr(name, '/');
	int locale = slash ? (int)(slash - name) + 1 : 0;
	const char *path = p->spec->words_dir && (good_name(name) || !slash)
				   ? sm_arena_printf(p->arena, "%s/%.*s",
						     p->spec->words_dir, locale, name)
				   : NULL;
	DIR *d = path ? opendir(path) : NULL;
	struct dirent *e;
	size_t n = 0;

	while (d && n < SM_COUNTOF(names) && (e = readdir(d)) != NULL) {
		size_t len = strlen(e->d_name);

		if (len < 5 || strcmp(e->d_name + len - 4, ".txt") != 0)
			continue;
		names[n] = sm_arena_printf(p->arena, "%.*s%.*s", locale, name,
					   (int)len - 4, e->d_name);
		n += names[n] != NULL;
	}
	if (d)
		closedir(d);
	return sm_nearest(name, names, n);
}

static struct sm_u128 text_hash(const char *name, const char *text, size_t n)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(
		text, n, sm_key(0, name, "words", NULL));

	return (struct sm_u128){ h.low64, h.high64 };
}

struct sm_u128 sm__words_hash(const struct sm_planner *p)
{
	struct sm_u128 sum = { 0 };

	for (const struct sm_word_file *w = p->words; w; w = w->next)
		sum = sm_u128_add(sum, w->hash);
	return sum;
}

static enum sm_code no_list(const struct sm_compile *c, const char *arg,
			    const char *name, struct sm_err *err)
{
	const char *near = nearest_list(c->planner, name);

	sm_refuse(c, err, arg, "no word list \"%s\"%s%s%s", name,
		  near ? ", did you mean \"" : "", near ? near : "",
		  near ? "\"?" : "");
	return sm_fix(err, "put a file words/%s.txt beside the profile, one entry "
		      "a line", name);
}

/* Not to wait for whoever opens a pipe's other end: an empty list, if nobody does. */
static FILE *open_file(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

	if (fd >= 0 && !f)
		close(fd);
	return f;
}

static FILE *open_list(struct sm_planner *p, const char *name)
{
	FILE *f = NULL;

	for (int own = 0; good_name(name) && !f && own < 2; own++) {
		f = open_file(list_path(p, own, name));
	}
	return f;
}

static enum sm_code load_list(const struct reading *r, FILE *f,
			      struct sm_word_file *w)
{
	char *text;
	size_t n;

	SM_TRY(read_all(r, f, &text, &n));
	SM_TRY(split(r, text, n, &w->words));
	w->words.pieces = &w->pieces;
	w->name = sm_arena_strdup(r->c->arena, r->name);
	w->hash = text_hash(r->name, text, n);
	return w->name ? SM_OK : sm_nomem(r->err);
}

enum sm_code sm_compile_words(const struct sm_compile *c, const char *arg,
			      const char *name, const struct sm_words **out,
			      struct sm_err *err)
{
	const struct reading r = { .c = c, .arg = arg, .name = name, .err = err };
	struct sm_planner *p = c->planner;
	struct sm_word_file *w;
	enum sm_code rc;
	FILE *f;

	for (w = p->words; w; w = w->next)
		if (strcmp(w->name, name) == 0) {
			*out = &w->words;
			return SM_OK;
		}
	f = open_list(p, name);
	if (!f)
		return no_list(c, arg, name, err);
	w = sm_arena_alloc(p->arena, sizeof(*w));
	rc = w ? load_list(&r, f, w) : sm_nomem(err);
	fclose(f);
	if (rc)
		return rc;
	w->next = p->words;
	p->words = w;
	*out = &w->words;
	return SM_OK;
}
