/*-------------------------------------------------------------------------
 *
 * filter.c
 *	  What a WHERE clause means to the API.
 *
 * A clause may name the project, the job or another request parameter, or
 * narrow a list by what the service can evaluate.  Must not know requests,
 * costs or plans.
 *
 * It rests on every clause being checked again locally.  So a clause that is
 * not understood, or one of two that name the same thing, may be ignored here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "optimizer/optimizer.h"
#include "optimizer/restrictinfo.h"

#include "filter.h"
#include "pushdown.h"

/*
 * A longer filter is cut: servers refuse requests whose first line has more
 * than 8 kB, and percent-encoding may triple this.
 */
#define MAX_LENGTH 2000

/* What is being classified. */
typedef struct Classifier
{
	PlannerInfo *root;
	RelOptInfo *rel;
	const JobsColumns *columns;
	JobsFilter *filter;
} Classifier;

static void offer_key(const Classifier *classifier, RestrictInfo *clause);
static JobsFilterKey **key_of_role(JobsFilter *filter, JobsFieldRole role);
static bool can_be_key(JobsFieldRole role, Oid typid);
static bool is_integer_type(Oid typid);
static void add_fulfilled(JobsFilter *filter, const JobsFilterKey *key);
static void add_conditions(const Classifier *classifier,
						   JobsPushdown pushdown, List *clauses);
static bool is_promotable(RestrictInfo *clause, RelOptInfo *rel);
static bool is_exact(const JobsFilter *filter, List *clauses);

JobsFilter *
jobs_filter_classify(PlannerInfo *root, RelOptInfo *rel,
					 const JobsColumns *columns, const JobsOptions *options,
					 List *clauses)
{
	JobsFilter *filter = palloc0(sizeof(JobsFilter));
	Classifier	classifier = {root, rel, columns, filter};
	bool		has_own_filter;
	ListCell   *cell;

	foreach(cell, clauses)
	{
		if (is_promotable(lfirst(cell), rel))
			offer_key(&classifier, lfirst(cell));
	}

	/* A get has neither filter nor page. */
	has_own_filter = filter->filter != NULL || options->filter != NULL;
	filter->is_get = filter->job != NULL && !has_own_filter &&
		filter->page_token == NULL;

	add_fulfilled(filter, filter->project);
	if (filter->is_get)
		add_fulfilled(filter, filter->job);
	add_fulfilled(filter, filter->filter);
	add_fulfilled(filter, filter->page_size);
	add_fulfilled(filter, filter->page_token);
	add_fulfilled(filter, filter->update_mask);

	if (!filter->is_get && !has_own_filter)
		add_conditions(&classifier, options->pushdown, clauses);
	filter->is_exact = is_exact(filter, clauses);
	return filter;
}

bool
jobs_filter_is_key(const JobsOperand *operand)
{
	return operand->is_known &&
		(operand->field->role == JOBS_ROLE_PROJECT ||
		 operand->field->role == JOBS_ROLE_JOB ||
		 operand->field->role == JOBS_ROLE_JOB_PARAMETER);
}

/*
 * Several lists are not read at one moment.  A job that changes its state in
 * between is in two of them, of which the pager hands out one, if the list of
 * the earlier state is read first; in the other order it would be in none.  So
 * the filters come, and lists are started, in the order of a job's life.
 */
List *
jobs_filter_render(List *conditions, const JobsFilterValue *values,
				   int max_lists)
{
	StringInfoData common;
	List	   *choice = NIL;
	List	   *filters = NIL;
	ListCell   *cell;

	initStringInfo(&common);
	foreach(cell, conditions)
	{
		List	   *texts = jobs_condition_render(lfirst(cell), values);

		/* of two choices one is enough */
		if (list_length(texts) > 1)
		{
			if (choice == NIL && list_length(texts) <= max_lists)
				choice = texts;
			continue;
		}
		if (texts == NIL ||
			common.len + strlen(linitial(texts)) > MAX_LENGTH)
			continue;
		appendStringInfo(&common, "%s%s", common.len > 0 ? " AND " : "",
						 (const char *) linitial(texts));
	}
	if (choice == NIL)
		return common.len > 0 ? list_make1(common.data) : NIL;

	foreach(cell, choice)
		filters = lappend(filters,
						  common.len == 0 ? lfirst(cell) :
						  psprintf("%s AND %s", (const char *) lfirst(cell),
								   common.data));
	return filters;
}

bool
jobs_filter_is_never(const List *conditions, const JobsFilterValue *values)
{
	ListCell   *cell;

	foreach(cell, conditions)
	{
		if (jobs_condition_is_never(lfirst(cell), values))
			return true;
	}
	return false;
}

/*
 * Let a clause set the request parameter that it names, if it does, unless
 * another one has.  One value is better than a list of them.
 */
static void
offer_key(const Classifier *classifier, RestrictInfo *clause)
{
	JobsComparison comparison;
	JobsFieldRole role;
	JobsFilterKey **key;
	Expr	   *value;
	bool		is_size;

	if (!jobs_clause_read(classifier->root, classifier->rel,
						  classifier->columns, clause->clause, &comparison) ||
		comparison.kind != JOBS_COMPARISON_EQUAL ||
		!comparison.operand.is_known)
		return;
	role = comparison.operand.field->role;
	key = key_of_role(classifier->filter, role);
	if (key == NULL || (*key != NULL &&
						(comparison.is_list || !(*key)->is_list)))
		return;

	/* What to ask for is the query's to say, not another table's rows'. */
	if (key != &classifier->filter->project &&
		key != &classifier->filter->job &&
		!bms_is_empty(pull_varnos(classifier->root,
								  (Node *) comparison.value)))
		return;

	is_size = role == JOBS_ROLE_PAGE_SIZE;
	if (!can_be_key(role, comparison.typid))
		return;
	/* a text that is no number is an error, but not before it is run */
	value = jobs_clause_coerce(classifier->root, comparison.value,
							   comparison.is_list,
							   is_size ? INT8OID : TEXTOID,
							   !is_size || is_integer_type(comparison.typid));
	if (value == NULL)
		return;

	*key = palloc0(sizeof(JobsFilterKey));
	(*key)->clause = clause;
	(*key)->value = value;
	(*key)->is_list = comparison.is_list;
}

/* NULL for a role that is no parameter of a request. */
static JobsFilterKey **
key_of_role(JobsFilter *filter, JobsFieldRole role)
{
	switch (role)
	{
		case JOBS_ROLE_PROJECT:
			return &filter->project;
		case JOBS_ROLE_JOB:
		case JOBS_ROLE_JOB_PARAMETER:
			return &filter->job;
		case JOBS_ROLE_FILTER:
			return &filter->filter;
		case JOBS_ROLE_PAGE_SIZE:
			return &filter->page_size;
		case JOBS_ROLE_PAGE_TOKEN:
			return &filter->page_token;
		case JOBS_ROLE_UPDATE_MASK:
			return &filter->update_mask;
		default:
			return NULL;
	}
}

/*
 * Does a comparison as "typid" say what to ask for?  Ids have no blanks, so it
 * does not matter that bpchar ignores them at the end; varchar is compared as
 * text.  A name has room for every project, but may be the beginning of
 * several jobs.
 */
static bool
can_be_key(JobsFieldRole role, Oid typid)
{
	switch (typid)
	{
		case TEXTOID:
		case BPCHAROID:
			return true;
		case NAMEOID:
			return role == JOBS_ROLE_PROJECT;
		case NUMERICOID:
		case FLOAT4OID:
		case FLOAT8OID:
			return role == JOBS_ROLE_PAGE_SIZE;
		default:
			/* projects have numbers, too */
			return is_integer_type(typid) &&
				(role == JOBS_ROLE_PAGE_SIZE || role == JOBS_ROLE_PROJECT);
	}
}

static bool
is_integer_type(Oid typid)
{
	return typid == INT2OID || typid == INT4OID || typid == INT8OID;
}

static void
add_fulfilled(JobsFilter *filter, const JobsFilterKey *key)
{
	if (key != NULL)
		filter->fulfilled = lappend(filter->fulfilled, key->clause);
}

static void
add_conditions(const Classifier *classifier, JobsPushdown pushdown,
			   List *clauses)
{
	JobsFilter *filter = classifier->filter;
	ListCell   *cell;

	foreach(cell, clauses)
	{
		RestrictInfo *clause = lfirst(cell);
		List	   *condition;
		int			count;

		if (!is_promotable(clause, classifier->rel) ||
			list_member_ptr(filter->fulfilled, clause))
			continue;
		condition = jobs_pushdown_condition(classifier->root, classifier->rel,
											classifier->columns, pushdown,
											clause->clause, &filter->values);
		if (condition == NIL)
			continue;
		filter->conditions = lappend(filter->conditions, condition);
		count = jobs_condition_count(condition, filter->values);
		if (count == 1)
			filter->narrowing = lappend(filter->narrowing, clause);
		else if (count != 0 && filter->choice == NULL &&
				 filter->page_token == NULL)
		{
			/* a page token belongs to one filter */
			filter->choice = palloc0(sizeof(JobsFilterChoice));
			filter->choice->clause = clause;
			filter->choice->value = llast(filter->values);
			filter->choice->count = count;
		}
	}
}

/*
 * May what a clause says leave this server before the other clauses have been
 * checked?  A clause without variables is checked once, above the scan.
 */
static bool
is_promotable(RestrictInfo *clause, RelOptInfo *rel)
{
	return !clause->pseudoconstant &&
		restriction_is_securely_promotable(clause, rel);
}

static bool
is_exact(const JobsFilter *filter, List *clauses)
{
	ListCell   *cell;

	foreach(cell, clauses)
	{
		RestrictInfo *clause = lfirst(cell);

		if (!clause->pseudoconstant &&
			!list_member_ptr(filter->fulfilled, clause))
			return false;
	}
	return true;
}
