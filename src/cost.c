/*-------------------------------------------------------------------------
 *
 * cost.c
 *	  How many rows a scan gives and what it costs.
 *
 * A request costs request_cost, whatever it brings: a round trip is what takes
 * the time.  What is asked at the same time costs once.  The rest, checking
 * rows, is counted as PostgreSQL does, mainly so that plans that need equally
 * many requests differ.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "nodes/makefuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/selfuncs.h"

#include "compat.h"
#include "cost.h"

static double count_projects(PlannerInfo *root, RelOptInfo *rel,
							 const JobsColumns *columns);
static double count_values(PlannerInfo *root, const JobsFilterKey *key);
static double count_alternatives(PlannerInfo *root,
								 const JobsFilterChoice *choice);
static double selectivity(PlannerInfo *root, RelOptInfo *rel, List *clauses);
static double count_pages(double rows, const JobsOptions *options);

JobsCostTable
jobs_cost_table(PlannerInfo *root, RelOptInfo *rel,
				const JobsColumns *columns, const JobsOptions *options)
{
	JobsCostTable table = {options, options->estimated_rows, 0};
	const List *projects = options->table_projects;

	if (projects == NIL)
		projects = options->default_projects;
	table.known_projects = list_length(projects);

	/* -1: never analyzed */
	if (rel->tuples >= 0)
		table.project_rows = rel->tuples / count_projects(root, rel, columns);
	return table;
}

int
jobs_cost_max_lists(PlannerInfo *root, RelOptInfo *rel,
					const JobsCostTable *table, const JobsFilter *filter)
{
	const JobsFilterChoice *choice = filter->choice;
	double		rows;
	double		part;			/* of the rows, in one of the lists */

	if (choice == NULL)
		return 1;
	rows = table->project_rows * selectivity(root, rel, filter->narrowing);
	part = selectivity(root, rel, list_make1(choice->clause)) /
		count_alternatives(root, choice);
	return (int) Min(count_pages(rows, table->options) /
					 count_pages(rows * part, table->options), PG_INT16_MAX);
}

JobsCost
jobs_cost_scan(PlannerInfo *root, RelOptInfo *rel, const JobsCostTable *table,
			   const JobsFilter *filter, List *clauses)
{
	const JobsOptions *options = table->options;
	JobsCost	cost;
	QualCost	check;
	double		sources = Max(table->known_projects, 1);
	List	   *narrowing = filter->narrowing;
	double		fetched;		/* rows that arrive, of one source */
	double		pages = 1;		/* of one source */
	double		requests;
	double		left;			/* part of the rows that arrive which passes */

	if (filter->project != NULL)
		sources = count_values(root, filter->project);
	if (filter->is_get)
	{
		sources *= count_values(root, filter->job);
		fetched = 1;
	}
	else
	{
		double		lists = 1;	/* of one project */

		if (filter->choice != NULL &&
			count_alternatives(root, filter->choice) <=
			jobs_cost_max_lists(root, rel, table, filter))
		{
			lists = count_alternatives(root, filter->choice);
			narrowing = lappend(list_copy(narrowing), filter->choice->clause);
		}
		sources *= lists;
		fetched = table->project_rows *
			selectivity(root, rel, narrowing) / lists;
		if (filter->page_token != NULL)
			fetched = Min(fetched, options->page_size);
		pages = count_pages(fetched, options);
	}

	left = selectivity(root, rel,
					   list_difference_ptr(list_difference_ptr(clauses,
															   filter->fulfilled),
										   narrowing));
	cost.rows = clamp_row_est(sources * fetched * left);

	requests = sources * pages / Min(sources, options->max_connections);
	cost_qual_eval(&check, clauses, root);
	cost.startup = options->request_cost + check.startup +
		rel->reltarget->cost.startup;
	cost.total = cost.startup +
		options->request_cost * (Max(requests, 1) - 1) +
		(cpu_tuple_cost + check.per_tuple) * sources * fetched +
		rel->reltarget->cost.per_tuple * cost.rows;
	return cost;
}

/* Of how many projects were the rows that ANALYZE has seen? */
static double
count_projects(PlannerInfo *root, RelOptInfo *rel,
			   const JobsColumns *columns)
{
	AttrNumber	attnum = jobs_column_by_role(columns, JOBS_ROLE_PROJECT);
	const JobsColumn *column;
	Var		   *var;
	VariableStatData data;
	bool		is_guess;
	double		count;

	if (attnum == InvalidAttrNumber)
		return 1;
	column = jobs_column_get(columns, attnum);
	var = makeVar(rel->relid, attnum, column->typid, column->typmod,
				  column->collation, 0);
	examine_variable(root, (Node *) var, 0, &data);
	count = get_variable_numdistinct(&data, &is_guess);
	ReleaseVariableStats(data);
	return is_guess ? 1 : Max(count, 1);
}

static double
count_values(PlannerInfo *root, const JobsFilterKey *key)
{
	if (!key->is_list)
		return 1;
	return Max(jobs_compat_array_length(root, (Node *) key->value), 1);
}

static double
count_alternatives(PlannerInfo *root, const JobsFilterChoice *choice)
{
	if (choice->count > 0)
		return choice->count;
	return Max(jobs_compat_array_length(root, (Node *) choice->value), 1);
}

static double
selectivity(PlannerInfo *root, RelOptInfo *rel, List *clauses)
{
	/* the relation's own id: what a join clause compares with is a parameter */
	return clauselist_selectivity(root, clauses, rel->relid, JOIN_INNER,
								  NULL);
}

static double
count_pages(double rows, const JobsOptions *options)
{
	return Max(ceil(rows / options->page_size), 1);
}
