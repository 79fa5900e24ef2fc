/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  What a foreign scan's plan carries from planner to executor.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_PLAN_H
#define JOBS_PLAN_H

#include "postgres.h"

#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"

/*
 * A request parameter that the query gives: an index into
 * ForeignScan.fdw_exprs.
 */
typedef struct JobsPlanKey
{
	int			expression;		/* -1: the query does not give it */
	bool		is_list;		/* the expression is an array: any of its
								 * elements */
} JobsPlanKey;

/*
 * The plan holds no endpoint, project default, credential or option: these are
 * resolved again when it is executed.
 */
typedef struct JobsScanPlan
{
	Bitmapset  *needed;			/* attribute numbers that must be decoded; a
								 * member 0 means all */
	Bitmapset  *fields;			/* of service->fields, as indexes, those to
								 * ask for; NULL: everything */
	JobsPlanKey project;		/* text or text[] */
	bool		project_is_joined;	/* the query gives it, but to another plan
									 * than this one: no default may stand in */
	JobsPlanKey job;			/* text or text[] */
	JobsPlanKey filter;			/* text; a user's own filter */
	JobsPlanKey page_size;		/* int8 */
	JobsPlanKey page_token;		/* text */
	JobsPlanKey update_mask;	/* text; not sent, but a value of the rows */
	List	   *conditions;		/* generated filter, for jobs_filter_render;
								 * joined by AND; NIL: none */
	int			max_lists;		/* of one project, into which the generated
								 * filter may be split; 1: not at all */
	int			limit_count;	/* int8, index into fdw_exprs, -1: no limit */
	int			limit_offset;	/* int8, likewise */
} JobsScanPlan;

/* Pack into fdw_private: copyable nodes only.  In the current context. */
extern List *jobs_plan_pack(const JobsScanPlan *plan);

/* Unpack what jobs_plan_pack made.  In the current context. */
extern JobsScanPlan *jobs_plan_unpack(List *fdw_private);

/*
 * Of two packed plans: do they ask for the same jobs if their expressions are
 * equal, whatever they need of them?  Never raises.
 */
extern bool jobs_plan_same_request(const List *one, const List *other);

/* Of a packed plan: does it read to the end, without a limit?  Never raises. */
extern bool jobs_plan_wants_all(const List *fdw_private);

#endif							/* JOBS_PLAN_H */
