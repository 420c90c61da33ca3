/*
 * locale.c - which word lists there are in a locale: words/LOCALE/LIST.txt
 *
 * A default locale is for the lists that it has; the others stay as they are
 * written, so that a profile in German may have English product names.
 */
#include <string.h>
#include <sys/stat.h>

#include "profile.h"

/* Letters, digits, _ and -: nothing that leads out of the folder. */
static bool is_word(const char *s)
{
	return *s && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")];
}

static bool is_there(const char *path, bool folder)
{
	struct stat st;

	return path && !stat(path, &st) &&
	       (folder ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode));
}

bool sm__locale_has(struct sm_spec *s, const char *locale, const char *list)
{
	const char *slash = strrchr(s->file, '/');
	const int dir = slash ? (int)(slash - s->file) + 1 : 0;
	const char *end = list ? ".txt" : "", *name = list ? list : ".";
	const char *own, *theirs = NULL;

	if (!is_word(locale) || (list && !is_word(list)))
		return false;
	own = sm_arena_printf(&s->arena, "%.*swords/%s/%s%s", dir, s->file, locale,
			      name, end);
	if (s->words_dir)
		theirs = sm_arena_printf(&s->arena, "%s/%s/%s%s", s->words_dir,
					 locale, name, end);
	return is_there(own, !list) || is_there(theirs, !list);
}
