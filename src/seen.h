/*-------------------------------------------------------------------------
 *
 * seen.h
 *	  Sets of names that remember only a hash of each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_SEEN_H
#define JOBS_SEEN_H

#include "postgres.h"

typedef struct JobsSeen JobsSeen;

typedef enum JobsSeenAnswer
{
	JOBS_SEEN_NEW,				/* not in the set before, now it is */
	JOBS_SEEN_BEFORE,
	JOBS_SEEN_FULL				/* not in the set, and there is no room */
} JobsSeenAnswer;

/*
 * An empty set that takes at most "max_bytes".  It belongs to "owner".
 */
extern JobsSeen *jobs_seen_create(MemoryContext owner, Size max_bytes);

/*
 * Add a name within a scope.  Raises out of memory only.
 */
extern JobsSeenAnswer jobs_seen_add(JobsSeen *seen, const char *scope,
									const char *name);

#endif							/* JOBS_SEEN_H */
