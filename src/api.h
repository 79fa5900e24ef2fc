/*-------------------------------------------------------------------------
 *
 * api.h
 *	  Calls of REST methods: headers, attempts, outcome.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_API_H
#define JOBS_API_H

#include "postgres.h"

#include "compat.h"
#include "fault.h"
#include "message.h"
#include "option.h"
#include "peer.h"
#include "service.h"
#include "target.h"

/* A server as one user reaches it, for the length of one statement. */
typedef struct JobsApi JobsApi;

/* One call of a method; lives through its attempts. */
typedef struct JobsCall JobsCall;

/* What the calls of one JobsApi have cost so far. */
typedef struct JobsApiCounts
{
	int64		requests;		/* attempts started */
	int64		retries;		/* of these, repeats */
	int64		bytes;			/* received on the wire */
} JobsApiCounts;

/*
 * Open a server for the user that the options were resolved for.  No I/O.
 * Lives in "owner", as the options must; so does the retry budget of the
 * statement.
 */
extern JobsApi *jobs_api_open(MemoryContext owner,
							  const JobsOptions *options);

extern const JobsOptions *jobs_api_options(const JobsApi *api);

extern const JobsApiCounts *jobs_api_counts(const JobsApi *api);

/*
 * Start a call.  It belongs to "owner", which is that of the api or below it,
 * and copies what "spec" names.  At most max_connections calls of one JobsApi
 * are under way; further ones queue.  Raises 28000 if there is no token, and
 * what jobs_http_start raises.
 */
extern JobsCall *jobs_api_start(JobsApi *api, MemoryContext owner,
								const JobsCallSpec *spec);

/*
 * Let the calls of an api go on without waiting: look at their exchanges,
 * start other attempts and queued calls where that is due.  Raises what
 * jobs_api_start raises.
 */
extern void jobs_api_progress(JobsApi *api);

/* Is the call over?  Does no work; jobs_api_progress() does. */
extern bool jobs_api_is_over(const JobsCall *call);

/* Both at once, of one call. */
extern bool jobs_api_poll(JobsCall *call);

/*
 * Wait until something happened, not necessarily the end of a call.  Some
 * call of the api must be under way.  Interruptible.
 */
extern void jobs_api_pause(JobsApi *api);

/* Wait until the call is over; interruptible. */
extern void jobs_api_wait(JobsCall *call);

/*
 * The fault that a finished call ended with, NULL if it succeeded.
 */
extern const JobsFault *jobs_api_fault(const JobsCall *call);

/* Raise the fault of a finished call. */
JOBS_NORETURN extern void jobs_api_raise(const JobsCall *call);

/* The same where the caller knows better what the fault means. */
JOBS_NORETURN extern void jobs_api_raise_as(const JobsCall *call,
											int sqlstate, const char *hint);

/*
 * Names the request in the context of what is raised while its answer is
 * read: for ErrorContextCallback, with the call as argument.
 */
extern void jobs_api_error_context(void *call);

/*
 * What failed, in the words that begin the primary message of an error: could
 * not list the jobs of project "p".  palloc'd.
 */
extern char *jobs_api_describe_failure(const JobsCall *call);

/*
 * The body of a call that succeeded: UTF-8 as sent, decoded, NUL-terminated,
 * owned by the call.
 */
extern const char *jobs_api_body(const JobsCall *call, size_t *len);

/* The response behind a finished call: Date header and the like. */
extern const JobsHttpResponse *jobs_api_response(const JobsCall *call);

/* End a call and free all that belongs to it. */
extern void jobs_api_free(JobsCall *call);

/* The stats with this index, or NULL past the last.  Owned by the backend. */
extern const JobsApiStats *jobs_api_stats(int index);

#endif							/* JOBS_API_H */
