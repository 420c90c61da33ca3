/*
 * report.c - the JSON report
 *
 * Written beside its place and renamed, so that whoever waits for the file
 * never reads half of it. A device, a pipe or a symbolic link is written to and
 * never replaced. Numbers that nobody could know are null: a target without
 * count(*) has no "counted".
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/options.h"
#include "seedmill/digest.h"
#include "seedmill/report.h"

static const char *const status_names[] = {
	[SM_STATUS_OK] = "ok",
	[SM_STATUS_SKIPPED] = "skipped",
	[SM_STATUS_ALREADY_DONE] = "already_done",
	[SM_STATUS_STOPPED] = "stopped",
	[SM_STATUS_FAILED] = "failed",
};

static void put_digest(struct sm_json *j, const char *name, bool has,
		       struct sm_u128 digest)
{
	char hex[33];

	sm_u128_hex(digest, hex);
	sm__json_text(j, name, has ? hex : NULL);
}

static void put_count(struct sm_json *j, const char *name, bool has, uint64_t n)
{
	if (has)
		sm__json_number(j, name, n);
	else
		sm__json_null(j, name);
}

static void put_table(struct sm_json *j, const struct sm_table_report *t)
{
	sm__json_map(j, NULL);
	sm__json_text(j, "name", t->name);
	sm__json_number(j, "planned", t->planned);
	sm__json_number(j, "generated", t->generated);
	sm__json_number(j, "sent", t->sent);
	sm__json_number(j, "acked", t->acked);
	sm__json_number(j, "resumed", t->resumed);
	put_count(j, "before", t->has_counts, t->before);
	put_count(j, "counted", t->has_counts, t->counted);
	sm__json_number(j, "bytes", t->bytes);
	sm__json_number(j, "warnings", t->warnings);
	put_digest(j, "digest", t->has_digest, t->digest);
	put_digest(j, "digest_read", t->has_read, t->read_digest);
	sm__json_real(j, "seconds", t->seconds);
	sm__json_map_end(j);
}

static void put_reference(struct sm_json *j, const struct sm_reference_report *r)
{
	sm__json_map(j, NULL);
	sm__json_text(j, "child", r->child);
	sm__json_text(j, "columns", r->columns);
	sm__json_text(j, "parent", r->parent);
	sm__json_text(j, "parent_columns", r->parent_columns);
	put_count(j, "orphans", r->checked, r->orphans);
	sm__json_map_end(j);
}

static void put_error(struct sm_json *j, const struct sm_err *err)
{
	sm__json_map(j, "error");
	sm__json_number(j, "code", err->code);
	sm__json_text(j, "what", err->what);
	sm__json_text(j, "why", err->why);
	sm__json_text(j, "fix", err->fix);
	sm__json_map_end(j);
}

static void put_head(struct sm_json *j, const struct sm_report *r)
{
	bool planned = r->fingerprint[0] != '\0';

	sm__json_number(j, "schema_version", SM_REPORT_VERSION);
	sm__json_text(j, "tool", "seedmill");
	sm__json_text(j, "version", SM_VERSION);
	sm__json_text(j, "command", r->command);
	sm__json_text(j, "profile", r->profile);
	sm__json_text(j, "profile_path", r->path);
	put_count(j, "seed", planned, r->seed);
	sm__json_text(j, "size", r->size);
	if (planned)
		sm__json_real(j, "scale", r->scale);
	else
		sm__json_null(j, "scale");
	sm__json_text(j, "fingerprint", planned ? r->fingerprint : NULL);
	sm__json_number(j, "digest_version", SM_DIGEST_VERSION);
	sm__json_text(j, "target", r->target);
	sm__json_text(j, "status", status_names[r->status]);
	sm__json_text(j, "started_at", r->started_at);
	sm__json_number(j, "jobs", r->jobs);
	sm__json_number(j, "connections", r->connections);
	sm__json_real(j, "seconds", r->seconds);
	sm__json_real(j, "load_seconds", r->load_seconds);
	sm__json_number(j, "rows", r->rows);
	sm__json_number(j, "bytes", r->bytes);
}

bool sm_report_json(const struct sm_report *r, struct sm_buf *out)
{
	struct sm_json j;

	assert((size_t)r->status < SM_COUNTOF(status_names));
	sm__json_begin(&j, true);
	sm__json_map(&j, NULL);
	put_head(&j, r);
	sm__json_list(&j, "tables");
	for (uint32_t i = 0; i < r->ntables; i++)
		put_table(&j, &r->tables[i]);
	sm__json_list_end(&j);
	sm__json_list(&j, "references");
	for (uint32_t i = 0; i < r->nrefs; i++)
		put_reference(&j, &r->refs[i]);
	sm__json_list_end(&j);
	if (r->err.code)
		put_error(&j, &r->err);
	sm__json_map_end(&j);
	return sm__json_end(&j, out);
}

static enum sm_code io_fail(struct sm_err *err, const char *path)
{
	const char *reason = strerror(errno);

	sm_fail(err, SM_E_USAGE, "cannot write the report %s", path);
	sm_why(err, "%s", reason);
	return sm_fix(err, "give --report a place that can be written");
}

/* Is there something that a rename would take away, instead of filling it? */
static bool special(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

enum sm_code sm_report_check(const char *path, struct sm_err *err)
{
	const char *slash = strrchr(path, '/');
	struct sm_buf folder = { 0 };
	struct stat st;
	bool ok;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return io_fail(err, path);
	}
	if (special(path) && access(path, F_OK) == 0)
		return access(path, W_OK) == 0 ? SM_OK : io_fail(err, path);
	if (slash)
		sm_buf_add(&folder, path, (size_t)(slash - path) + 1);
	else
		sm_buf_puts(&folder, ".");
	ok = !folder.failed && access(sm_buf_str(&folder), W_OK | X_OK) == 0;
	sm_buf_release(&folder);
	return ok ? SM_OK : io_fail(err, path);
}

/* `to` is the file's place, or a name beside it that is to become it. */
static enum sm_code write_file(const struct sm_buf *text, const char *to,
			       const char *path, struct sm_err *err)
{
	bool aside = strcmp(to, path) != 0;
	FILE *f = fopen(to, "we");
	bool ok;

	if (!f)
		return io_fail(err, path);
	ok = fwrite(text->p, 1, text->n, f) == text->n && fflush(f) == 0 &&
	     (!aside || fsync(fileno(f)) == 0);
	ok = fclose(f) == 0 && ok;
	if (ok && (!aside || rename(to, path) == 0))
		return SM_OK;
	io_fail(err, path);
	if (aside)
		unlink(to);
	return err->code;
}

enum sm_code sm_report_write(const struct sm_report *r, const char *path,
			     struct sm_err *err)
{
	struct sm_buf text = { 0 }, tmp = { 0 };
	enum sm_code rc;

	if (special(path))
		sm_buf_puts(&tmp, path);
	else
		sm_buf_printf(&tmp, "%s.%ld.tmp", path, (long)getpid());
	if (!sm_report_json(r, &text) || tmp.failed)
		rc = sm_nomem(err);
	else
		rc = write_file(&text, sm_buf_str(&tmp), path, err);
	sm_buf_release(&text);
	sm_buf_release(&tmp);
	return rc;
}
