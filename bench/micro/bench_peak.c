/*
 * bench_peak.c - run a command, write down how much memory it took at most
 *
 *     bench_peak FILE COMMAND [ARGUMENT...]
 *
 * FILE gets kilobytes of the largest resident set, of the command or of the
 * largest child that it waited for. Ends as the command does.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage used;
	int status;
	pid_t pid;
	FILE *f;

	if (argc < 3) {
		fprintf(stderr, "usage: %s FILE COMMAND [ARGUMENT...]\n", argv[0]);
		return 2;
	}
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) != pid) {
		perror(argv[2]);
		return 127;
	}
	f = fopen(argv[1], "we");
	if (!f || fprintf(f, "%ld\n", used.ru_maxrss) < 0 || fclose(f) != 0) {
		perror(argv[1]);
		return 1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
