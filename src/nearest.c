/*-------------------------------------------------------------------------
 *
 * nearest.c
 *	  Which known name somebody may have meant.
 *
 * Serves hints on options and fields; knows nothing of either.  Case does not
 * count, since a wrong case is the most likely mistake of all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "parser/scansup.h"
#include "utils/varlena.h"

#include "nearest.h"

/*
 * A guess that is wrong confuses more than none: it may differ in this many
 * characters, and in no more than half of what was written.
 */
#define MAX_DISTANCE	4

/* Comparing costs the product of the lengths; no known name is longer. */
#define MAX_LENGTH		128

static char *fold(const char *text);

void
jobs_nearest_begin(JobsNearest *nearest, const char *wanted)
{
	nearest->wanted = strlen(wanted) <= MAX_LENGTH ? fold(wanted) : NULL;
	nearest->best = NULL;
	nearest->distance = nearest->wanted == NULL ? 0 :
		Min(MAX_DISTANCE, pg_mbstrlen(nearest->wanted) / 2) + 1;
}

void
jobs_nearest_offer(JobsNearest *nearest, const char *name)
{
	char	   *folded;
	int			distance;

	if (nearest->wanted == NULL)
		return;
	folded = fold(name);
	distance = varstr_levenshtein_less_equal(nearest->wanted,
											 strlen(nearest->wanted),
											 folded, strlen(folded),
											 1, 1, 1,
											 nearest->distance - 1, true);
	pfree(folded);
	if (distance < nearest->distance)
	{
		nearest->best = name;
		nearest->distance = distance;
	}
}

const char *
jobs_nearest_get(const JobsNearest *nearest)
{
	return nearest->best;
}

static char *
fold(const char *text)
{
	return downcase_identifier(text, strlen(text), false, false);
}
