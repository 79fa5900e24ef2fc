/*-------------------------------------------------------------------------
 *
 * scan_plan.h
 *	  Foreign scans in the planner.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_SCAN_PLAN_H
#define JOBS_SCAN_PLAN_H

#include "postgres.h"

#include "nodes/pathnodes.h"
#include "nodes/plannodes.h"

/*
 * FDW callbacks.  No I/O, no user mapping.  Raise what jobs_option_resolve and
 * jobs_column_bind raise.
 */
extern void jobsGetForeignRelSize(PlannerInfo *root, RelOptInfo *rel,
								  Oid relid);
extern void jobsGetForeignPaths(PlannerInfo *root, RelOptInfo *rel,
								Oid relid);
extern ForeignScan *jobsGetForeignPlan(PlannerInfo *root, RelOptInfo *rel,
									   Oid relid, ForeignPath *path,
									   List *tlist, List *clauses,
									   Plan *outer_plan);

/* FDW callback: may an Append run the path beside others?  Never raises. */
extern bool jobsIsForeignPathAsyncCapable(ForeignPath *path);

#endif							/* JOBS_SCAN_PLAN_H */
