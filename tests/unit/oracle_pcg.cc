/*
 * oracle_pcg.cc - the author's own PCG, for test_pcg.c to compare with
 *
 * pcg64_oneseq_once_insecure is her name for oneseq_rxs_m_xs_64_64, the
 * generator behind struct sm_rng. The constructor seeds as she does: it adds
 * the increment and takes one step.
 */
#include <cstddef>
#include <cstdint>

#include <pcg_random.hpp>

extern "C" void oracle_pcg_draws(uint64_t seed, uint64_t *out, size_t n);
extern "C" void oracle_pcg_skipped(uint64_t seed, uint64_t skip, uint64_t *out,
				   size_t n);

static void draws(pcg_engines::oneseq_rxs_m_xs_64_64 &rng, uint64_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = rng();
}

extern "C" void oracle_pcg_draws(uint64_t seed, uint64_t *out, size_t n)
{
	pcg_engines::oneseq_rxs_m_xs_64_64 rng(seed);

	draws(rng, out, n);
}

extern "C" void oracle_pcg_skipped(uint64_t seed, uint64_t skip, uint64_t *out,
				   size_t n)
{
	pcg_engines::oneseq_rxs_m_xs_64_64 rng(seed);

	rng.advance(skip);
	draws(rng, out, n);
}
