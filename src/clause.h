/*-------------------------------------------------------------------------
 *
 * clause.h
 *	  Clauses that compare a field with a value.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_CLAUSE_H
#define JOBS_CLAUSE_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "operand.h"

/* The packed form of a condition has these as numbers. */
typedef enum JobsComparisonKind
{
	JOBS_COMPARISON_EQUAL,
	JOBS_COMPARISON_UNEQUAL,
	JOBS_COMPARISON_LESS,
	JOBS_COMPARISON_LESS_EQUAL,
	JOBS_COMPARISON_GREATER,
	JOBS_COMPARISON_GREATER_EQUAL,
	JOBS_COMPARISON_PREFIX,		/* starts with */
	JOBS_COMPARISON_LIKE,		/* the value is a pattern of LIKE */
	JOBS_COMPARISON_CONTAINS,	/* the value is a jsonb object */
	JOBS_COMPARISON_HAS_KEY
} JobsComparisonKind;

typedef struct JobsComparison
{
	JobsComparisonKind kind;
	JobsOperand operand;
	Oid			typid;			/* of the operand, as the operator sees it */
	Expr	   *value;			/* free of the table's own columns and of
								 * volatile functions */
	bool		is_list;		/* the value is an array: EQUAL to any,
								 * UNEQUAL to all of its elements */
} JobsComparison;

/*
 * Is a clause of "rel" the comparison of a field with a value that can be
 * known before the field is?  Only built-in operators count, of those that
 * depend on a collation only under a deterministic one.  An OR of equalities
 * with the same field is one comparison with a list.  Never raises.
 */
extern bool jobs_clause_read(PlannerInfo *root, RelOptInfo *rel,
							 const JobsColumns *columns, Expr *clause,
							 JobsComparison *comparison);

/*
 * An expression as one of another type, an array as one of that type's
 * array; constants are folded if "fold".  NULL if there is no such conversion.
 * Raises if folding does.
 */
extern Expr *jobs_clause_coerce(PlannerInfo *root, Expr *value, bool is_list,
								Oid typid, bool fold);

#endif							/* JOBS_CLAUSE_H */
