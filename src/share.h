/*-------------------------------------------------------------------------
 *
 * share.h
 *	  Scans of one statement that ask the service for the same.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_SHARE_H
#define JOBS_SHARE_H

#include "postgres.h"

#include "lib/ilist.h"
#include "nodes/execnodes.h"

/* A scan that may share what it reads.  Part of the scan's own state. */
typedef struct JobsShareMember
{
	dlist_node	link;			/* in the list of all of this backend */
	ForeignScanState *node;		/* NULL: not in the list */
	Oid			userid;			/* whose user mapping counts */
} JobsShareMember;

/*
 * Let a scan that begins be found by others, until "context" goes, if what it
 * asks for is the same throughout the statement.
 */
extern void jobs_share_offer(JobsShareMember *member, ForeignScanState *node,
							 Oid userid, MemoryContext context);

/*
 * The other scans (ForeignScanState *) of the same statement that will ask for
 * the same jobs for the same user, perhaps for other fields of them.  In the
 * current context.  Never raises.
 */
extern List *jobs_share_find(const JobsShareMember *member);

#endif							/* JOBS_SHARE_H */
