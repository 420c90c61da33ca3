/*
 * geo_place.h - circles on the globe, and points drawn in them
 *
 * Degrees are whole numbers of 10^-9 (a tenth of a millimetre), so that a point
 * is the same on every machine; digits of less are rounded off them later.
 */
#ifndef SEEDMILL_GEN_GEO_PLACE_H
#define SEEDMILL_GEN_GEO_PLACE_H

#include "seedmill/rng.h"

#define SM_GEO_DIGITS 9
#define SM_GEO_DEGREE INT64_C(1000000000)
#define SM_GEO_KM_DEGREE 111.195080234  /* of a globe of 6371.0088 km radius */
#define SM_GEO_MOST_LAT 85              /* where a circle must end */
#define SM_GEO_MOST_KM 1000

struct sm_place {
	int64_t lat, lon;           /* centre */
	int64_t dlat, dlon;         /* radius, north and east */
};

struct sm_point {
	int64_t lat, lon;           /* lon from -180 on, below 180 */
};

/*
 * Set the radii for `km` round p's centre. The eastern one is that of the
 * circle's edge nearest to the equator, where a degree is longest: so no point is
 * farther than km from the centre. False when the circle reaches beyond
 * SM_GEO_MOST_LAT.
 */
bool sm__place_radius(struct sm_place *p, double km);

/* cos of degrees, |degrees| <= 90, to 10^-12: no libm, the same everywhere. */
double sm__geo_cos(double degrees);

/*
 * A point of the circle, all alike: two coordinates of 32 bits until they lie in
 * it. Four tries in five do; should thirty-two fail, it is the centre.
 */
static inline struct sm_point sm__place_draw(const struct sm_place *p,
					     struct sm_rng *r)
{
	const int64_t turn = 360 * SM_GEO_DEGREE;
	struct sm_point at;
	int64_t x = 0, y = 0;

	for (int i = 0; i < 32; i++) {
		uint64_t draw = sm_rng_u64(r);

		x = (int32_t)(draw >> 32);
		y = (int32_t)draw;
		if ((uint64_t)(x * x) + (uint64_t)(y * y) <= UINT64_C(1) << 62)
			break;
		x = y = 0;
	}
	at.lat = p->lat + (int64_t)(((sm_int128)p->dlat * y) >> 31);
	at.lon = p->lon + (int64_t)(((sm_int128)p->dlon * x) >> 31);
	at.lon += at.lon < -180 * SM_GEO_DEGREE ? turn : 0;
	at.lon -= at.lon >= 180 * SM_GEO_DEGREE ? turn : 0;
	return at;
}

#endif
