/*
 * mysql_proxy.c - stands between a client and a MySQL server, and is no friend
 *
 *     mysql_proxy SERVERPORT pass
 *     mysql_proxy SERVERPORT cut-before N      the first N COMMITs never arrive
 *     mysql_proxy SERVERPORT cut-after N       their answers never come back
 *     mysql_proxy SERVERPORT ask-any N FILE    from the Nth statement of each
 *                                              connection on, asks for FILE
 *     mysql_proxy SERVERPORT ask-load FILE     answers LOAD DATA that way
 *
 * Listens on a loopback port of its own choice and prints it. What it does
 * goes to stdout, one line each: "cut", "asked", "received N bytes". A COMMIT
 * counts when something of size went before it: chunks, not ledger lines.
 *
 * It takes TLS out of what the server offers, as it could not look inside.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MODE_PASS, MODE_CUT_BEFORE, MODE_CUT_AFTER, MODE_ASK_ANY, MODE_ASK_LOAD };

#define PACKET_MAX (1u << 24)   /* three bytes of length, and the header */
#define SOME_SIZE 20000         /* bytes: more than any line of the ledger */
#define COM_QUERY 3
#define CLIENT_SSL_BYTE 0x08    /* of the second byte of the capabilities */

static int mode;
static long count;              /* N */
static const char *wanted;      /* FILE */
static long *cuts;              /* shared by all connections */

static int port_of(int fd)
{
	struct sockaddr_in at;
	socklen_t n = sizeof(at);

	return getsockname(fd, (struct sockaddr *)&at, &n) ? 0 : ntohs(at.sin_port);
}

static int local_socket(int port, bool listens)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int bad = listens ? bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
			    listen(fd, 64)
			  : connect(fd, (struct sockaddr *)&at, sizeof(at));

	if (fd < 0 || bad) {
		perror("mysql_proxy");
		exit(1);
	}
	return fd;
}

/* Whole or not at all; a peer that went away ends this connection. */
static void put(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			exit(0);
		p += k;
		n -= (size_t)k;
	}
}

static void take(int fd, void *data, size_t n)
{
	char *p = data;

	while (n) {
		ssize_t k = recv(fd, p, n, 0);

		if (k <= 0)
			exit(0);
		p += k;
		n -= (size_t)k;
	}
}

/* One packet, header included; returns the length of what follows it. */
static size_t take_packet(int fd, unsigned char *p)
{
	size_t n;

	take(fd, p, 4);
	n = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16;
	take(fd, p + 4, n);
	return n;
}

static void put_packet(int fd, int seq, const void *body, size_t n)
{
	unsigned char head[4] = {
		n & 0xff, n >> 8 & 0xff, n >> 16 & 0xff, (unsigned char)seq,
	};

	put(fd, head, 4);
	put(fd, body, n);
}

/* The greeting without the server's offer of TLS. */
static void pass_greeting(int server, int client, unsigned char *p)
{
	size_t n = take_packet(server, p);
	size_t at = 5 + strlen((char *)p + 5) + 1 + 4 + 8 + 1;

	if (p[4] == 10 && at + 1 < n + 4)
		p[at + 1] &= (unsigned char)~CLIENT_SSL_BYTE;
	put(client, p, n + 4);
}

/* Ask for the file instead of answering, and say how much of it came. */
static void ask(int client, unsigned char *p)
{
	static const char no[] = "\xff\x51\x04#HY000no";
	char request[512];
	size_t got = 0, n;
	int len = snprintf(request, sizeof(request), "\xfb%s", wanted);

	put_packet(client, p[3] + 1, request, (size_t)len);
	printf("asked\n");
	while ((n = take_packet(client, p)) > 0)
		got += n;
	printf("received %zu bytes\n", got);
	put_packet(client, p[3] + 1, no, sizeof(no) - 1);
}

/* A statement's text may have attributes before it: none, in one set. */
static bool begins(const unsigned char *p, size_t n, const char *word)
{
	size_t at = n > 3 && p[5] == 0 && p[6] == 1 ? 7 : 5;

	return n + 4 >= at + strlen(word) && p[3] == 0 && p[4] == COM_QUERY &&
	       !strncasecmp((const char *)p + at, word, strlen(word));
}

static void cut_here(int server, int client, const unsigned char *p, size_t n)
{
	char answer[512];

	if (mode == MODE_CUT_AFTER) {
		put(server, p, n + 4);
		if (recv(server, answer, sizeof(answer), 0) <= 0)
			exit(0);
	}
	printf("cut\n");
	shutdown(client, SHUT_RDWR);
	exit(0);
}

/* A packet of the client's: pass it on, or do what we are here for. */
static void from_client(int server, int client, unsigned char *p)
{
	static size_t since;    /* bytes since START TRANSACTION */
	static long statements;
	size_t n = take_packet(client, p);

	since = begins(p, n, "start transaction") ? 0 : since + n;
	if (n && p[3] == 0 && p[4] == COM_QUERY)
		statements++;
	if ((mode == MODE_ASK_ANY && p[3] == 0 && n && p[4] == COM_QUERY &&
	     statements >= count) ||
	    (mode == MODE_ASK_LOAD && begins(p, n, "load data"))) {
		ask(client, p);
		return;
	}
	if (begins(p, n, "commit")) {
		bool chunk = since > SOME_SIZE;

		since = 0;
		if ((mode == MODE_CUT_BEFORE || mode == MODE_CUT_AFTER) && chunk &&
		    __atomic_fetch_add(cuts, 1, __ATOMIC_SEQ_CST) < count)
			cut_here(server, client, p, n);
	}
	put(server, p, n + 4);
}

static void serve(int client, int port)
{
	unsigned char *p = malloc(PACKET_MAX + 4);
	int server = local_socket(port, false);
	struct pollfd fds[2] = {
		{ .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN },
	};

	if (!p)
		exit(1);
	pass_greeting(server, client, p);
	while (poll(fds, 2, -1) > 0) {
		if (fds[1].revents) {
			ssize_t k = recv(server, p, 65536, 0);

			if (k <= 0)
				exit(0);
			put(client, p, (size_t)k);
		}
		if (fds[0].revents)
			from_client(server, client, p);
	}
	exit(0);
}

static bool arguments(int argc, char **argv)
{
	static const struct { const char *name; int argc; } modes[] = {
		[MODE_PASS] = { "pass", 3 },
		[MODE_CUT_BEFORE] = { "cut-before", 4 },
		[MODE_CUT_AFTER] = { "cut-after", 4 },
		[MODE_ASK_ANY] = { "ask-any", 5 },
		[MODE_ASK_LOAD] = { "ask-load", 4 },
	};

	for (mode = 0; mode <= MODE_ASK_LOAD; mode++) {
		if (argc != modes[mode].argc || strcmp(argv[2], modes[mode].name))
			continue;
		count = mode != MODE_PASS && mode != MODE_ASK_LOAD ? atol(argv[3]) : 0;
		wanted = argv[argc - 1];
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	int listener, client;

	if (argc < 3 || !arguments(argc, argv)) {
		fprintf(stderr, "usage: see mysql_proxy.c\n");
		return 2;
	}
	cuts = mmap(NULL, sizeof(*cuts), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (cuts == MAP_FAILED)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGCHLD, SIG_IGN);
	listener = local_socket(0, true);
	printf("%d\n", port_of(listener));
	/* The script that started us may be killed: not to outlive it for long. */
	alarm(600);
	while ((client = accept(listener, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			close(listener);
			alarm(600);
			serve(client, atoi(argv[1]));
		}
		close(client);
	}
	return 1;
}
