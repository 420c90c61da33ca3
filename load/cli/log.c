/*
 * log.c - lines for people or JSON lines, on stderr
 *
 * On a terminal some lines at the bottom are live: they are erased before
 * anything else is written and drawn again by whoever owns them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/log.h"
#include "target/owner.h"

static const char *const level_names[] = {
	[SM_LEVEL_DEBUG] = "debug", [SM_LEVEL_STEP] = "info",
	[SM_LEVEL_INFO] = "info", [SM_LEVEL_WARN] = "warning",
	[SM_LEVEL_ERROR] = "error",
};

/* Where in a run an event stands; run.end says it itself. */
static const struct {
	const char *event, *phase;
} phases[] = {
	{ "run.start", "start" }, { "table.start", "start" },
	{ "progress", "progress" }, { "table.progress", "progress" },
	{ "table.complete", "complete" }, { "run.summary", "summary" },
	{ "lock.conflict", "failed" }, { "schema.mismatch", "failed" },
	{ "error", "failed" },
};

static bool wants_color(const struct sm_options *o, FILE *out)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->color != SM_COLOR_AUTO)
		return o->color == SM_COLOR_ALWAYS;
	return !(no && *no) && isatty(fileno(out)) && term &&
	       strcmp(term, "dumb") != 0;
}

void sm__log_init(struct sm_log *l, FILE *out, const struct sm_options *o)
{
	const char *term = getenv("TERM");

	*l = (struct sm_log){
		.out = out,
		.op = o->command ? o->command->name : NULL,
		.dry_run = o->dry_run,
		.json = o->log_format == SM_LOG_JSON,
		.quiet = o->quiet,
		.verbose = o->verbose,
		.color = wants_color(o, out),
	};
	l->terminal = !l->json && !l->quiet && isatty(fileno(out)) && term &&
		      strcmp(term, "dumb") != 0;
	pthread_mutex_init(&l->lock, NULL);
}

void sm__log_destroy(struct sm_log *l)
{
	pthread_mutex_destroy(&l->lock);
}

/* Cursor up over the live lines, then clear to the end of the screen. */
static void erase_live(struct sm_log *l)
{
	if (l->live)
		fprintf(l->out, "\r\033[%uA\033[J", l->live);
	l->live = 0;
}

char *sm__i_of_n(uint64_t i, uint64_t n, char out[32])
{
	int k = snprintf(out, 32, "%llu/%llu", (unsigned long long)i,
			 (unsigned long long)n);

	assert(k > 0 && k < 32);
	return out;
}

/* What every line begins with. */
static void put_common(struct sm_log *l, struct sm_json *j, enum sm_level level,
		       const char *event, const char *msg)
{
	char ts[32];

	sm__now_text(ts);
	sm__json_number(j, "v", SM_LOG_VERSION);
	sm__json_text(j, "ts", ts);
	sm__json_text(j, "level", level_names[level]);
	if (l->run[0])
		sm__json_text(j, "run", l->run);
	sm__json_text(j, "event", event);
	if (l->op)
		sm__json_text(j, "op", l->op);
	if (l->dry_run)
		sm__json_bool(j, "dry_run", true);
	for (size_t i = 0; i < SM_COUNTOF(phases); i++)
		if (strcmp(phases[i].event, event) == 0)
			sm__json_text(j, "phase", phases[i].phase);
	if (msg && *msg)
		sm__json_text(j, "msg", msg);
}

static void json_line(struct sm_log *l, enum sm_level level, const char *event,
		      const char *msg, const struct sm_field *field, size_t n)
{
	struct sm_json j;
	struct sm_buf b = { 0 };

	sm__json_begin(&j, false);
	sm__json_map(&j, NULL);
	put_common(l, &j, level, event, msg);
	for (size_t i = 0; i < n; i++) {
		const struct sm_field *f = &field[i];

		if (f->type == SM_FIELD_TEXT)
			sm__json_text(&j, f->name, f->text);
		else if (f->type == SM_FIELD_NUMBER)
			sm__json_number(&j, f->name, f->number);
		else
			sm__json_real(&j, f->name, f->real);
	}
	sm__json_map_end(&j);
	if (sm__json_end(&j, &b)) {
		pthread_mutex_lock(&l->lock);
		fprintf(l->out, "%s\n", sm_buf_str(&b));
		fflush(l->out);
		pthread_mutex_unlock(&l->lock);
	}
	sm_buf_release(&b);
}

void sm__log(struct sm_log *l, enum sm_level level, const char *event,
	     const struct sm_field *field, size_t n, const char *fmt, ...)
{
	struct sm_buf msg = { 0 };
	enum sm_level least = l->verbose ? SM_LEVEL_DEBUG
			    : l->json ? SM_LEVEL_STEP : SM_LEVEL_INFO;
	bool hidden = level < (l->quiet ? SM_LEVEL_ERROR : least);
	va_list ap;

	assert(level <= SM_LEVEL_ERROR);
	if (level == SM_LEVEL_WARN)
		atomic_fetch_add(&l->warnings, 1);
	if (fmt) {
		va_start(ap, fmt);
		sm_buf_vprintf(&msg, fmt, ap);
		va_end(ap);
	}
	if (l->json) {
		if (!hidden)
			json_line(l, level, event, sm_buf_str(&msg), field, n);
	} else if (fmt && !hidden) {
		const char *mark = level == SM_LEVEL_WARN ? "warning: " : "";

		pthread_mutex_lock(&l->lock);
		erase_live(l);
		fprintf(l->out, "%s%s%s%s\n", l->color && *mark ? "\033[33m" : "",
			mark, l->color && *mark ? "\033[0m" : "",
			sm_buf_str(&msg));
		fflush(l->out);
		pthread_mutex_unlock(&l->lock);
	}
	sm_buf_release(&msg);
}

/* "  why: ..." with the lines that follow below its first word. */
static void error_part(struct sm_log *l, const char *title, const char *text)
{
	if (!*text)
		return;
	fprintf(l->out, "  %s: ", title);
	for (; *text; text++) {
		fputc(*text, l->out);
		if (*text == '\n')
			fputs("       ", l->out);
	}
	fputc('\n', l->out);
}

/* Of a reason with (SQLSTATE 23505) or (error 1062, SQLSTATE 23000) in it, what
 * stands behind `marker`; NULL when that is not there. */
static const char *behind(const struct sm_err *err, const char *marker,
			  char out[16])
{
	const char *at = strstr(err->why, marker);
	size_t n;

	if (!at)
		return NULL;
	at += strlen(marker);
	n = strcspn(at, ",)");
	if (!n || n >= 16 || !at[n])
		return NULL;
	memcpy(out, at, n);
	out[n] = '\0';
	return out;
}

static size_t put_native(const struct sm_err *err, char state[16],
			 char number[16], struct sm_field out[2])
{
	const struct sm_field of_state = SM_F_TEXT(
		"sqlstate", behind(err, "SQLSTATE ", state));
	const struct sm_field of_number = SM_F_TEXT(
		"native", behind(err, "(error ", number));
	size_t n = 0;

	if (of_state.text)
		out[n++] = of_state;
	if (of_number.text)
		out[n++] = of_number;
	return n;
}

void sm__log_error(struct sm_log *l, const struct sm_err *err)
{
	if (l->json) {
		char state[16], number[16];
		struct sm_field f[5] = {
			SM_F_NUMBER("code", err->code),
			SM_F_TEXT("why", err->why),
			SM_F_TEXT("fix", err->fix),
		};

		json_line(l, SM_LEVEL_ERROR, "error", err->what, f,
			  3 + put_native(err, state, number, f + 3));
		return;
	}
	pthread_mutex_lock(&l->lock);
	erase_live(l);
	fprintf(l->out, "%sseedmill:%s %s\n", l->color ? "\033[1;31m" : "",
		l->color ? "\033[0m" : "", err->what);
	error_part(l, "why", err->why);
	error_part(l, "fix", err->fix);
	fflush(l->out);
	pthread_mutex_unlock(&l->lock);
}

void sm__log_end(struct sm_log *l, enum sm_code rc)
{
	const struct sm_field f[] = {
		SM_F_TEXT("phase", rc ? "failed" : "complete"),
		SM_F_TEXT("status", rc ? "failed" : l->end.status),
		SM_F_NUMBER("code", rc),
		SM_F_NUMBER("rows", l->end.rows),
		SM_F_NUMBER("bytes", l->end.bytes),
		SM_F_NUMBER("duration_ms", l->end.ms),
	};

	if (l->end.due)
		sm__log(l, SM_LEVEL_INFO, "run.end", f, SM_COUNTOF(f), NULL);
	l->end.due = false;
}

void sm__log_live(struct sm_log *l, const char *above, const char *text,
		  unsigned lines)
{
	assert(l->terminal);
	pthread_mutex_lock(&l->lock);
	erase_live(l);
	if (above)
		fputs(above, l->out);
	fputs(text, l->out);
	l->live = lines;
	fflush(l->out);
	pthread_mutex_unlock(&l->lock);
}
