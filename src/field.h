/*-------------------------------------------------------------------------
 *
 * field.h
 *	  The catalogue of API fields: the one place where their names stand.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_FIELD_H
#define JOBS_FIELD_H

#include "postgres.h"

/* What a field is in the discovery document. */
typedef enum JobsFieldType
{
	JOBS_TYPE_STRING,
	JOBS_TYPE_ENUM,
	JOBS_TYPE_BYTES,			/* base64 text, opaque */
	JOBS_TYPE_DURATION,			/* text such as 7200s */
	JOBS_TYPE_INT32,			/* a JSON number */
	JOBS_TYPE_INT64,			/* a JSON string */
	JOBS_TYPE_DOUBLE,
	JOBS_TYPE_BOOLEAN,
	JOBS_TYPE_TIMESTAMP,		/* RFC 3339 text */
	JOBS_TYPE_MESSAGE,			/* an object with known members */
	JOBS_TYPE_MAP,				/* an object from string to string */
	JOBS_TYPE_LIST,				/* an array of anything */
	JOBS_TYPE_DOCUMENT			/* the whole resource as it was sent */
} JobsFieldType;

/* What the code must recognise a field for; most have no role. */
typedef enum JobsFieldRole
{
	JOBS_ROLE_NONE,
	JOBS_ROLE_DOCUMENT,			/* * */
	JOBS_ROLE_PROJECT,			/* projectsId, path parameter */
	JOBS_ROLE_JOB,				/* jobId, the resource's own id */
	JOBS_ROLE_JOB_PARAMETER,	/* jobsId, path parameter, equals jobId */
	JOBS_ROLE_FILTER,			/* query parameters of list */
	JOBS_ROLE_PAGE_SIZE,
	JOBS_ROLE_PAGE_TOKEN,
	JOBS_ROLE_UPDATE_MASK,		/* query parameter of patch */
	JOBS_ROLE_STATE,
	JOBS_ROLE_LABELS,
	JOBS_ROLE_ETAG,
	JOBS_ROLE_CREATE_TIME
} JobsFieldRole;

#define JOBS_FIELD_IMPORTED		0x0001	/* a column of the imported table */
#define JOBS_FIELD_PARAMETER	0x0002	/* not in the document: part of the
										 * request */
#define JOBS_FIELD_OUTPUT_ONLY	0x0004	/* set by the service alone */
#define JOBS_FIELD_UPDATABLE	0x0008	/* patch can change it */
#define JOBS_FIELD_REQUIRED		0x0010	/* create demands it */

/* Comparisons that a list filter can be asked to evaluate. */
#define JOBS_COMPARE_EQUAL		0x0001
#define JOBS_COMPARE_PREFIX		0x0002
#define JOBS_COMPARE_ORDER		0x0004	/* < <= > >= */
#define JOBS_COMPARE_UNEQUAL	0x0008
#define JOBS_COMPARE_PRESENT	0x0010	/* a map has a key */

typedef struct JobsField
{
	const char *path;			/* API path, members joined by dots */
	JobsFieldType type;
	int			flags;			/* JOBS_FIELD_... */
	JobsFieldRole role;
	int			documented;		/* JOBS_COMPARE_... that the service documents */
	int			full;			/* JOBS_COMPARE_... of the full grammar */
	const char *description;	/* one sentence, for users */
} JobsField;

/* How SQL names are made of API names. */
typedef enum JobsColumnCase
{
	JOBS_CASE_LOWER,			/* createTime: createtime */
	JOBS_CASE_SNAKE,			/* createTime: create_time */
	JOBS_CASE_EXACT				/* createTime: createTime */
} JobsColumnCase;

/*
 * The catalogue of ml.googleapis.com v1 projects.jobs; reached by service.h.
 * Its size stands here so that the service's description can be constant.
 */
#define JOBS_FIELD_ML_COUNT 127
extern const JobsField jobs_field_ml[];

/*
 * The SQL type that a field has in an imported table, as written in DDL
 * ("timestamp with time zone").  Constant text; never raises.
 */
extern const char *jobs_field_sql_type(const JobsField *field);

/* The word by which jobs_fdw_fields() shows a type.  Constant text. */
extern const char *jobs_field_type_name(JobsFieldType type);

/*
 * Do an SQL name and an API path mean the same?  Case, underscores and dots do
 * not count.  Never raises.
 */
extern bool jobs_field_matches(const char *path, const char *name);

/*
 * The SQL name of one API path: its dots become underscores, its capitals what
 * the column case says.  consumedMLUnits is consumed_ml_units in snake case.
 * palloc'd in the current context.
 */
extern char *jobs_field_sql_name(const char *path, JobsColumnCase column_case);

/* The last member of a path.  Points into it; never raises. */
extern const char *jobs_field_leaf(const char *path);

#endif							/* JOBS_FIELD_H */
