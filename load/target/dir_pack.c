/*
 * dir_pack.c - bytes on their way to a file: counted, hashed, compressed
 *
 * What a compressor makes of a stream may depend on the pieces it is given, and
 * pieces depend on how blocks were cut. So bytes are gathered first, and given
 * on in pieces of one size. No clock, no file name, no host goes into the
 * result: the same rows make the same file.
 */
#include <assert.h>
#include <string.h>

#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

#include "target/dir.h"

#define PIECE ((size_t)1 << 20)
#define ZST_LEVEL 3
#define GZ_LEVEL 6
#define OUT_BYTES ((size_t)256 << 10)

struct sm_dir_pack {
	struct sm_dir *dir;
	const char *what;           /* for messages */
	char *in;                   /* PIECE bytes; NULL: nothing is compressed */
	size_t n;
	unsigned char *out;         /* OUT_BYTES */
	ZSTD_CCtx *zst;
	z_stream gz;
	bool has_gz;
};

/* ---- hashes -------------------------------------------------------------- */

void *sm__dir_hash_new(void)
{
	XXH3_state_t *h = XXH3_createState();

	if (h)
		(void)XXH3_128bits_reset(h);
	return h;
}

void sm__dir_hash_add(void *hash, const void *p, size_t n)
{
	(void)XXH3_128bits_update(hash, p, n);
}

struct sm_u128 sm__dir_hash_end(const void *hash)
{
	XXH128_hash_t h = XXH3_128bits_digest(hash);

	return (struct sm_u128){ .lo = h.low64, .hi = h.high64 };
}

void sm__dir_hash_free(void *hash)
{
	(void)XXH3_freeState(hash);
}

/* ---- begin --------------------------------------------------------------- */

static bool begin_zst(struct sm_dir_pack *k)
{
	k->zst = ZSTD_createCCtx();
	return k->zst &&
	       !ZSTD_isError(ZSTD_CCtx_setParameter(
		       k->zst, ZSTD_c_compressionLevel, ZST_LEVEL)) &&
	       !ZSTD_isError(ZSTD_CCtx_setParameter(k->zst, ZSTD_c_checksumFlag,
						    1));
}

/* 16 more window bits mean a gzip header, which zlib leaves without a time. */
static bool begin_gz(struct sm_dir_pack *k)
{
	k->has_gz = deflateInit2(&k->gz, GZ_LEVEL, Z_DEFLATED, 15 + 16, 8,
				 Z_DEFAULT_STRATEGY) == Z_OK;
	return k->has_gz;
}

struct sm_dir_pack *sm__dir_pack_new(struct sm_dir *d, const char *what)
{
	struct sm_dir_pack *k = sm_calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->dir = d;
	k->what = what;
	if (d->packing == SM_DIR_BARE)
		return k;
	k->in = sm_malloc(PIECE);
	k->out = sm_malloc(OUT_BYTES);
	if (k->in && k->out &&
	    (d->packing == SM_DIR_ZST ? begin_zst(k) : begin_gz(k)))
		return k;
	sm__dir_pack_free(k);
	return NULL;
}

void sm__dir_pack_free(struct sm_dir_pack *k)
{
	if (!k)
		return;
	ZSTD_freeCCtx(k->zst);
	if (k->has_gz)
		(void)deflateEnd(&k->gz);
	sm_free(k->in);
	sm_free(k->out);
	sm_free(k);
}

/* ---- bytes --------------------------------------------------------------- */

/* To the file as they are; counted and hashed. */
static enum sm_code send(struct sm_dir_pack *k, const void *p, size_t n,
			 struct sm_err *err)
{
	struct sm_dir_table *tab = &k->dir->tables[k->dir->table];

	if (!n)
		return SM_OK;
	SM_TRY(sm__dir_write(k->dir, k->what, p, n, err));
	tab->bytes += n;
	if (tab->hash)
		sm__dir_hash_add(tab->hash, p, n);
	return SM_OK;
}

static enum sm_code squeeze_zst(struct sm_dir_pack *k, bool last,
				struct sm_err *err)
{
	ZSTD_inBuffer in = { k->in, k->n, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { k->out, OUT_BYTES, 0 };

		left = ZSTD_compressStream2(k->zst, &out, &in,
					    last ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left)) {
			sm_fail(err, SM_E_INTERNAL, "cannot compress %s", k->what);
			return sm_why(err, "%s", ZSTD_getErrorName(left));
		}
		SM_TRY(send(k, k->out, out.pos, err));
	} while (in.pos < in.size || (last && left));
	return SM_OK;
}

static enum sm_code squeeze_gz(struct sm_dir_pack *k, bool last,
			       struct sm_err *err)
{
	int rc;

	k->gz.next_in = (unsigned char *)k->in;
	k->gz.avail_in = (unsigned)k->n;
	do {
		k->gz.next_out = k->out;
		k->gz.avail_out = (unsigned)OUT_BYTES;
		rc = deflate(&k->gz, last ? Z_FINISH : Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return sm_fail(err, SM_E_INTERNAL, "cannot compress %s",
				       k->what);
		SM_TRY(send(k, k->out, OUT_BYTES - k->gz.avail_out, err));
	} while (k->gz.avail_out == 0 || (last && rc != Z_STREAM_END));
	return SM_OK;
}

static enum sm_code squeeze(struct sm_dir_pack *k, bool last, struct sm_err *err)
{
	enum sm_code rc = k->zst ? squeeze_zst(k, last, err)
				 : squeeze_gz(k, last, err);

	k->n = 0;
	return rc;
}

enum sm_code sm__dir_pack_add(struct sm_dir_pack *k, const char *p, size_t n,
			      struct sm_err *err)
{
	k->dir->tables[k->dir->table].raw += n;
	if (!k->in)
		return send(k, p, n, err);
	while (n > 0) {
		size_t part = PIECE - k->n < n ? PIECE - k->n : n;

		memcpy(k->in + k->n, p, part);
		k->n += part;
		p += part;
		n -= part;
		if (k->n == PIECE)
			SM_TRY(squeeze(k, false, err));
	}
	assert(k->n < PIECE);
	return SM_OK;
}

enum sm_code sm__dir_pack_end(struct sm_dir_pack *k, struct sm_err *err)
{
	return k->in ? squeeze(k, true, err) : SM_OK;
}
