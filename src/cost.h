/*-------------------------------------------------------------------------
 *
 * cost.h
 *	  How many rows a scan gives and what it costs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_COST_H
#define JOBS_COST_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "column.h"
#include "filter.h"
#include "option.h"

/* A table, as far as costs depend on it. */
typedef struct JobsCostTable
{
	const JobsOptions *options;
	double		project_rows;	/* of one project */
	double		known_projects; /* of which the table is read unless the query
								 * names others; 0: none is known */
} JobsCostTable;

/* One way to scan a table. */
typedef struct JobsCost
{
	double		rows;			/* that the scan hands up */
	Cost		startup;		/* until the first of them */
	Cost		total;
} JobsCost;

/*
 * What is known of the table of "rel", from ANALYZE or else from the option
 * estimated_rows.  Never raises; no I/O.
 */
extern JobsCostTable jobs_cost_table(PlannerInfo *root, RelOptInfo *rel,
									 const JobsColumns *columns,
									 const JobsOptions *options);

/*
 * Into how many lists of one project may the generated filter of "filter" be
 * split so that it takes no more requests than one list without its choice?
 * At least 1.  Never raises; no I/O.
 */
extern int	jobs_cost_max_lists(PlannerInfo *root, RelOptInfo *rel,
								const JobsCostTable *table,
								const JobsFilter *filter);

/*
 * The cost of a scan of "rel" that checks "clauses" (RestrictInfo *), of which
 * "filter" is the meaning.  Never raises; no I/O.
 */
extern JobsCost jobs_cost_scan(PlannerInfo *root, RelOptInfo *rel,
							   const JobsCostTable *table,
							   const JobsFilter *filter, List *clauses);

#endif							/* JOBS_COST_H */
