/*
 * session_ways.c - what to type next, after a failure or a refusal
 *
 * Every message ends with commands that can be typed as they are: the same
 * options again, less those that were for that one time, and the way on.
 */
#include <string.h>

#include "session.h"

static const char *const not_for_resume[] = {
	"resume", "clean", "if-empty", "yes", "force", "dry-run", "report", NULL
};
static const char *const not_for_clean[] = {
	"resume", "clean", "append", "if-empty", "yes", "force", "dry-run",
	"report", NULL
};

void sm__session_put_clean(const struct sm_session *s, struct sm_buf *b)
{
	sm__options_command(s->o, not_for_clean,
			    s->url.local ? "--clean" : "--clean --yes", b);
}

static void put_start_over(struct sm_session *s, struct sm_buf *b)
{
	sm_buf_puts(b, "to start over:  ");
	sm__session_put_clean(s, b);
	sm_buf_puts(b, s->o->append
		    ? "\n                (deletes all rows of these tables, "
		      "older ones as well)"
		    : "\n                (deletes the rows of these tables)");
}

void sm__session_put_ways(struct sm_session *s, struct sm_buf *b)
{
	sm_buf_puts(b, "to finish it:   ");
	sm__options_command(s->o, not_for_resume,
			    s->url.local ? "--resume" : "--resume --yes", b);
	sm_buf_puts(b, "\n");
	put_start_over(s, b);
}

/* Was a value refused because it is there already? Targets say it in `why`. */
static bool is_twice(const struct sm_err *err)
{
	return strstr(err->why, "(SQLSTATE 23505)") ||
	       strstr(err->why, "UNIQUE constraint failed");
}

/* Did a row refer to no row of its parent? Targets say it in `why`. */
static bool is_orphan(const struct sm_err *err)
{
	return strstr(err->why, "(SQLSTATE 23503)") ||
	       strstr(err->why, "(error 1452") || strstr(err->why, "(error 1216") ||
	       strstr(err->why, "FOREIGN KEY constraint failed");
}

/* Parents that --table leaves out are loaded, too, and then all rows fit. */
static void put_orphan_way(struct sm_session *s, struct sm_buf *b)
{
	static const char *const drop[] = {
		"resume", "clean", "append", "if-empty", "yes", "force",
		"dry-run", "report", "table", NULL
	};

	sm_buf_puts(b, "to load parents and children anew:  ");
	sm__options_command(s->o, drop, s->url.local ? "--clean"
						     : "--clean --yes", b);
	sm_buf_puts(b, "\n");
}

void sm__session_ways(struct sm_session *s, struct sm_err *err)
{
	struct sm_buf b = { 0 };

	if (err->fix[0])
		sm_buf_printf(&b, "%s\n", err->fix);
	if (is_orphan(err))
		put_orphan_way(s, &b);
	if (is_twice(err) && s->o->append) {
		/* going on would meet the same value again */
		sm_buf_puts(&b, "unique values come from the seed, and rows of the "
			    "same seed are there:\nappend with another --seed, "
			    "when the tables were emptied\n");
		put_start_over(s, &b);
	} else {
		if (is_twice(err))
			sm_buf_puts(&b, "rows of another origin may hold that "
				    "value: delete them, then\n");
		sm__session_put_ways(s, &b);
	}
	sm_fix(err, "%s", sm_buf_str(&b));
	sm_buf_release(&b);
}

void sm__session_again(struct sm_session *s, struct sm_err *err)
{
	struct sm_buf b = { 0 };

	if (err->fix[0])
		sm_buf_printf(&b, "%s\n", err->fix);
	if (is_orphan(err))
		put_orphan_way(s, &b);
	if (is_twice(err) && s->o->append)
		sm_buf_puts(&b, "unique values come from the seed, and rows of the "
			    "same seed are there: append with another --seed");
	else if (is_twice(err))
		sm_buf_puts(&b, "rows of another origin may hold that value: "
			    "--append goes on after them, --clean deletes them");
	else if (err->code == SM_E_STOPPED)
		sm_buf_puts(&b, "run the command again");
	else
		sm_buf_puts(&b, "run the command again when that is put right");
	sm_fix(err, "%s", sm_buf_str(&b));
	sm_buf_release(&b);
}
