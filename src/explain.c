/*-------------------------------------------------------------------------
 *
 * explain.c
 *	  Foreign scans in EXPLAIN.
 *
 * Shows what request.c makes of the plan, so that what is shown is what is
 * sent.  A value that is known at run time only is shown as its expression in
 * braces.  Must not know users or connections.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/explain.h"
#include "foreign/foreign.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "compat.h"
#include "explain.h"
#include "mask.h"
#include "option.h"
#include "plan.h"
#include "request.h"
#include "scan_exec.h"
#include "stream.h"

/* More requests than a reader wants to see are counted. */
#define MAX_SHOWN 5

/* The sub-plan whose reference is looked for in a plan node. */
typedef struct SubPlanSearch
{
	const Plan *target;			/* lies somewhere in the sub-plan */
	PlannedStmt *statement;
	List	  **ancestors;
} SubPlanSearch;

static JobsFilterValue *read_values(ForeignScanState *node,
									struct ExplainState *es);
static char *show_expression(Expr *expression, const List *context);
static bool find_ancestors(Plan *plan, const Plan *target,
						   PlannedStmt *statement, List **ancestors);
static List *children_of(Plan *plan);
static bool find_in_expression(Node *node, void *context);
static void show_requests(const JobsRequest *request,
						  const JobsService *service,
						  struct ExplainState *es);
static void show_fields(const JobsRequest *request,
						const JobsService *service,
						const Bitmapset *fields, struct ExplainState *es);
static void show_filters(const JobsRequest *request,
						 struct ExplainState *es);
static void show_texts(const char *label, List *texts,
					   struct ExplainState *es);
static void show_counts(ForeignScanState *node, struct ExplainState *es);

void
jobsExplainForeignScan(ForeignScanState *node, struct ExplainState *es)
{
	const ForeignScan *scan = (const ForeignScan *) node->ss.ps.plan;
	Oid			relid = RelationGetRelid(node->ss.ss_currentRelation);
	JobsScanPlan *plan = jobs_plan_unpack(scan->fdw_private);
	JobsOptions *options = jobs_option_resolve(GetForeignTable(relid)->serverid,
											   relid);
	JobsRequest *request = jobs_request_describe(plan, options,
												 read_values(node, es));

	show_requests(request, options->service, es);
	show_fields(request, options->service, plan->fields, es);
	show_filters(request, es);
	if (es->analyze)
		show_counts(node, es);
}

/* The values of fdw_exprs, or what stands for them. */
static JobsFilterValue *
read_values(ForeignScanState *node, struct ExplainState *es)
{
	ForeignScan *scan = (ForeignScan *) node->ss.ps.plan;
	JobsFilterValue *values = palloc0_array(JobsFilterValue,
											list_length(scan->fdw_exprs) + 1);
	List	   *ancestors = NIL;
	List	   *context;
	ListCell   *cell;

	/*
	 * What a parameter stands for is written in the nodes above.  EXPLAIN
	 * knows them, but does not tell us.
	 */
	find_ancestors(es->pstmt->planTree, &scan->scan.plan, es->pstmt,
				   &ancestors);
	context = set_deparse_context_plan(es->deparse_cxt, &scan->scan.plan,
									   ancestors);
	foreach(cell, scan->fdw_exprs)
	{
		Expr	   *expression = lfirst(cell);
		JobsFilterValue *value = &values[foreach_current_index(cell)];

		value->typid = exprType((Node *) expression);
		if (IsA(expression, Const))
		{
			value->value = ((Const *) expression)->constvalue;
			value->isnull = ((Const *) expression)->constisnull;
		}
		else
			value->placeholder = show_expression(expression, context);
	}
	return values;
}

static char *
show_expression(Expr *expression, const List *context)
{
	return psprintf("{%s}", deparse_expression((Node *) expression,
											   (List *) context, true,
											   false));
}

/*
 * The nodes between a plan and one in it, nearest first, in the form in which
 * ruleutils.c wants them: a sub-plan's reference comes before the node that
 * holds it.  False if "target" is not in "plan".
 */
static bool
find_ancestors(Plan *plan, const Plan *target, PlannedStmt *statement,
			   List **ancestors)
{
	SubPlanSearch search = {target, statement, ancestors};
	bool		found = false;
	ListCell   *cell;

	if (plan == NULL || plan == target)
		return plan != NULL;
	check_stack_depth();

	foreach(cell, children_of(plan))
	{
		found = find_ancestors(lfirst(cell), target, statement, ancestors);
		if (found)
			break;
	}
	if (!found)
		found = find_in_expression((Node *) plan->initPlan, &search) ||
			find_in_expression((Node *) plan->targetlist, &search) ||
			find_in_expression((Node *) plan->qual, &search);
	if (found)
		*ancestors = lappend(*ancestors, plan);
	return found;
}

static List *
children_of(Plan *plan)
{
	List	   *children = list_make2(outerPlan(plan), innerPlan(plan));

	switch (nodeTag(plan))
	{
		case T_Append:
			return list_concat(children, ((Append *) plan)->appendplans);
		case T_MergeAppend:
			return list_concat(children, ((MergeAppend *) plan)->mergeplans);
		case T_SubqueryScan:
			return lappend(children, ((SubqueryScan *) plan)->subplan);
		case T_CustomScan:
			return list_concat(children, ((CustomScan *) plan)->custom_plans);
		default:
			return children;
	}
}

/* For expression_tree_walker: is the target in a sub-plan named here? */
static bool
find_in_expression(Node *node, void *context)
{
	SubPlanSearch *search = context;

	if (node == NULL)
		return false;
	if (IsA(node, SubPlan))
	{
		int			id = ((SubPlan *) node)->plan_id;

		if (find_ancestors(list_nth(search->statement->subplans, id - 1),
						   search->target, search->statement,
						   search->ancestors))
		{
			*search->ancestors = lappend(*search->ancestors, node);
			return true;
		}
	}
	return expression_tree_walker(node, find_in_expression, context);
}

static void
show_requests(const JobsRequest *request, const JobsService *service,
			  struct ExplainState *es)
{
	int			count = list_length(request->sources);
	List	   *texts = NIL;
	ListCell   *cell;

	foreach(cell, request->sources)
	{
		if (foreach_current_index(cell) == MAX_SHOWN && count > MAX_SHOWN + 1)
		{
			texts = lappend(texts, psprintf("... and %d more",
											count - MAX_SHOWN));
			break;
		}
		texts = lappend(texts, jobs_stream_describe(service, lfirst(cell),
													request->page_size));
	}
	if (texts == NIL)
		texts = list_make1("none");
	show_texts("API Request", texts, es);
}

static void
show_fields(const JobsRequest *request, const JobsService *service,
			const Bitmapset *fields, struct ExplainState *es)
{
	const JobsSource *source;
	const char *text;

	if (request->sources == NIL)
		return;
	source = linitial(request->sources);
	text = source->job != NULL ? jobs_mask_show_get(service, fields) :
		jobs_mask_show_list(service, fields);
	ExplainPropertyText("Fields", text != NULL ? text : "*", es);
}

static void
show_filters(const JobsRequest *request, struct ExplainState *es)
{
	List	   *filters = NIL;
	ListCell   *cell;

	foreach(cell, request->sources)
	{
		const JobsSource *source = lfirst(cell);
		ListCell   *other;
		bool		is_new = source->filter != NULL;

		foreach(other, filters)
		{
			if (is_new && strcmp(source->filter, lfirst(other)) == 0)
				is_new = false;
		}
		if (is_new)
			filters = lappend(filters, (char *) source->filter);
	}
	if (filters != NIL)
		show_texts("Remote Filter", filters, es);
}

/* One property; several texts are lines in one format, a list in others. */
static void
show_texts(const char *label, List *texts, struct ExplainState *es)
{
	ListCell   *cell;

	if (list_length(texts) > 1 && es->format != EXPLAIN_FORMAT_TEXT)
	{
		ExplainPropertyList(label, texts, es);
		return;
	}
	foreach(cell, texts)
		ExplainPropertyText(label, lfirst(cell), es);
}

static void
show_counts(ForeignScanState *node, struct ExplainState *es)
{
	const JobsApiCounts *counts = jobs_scan_exec_counts(node);
	JobsApiCounts none = {0};

	if (counts == NULL)
		counts = &none;
	ExplainPropertyInteger("API Requests", NULL, counts->requests, es);
	ExplainPropertyInteger("API Retries", NULL, counts->retries, es);
	ExplainPropertyInteger("Bytes Received", NULL, counts->bytes, es);
}
