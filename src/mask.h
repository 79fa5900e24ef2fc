/*-------------------------------------------------------------------------
 *
 * mask.h
 *	  Which fields a query needs: partial responses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_MASK_H
#define JOBS_MASK_H

#include "postgres.h"

#include "nodes/bitmapset.h"
#include "nodes/pathnodes.h"

#include "column.h"

typedef struct JobsMask
{
	Bitmapset  *needed;			/* attribute numbers; a member 0 means all */
	Bitmapset  *fields;			/* of service->fields, as indexes, those to
								 * ask for; NULL: everything */
} JobsMask;

/*
 * The columns of "rel" that a plan needs which checks "clauses" (RestrictInfo
 * *) in the scan, and the fields to ask for: a column's own, or only some of
 * its members where the query uses it for nothing else.  palloc'd in the
 * current context; never raises.
 */
extern JobsMask jobs_mask_make(PlannerInfo *root, RelOptInfo *rel,
							   const JobsColumns *columns, List *clauses);

/*
 * The fields parameter of a get and of a list that asks for these fields,
 * palloc'd in the current context; NULL for everything.
 */
extern char *jobs_mask_show_get(const JobsService *service,
								const Bitmapset *fields);
extern char *jobs_mask_show_list(const JobsService *service,
								 const Bitmapset *fields);

#endif							/* JOBS_MASK_H */
