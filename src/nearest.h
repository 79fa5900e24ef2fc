/*-------------------------------------------------------------------------
 *
 * nearest.h
 *	  Which known name somebody may have meant.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_NEAREST_H
#define JOBS_NEAREST_H

#include "postgres.h"

/* A search; to be used through the functions below. */
typedef struct JobsNearest
{
	char	   *wanted;			/* lower case; NULL: too long to be compared */
	const char *best;			/* NULL: none is close enough so far */
	int			distance;		/* of "best", in edits */
} JobsNearest;

/* Begin a search for what "wanted" may mean.  palloc's in the context. */
extern void jobs_nearest_begin(JobsNearest *nearest, const char *wanted);

/* Consider a known name, which must live as long as the search. */
extern void jobs_nearest_offer(JobsNearest *nearest, const char *name);

/* The nearest of the names so far, NULL if none is near.  Never raises. */
extern const char *jobs_nearest_get(const JobsNearest *nearest);

#endif							/* JOBS_NEAREST_H */
