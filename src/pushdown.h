/*-------------------------------------------------------------------------
 *
 * pushdown.h
 *	  Which comparisons of a query the service can be asked to make.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_PUSHDOWN_H
#define JOBS_PUSHDOWN_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "column.h"
#include "option.h"

/*
 * What can be said of a clause of "rel" in a filter, as a packed condition;
 * NIL if nothing can.  The expressions that it compares with are appended to
 * "values", of which the condition holds the indexes.  In the current context.
 */
extern List *jobs_pushdown_condition(PlannerInfo *root, RelOptInfo *rel,
									 const JobsColumns *columns,
									 JobsPushdown mode, Expr *clause,
									 List **values);

#endif							/* JOBS_PUSHDOWN_H */
