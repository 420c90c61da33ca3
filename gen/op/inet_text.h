/*
 * inet_text.h - IP addresses and their text
 *
 * The text is what PostgreSQL's inet prints: IPv4 in dotted decimal, IPv6 as
 * RFC 5952 has it (lower case, no leading zeros, the longest run of two or more
 * zero groups as "::", the first of equals, IPv4-mapped addresses with the
 * dotted part), "/prefix" only when it does not cover the whole address.
 */
#ifndef SEEDMILL_GEN_INET_TEXT_H
#define SEEDMILL_GEN_INET_TEXT_H

#include "seedmill/base.h"

#define SM_INET_V4 15       /* most bytes of an address without prefix */
#define SM_INET_V6 39
#define SM_INET_ROOM 48     /* what writing one may touch */

struct sm_inet {
	bool v6;
	uint8_t prefix;             /* 32 or 128: one address */
	struct sm_u128 addr;        /* IPv4: the low 32 bits */
};

bool sm__inet_parse(const char *text, struct sm_inet *out);

/* Address without prefix at `at`; returns the end. */
char *sm__inet_write4(char *at, uint32_t addr);
char *sm__inet_write6(char *at, struct sm_u128 addr);

/* With its prefix where one is needed. At most 43 bytes. */
char *sm__inet_write(char *at, const struct sm_inet *a);

/* Bits of the network part set, host part clear. */
struct sm_u128 sm__inet_mask(const struct sm_inet *a);

#endif
