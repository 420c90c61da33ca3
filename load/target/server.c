/*
 * server.c - see server.h
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "server.h"

void sm__clean_text(char *out, size_t cap, const char *text)
{
	bool gap = false, line = false;
	size_t n = 0;

	assert(cap > 0);
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool stop;

		if (c <= 0x20 || c == 0x7f) {
			gap = n > 0;
			line |= c == '\n';
			continue;
		}
		stop = gap && line && isalnum((unsigned char)out[n - 1]) &&
		       isupper(c) && islower((unsigned char)p[1]);
		if (n + stop + gap + 1 >= cap)
			break;
		if (stop)
			out[n++] = ';';
		if (gap)
			out[n++] = ' ';
		gap = line = false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
}

void sm__safe_text(char *out, size_t cap, const char *text,
		   const char *password)
{
	char *at;

	sm__clean_text(out, cap, text);
	if (!password || strlen(password) < 3)
		return;
	while ((at = strstr(out, password)) != NULL) {
		size_t n = strlen(password);

		memmove(at, at + n - 3, strlen(at + n - 3) + 1);
		memcpy(at, "***", 3);
		if (strstr("***", password))
			break;
	}
}

void sm__since_text(uint64_t s, char *out, size_t cap)
{
	if (s >= 3600)
		snprintf(out, cap, "%lluh%llum", (unsigned long long)(s / 3600),
			 (unsigned long long)(s / 60 % 60));
	else if (s >= 60)
		snprintf(out, cap, "%llum%llus", (unsigned long long)(s / 60),
			 (unsigned long long)(s % 60));
	else
		snprintf(out, cap, "%llus", (unsigned long long)s);
}

bool sm__stopping(const struct sm_target *t)
{
	return t->stop && atomic_load(t->stop);
}

void sm__back_off(unsigned n)
{
	struct timespec wait = { .tv_sec = n > 4 ? 16 : 1 << n };

	if (n)
		nanosleep(&wait, NULL);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* sm_url_parse() has checked the escapes. */
static void decode(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0) {
			*to++ = (char)(hex(s[1]) * 16 + hex(s[2]));
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

enum sm_code sm__query_options(const struct sm_url *u, struct sm_arena *a,
			       sm__option_fn *fn, void *ctx, struct sm_err *err)
{
	char *p, *next, *eq;

	if (!u->query)
		return SM_OK;
	p = sm_arena_strdup(a, u->query);
	if (!p)
		return sm_nomem(err);
	for (; p; p = next) {
		next = strchr(p, '&');
		if (next)
			*next++ = '\0';
		if (!*p)
			continue;
		eq = strchr(p, '=');
		if (!eq)
			return sm_fail(err, SM_E_USAGE, "the URL's option "
				       "\"%.60s\" has no value", p);
		*eq = '\0';
		decode(p);
		decode(eq + 1);
		SM_TRY(fn(ctx, p, eq + 1, err));
	}
	return SM_OK;
}

bool sm__listed(const char *key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(key, list[i]) == 0)
			return true;
	return false;
}

bool sm__is_building(const char *comment)
{
	static const char head[] = "seedmill run ", tail[] = ": building";
	size_t n = comment ? strlen(comment) : 0;

	return n > sizeof(head) + sizeof(tail) &&
	       strncmp(comment, head, sizeof(head) - 1) == 0 &&
	       strcmp(comment + n - (sizeof(tail) - 1), tail) == 0;
}
