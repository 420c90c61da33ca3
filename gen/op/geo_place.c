/*
 * geo_place.c - how far a circle reaches in degrees
 */
#include "geo_place.h"

#include <assert.h>

double sm__geo_cos(double degrees)
{
	const double x = degrees * (3.14159265358979323846 / 180);
	double term = 1, sum = 1;

	assert(degrees >= -90 && degrees <= 90);
	/* the series of cos: x is at most 1.58, 12 terms leave 10^-17 */
	for (int k = 2; k <= 24; k += 2) {
		term *= -x * x / (k * (k - 1));
		sum += term;
	}
	return sum;
}

bool sm__place_radius(struct sm_place *p, double km)
{
	const double radius = km / SM_GEO_KM_DEGREE;
	double lat = (double)p->lat / (double)SM_GEO_DEGREE, nearest;

	assert(km >= 0 && km <= SM_GEO_MOST_KM);
	lat = lat < 0 ? -lat : lat;
	if (lat + radius > SM_GEO_MOST_LAT)
		return false;
	nearest = lat > radius ? lat - radius : 0;
	p->dlat = (int64_t)(radius * (double)SM_GEO_DEGREE);
	p->dlon = (int64_t)(radius / sm__geo_cos(nearest) * (double)SM_GEO_DEGREE);
	return true;
}
