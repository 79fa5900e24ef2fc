/*-------------------------------------------------------------------------
 *
 * endpoint.h
 *	  Where a server's requests go: endpoints, and patterns of hosts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_ENDPOINT_H
#define JOBS_ENDPOINT_H

#include "postgres.h"

/* The parts of an absolute http or https URL, as an endpoint may be. */
typedef struct JobsEndpoint
{
	bool		https;
	char	   *host;			/* lower case, without brackets */
	int			port;			/* explicit or the scheme's */
	bool		has_path;		/* more than a slash */
	bool		loopback;		/* localhost, 127/8 or ::1 */
} JobsEndpoint;

/*
 * Split an endpoint: scheme, host, optional port, optional path, neither user
 * nor query nor fragment.  False with a reason (constant text, a sentence) if
 * it is not one.  palloc'd in the current context; never raises.
 */
extern bool jobs_endpoint_parse(const char *text, JobsEndpoint *endpoint,
								const char **reason);

/*
 * Is a text a pattern of hosts: "host", or "*.domain" for all hosts below a
 * domain, either with ":port" for that port alone?  Never raises.
 */
extern bool jobs_endpoint_is_pattern(const char *pattern);

/*
 * Does a pattern cover an endpoint?  "literally" asks for patterns that name
 * the very host.  What is no pattern covers nothing.  Never raises.
 */
extern bool jobs_endpoint_matches(const JobsEndpoint *endpoint,
								  const char *pattern, bool literally);

#endif							/* JOBS_ENDPOINT_H */
