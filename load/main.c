/*
 * main.c - the process: hardened, signals caught, one command run, one error told
 *
 * Before anything else the arguments are copied and the passwords in argv
 * overwritten, so that they are in the process list for as short as can be.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "commands.h"

/* What a signal handler may touch: lock-free, read by every thread. */
static atomic_int stop_signal;

/* The first asks the run to stop and keep what is committed, the second does
 * not ask: the server rolls back by itself. */
static void on_signal(int sig)
{
	if (atomic_exchange(&stop_signal, sig) != 0)
		_exit(128 + sig);
}

static void catch_signals(void)
{
	struct sigaction stop = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigemptyset(&stop.sa_mask);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	/* a closed socket or pipe is an error that write() reports */
	sigaction(SIGPIPE, &ignore, NULL);
}

/* Memory holds passwords: no core files, no debugger of other processes. */
static void harden(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static char **copy_arguments(int argc, char **argv, struct sm_arena *a)
{
	char **copy = sm_arena_array(a, (size_t)argc + 1, sizeof(*copy));

	for (int i = 0; copy && i < argc; i++) {
		copy[i] = sm_arena_strdup(a, argv[i]);
		if (!copy[i])
			return NULL;
		sm__mask_password(argv[i]);
	}
	return copy;
}

static void print(struct sm_buf *b)
{
	fputs(sm_buf_str(b), stdout);
	sm_buf_release(b);
}

static enum sm_code man(void)
{
	struct sm_buf b = { 0 };

	sm__help_man(&b);
	print(&b);
	return SM_OK;
}

static enum sm_code completion(const struct sm_context *c, struct sm_err *err)
{
	struct sm_buf b = { 0 };

	if (!sm__help_completion(c->o->operand, &b)) {
		sm_fail(err, SM_E_USAGE, "no completion for \"%s\"",
			c->o->operand);
		return sm_fix(err, "seedmill completion bash");
	}
	print(&b);
	return SM_OK;
}

static enum sm_code run(const struct sm_context *c, struct sm_err *err)
{
	switch (c->o->command->id) {
	case SM_CMD_LOAD:
		return sm__cmd_load(c, err);
	case SM_CMD_GEN:
		return sm__cmd_gen(c, err);
	case SM_CMD_PLAN:
		return sm__cmd_plan(c, err);
	case SM_CMD_VERIFY:
		return sm__cmd_verify(c, err);
	case SM_CMD_KINDS:
		return sm__cmd_kinds(c, err);
	case SM_CMD_MAN:
		return man();
	case SM_CMD_COMPLETION:
		return completion(c, err);
	}
	return sm_fail(err, SM_E_INTERNAL, "no such command");
}

static enum sm_code help(const struct sm_options *o)
{
	struct sm_buf b = { 0 };

	if (o->version)
		sm_buf_puts(&b, "seedmill " SM_VERSION "\n");
	else if (o->command)
		sm__help_command(o->command, &b);
	else
		sm__help_program(&b);
	print(&b);
	return SM_OK;
}

/* A full disk or a closed pipe behind stdout must not pass for success. */
static enum sm_code flush(enum sm_code rc, struct sm_err *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return rc;
	return rc ? rc : sm_fail(err, SM_E_INTERNAL, "cannot write to stdout");
}

/*
 * What failed after a signal failed because of it: a statement that the watch
 * had the server cancel says so in words of its own. A load that got through
 * all the same has its result.
 */
static enum sm_code because_of_signal(enum sm_code rc, struct sm_err *err)
{
	if (rc && rc != SM_E_STOPPED && atomic_load(&stop_signal))
		rc = sm_fail(err, SM_E_STOPPED, "stopped by a signal");
	return rc;
}

static enum sm_code start(int argc, char **args, struct sm_arena *a,
			  struct sm_options *o, struct sm_err *err)
{
	struct sm_log log;
	const struct sm_context c = { o, &log, &stop_signal };
	enum sm_code rc = sm__options_parse(argc, args, a, o, err);

	sm__log_init(&log, stderr, o);
	if (!rc)
		rc = o->help || o->version ? help(o) : run(&c, err);
	rc = flush(because_of_signal(rc, err), err);
	if (rc)
		sm__log_error(&log, err);
	sm__log_end(&log, rc);
	sm__log_destroy(&log);
	return rc;
}

int main(int argc, char **argv)
{
	struct sm_arena arena = { 0 };
	struct sm_err err = { 0 };
	struct sm_options o = { 0 };
	enum sm_code rc;
	char **args;

	harden();
	catch_signals();
	args = copy_arguments(argc, argv, &arena);
	if (!args) {
		fputs("seedmill: out of memory\n", stderr);
		return SM_E_INTERNAL;
	}
	rc = start(argc, args, &arena, &o, &err);
	sm_arena_release(&arena);
	if (rc == SM_E_STOPPED && atomic_load(&stop_signal) == SIGTERM)
		rc = SM_E_TERMINATED;
	return (int)rc;
}
