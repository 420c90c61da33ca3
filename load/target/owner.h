/*
 * owner.h - who runs this, and when: what ledgers and locks write down
 */
#ifndef SEEDMILL_OWNER_H
#define SEEDMILL_OWNER_H

/* "user@host pid 123" */
void sm__owner(char out[160]);

/* "2026-01-01T00:00:00.000Z": UTC; texts sort as times do. */
void sm__now_text(char out[32]);

#endif
