/*-------------------------------------------------------------------------
 *
 * seen.c
 *	  Sets of names that remember only a hash of each.
 *
 * A scan must know every job and every page token that it has met, of which
 * there may be millions.  An open-addressing table of 64-bit hashes costs 9 to
 * 18 bytes a name.  Two names that share a hash are taken for one; among n
 * names that happens with a chance of n^2 / 2^65: six in a thousand million
 * for the 458,752 names that the default work_mem of 4 MB holds, three in ten
 * thousand for the hundred million of 1 GB.  The seed is drawn for each set,
 * so that nobody can choose names that collide.  Knows nothing of what the
 * names mean.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "common/pg_prng.h"
#include "utils/memutils.h"

#include "seen.h"

#define FIRST_SLOTS		1024

struct JobsSeen
{
	MemoryContext owner;
	uint64		seed;
	uint64	   *slots;			/* 0: free */
	Size		nslots;			/* a power of two */
	Size		max_slots;
	Size		nused;
};

static uint64 *find_slot(uint64 *slots, Size nslots, uint64 hash);
static void grow(JobsSeen *seen);
static uint64 hash_text(const char *text, uint64 seed);

JobsSeen *
jobs_seen_create(MemoryContext owner, Size max_bytes)
{
	JobsSeen   *seen = MemoryContextAllocZero(owner, sizeof(JobsSeen));

	seen->owner = owner;
	seen->seed = pg_prng_uint64(&pg_global_prng_state);
	seen->nslots = FIRST_SLOTS;
	seen->max_slots = max_bytes / sizeof(uint64);
	seen->slots = MemoryContextAllocZero(owner,
										 seen->nslots * sizeof(uint64));
	return seen;
}

JobsSeenAnswer
jobs_seen_add(JobsSeen *seen, const char *scope, const char *name)
{
	uint64		hash = hash_text(name, hash_text(scope, seen->seed));
	uint64	   *slot;

	if (hash == 0)
		hash = 1;
	slot = find_slot(seen->slots, seen->nslots, hash);
	if (*slot == hash)
		return JOBS_SEEN_BEFORE;

	/* beyond seven eighths the search for a free slot gets long */
	if (seen->nused >= seen->nslots / 8 * 7)
	{
		if (seen->nslots * 2 > seen->max_slots)
			return JOBS_SEEN_FULL;
		grow(seen);
		slot = find_slot(seen->slots, seen->nslots, hash);
	}
	*slot = hash;
	seen->nused++;
	return JOBS_SEEN_NEW;
}

/*
 * The slot that has a hash, or the free one where it belongs.
 */
static uint64 *
find_slot(uint64 *slots, Size nslots, uint64 hash)
{
	Size		i = hash & (nslots - 1);

	while (slots[i] != 0 && slots[i] != hash)
		i = (i + 1) & (nslots - 1);
	return &slots[i];
}

static void
grow(JobsSeen *seen)
{
	Size		nslots = seen->nslots * 2;
	uint64	   *slots = MemoryContextAllocExtended(seen->owner,
												   nslots * sizeof(uint64),
												   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (Size i = 0; i < seen->nslots; i++)
		if (seen->slots[i] != 0)
			*find_slot(slots, nslots, seen->slots[i]) = seen->slots[i];
	pfree(seen->slots);
	seen->slots = slots;
	seen->nslots = nslots;
}

static uint64
hash_text(const char *text, uint64 seed)
{
	return hash_bytes_extended((const unsigned char *) text,
							   (int) strlen(text), seed);
}
