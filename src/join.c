/*-------------------------------------------------------------------------
 *
 * join.c
 *	  Joins that say which project or job a scan asks for.
 *
 * Only clauses count that the scan may check itself when the other tables'
 * rows are its parameters.  So the outer side of a left join is not told its
 * project by the inner side.  Must not know costs.
 *
 * A scan that is told its job by a join makes one get at a time.  To ask for
 * many at once it would have to see outer rows before they are joined, but a
 * nested loop hands down the values of one and wants its rows before it reads
 * the next; a foreign table may do a join itself only with others of its own
 * server.  What is left is a join node of our own, with outer rows set aside
 * and joined again by us, semi-, anti- and outer joins, rechecks and
 * instrumentation included: PostgreSQL's work, done twice and worse.  Many
 * outer rows are served by a list and a hash instead, repeated ones by
 * Memoize, and who wants many gets at once can say so, by jobId = ANY (ARRAY
 * (SELECT ...)).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "foreign/fdwapi.h"
#include "optimizer/optimizer.h"
#include "optimizer/paths.h"
#include "optimizer/restrictinfo.h"

#include "clause.h"
#include "join.h"
#include "operand.h"

/* A join column that is being looked for in the equivalence classes. */
typedef struct KeySearch
{
	const JobsColumns *columns;
	const Expr *found;			/* the one of this round; NULL: none yet */
	List	   *done;			/* Expr *, those of earlier rounds */
} KeySearch;

static bool gives_project(PlannerInfo *root, RelOptInfo *rel, Relids asked);
static bool shares_default(PlannerInfo *root, RelOptInfo *rel,
						   const Expr *value, Relids asked);
static List *find_key_clauses(PlannerInfo *root, RelOptInfo *rel);
static bool read_key(PlannerInfo *root, RelOptInfo *rel,
					 RestrictInfo *clause, JobsComparison *comparison);
static bool is_new_key(PlannerInfo *root, RelOptInfo *rel,
					   EquivalenceClass *ec, EquivalenceMember *em,
					   void *arg);
static List *add_outer(List *outers, Relids outer);

List *
jobs_join_find_outers(PlannerInfo *root, RelOptInfo *rel)
{
	List	   *clauses = find_key_clauses(root, rel);
	List	   *outers = NIL;
	ListCell   *one;
	ListCell   *other;

	foreach(one, clauses)
	{
		foreach(other, clauses)
		{
			Relids		outer;

			outer = bms_union(lfirst_node(RestrictInfo, one)->clause_relids,
							  lfirst_node(RestrictInfo, other)->clause_relids);
			outer = bms_del_member(outer, rel->relid);
			outers = add_outer(outers, bms_add_members(outer,
													   rel->lateral_relids));
		}
	}
	return outers;
}

bool
jobs_join_gives_project(PlannerInfo *root, RelOptInfo *rel)
{
	return gives_project(root, rel, NULL);
}

/* "asked": the tables of which this is being found out further up. */
static bool
gives_project(PlannerInfo *root, RelOptInfo *rel, Relids asked)
{
	ListCell   *cell;

	asked = bms_add_member(bms_copy(asked), rel->relid);
	foreach(cell, find_key_clauses(root, rel))
	{
		JobsComparison comparison;

		if (read_key(root, rel, lfirst(cell), &comparison) &&
			comparison.operand.field->role == JOBS_ROLE_PROJECT &&
			!shares_default(root, rel, comparison.value, asked))
			return true;
	}
	return false;
}

/*
 * Is a value the project of a row of another table of ours, which is read of
 * the same server's default project?
 */
static bool
shares_default(PlannerInfo *root, RelOptInfo *rel, const Expr *value,
			   Relids asked)
{
	int			varno = -1;
	RelOptInfo *other;
	const JobsJoinTable *table;
	JobsOperand operand;

	if (!bms_get_singleton_member(pull_varnos(root, (Node *) value), &varno))
		return false;
	other = root->simple_rel_array[varno];
	if (other == NULL || other->fdwroutine == NULL ||
		other->fdwroutine->GetForeignPaths != rel->fdwroutine->GetForeignPaths ||
		other->serverid != rel->serverid)
		return false;

	/* none if it is known to have no rows */
	table = other->fdw_private;
	if (table == NULL ||
		!jobs_operand_read(table->columns, varno, (const Node *) value,
						   &operand) ||
		operand.field->role != JOBS_ROLE_PROJECT ||
		table->filter->project != NULL ||
		table->options->table_projects != NIL)
		return false;
	return bms_is_member(varno, asked) || !gives_project(root, other, asked);
}

/* The join clauses that may say which project or job is meant. */
static List *
find_key_clauses(PlannerInfo *root, RelOptInfo *rel)
{
	const JobsJoinTable *table = rel->fdw_private;
	KeySearch	search = {table->columns, NULL, NIL};
	List	   *clauses = NIL;
	ListCell   *cell;

	foreach(cell, rel->joininfo)
	{
		JobsComparison comparison;

		if (join_clause_is_movable_to(lfirst(cell), rel) &&
			read_key(root, rel, lfirst(cell), &comparison))
			clauses = lappend(clauses, lfirst(cell));
	}

	if (!rel->has_eclass_joins)
		return clauses;
	do
	{
		List	   *found;

		search.found = NULL;
		found = generate_implied_equalities_for_column(root, rel, is_new_key,
													   &search,
													   rel->lateral_referencers);
		clauses = list_concat(clauses, found);
		if (search.found != NULL)
			search.done = lappend(search.done, (void *) search.found);
	} while (search.found != NULL);
	return clauses;
}

static bool
read_key(PlannerInfo *root, RelOptInfo *rel, RestrictInfo *clause,
		 JobsComparison *comparison)
{
	const JobsJoinTable *table = rel->fdw_private;

	return jobs_clause_read(root, rel, table->columns, clause->clause,
							comparison) &&
		comparison->kind == JOBS_COMPARISON_EQUAL &&
		jobs_filter_is_key(&comparison->operand);
}

/* ec_matches_callback_type: one key column each round, all classes of it. */
static bool
is_new_key(PlannerInfo *root, RelOptInfo *rel, EquivalenceClass *ec,
		   EquivalenceMember *em, void *arg)
{
	KeySearch  *search = arg;
	JobsOperand operand;

	(void) root;
	(void) ec;
	if (search->found != NULL)
		return equal(em->em_expr, search->found);
	if (list_member(search->done, em->em_expr) ||
		!jobs_operand_read(search->columns, rel->relid,
						   (Node *) em->em_expr, &operand) ||
		!jobs_filter_is_key(&operand))
		return false;
	search->found = em->em_expr;
	return true;
}

static List *
add_outer(List *outers, Relids outer)
{
	ListCell   *cell;

	foreach(cell, outers)
	{
		if (bms_equal(lfirst(cell), outer))
			return outers;
	}
	return lappend(outers, outer);
}
