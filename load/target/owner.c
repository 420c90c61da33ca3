/*
 * owner.c - who runs this, and when
 *
 * The user comes from the process, not from $USER: jobs and containers have
 * none, and anybody may set it.
 */
#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "owner.h"

void sm__owner(char out[160])
{
	struct passwd pw, *found = NULL;
	char room[1024], host[64] = "localhost";

	(void)getpwuid_r(geteuid(), &pw, room, sizeof(room), &found);
	(void)gethostname(host, sizeof(host) - 1);
	host[sizeof(host) - 1] = '\0';
	if (found)
		(void)snprintf(out, 160, "%.64s@%s pid %ld", found->pw_name,
			       host, (long)getpid());
	else
		(void)snprintf(out, 160, "uid %lu@%s pid %ld",
			       (unsigned long)geteuid(), host, (long)getpid());
}

void sm__now_text(char out[32])
{
	struct timespec now;
	struct tm tm;
	size_t n;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	n = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(out + n, 32 - n, ".%03dZ", (int)(now.tv_nsec / 1000000));
}
