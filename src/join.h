/*-------------------------------------------------------------------------
 *
 * join.h
 *	  Joins that say which project or job a scan asks for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_JOIN_H
#define JOBS_JOIN_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "column.h"
#include "filter.h"
#include "option.h"

/*
 * What is known of a table of ours while a query is planned: RelOptInfo.
 * fdw_private of each of them, before the first path of any is made.
 */
typedef struct JobsJoinTable
{
	JobsOptions *options;
	JobsColumns *columns;
	JobsFilter *filter;			/* what the clauses on this table alone mean */
} JobsJoinTable;

/*
 * The sets of other tables (Relids) whose rows could say which project or job
 * of "rel" to ask for: those of one join clause, and of each two.  palloc'd in
 * the current context; never raises.
 */
extern List *jobs_join_find_outers(PlannerInfo *root, RelOptInfo *rel);

/*
 * Does a join say which projects of "rel" are meant?  An equality with a table
 * of ours that is read of the same default project says nothing new.  Never
 * raises.
 */
extern bool jobs_join_gives_project(PlannerInfo *root, RelOptInfo *rel);

#endif							/* JOBS_JOIN_H */
