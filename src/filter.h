/*-------------------------------------------------------------------------
 *
 * filter.h
 *	  What a WHERE clause means to the API.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_FILTER_H
#define JOBS_FILTER_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "clause.h"
#include "column.h"
#include "condition.h"
#include "option.h"

/* One clause "column = value" or "column = ANY (array)" that sets a request
 * parameter. */
typedef struct JobsFilterKey
{
	RestrictInfo *clause;		/* where it comes from */
	Expr	   *value;			/* text or text[] (page size: int8); free of
								 * the table's own columns */
	bool		is_list;
} JobsFilterKey;

/*
 * A clause that the documented language can say only by several filters, one
 * of which is true.
 */
typedef struct JobsFilterChoice
{
	RestrictInfo *clause;
	Expr	   *value;			/* an array, one filter for each element */
	int			count;			/* filters that it takes; -1: not yet known */
} JobsFilterChoice;

/* The meaning of a set of clauses. */
typedef struct JobsFilter
{
	JobsFilterKey *project;		/* NULL: not given */
	JobsFilterKey *job;
	JobsFilterKey *filter;
	JobsFilterKey *page_size;
	JobsFilterKey *page_token;
	JobsFilterKey *update_mask;
	bool		is_get;			/* the job is the request's, not a clause of a
								 * list */
	List	   *conditions;		/* packed conditions of the generated filter;
								 * copyable nodes; values are indexes into
								 * "values" */
	List	   *values;			/* Expr *, what the conditions compare with */
	List	   *fulfilled;		/* RestrictInfo *: every row that such a
								 * request returns satisfies them */
	List	   *narrowing;		/* RestrictInfo *: the generated filter says
								 * something of them */
	JobsFilterChoice *choice;	/* it can say something of this one too, if
								 * several lists are asked for; or NULL */
	bool		is_exact;		/* no clause is left but those that became the
								 * path, so a LIMIT counts remote rows */
} JobsFilter;

/*
 * Find the meaning of "clauses" (RestrictInfo *), the restriction and, for a
 * parameterised path, join clauses of a scan of "rel".  Only what may be
 * evaluated securely before the others takes part.  Never raises for a clause
 * that it does not understand: that one is checked locally, as all are.
 */
extern JobsFilter *jobs_filter_classify(PlannerInfo *root, RelOptInfo *rel,
										const JobsColumns *columns,
										const JobsOptions *options,
										List *clauses);

/*
 * Does an operand name the project or the job, so that an equality with it may
 * say which one is meant?  Never raises.
 */
extern bool jobs_filter_is_key(const JobsOperand *operand);

/*
 * The generated filters (char *): what can be said of the conditions with
 * these values; NIL if nothing can.  Several, but not more than "max_lists",
 * are to be asked for each in a list of its own: together these have every job
 * that is wanted, and one may come twice.  What can't be quoted safely is left
 * out, which only widens the answer.  palloc'd in the current context.
 */
extern List *jobs_filter_render(List *conditions,
								const JobsFilterValue *values,
								int max_lists);

/*
 * Do these values leave the conditions true of no job?  Never raises.
 */
extern bool jobs_filter_is_never(const List *conditions,
								 const JobsFilterValue *values);

#endif							/* JOBS_FILTER_H */
