/*-------------------------------------------------------------------------
 *
 * service.h
 *	  All that is particular to one remote service, as constant data.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_SERVICE_H
#define JOBS_SERVICE_H

#include "postgres.h"

#include "field.h"

typedef enum JobsMethodKind
{
	JOBS_METHOD_LIST,
	JOBS_METHOD_GET,
	JOBS_METHOD_CREATE,
	JOBS_METHOD_PATCH,
	JOBS_METHOD_CANCEL,
	JOBS_METHOD_GET_IAM_POLICY,
	JOBS_METHOD_SET_IAM_POLICY,
	JOBS_METHOD_TEST_IAM_PERMISSIONS
} JobsMethodKind;

#define JOBS_METHOD_COUNT (JOBS_METHOD_TEST_IAM_PERMISSIONS + 1)

/* What may be done when an answer did not come, or said "try later". */
typedef enum JobsRetry
{
	JOBS_RETRY_FREELY,			/* reads, and what is idempotent */
	JOBS_RETRY_UNSENT			/* only if the request cannot have arrived */
} JobsRetry;

typedef struct JobsMethod
{
	JobsMethodKind kind;
	const char *name;			/* id in the discovery document, without the
								 * service: projects.jobs.list */
	const char *verb;			/* GET, POST, PATCH */
	const char *path;			/* template with {projectsId} and {jobsId} */
	JobsRetry	retry;
	bool		writes;			/* changes something at the service */
	const char *description;	/* one sentence, for users */
} JobsMethod;

typedef struct JobsService
{
	const char *schema;			/* remote schema for IMPORT: google.ml */
	const char *schema_synonym; /* ml */
	const char *resource;		/* imported table and resource: jobs */
	const char *endpoint;		/* default endpoint, no slash at the end */
	const char *scope;			/* OAuth scope for everything */
	const char *scope_read_only;	/* OAuth scope that suffices for reads */
	const JobsField *fields;
	int			nfields;
	const JobsMethod *methods;	/* indexed by JobsMethodKind */
	const char *list_member;	/* member of a list answer that has the rows */
	const char *next_member;	/* member that has the next page token */
	int			max_page_size;	/* largest pageSize that the service takes */
	const char *const *states;	/* values of the state field, NULL-terminated */
	const char *const *final_states;	/* those that never change again */
} JobsService;

/* The one service there is today: AI Platform Training & Prediction v1. */
extern const JobsService jobs_service_ml;

/* The first field with a role, or NULL.  Never raises. */
extern const JobsField *jobs_service_field(const JobsService *service,
										   JobsFieldRole role);

/*
 * The field that an SQL name or an API path means, or NULL.  Ignores case and
 * underscores; a path may go below a map (labels.team gives labels).  Where
 * "exact" is set the name must be an API path to the letter, as in the column
 * option field.
 */
extern const JobsField *jobs_service_find(const JobsService *service,
										  const char *name, bool exact);

/*
 * For errors about a path that is none: the one that may have been meant, or
 * NULL; and those that could stand in its place, which are the members of the
 * message that its beginning names, or all fields at the top.  The list is
 * separated by ", " and palloc'd in the current context.
 */
extern const char *jobs_service_nearest(const JobsService *service,
										const char *path);
extern char *jobs_service_siblings(const JobsService *service,
								   const char *path);

/*
 * May a text be a project id, a job id?  An id that may not be one is never
 * put into a path.  Job ids as the service documents them; project ids by the
 * Resource Manager's rules, except that short ones are let through, since the
 * service itself says only that there is no slash in them.  Never raise.
 */
extern bool jobs_service_is_project(const char *id);
extern bool jobs_service_is_job(const char *id);

#endif							/* JOBS_SERVICE_H */
