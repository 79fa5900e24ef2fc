/*-------------------------------------------------------------------------
 *
 * target.h
 *	  What a call asks for, and the path and query that say it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_TARGET_H
#define JOBS_TARGET_H

#include "postgres.h"

#include "service.h"

typedef struct JobsCallParameter
{
	const char *name;
	const char *value;			/* server encoding, not yet percent-encoded;
								 * NULL: left out */
} JobsCallParameter;

typedef struct JobsCallSpec
{
	JobsMethodKind method;
	const char *project;		/* must be a possible project id */
	const char *job;			/* must be a possible job id, or NULL */
	const JobsCallParameter *parameters;
	int			nparameters;
	const char *fields;			/* of the answer; NULL: all */
	const char *body;			/* UTF-8, NULL: none */
} JobsCallSpec;

/*
 * Path and query as they are sent, with all that the answer depends on.
 * palloc'd in the current context, as what the others return.  Raise 22P05 or
 * 22021 for a value that can't be sent in UTF-8.
 */
extern char *jobs_target_build(const JobsService *service,
							   const JobsCallSpec *spec);

/*
 * The same for whoever sees an error: without what says nothing there, and no
 * longer than one reads.
 */
extern char *jobs_target_show(const JobsService *service,
							  const JobsCallSpec *spec);

/*
 * Verb, path and query for EXPLAIN: what stands in braces in a value is known
 * at run time only and is shown as it is.
 */
extern char *jobs_target_explain(const JobsService *service,
								 const JobsCallSpec *spec);

#endif							/* JOBS_TARGET_H */
