/*-------------------------------------------------------------------------
 *
 * auth.h
 *	  Who asks: from a user mapping to an Authorization header.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_AUTH_H
#define JOBS_AUTH_H

#include "postgres.h"

#include "option.h"

typedef struct JobsAuth JobsAuth;

/*
 * The identity that the options name.  No I/O.  Lives in "owner".
 * "options" must have been resolved for a user.
 */
extern JobsAuth *jobs_auth_open(MemoryContext owner,
								const JobsOptions *options);

/*
 * The bearer token to send, or NULL if requests go without one.  Raises 28000
 * if the mapping names a source that has none now.  Valid until the next call.
 */
extern const char *jobs_auth_token(JobsAuth *auth);

/*
 * The service has refused the token with 401.  True if another one can be
 * had, so that the request is worth one repeat.
 */
extern bool jobs_auth_refused(JobsAuth *auth);

#endif							/* JOBS_AUTH_H */
