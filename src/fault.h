/*-------------------------------------------------------------------------
 *
 * fault.h
 *	  Failed exchanges: what they mean, and the error that says so.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_FAULT_H
#define JOBS_FAULT_H

#include "postgres.h"

#include "compat.h"
#include "http.h"

typedef struct JobsFault
{
	int			sqlstate;		/* packed */
	int			http_status;	/* 0: no answer */
	char		status[40];		/* google.rpc.Code name, "" if not said */
	char	   *message;		/* the service's or libcurl's own words,
								 * cleaned and shortened; may be NULL */
	char	   *violations;		/* "field: what is wrong" lines, may be NULL */
	const char *hint;			/* constant; may be NULL */
	const char *summary;		/* what failed, in our words */
	bool		is_service;		/* said in the API's own form of an error, not
								 * by something before the service */
	bool		transient;		/* another attempt may succeed */
	bool		rate_limited;	/* 429 of the kind that passes */
	bool		delivered;		/* the request may have reached the service */
	double		retry_after;	/* seconds asked for; -1: none */
} JobsFault;

/*
 * Judge an exchange that is over.  NULL if it is a success (2xx with a JSON
 * body, or an empty one where "empty_is_fine").  The result lives in the
 * current context.  Raises only out of memory.
 */
extern JobsFault *jobs_fault_judge(const JobsHttpResponse *response,
								   bool empty_is_fine);

/*
 * Raise a fault as an ERROR.  "what" is the primary message's start, such as
 * "could not list the jobs of project \"p\""; "verb" and "target" (method and
 * path, never a header) make the context.  First lets a pending cancel be
 * reported as a cancel.
 */
JOBS_NORETURN extern void jobs_fault_raise(const JobsFault *fault,
										   const char *what,
										   const char *verb,
										   const char *target,
										   int attempts);

/*
 * Make remote text fit to be shown: at most "max" bytes of valid text in the
 * server's encoding, control and direction characters replaced.  palloc'd.
 */
extern char *jobs_fault_clean(const char *text, size_t len, size_t max);

#endif							/* JOBS_FAULT_H */
