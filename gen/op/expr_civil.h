/*
 * expr_civil.h - days to year, month, day and back, for loops
 *
 * Days are counted from 0000-03-01, unsigned, so that divisions by constants
 * are multiplications; values lie in the years 1 to 9999, which compiling
 * proved. C. Neri, L. Schneider, "Euclidean affine functions and their
 * application to calendar algorithms", Software: Practice and Experience 53(4),
 * 2023; as in seedmill/fmt.h. The calendar of gen/base is the reference in
 * tests.
 */
#ifndef SEEDMILL_GEN_OP_EXPR_CIVIL_H
#define SEEDMILL_GEN_OP_EXPR_CIVIL_H

#include <assert.h>

#include "seedmill/type.h"

#define SM_CIVIL_EPOCH 719468       /* 1970-01-01 */

struct sm_ymd {
	uint32_t year, month, day;
	uint32_t of_year;           /* days since 1 March */
};

static inline uint32_t sm__civil_of_us(int64_t us)
{
	return (uint32_t)((uint64_t)(us + SM_CIVIL_EPOCH * SM_DAY_US) /
			  (uint64_t)SM_DAY_US);
}

static inline uint64_t sm__civil_us_of_day(int64_t us)
{
	return (uint64_t)(us + SM_CIVIL_EPOCH * SM_DAY_US) %
	       (uint64_t)SM_DAY_US;
}

static inline struct sm_ymd sm__civil(uint32_t n)
{
	uint32_t n1 = 4 * n + 3, century = n1 / 146097;
	uint32_t n2 = n1 % 146097 / 4 * 4 + 3;
	uint64_t p2 = UINT64_C(2939745) * n2;
	uint32_t year = 100 * century + (uint32_t)(p2 >> 32);
	uint32_t of_year = (uint32_t)p2 / 2939745 / 4;
	uint32_t n3 = 2141 * of_year + 197913;
	uint32_t next = of_year >= 306;         /* January, February */

	return (struct sm_ymd){ year + next, (n3 >> 16) - 12 * next,
				(n3 & 0xFFFF) / 2141 + 1, of_year };
}

static inline uint32_t sm__civil_days(uint32_t year, uint32_t month, uint32_t day)
{
	const uint32_t early = month <= 2;
	const uint32_t y = year - early, m = month + 12 * early;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m - 457) / 5 + day - 1;
}

static inline bool sm__civil_leap(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static inline uint32_t sm__civil_month_days(uint32_t year, uint32_t month)
{
	/* 31 in odd months up to July and in even ones from August on */
	return month == 2 ? 28U + sm__civil_leap(year) :
			    30 + ((month + (month >> 3)) & 1);
}

/* From 1 January, which is day 1. */
static inline uint32_t sm__civil_doy(struct sm_ymd d)
{
	return d.of_year >= 306 ? d.of_year - 305 :
				  d.of_year + 60 + sm__civil_leap(d.year);
}

/* 1 is Monday: 0000-03-01 was a Wednesday. */
static inline uint32_t sm__civil_isodow(uint32_t n)
{
	return (n + 2) % 7 + 1;
}

/*
 * `months` later; the day is the month's last when it has no such one. The
 * caller knows that the result lies in the years 1 to 9999.
 */
static inline uint32_t sm__civil_add_months(uint32_t n, int64_t months)
{
	const struct sm_ymd d = sm__civil(n);
	const uint32_t at = (uint32_t)((int64_t)(d.year * 12 + d.month - 1) +
				       months);
	const uint32_t year = at / 12, month = at % 12 + 1;
	const uint32_t last = sm__civil_month_days(year, month);

	return sm__civil_days(year, month, d.day < last ? d.day : last);
}

#endif
