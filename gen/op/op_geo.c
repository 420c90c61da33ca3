/*
 * op_geo.c - the "geo" kind: points on the globe, round one centre or several
 *
 *     - {name: lat, type: "numeric(9,6)", geo: {part: lat, lat: 52.52, lon: 13.4}}
 *     - {name: lon, type: "numeric(9,6)", geo: {part: lon, with: lat}}
 *
 * A row chooses a centre and a point within the radius. `with` takes centres,
 * radius and draws of the other column, so that the two are one point; both draw
 * it, and each keeps its part. Without `part` the point is a text, "lat,lon".
 */
#include <assert.h>
#include <string.h>

#include "geo_place.h"
#include "nth.h"
#include "seedmill/fmt.h"

struct geo_args {
	const char *lat, *lon, *radius_km, *part, *with, *decimals;
	const char **centres;
	uint32_t centres_count;
};

enum part { LAT, LON, BOTH };

struct geo_state {
	const struct sm_place *place;
	uint32_t n;
	enum part part;
	unsigned scale;             /* digits after the point */
	int64_t unit;               /* 10^-9 degrees of the last one */
	uint64_t key;               /* of the draws: `with` has the other's */
};

extern const struct sm_op_kind sm_op_geo;

static const cyaml_schema_field_t geo_fields[] = {
	SM_ARG(struct geo_args, lat),
	SM_ARG(struct geo_args, lon),
	SM_ARG(struct geo_args, radius_km),
	SM_ARG(struct geo_args, part),
	SM_ARG(struct geo_args, with),
	SM_ARG(struct geo_args, decimals),
	CYAML_FIELD_SEQUENCE("centres", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			     struct geo_args, centres, &sm__text_value, 0,
			     CYAML_UNLIMITED),
	CYAML_FIELD_END
};

/* Centres when none is given: large cities, in hundredths of a degree. */
static const struct { int16_t lat, lon; } cities[] = {
	{ 5251, 1341 },     /* Berlin */        { 4886, 235 },      /* Paris */
	{ 5151, -13 },      /* London */        { 4042, -370 },     /* Madrid */
	{ 4190, 1250 },     /* Rome */          { 5223, 2101 },     /* Warsaw */
	{ 5933, 1807 },     /* Stockholm */     { 4101, 2898 },     /* Istanbul */
	{ 3004, 3124 },     /* Cairo */         { 652, 338 },       /* Lagos */
	{ -129, 3682 },     /* Nairobi */       { -679, 3921 },     /* Dar es Salaam */
	{ -2620, 2805 },    /* Johannesburg */  { 2861, 7721 },     /* Delhi */
	{ 1908, 7288 },     /* Mumbai */        { 1376, 10050 },    /* Bangkok */
	{ 135, 10382 },     /* Singapore */     { 3123, 12147 },    /* Shanghai */
	{ 3757, 12698 },    /* Seoul */         { 3568, 13969 },    /* Tokyo */
	{ -3387, 15121 },   /* Sydney */        { 4071, -7401 },    /* New York */
	{ 4188, -8763 },    /* Chicago */       { 3405, -11824 },   /* Los Angeles */
	{ 4365, -7938 },    /* Toronto */       { 1943, -9913 },    /* Mexico City */
	{ 471, -7407 },     /* Bogota */        { -1205, -7704 },   /* Lima */
	{ -2355, -4663 },   /* Sao Paulo */     { -3460, -5838 },   /* Buenos Aires */
};

/* ---- compile -------------------------------------------------------------------- */

/* A latitude or longitude in degrees. */
static enum sm_code geo_degrees(const char *arg, const char *text, int64_t most,
				int64_t *out, const struct sm_compile *c,
				struct sm_err *err)
{
	SM_TRY(sm_arg_decimal(c, arg, text, SM_GEO_DIGITS, out, err));
	if (*out >= -most * SM_GEO_DEGREE && *out <= most * SM_GEO_DEGREE)
		return SM_OK;
	return sm_refuse(c, err, arg, "%s is not between -%lld and %lld degrees",
			 text, (long long)most, (long long)most);
}

/* "52.52, 13.405" */
static enum sm_code geo_centre(const char *text, struct sm_place *p,
			       const struct sm_compile *c, struct sm_err *err)
{
	size_t n = strcspn(text, ", ");
	const char *lon = text + n + strspn(text + n, ", ");
	char *lat = sm_arena_strndup(c->arena, text, n);

	if (!lat)
		return sm_nomem(err);
	if (n == 0 || *lon == '\0') {
		sm_refuse(c, err, "centres", "\"%s\" is not a latitude and a "
			  "longitude", text);
		return sm_fix(err, "write it like \"52.52, 13.405\"");
	}
	SM_TRY(geo_degrees("centres", lat, 90, &p->lat, c, err));
	return geo_degrees("centres", lon, 180, &p->lon, c, err);
}

/* The centres, without their radii. */
static enum sm_code geo_centres(struct sm_place *p, const struct geo_args *a,
				uint32_t n, const struct sm_compile *c,
				struct sm_err *err)
{
	if (a->lat) {
		SM_TRY(geo_degrees("lat", a->lat, 90, &p->lat, c, err));
		return geo_degrees("lon", a->lon, 180, &p->lon, c, err);
	}
	for (uint32_t i = 0; i < n; i++) {
		if (a->centres_count) {
			SM_TRY(geo_centre(a->centres[i], &p[i], c, err));
			continue;
		}
		p[i].lat = cities[i].lat * (SM_GEO_DEGREE / 100);
		p[i].lon = cities[i].lon * (SM_GEO_DEGREE / 100);
	}
	return SM_OK;
}

static enum sm_code geo_places(struct geo_state *st, const struct geo_args *a,
			       const struct sm_compile *c, struct sm_err *err)
{
	struct sm_place *p;
	double km = 10;

	if (!a->lat != !a->lon)
		return sm_refuse(c, err, a->lat ? "lat" : "lon", "a centre has a "
				 "latitude and a longitude, lat and lon");
	if (a->lat && a->centres_count)
		return sm_refuse(c, err, "centres", "lat and lon are a centre "
				 "already: write it into the list");
	st->n = a->lat ? 1 : a->centres_count ? a->centres_count : SM_COUNTOF(cities);
	p = sm_arena_array(c->arena, st->n, sizeof(*p));
	if (!p)
		return sm_nomem(err);
	SM_TRY(geo_centres(p, a, st->n, c, err));
	SM_TRY(sm_arg_real(c, "radius_km", a->radius_km, &km, err));
	if (km < 0 || km > SM_GEO_MOST_KM)
		return sm_refuse(c, err, "radius_km", "a radius is 0 to %d km, this "
				 "is %s", SM_GEO_MOST_KM, a->radius_km);
	for (uint32_t i = 0; i < st->n; i++)
		if (!sm__place_radius(&p[i], km))
			return sm_refuse(c, err, a->lat ? "lat" : "centres", "%g km "
					 "round latitude %g reach beyond %d degrees, "
					 "where points are no longer drawn", km,
					 (double)p[i].lat / (double)SM_GEO_DEGREE,
					 SM_GEO_MOST_LAT);
	st->place = p;
	return SM_OK;
}

/* Everything but part and digits is the other column's. */
static enum sm_code geo_with(struct geo_state *st, const struct geo_args *a,
			     const struct sm_compile *c, struct sm_err *err)
{
	const struct geo_state *theirs;
	const struct sm_op *op;

	if (a->lat || a->lon || a->radius_km || a->centres_count)
		return sm_refuse(c, err, "with", "%s says where: with `with` there "
				 "are only part and decimals", a->with);
	SM_TRY(sm_compile_beside(c, "with", a->with, &op, err));
	if (op->kind != &sm_op_geo)
		return sm_refuse(c, err, "with", "%s is not made by geo, but by %s",
				 a->with, op->kind->name);
	theirs = op->state;
	st->place = theirs->place;
	st->n = theirs->n;
	st->key = theirs->key;
	return SM_OK;
}

/* What a part of the globe can be: by the centres, or all of it. */
static void geo_range(const struct geo_state *st, int64_t *lo, int64_t *hi)
{
	const int64_t half = 180 * SM_GEO_DEGREE;

	*lo = INT64_MAX;
	*hi = INT64_MIN;
	for (uint32_t i = 0; i < st->n; i++) {
		const struct sm_place *p = &st->place[i];
		int64_t mid = st->part == LAT ? p->lat : p->lon;
		int64_t by = st->part == LAT ? p->dlat : p->dlon;

		*lo = mid - by < *lo ? mid - by : *lo;
		*hi = mid + by > *hi ? mid + by : *hi;
	}
	if (*lo < -half || *hi >= half) {
		*lo = -half;
		*hi = half;
	}
	*lo = *lo / st->unit - 1;
	*hi = *hi / st->unit + 1;
	/* the last digit is rounded: no farther than the globe's own end */
	*lo = *lo < -half / st->unit ? -half / st->unit : *lo;
	*hi = *hi > half / st->unit ? half / st->unit : *hi;
	assert(*lo <= *hi);
}

static enum sm_code geo_digits(struct geo_state *st, const struct geo_args *a,
			       const struct sm_compile *c, struct sm_err *err)
{
	int64_t decimals = 6;

	if (c->type.id == SM_T_DECIMAL && a->decimals)
		return sm_refuse(c, err, "decimals", "the column's type says how "
				 "many digits there are");
	if (c->type.id == SM_T_DECIMAL)
		decimals = c->type.scale < SM_GEO_DIGITS ? c->type.scale
							 : SM_GEO_DIGITS;
	SM_TRY(sm_arg_i64(c, "decimals", a->decimals, &decimals, err));
	if (decimals < 0 || decimals > SM_GEO_DIGITS)
		return sm_refuse(c, err, "decimals", "decimals is %lld: a coordinate "
				 "has 0 to %d", (long long)decimals, SM_GEO_DIGITS);
	st->scale = (unsigned)decimals;
	st->unit = sm_pow10(SM_GEO_DIGITS - st->scale);
	return SM_OK;
}

static enum sm_code geo_out(struct geo_state *st, struct sm_op *op,
			    const struct sm_compile *c, struct sm_err *err)
{
	const uint32_t one = 4 + (st->scale ? 1 + st->scale : 0);
	int64_t lo, hi, up = 1;
	char type[64];

	switch (sm_type_class(c->type.id)) {
	case SM_STR:
		/* "-179.123456"; a latitude has a digit less: its comma's */
		return sm__text_out(op, "decimals", st->part == BOTH ? 2 * one : one,
				    st->part != BOTH, c, err);
	case SM_I64:
		if (st->part != BOTH)
			break;
		return sm_refuse(c, err, "part", "a point does not go into %s; say "
				 "part: lat or part: lon",
				 sm_type_format(&c->type, type));
	default:
		if (st->part != BOTH)
			return SM_OK;
		return sm_refuse(c, err, "part", "a point is no number; say part: "
				 "lat or part: lon");
	}
	if (c->type.scale > SM_GEO_DIGITS)
		up = sm_pow10(c->type.scale - SM_GEO_DIGITS);
	if (c->type.scale > 15)
		return sm_refuse(c, err, NULL, "%s has no room for degrees",
				 sm_type_format(&c->type, type));
	geo_range(st, &lo, &hi);
	op->out.min = lo * up;
	op->out.max = hi * up;
	return SM_OK;
}

static enum sm_code geo_compile(struct sm_op *op, const void *args,
				struct sm_compile *c, struct sm_err *err)
{
	static const char *const parts[] = { "lat", "lon", "both" };
	const struct geo_args *a = args;
	struct geo_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	unsigned part = BOTH;

	if (!st)
		return sm_nomem(err);
	SM_TRY(sm_arg_choice(c, "part", a->part, parts, SM_COUNTOF(parts), &part,
			     err));
	st->part = part;
	st->key = op->key;
	SM_TRY(a->with ? geo_with(st, a, c, err) : geo_places(st, a, c, err));
	SM_TRY(geo_digits(st, a, c, err));
	op->state = st;
	return geo_out(st, op, c, err);
}

/* ---- run ------------------------------------------------------------------------ */

/*
 * To the nearest of the last digit, halves away from zero. A quotient below
 * 2^38 is at least 1 / unit short of the next whole number, more than a double's
 * rounding adds to it: so the division, which costs half of one of integers, is
 * exact once it is cut off.
 */
static inline int64_t geo_round(int64_t v, int64_t unit)
{
	int64_t half = unit / 2, far = (v < 0 ? -v : v) + half;
	int64_t q = (int64_t)((double)far / (double)unit);

	assert(q * unit <= far && far - q * unit < unit);
	return v < 0 ? -q : q;
}

static inline struct sm_point geo_point(const struct geo_state *st, uint64_t row)
{
	struct sm_rng r = sm_rng_at(st->key, row);
	uint64_t centre = sm_rng_below(&r, st->n);

	assert(centre < st->n);
	return sm__place_draw(&st->place[centre], &r);
}

SM_LOOP geo_numbers(const struct geo_state *st, const struct sm_type *type,
		    const struct sm_rows *rows, struct sm_vec *out,
		    const bool real)
{
	const double down = (double)sm_pow10(st->scale);
	const int64_t up = !real && type->scale > SM_GEO_DIGITS
				   ? sm_pow10(type->scale - SM_GEO_DIGITS) : 1;

	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_point at = geo_point(st, sm_row(rows, i));
		int64_t v = geo_round(st->part == LAT ? at.lat : at.lon, st->unit);

		assert(v >= -180 * (int64_t)down && v <= 180 * (int64_t)down);
		if (!real)
			out->v.i64[i] = v * up;
		else if (type->id == SM_T_REAL)
			out->v.f64[i] = (float)((double)v / down);
		else
			out->v.f64[i] = (double)v / down;
	}
}

static void geo_texts(const struct geo_state *st, const struct sm_rows *rows,
		      struct sm_vec *out)
{
	char *at = out->text;

	for (uint32_t i = 0; i < rows->n; i++) {
		struct sm_point p = geo_point(st, sm_row(rows, i));
		char *end = at;

		if (st->part != LON)
			end = sm_fmt_decimal(end, geo_round(p.lat, st->unit),
					     st->scale);
		if (st->part == BOTH)
			*end++ = ',';
		if (st->part != LAT)
			end = sm_fmt_decimal(end, geo_round(p.lon, st->unit),
					     st->scale);
		out->v.str[i] = (struct sm_str){ .p = at,
						 .n = (uint32_t)(end - at) };
		at = end;
	}
}

static void geo_run(const struct sm_op *op, struct sm_work *w,
		    const struct sm_rows *rows, const struct sm_vec *in,
		    struct sm_vec *out)
{
	const enum sm_class class = sm_type_class(op->out.type.id);

	(void)w;
	(void)in;
	if (class == SM_STR)
		geo_texts(op->state, rows, out);
	else if (class == SM_I64)
		geo_numbers(op->state, &op->out.type, rows, out, false);
	else
		geo_numbers(op->state, &op->out.type, rows, out, true);
}

const struct sm_op_kind sm_op_geo = {
	.name = "geo",
	.summary = "points on the globe, round one centre or several",
	.example = "{lat: 52.52, lon: 13.405, radius_km: 25}",
	.doc = "lat        degrees of a centre, with lon\n"
	       "lon        degrees east\n"
	       "centres    several, all alike: [\"52.52, 13.405\", \"48.86, 2.35\"];\n"
	       "           without any: thirty large cities of the world\n"
	       "radius_km  how far from it at most, 0 to 1000, default 10\n"
	       "part       lat or lon: one coordinate, also as a number; both\n"
	       "           (default): the text \"52.520008,13.404954\"\n"
	       "with       a column made by geo: the same point, another part of it\n"
	       "decimals   digits after the point, 0 to 9, default 6; of a decimal\n"
	       "           column those of its type\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR) |
		 SM_M(SM_T_DECIMAL) | SM_M(SM_T_REAL) | SM_M(SM_T_DOUBLE),
	.natural = { .id = SM_T_TEXT },
	.args = geo_fields,
	.args_size = sizeof(struct geo_args),
	.compile = geo_compile,
	.run = geo_run,
};
