/*-------------------------------------------------------------------------
 *
 * scan_plan.c
 *	  Foreign scans in the planner.
 *
 * Turns what the clauses mean, what is needed and what it costs into paths and
 * a plan.  Must not know how requests are made, nor ask the service anything.
 *
 * All clauses stay in the plan, so rows that come back from EvalPlanQual need
 * no check of their own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "foreign/foreign.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/planmain.h"
#include "optimizer/restrictinfo.h"

#include "compat.h"
#include "cost.h"
#include "filter.h"
#include "join.h"
#include "mask.h"
#include "plan.h"
#include "scan_plan.h"

/* RelOptInfo.fdw_private, for the time of planning */
typedef struct Planned
{
	JobsJoinTable base;			/* first: others see only this */
	JobsCostTable costs;
	bool		is_joined;		/* a join says which project is meant, so the
								 * server's default does not count */
} Planned;

static bool add_parameterised_path(PlannerInfo *root, RelOptInfo *rel,
								   Relids outer);
static void add_plain_path(PlannerInfo *root, RelOptInfo *rel,
						   bool has_alternative);
static bool knows_project(const Planned *planned, const JobsFilter *filter);
static JobsPlanKey add_key(const JobsFilterKey *key, List **expressions);
static void add_limit(PlannerInfo *root, RelOptInfo *rel,
					  JobsScanPlan *plan, List **expressions);
static PlannerInfo *find_limit(PlannerInfo *root, RelOptInfo *rel);
static bool passes_rows(PlannerInfo *root, RelOptInfo *rel);
static RelOptInfo *find_above(PlannerInfo *root);
static bool is_known_before(Node *expression, bool is_above);
static bool has_changing_value(Node *node, void *context);

void
jobsGetForeignRelSize(PlannerInfo *root, RelOptInfo *rel, Oid relid)
{
	Planned    *planned = palloc0(sizeof(Planned));

	planned->base.options = jobs_option_resolve(GetForeignTable(relid)->serverid,
												relid);
	planned->base.columns = jobs_column_bind(planned->base.options->service, relid);
	planned->costs = jobs_cost_table(root, rel, planned->base.columns, planned->base.options);
	planned->base.filter = jobs_filter_classify(root, rel, planned->base.columns,
												planned->base.options,
												rel->baserestrictinfo);
	rel->fdw_private = planned;

	/* first, as selectivities depend on it */
	if (rel->tuples < 0)
		rel->tuples = planned->costs.project_rows *
			Max(planned->costs.known_projects, 1);
	rel->rows = jobs_cost_scan(root, rel, &planned->costs, planned->base.filter,
							   rel->baserestrictinfo).rows;
}

void
jobsGetForeignPaths(PlannerInfo *root, RelOptInfo *rel, Oid relid)
{
	Planned    *planned = rel->fdw_private;
	bool		has_alternative = false;
	ListCell   *cell;

	(void) relid;
	planned->is_joined = planned->base.options->table_projects == NIL &&
		jobs_join_gives_project(root, rel);
	foreach(cell, jobs_join_find_outers(root, rel))
	{
		if (add_parameterised_path(root, rel, lfirst(cell)))
			has_alternative = true;
	}
	add_plain_path(root, rel, has_alternative);
}

ForeignScan *
jobsGetForeignPlan(PlannerInfo *root, RelOptInfo *rel, Oid relid,
				   ForeignPath *path, List *tlist, List *clauses,
				   Plan *outer_plan)
{
	const Planned *planned = rel->fdw_private;
	JobsScanPlan plan = {0};
	JobsFilter *filter;
	JobsMask	mask;
	List	   *expressions;

	(void) relid;
	(void) path;
	filter = jobs_filter_classify(root, rel, planned->base.columns, planned->base.options,
								  clauses);

	/* first, as the conditions hold their indexes */
	expressions = filter->values;
	plan.conditions = filter->conditions;
	plan.max_lists = jobs_cost_max_lists(root, rel, &planned->costs, filter);
	plan.project = add_key(filter->project, &expressions);
	plan.project_is_joined = planned->is_joined && filter->project == NULL;
	plan.job = add_key(filter->job, &expressions);
	plan.filter = add_key(filter->filter, &expressions);
	plan.page_size = add_key(filter->page_size, &expressions);
	plan.page_token = add_key(filter->page_token, &expressions);
	plan.update_mask = add_key(filter->update_mask, &expressions);
	plan.limit_count = plan.limit_offset = -1;
	if (filter->is_exact)
		add_limit(root, rel, &plan, &expressions);

	mask = jobs_mask_make(root, rel, planned->base.columns, clauses);
	plan.needed = mask.needed;
	if (planned->base.options->partial_response)
		plan.fields = mask.fields;

	return make_foreignscan(tlist, extract_actual_clauses(clauses, false),
							rel->relid, expressions, jobs_plan_pack(&plan),
							NIL, NIL, outer_plan);
}

bool
jobsIsForeignPathAsyncCapable(ForeignPath *path)
{
	const Planned *planned = path->path.parent->fdw_private;

	return planned->base.options->async_capable;
}

/*
 * Add a path whose parameters are given by rows of other tables; false if they
 * do not make it a better one.
 */
static bool
add_parameterised_path(PlannerInfo *root, RelOptInfo *rel, Relids outer)
{
	const Planned *planned = rel->fdw_private;
	ParamPathInfo *parameters = get_baserel_parampathinfo(root, rel, outer);
	List	   *clauses = list_concat_copy(rel->baserestrictinfo,
										   parameters->ppi_clauses);
	JobsFilter *filter = jobs_filter_classify(root, rel, planned->base.columns,
											  planned->base.options, clauses);
	JobsCost	cost;

	if (!knows_project(planned, filter) ||
		((filter->project != NULL) == (planned->base.filter->project != NULL) &&
		 filter->is_get == planned->base.filter->is_get))
		return false;

	cost = jobs_cost_scan(root, rel, &planned->costs, filter, clauses);
	parameters->ppi_rows = cost.rows;
	add_path(rel, jobs_compat_foreign_path(root, rel, cost.rows, false,
										   cost.startup, cost.total, outer));
	return true;
}

/*
 * A list, or a get, of the project that the query or an option names.  If none
 * does, it can only raise an error, so it must lose against any other path.
 */
static void
add_plain_path(PlannerInfo *root, RelOptInfo *rel, bool has_alternative)
{
	const Planned *planned = rel->fdw_private;
	bool		is_known = knows_project(planned, planned->base.filter);
	JobsCost	cost = jobs_cost_scan(root, rel, &planned->costs, planned->base.filter,
									  rel->baserestrictinfo);

	add_path(rel, jobs_compat_foreign_path(root, rel, cost.rows,
										   has_alternative && !is_known,
										   cost.startup, cost.total,
										   rel->lateral_relids));
}

static bool
knows_project(const Planned *planned, const JobsFilter *filter)
{
	return filter->project != NULL ||
		(planned->costs.known_projects > 0 && !planned->is_joined);
}

static JobsPlanKey
add_key(const JobsFilterKey *key, List **expressions)
{
	JobsPlanKey result = {-1, false};

	if (key == NULL)
		return result;
	result.expression = list_length(*expressions);
	result.is_list = key->is_list;
	*expressions = lappend(*expressions, key->value);
	return result;
}

/* Say how many rows the query takes, if nothing but a Limit takes them. */
static void
add_limit(PlannerInfo *root, RelOptInfo *rel, JobsScanPlan *plan,
		  List **expressions)
{
	PlannerInfo *limit = find_limit(root, rel);
	Node	   *count;
	Node	   *offset;

	if (limit == NULL)
		return;
	count = limit->parse->limitCount;
	offset = limit->parse->limitOffset;
	if (!is_known_before(count, limit != root) ||
		(offset != NULL && !is_known_before(offset, limit != root)))
		return;
	plan->limit_count = list_length(*expressions);
	*expressions = lappend(*expressions, count);
	if (offset == NULL)
		return;
	plan->limit_offset = list_length(*expressions);
	*expressions = lappend(*expressions, offset);
}

/*
 * The query, this one or one around it, whose Limit gets the rows of the scan
 * as they are; NULL if there is none.  Those of several scans in a row, too:
 * each needs to give no more than all of them.
 */
static PlannerInfo *
find_limit(PlannerInfo *root, RelOptInfo *rel)
{
	const Query *query = root->parse;

	if (!passes_rows(root, rel))
		return NULL;
	if (query->limitCount != NULL)
		return query->limitOption == LIMIT_OPTION_COUNT ? root : NULL;
	if (query->limitOffset != NULL)
		return NULL;

	/* a part of a UNION ALL that has a WHERE is a query of its own */
	rel = find_above(root);
	return rel == NULL ? NULL : find_limit(root->parent_root, rel);
}

/* Are the rows of a query, before its Limit, those of "rel" one by one? */
static bool
passes_rows(PlannerInfo *root, RelOptInfo *rel)
{
	const Query *query = root->parse;
	Relids		scanned = rel->top_parent_relids;
	Node	   *from;

	if (query->commandType != CMD_SELECT ||
		list_length(query->jointree->fromlist) != 1 ||
		query->groupClause != NIL || query->groupingSets != NIL ||
		query->havingQual != NULL || query->distinctClause != NIL ||
		query->hasAggs || query->hasWindowFuncs || query->hasTargetSRFs ||
		query->setOperations != NULL || query->rowMarks != NIL ||
		root->sort_pathkeys != NIL)
		return false;

	from = linitial(query->jointree->fromlist);
	if (!IsA(from, RangeTblRef))
		return false;
	return bms_equal(scanned != NULL ? scanned : rel->relids,
					 bms_make_singleton(((RangeTblRef *) from)->rtindex));
}

/*
 * The relation as which the query around it sees a query, if it drops none of
 * its rows; else NULL.
 */
static RelOptInfo *
find_above(PlannerInfo *root)
{
	const PlannerInfo *parent = root->parent_root;

	for (int i = 1; parent != NULL && i < parent->simple_rel_array_size; i++)
	{
		RelOptInfo *rel = parent->simple_rel_array[i];

		if (rel != NULL && rel->subroot == root)
			return rel->baserestrictinfo == NIL ? rel : NULL;
	}
	return NULL;
}

/*
 * Can a LIMIT or OFFSET be computed once more, by the scan?  A query around
 * the scan's has values of its own, which the scan can't see.
 */
static bool
is_known_before(Node *expression, bool is_above)
{
	return !(IsA(expression, Const) && ((Const *) expression)->constisnull) &&
		!contain_volatile_functions(expression) &&
		!contain_subplans(expression) &&
		!(is_above && has_changing_value(expression, NULL));
}

/* For expression_tree_walker: is there a value that another node gives? */
static bool
has_changing_value(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var) ||
		(IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC))
		return true;
	return expression_tree_walker(node, has_changing_value, context);
}
