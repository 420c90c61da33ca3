/*
 * op_colour.c - the "colour" kind: colours as style sheets write them
 *
 *     colour: {format: hex}
 *
 * Names are the 148 of CSS Color Module Level 4, section 6.1; seven of them are
 * a second spelling ("gray", "grey") and count as values of their own.
 */
#include <assert.h>
#include <string.h>

#include "nth.h"
#include "seedmill/fmt.h"

struct colour_args {
	const char *format;
};

struct colour_state {
	struct sm__nth nth;
	const struct form *form;
};

static const cyaml_schema_field_t colour_fields[] = {
	SM_ARG(struct colour_args, format),
	CYAML_FIELD_END
};

enum { HEX, RGB, NAME };

#define MOST_NAME 20        /* "lightgoldenrodyellow" */

/* Padded, so that one may be copied whole. */
static const char css_names[][24] = {
	"aliceblue", "antiquewhite", "aqua", "aquamarine", "azure", "beige",
	"bisque", "black", "blanchedalmond", "blue", "blueviolet", "brown",
	"burlywood", "cadetblue", "chartreuse", "chocolate", "coral",
	"cornflowerblue", "cornsilk", "crimson", "cyan", "darkblue", "darkcyan",
	"darkgoldenrod", "darkgray", "darkgreen", "darkgrey", "darkkhaki",
	"darkmagenta", "darkolivegreen", "darkorange", "darkorchid", "darkred",
	"darksalmon", "darkseagreen", "darkslateblue", "darkslategray",
	"darkslategrey", "darkturquoise", "darkviolet", "deeppink", "deepskyblue",
	"dimgray", "dimgrey", "dodgerblue", "firebrick", "floralwhite",
	"forestgreen", "fuchsia", "gainsboro", "ghostwhite", "gold", "goldenrod",
	"gray", "green", "greenyellow", "grey", "honeydew", "hotpink", "indianred",
	"indigo", "ivory", "khaki", "lavender", "lavenderblush", "lawngreen",
	"lemonchiffon", "lightblue", "lightcoral", "lightcyan",
	"lightgoldenrodyellow", "lightgray", "lightgreen", "lightgrey",
	"lightpink", "lightsalmon", "lightseagreen", "lightskyblue",
	"lightslategray", "lightslategrey", "lightsteelblue", "lightyellow",
	"lime", "limegreen", "linen", "magenta", "maroon", "mediumaquamarine",
	"mediumblue", "mediumorchid", "mediumpurple", "mediumseagreen",
	"mediumslateblue", "mediumspringgreen", "mediumturquoise",
	"mediumvioletred", "midnightblue", "mintcream", "mistyrose", "moccasin",
	"navajowhite", "navy", "oldlace", "olive", "olivedrab", "orange",
	"orangered", "orchid", "palegoldenrod", "palegreen", "paleturquoise",
	"palevioletred", "papayawhip", "peachpuff", "peru", "pink", "plum",
	"powderblue", "purple", "rebeccapurple", "red", "rosybrown", "royalblue",
	"saddlebrown", "salmon", "sandybrown", "seagreen", "seashell", "sienna",
	"silver", "skyblue", "slateblue", "slategray", "slategrey", "snow",
	"springgreen", "steelblue", "tan", "teal", "thistle", "tomato",
	"turquoise", "violet", "wheat", "white", "whitesmoke", "yellow",
	"yellowgreen",
};

_Static_assert(SM_COUNTOF(css_names) == 148, "all of them");

static inline char *write_hex(const void *state, uint64_t n, char *at)
{
	(void)state;
	*at = '#';
	sm_fmt_store8(at + 1, sm_fmt_hex8((uint32_t)n << 8));
	return at + 7;
}

static inline char *write_rgb(const void *state, uint64_t n, char *at)
{
	(void)state;
	memcpy(at, "rgb(", 4);
	at += 4;
	for (int shift = 16; shift >= 0; shift -= 8) {
		at = sm_fmt_u32(at, n >> shift & 255);
		memcpy(at, ", ", 2);
		at += 2;
	}
	at[-2] = ')';
	return at - 1;
}

static inline char *write_name(const void *state, uint64_t n, char *at)
{
	(void)state;
	assert(n < SM_COUNTOF(css_names));
	memcpy(at, css_names[n], sizeof(css_names[n]));
	return at + strlen(css_names[n]);
}

static void run_hex(const struct sm_op *op, const struct sm_rows *rows,
		    struct sm_vec *out)
{
	const struct colour_state *st = op->state;

	sm__nth_run(&st->nth, op, rows, out, write_hex);
}

static void run_rgb(const struct sm_op *op, const struct sm_rows *rows,
		    struct sm_vec *out)
{
	const struct colour_state *st = op->state;

	sm__nth_run(&st->nth, op, rows, out, write_rgb);
}

static void run_name(const struct sm_op *op, const struct sm_rows *rows,
		     struct sm_vec *out)
{
	const struct colour_state *st = op->state;

	sm__nth_run(&st->nth, op, rows, out, write_name);
}

/* Each form: how long at most, how many values, its loops. */
static const struct form {
	const char *name;
	uint32_t width;
	uint64_t n;
	bool plain;
	void (*run)(const struct sm_op *op, const struct sm_rows *rows,
		    struct sm_vec *out);
} forms[] = {
	[HEX] = { "hex", 7, 1 << 24, true, run_hex },
	[RGB] = { "rgb", 18, 1 << 24, false, run_rgb },
	[NAME] = { "name", MOST_NAME, SM_COUNTOF(css_names), true, run_name },
};

static enum sm_code colour_compile(struct sm_op *op, const void *args,
				   struct sm_compile *c, struct sm_err *err)
{
	static const struct sm__nth_say say = {
		.arg = "format", .what = "there are", .unit = "colours",
		.fix = "hex and rgb have 16,777,216; or leave out unique",
	};
	const struct colour_args *a = args;
	struct colour_state *st = sm_arena_alloc(c->arena, sizeof(*st));
	const char *names[SM_COUNTOF(forms)];
	unsigned which = HEX;

	if (!st)
		return sm_nomem(err);
	for (size_t i = 0; i < SM_COUNTOF(forms); i++)
		names[i] = forms[i].name;
	SM_TRY(sm_arg_choice(c, "format", a->format, names, SM_COUNTOF(names),
			     &which, err));
	st->form = &forms[which];
	op->state = st;
	SM_TRY(sm__text_out(op, "format", st->form->width, st->form->plain, c, err));
	return sm__nth_init(&st->nth, st->form->n, op, &say, c, err);
}

static void colour_run(const struct sm_op *op, struct sm_work *w,
		       const struct sm_rows *rows, const struct sm_vec *in,
		       struct sm_vec *out)
{
	const struct colour_state *st = op->state;

	(void)w;
	(void)in;
	st->form->run(op, rows, out);
}

const struct sm_op_kind sm_op_colour = {
	.name = "colour",
	.summary = "colours as style sheets write them",
	.example = "{format: hex}",
	.doc = "format  hex (default), \"#1a2b3c\"; rgb, \"rgb(26, 43, 60)\"; or name,\n"
	       "        one of CSS's 148: \"rebeccapurple\"\n",
	.version = 1,
	.types = SM_M(SM_T_TEXT) | SM_M(SM_T_VARCHAR) | SM_M(SM_T_CHAR),
	.natural = { .id = SM_T_TEXT },
	.args = colour_fields,
	.args_size = sizeof(struct colour_args),
	.compile = colour_compile,
	.run = colour_run,
};
