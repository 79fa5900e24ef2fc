/*-------------------------------------------------------------------------
 *
 * share.c
 *	  Scans of one statement that ask the service for the same.
 *
 * Tools look at a table's columns by one statement with a scan for each, and
 * self-joins read a table twice.  This file finds such scans; what they do
 * then is scan_exec.c's.
 *
 * Scans are the same if their plans say so, before any value is known, so
 * that finding them evaluates nothing.  What depends on other rows is not the
 * same throughout a statement, what writes or locks rows must read them
 * itself, and what an Append runs at the same time as others has nothing to
 * wait for that another scan reads.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "utils/rel.h"

#include "plan.h"
#include "share.h"

static bool may_share(const ForeignScanState *node);
static bool has_changing_value(Node *node, void *context);
static void leave(void *member);

/*
 * All scans of this backend that may share, of all statements that are being
 * executed.  Each leaves with the memory of its statement.
 */
static dlist_head members = DLIST_STATIC_INIT(members);

void
jobs_share_offer(JobsShareMember *member, ForeignScanState *node, Oid userid,
				 MemoryContext context)
{
	MemoryContextCallback *callback;

	if (!may_share(node))
		return;
	callback = MemoryContextAllocZero(context, sizeof(*callback));
	callback->func = leave;
	callback->arg = member;
	member->userid = userid;
	member->node = node;
	dlist_push_tail(&members, &member->link);
	MemoryContextRegisterResetCallback(context, callback);
}

List *
jobs_share_find(const JobsShareMember *member)
{
	const ForeignScanState *node = member->node;
	const ForeignScan *scan;
	List	   *found = NIL;
	dlist_iter	iterator;

	if (node == NULL)
		return NIL;
	scan = (const ForeignScan *) node->ss.ps.plan;
	dlist_foreach(iterator, &members)
	{
		const JobsShareMember *other = dlist_container(JobsShareMember, link,
													   iterator.cur);
		const ForeignScan *other_scan =
		(const ForeignScan *) other->node->ss.ps.plan;

		if (other != member &&
			other->node->ss.ps.state == node->ss.ps.state &&
			other->userid == member->userid &&
			RelationGetRelid(other->node->ss.ss_currentRelation) ==
			RelationGetRelid(node->ss.ss_currentRelation) &&
			equal(other_scan->fdw_exprs, scan->fdw_exprs) &&
			jobs_plan_same_request(other_scan->fdw_private,
								   scan->fdw_private))
			found = lappend(found, other->node);
	}
	return found;
}

static bool
may_share(const ForeignScanState *node)
{
	const PlannedStmt *statement = node->ss.ps.state->es_plannedstmt;
	const ForeignScan *scan = (const ForeignScan *) node->ss.ps.plan;

	return statement->commandType == CMD_SELECT &&
		!statement->hasModifyingCTE &&
		statement->rowMarks == NIL &&
		!scan->scan.plan.async_capable &&
		jobs_plan_wants_all(scan->fdw_private) &&
		!has_changing_value((Node *) scan->fdw_exprs, NULL);
}

/* For expression_tree_walker: is there a value that another node gives? */
static bool
has_changing_value(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC)
		return true;
	return expression_tree_walker(node, has_changing_value, context);
}

/* MemoryContextCallbackFunction */
static void
leave(void *member)
{
	dlist_delete(&((JobsShareMember *) member)->link);
}
