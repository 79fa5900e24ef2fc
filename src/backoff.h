/*-------------------------------------------------------------------------
 *
 * backoff.h
 *	  Whether a failed call is worth another attempt, and when.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_BACKOFF_H
#define JOBS_BACKOFF_H

#include "postgres.h"

#include "fault.h"
#include "option.h"
#include "service.h"

/* What a call has been through so far. */
typedef struct JobsBackoff
{
	int64		started;		/* us on the event clock: the first attempt */
	int			repeats;		/* attempts after it */
} JobsBackoff;

/*
 * Milliseconds until the next attempt of a call whose last one ended with
 * "fault", or -1 if there is to be none.  "refusal" is then set to a hint if
 * another attempt would have been worth it but for a limit, else to NULL; it
 * is palloc'd in the current context.
 */
extern int	jobs_backoff_next(const JobsBackoff *backoff,
							  const JobsOptions *options, JobsRetry retry,
							  const JobsFault *fault, const char **refusal);

/*
 * Milliseconds that an attempt may take that starts after "delay" ms: the
 * repeats share retry_max_time.  Never raises.
 */
extern int	jobs_backoff_timeout(const JobsBackoff *backoff,
								 const JobsOptions *options, int delay);

/*
 * Has a statement with that many requests, of which so many were repeats, any
 * repeat left?  Never raises.
 */
extern bool jobs_backoff_within_budget(int64 requests, int64 repeats);

#endif							/* JOBS_BACKOFF_H */
