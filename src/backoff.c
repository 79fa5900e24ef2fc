/*-------------------------------------------------------------------------
 *
 * backoff.c
 *	  Whether a failed call is worth another attempt, and when.
 *
 * Decides by what failed, how often and how long ago; must not know how a
 * request is sent, and waits for nothing itself.  Rests on fault.c for what a
 * failure means.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/pg_prng.h"

#include "backoff.h"
#include "event.h"

/*
 * The first wait is anything up to this many ms, the next up to twice that,
 * and so on.  A lost connection or a restarting server is most often good
 * again at once; a rate limit is counted over a minute, so it wants seconds.
 */
#define FIRST_WAIT			200
#define FIRST_WAIT_RATE		1000
#define LONGEST_WAIT		32000

/* An attempt that may take less than this (ms) is not worth starting. */
#define SHORTEST_ATTEMPT	1000

/*
 * Repeats that a statement has at least, and the share of its requests that
 * they may become in a long one: a service in trouble must not get a multiple
 * of its usual load from us.
 */
#define BUDGET_FLOOR		20
#define BUDGET_SHARE		10	/* one in so many */

static bool may_repeat(JobsRetry retry, const JobsFault *fault);
static double wait_for(const JobsBackoff *backoff, const JobsFault *fault);

int
jobs_backoff_next(const JobsBackoff *backoff, const JobsOptions *options,
				  JobsRetry retry, const JobsFault *fault,
				  const char **refusal)
{
	double		delay;
	double		elapsed;

	*refusal = NULL;
	if (!may_repeat(retry, fault) || backoff->repeats >= options->max_retries)
		return -1;

	delay = wait_for(backoff, fault);
	elapsed = (jobs_event_now() - backoff->started) / 1000.0;
	if (elapsed + delay < options->retry_max_time)
		return (int) delay;

	if (fault->retry_after > 0)
		*refusal = psprintf("The service asks to wait for %.0f s, which is more than option retry_max_time leaves.",
							ceil(fault->retry_after));
	else
		*refusal = "The time that option retry_max_time gives for repeats is used up.";
	return -1;
}

int
jobs_backoff_timeout(const JobsBackoff *backoff, const JobsOptions *options,
					 int delay)
{
	int64		left;

	if (backoff->repeats == 0)
		return options->request_timeout;
	left = options->retry_max_time - delay -
		(jobs_event_now() - backoff->started) / 1000;
	left = Max(left, SHORTEST_ATTEMPT);
	return (int) Min(left, options->request_timeout);
}

bool
jobs_backoff_within_budget(int64 requests, int64 repeats)
{
	return repeats < Max(BUDGET_FLOOR, requests / BUDGET_SHARE);
}

/*
 * A request that changes something is repeated only if it is certain that it
 * has changed nothing: it never arrived, or it was turned away unread.
 */
static bool
may_repeat(JobsRetry retry, const JobsFault *fault)
{
	return fault->transient &&
		(retry == JOBS_RETRY_FREELY ||
		 !fault->delivered || fault->rate_limited);
}

/*
 * The service's word goes, with a little on top, since it has said the same to
 * all; without one the wait is drawn from the whole of a growing range, so
 * that those who failed together don't come back together.
 */
static double
wait_for(const JobsBackoff *backoff, const JobsFault *fault)
{
	double		chance = pg_prng_double(&pg_global_prng_state);
	double		range;

	if (fault->retry_after > 0)
		return fault->retry_after * 1000 * (1 + 0.05 * chance);
	range = ldexp(fault->rate_limited ? FIRST_WAIT_RATE : FIRST_WAIT,
				  backoff->repeats);
	return Min(range, LONGEST_WAIT) * chance;
}
