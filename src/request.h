/*-------------------------------------------------------------------------
 *
 * request.h
 *	  What a scan asks for: from a plan and its values to lists and gets.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_REQUEST_H
#define JOBS_REQUEST_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "filter.h"
#include "option.h"
#include "pager.h"
#include "plan.h"

/* What one execution of a scan, or one rescan, asks the service for. */
typedef struct JobsRequest
{
	List	   *sources;		/* JobsSource *, no two equal; NIL: no row can
								 * match, nothing is to be sent */
	int			page_size;		/* pageSize of list; not beyond the limit */
	int64		limit;			/* rows that suffice; -1: all are wanted */

	/* for the parameter columns of the rows */
	bool		filter_asked;	/* the sources' filter is the query's own */
	bool		page_token_asked;	/* so is their page token: one page only */
	int			asked_page_size;	/* 0: not asked for */
	const char *asked_update_mask;	/* NULL: not asked for */
} JobsRequest;

/*
 * The meaning of a plan with these values: one for each member of
 * ForeignScan.fdw_exprs, in its order, which is what the plan's keys, limits
 * and conditions index.  Of "options" the part that is known without a user
 * suffices.  Everything is palloc'd in the current context and refers to
 * neither the values nor the plan.  No I/O.  Raises
 *	 HV002	nothing says which project is meant
 *	 22023	a pageSize that the service does not take
 */
extern JobsRequest *jobs_request_make(const JobsScanPlan *plan,
									  const JobsOptions *options,
									  const JobsFilterValue *values);

/*
 * The same for EXPLAIN: values may be placeholders, which then stand in the
 * sources as they are ("{$1}" as the one project; a list of unknown values is
 * one placeholder too).  A project that nothing gives is "{projectsId}"; a
 * page size known only at run time leaves that of the options.  Never raises
 * for what a query asks.
 */
extern JobsRequest *jobs_request_describe(const JobsScanPlan *plan,
										  const JobsOptions *options,
										  const JobsFilterValue *values);

/* Do two requests ask for the same?  Never raises. */
extern bool jobs_request_equal(const JobsRequest *one,
							   const JobsRequest *other);

#endif							/* JOBS_REQUEST_H */
