/*-------------------------------------------------------------------------
 *
 * pushdown.c
 *	  Which comparisons of a query the service can be asked to make.
 *
 * Rests on the catalogue, which says for each field what the service documents
 * and what a full implementation of AIP-160 would do.  Must not know how a
 * filter is written.
 *
 * A condition may only be wider than its clause.  So negations are moved down
 * to the comparisons, where SQL and the service agree for fields that a job
 * has; for one that it lacks SQL keeps no comparison, whatever the service
 * does.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "nodes/value.h"
#include "utils/lsyscache.h"

#include "clause.h"
#include "condition.h"
#include "literal.h"
#include "pushdown.h"

/* A filter that nests deeper may be refused as a whole. */
#define MAX_DEPTH 10

/* What a clause is made a condition for. */
typedef struct Maker
{
	PlannerInfo *root;
	RelOptInfo *rel;
	const JobsColumns *columns;
	bool		documented;		/* only what the service documents */
	List	  **values;			/* Expr * */
} Maker;

static List *make_condition(const Maker *maker, Expr *clause, bool negated,
							int depth);
static List *make_junction(const Maker *maker, const BoolExpr *clause,
						   bool negated, int depth);
static List *make_test(const Maker *maker, const JobsComparison *comparison,
					   bool negated);
static bool negate(JobsTest *test);
static bool can_compare(const Maker *maker, const JobsTest *test,
						const JobsField *field);
static bool find_form(const Maker *maker, JobsTest *test,
					  const JobsComparison *comparison, Oid *typid);
static bool is_rounded(const Maker *maker, const JobsOperand *operand);
static List *words_of(const char *const *words);

/* What the catalogue must allow for a comparison. */
static const int needed[] = {
	[JOBS_COMPARISON_EQUAL] = JOBS_COMPARE_EQUAL,
	[JOBS_COMPARISON_UNEQUAL] = JOBS_COMPARE_UNEQUAL,
	[JOBS_COMPARISON_LESS] = JOBS_COMPARE_ORDER,
	[JOBS_COMPARISON_LESS_EQUAL] = JOBS_COMPARE_ORDER,
	[JOBS_COMPARISON_GREATER] = JOBS_COMPARE_ORDER,
	[JOBS_COMPARISON_GREATER_EQUAL] = JOBS_COMPARE_ORDER,
	[JOBS_COMPARISON_PREFIX] = JOBS_COMPARE_PREFIX,
	[JOBS_COMPARISON_LIKE] = JOBS_COMPARE_PREFIX,
	[JOBS_COMPARISON_CONTAINS] = JOBS_COMPARE_EQUAL,
	[JOBS_COMPARISON_HAS_KEY] = JOBS_COMPARE_PRESENT,
};

List *
jobs_pushdown_condition(PlannerInfo *root, RelOptInfo *rel,
						const JobsColumns *columns, JobsPushdown mode,
						Expr *clause, List **values)
{
	Maker		maker = {root, rel, columns, false, values};

	if (mode == JOBS_PUSHDOWN_OFF)
		return NIL;
	maker.documented = mode == JOBS_PUSHDOWN_DOCUMENTED;
	return make_condition(&maker, clause, false, 0);
}

static List *
make_condition(const Maker *maker, Expr *clause, bool negated, int depth)
{
	JobsComparison comparison;

	if (jobs_clause_read(maker->root, maker->rel, maker->columns, clause,
						 &comparison))
		return make_test(maker, &comparison, negated);
	if (maker->documented || !IsA(clause, BoolExpr) || depth == MAX_DEPTH)
		return NIL;
	if (((BoolExpr *) clause)->boolop == NOT_EXPR)
		return make_condition(maker, linitial(((BoolExpr *) clause)->args),
							  !negated, depth);
	return make_junction(maker, (BoolExpr *) clause, negated, depth);
}

static List *
make_junction(const Maker *maker, const BoolExpr *clause, bool negated,
			  int depth)
{
	bool		is_or = (clause->boolop == OR_EXPR) != negated;
	int			nvalues = list_length(*maker->values);
	List	   *parts = NIL;
	ListCell   *cell;

	foreach(cell, clause->args)
	{
		List	   *part = make_condition(maker, lfirst(cell), negated,
										  depth + 1);

		if (part != NIL)
			parts = lappend(parts, part);
		else if (is_or)
		{
			/* nor are the values of its other parts of use */
			*maker->values = list_truncate(*maker->values, nvalues);
			return NIL;
		}
	}
	if (list_length(parts) < 2)
		return parts == NIL ? NIL : linitial(parts);
	return jobs_condition_join(parts, is_or);
}

static List *
make_test(const Maker *maker, const JobsComparison *comparison, bool negated)
{
	const JobsOperand *operand = &comparison->operand;
	JobsTest	test = {0};
	Expr	   *value = comparison->value;
	Oid			typid = InvalidOid;

	test.documented = maker->documented;
	test.comparison = comparison->kind;
	test.column = comparison->typid;
	test.path = operand->field->path;
	test.is_list = comparison->is_list;
	if (operand->key != NULL)
		test.keys = list_make1(makeString(pstrdup(operand->key)));

	if (!operand->is_known ||
		(negated && !negate(&test)) ||
		!can_compare(maker, &test, operand->field) ||
		!find_form(maker, &test, comparison, &typid))
		return NIL;
	if (OidIsValid(typid))
		value = jobs_clause_coerce(maker->root, value, test.is_list, typid,
								   true);
	if (value == NULL)
		return NIL;

	test.value = list_length(*maker->values);
	*maker->values = lappend(*maker->values, value);
	return jobs_condition_pack(&test);
}

/* False if the negation can't be said. */
static bool
negate(JobsTest *test)
{
	static const int negations[] = {
		[JOBS_COMPARISON_EQUAL] = JOBS_COMPARISON_UNEQUAL,
		[JOBS_COMPARISON_UNEQUAL] = JOBS_COMPARISON_EQUAL,
		[JOBS_COMPARISON_LESS] = JOBS_COMPARISON_GREATER_EQUAL,
		[JOBS_COMPARISON_LESS_EQUAL] = JOBS_COMPARISON_GREATER,
		[JOBS_COMPARISON_GREATER] = JOBS_COMPARISON_LESS_EQUAL,
		[JOBS_COMPARISON_GREATER_EQUAL] = JOBS_COMPARISON_LESS,
		/* the service may ignore case in a prefix, which NOT would narrow */
		[JOBS_COMPARISON_PREFIX] = -1,
		[JOBS_COMPARISON_LIKE] = -1,
		[JOBS_COMPARISON_CONTAINS] = JOBS_COMPARISON_CONTAINS,
		[JOBS_COMPARISON_HAS_KEY] = JOBS_COMPARISON_HAS_KEY,
	};

	if (negations[test->comparison] < 0)
		return false;
	test->negated = negations[test->comparison] == (int) test->comparison;
	test->comparison = negations[test->comparison];
	return true;
}

static bool
can_compare(const Maker *maker, const JobsTest *test, const JobsField *field)
{
	int			allowed = maker->documented ? field->documented : field->full;

	/* equality of times is said by two bounds */
	if (field->type == JOBS_TYPE_TIMESTAMP &&
		test->comparison == JOBS_COMPARISON_EQUAL)
		return (allowed & JOBS_COMPARE_ORDER) != 0;
	return (allowed & needed[test->comparison]) != 0;
}

/*
 * How are the values of a comparison written, and which type must they have
 * for that?  False if there is no way that is sure to be understood.
 */
static bool
find_form(const Maker *maker, JobsTest *test, const JobsComparison *comparison,
		  Oid *typid)
{
	const JobsField *field = comparison->operand.field;
	static const char *const booleans[] = {"true", "false", NULL};
	bool		is_text;

	is_text = test->column == TEXTOID &&
		needed[test->comparison] != JOBS_COMPARE_ORDER;
	*typid = TEXTOID;
	test->form = test->documented ? JOBS_LITERAL_WORD : JOBS_LITERAL_QUOTED;
	if (test->comparison == JOBS_COMPARISON_CONTAINS)
	{
		*typid = InvalidOid;
		return field->type == JOBS_TYPE_MAP && test->keys == NIL;
	}
	if (test->comparison == JOBS_COMPARISON_HAS_KEY)
		return field->type == JOBS_TYPE_MAP && test->keys == NIL;

	switch (field->type)
	{
		case JOBS_TYPE_STRING:
			return is_text;
		case JOBS_TYPE_MAP:
			return is_text && test->keys != NIL;
		case JOBS_TYPE_ENUM:
			/* an unknown word may be refused, and other lists are not known */
			test->words = words_of(maker->columns->service->states);
			return is_text && field->role == JOBS_ROLE_STATE;
		case JOBS_TYPE_BOOLEAN:
			test->form = JOBS_LITERAL_WORD;
			test->words = words_of(booleans);
			return is_text;
		case JOBS_TYPE_DURATION:
			test->form = JOBS_LITERAL_DURATION;
			return is_text;
		case JOBS_TYPE_INT32:
		case JOBS_TYPE_INT64:
			test->form = JOBS_LITERAL_INTEGER;
			if (is_text)
				return true;
			*typid = INT8OID;
			return test->column == INT8OID || test->column == INT4OID ||
				test->column == INT2OID;
		case JOBS_TYPE_TIMESTAMP:
			test->form = JOBS_LITERAL_TIME;
			*typid = InvalidOid;
			return !test->is_list &&
				!is_rounded(maker, &comparison->operand) &&
				jobs_literal_are_times(test->column,
									   exprType((Node *) comparison->value));
		default:
			return false;
	}
}

/*
 * Does a column hold less than the microseconds of a time, as timestamp(0)
 * does?  Rounding may lift a time over a bound that the service's is below.
 */
static bool
is_rounded(const Maker *maker, const JobsOperand *operand)
{
	const JobsColumn *column = jobs_column_get(maker->columns,
											   operand->attnum);
	int32		typmod = column->typmod;

	(void) getBaseTypeAndTypmod(column->typid, &typmod);
	return typmod >= 0;
}

static List *
words_of(const char *const *words)
{
	List	   *list = NIL;

	for (; *words != NULL; words++)
		list = lappend(list, makeString(pstrdup(*words)));
	return list;
}
