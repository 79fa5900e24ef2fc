/*-------------------------------------------------------------------------
 *
 * condition.h
 *	  Conditions of a generated list filter, in a plan and as text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_CONDITION_H
#define JOBS_CONDITION_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "clause.h"
#include "literal.h"

/* The comparison of one field with one value. */
typedef struct JobsTest
{
	bool		documented;		/* is it in the documented language? */
	JobsComparisonKind comparison;
	bool		negated;		/* CONTAINS and HAS_KEY only */
	JobsLiteralForm form;
	Oid			column;			/* type of the field in SQL */
	const char *path;			/* of the field */
	List	   *keys;			/* String: one key below a map, or none */
	List	   *words;			/* String: the values there are; NIL: any */
	int			value;			/* index of the value */
	bool		is_list;		/* EQUAL to any, UNEQUAL to all of an array */
} JobsTest;

/* A value that a condition compares with, at run time. */
typedef struct JobsFilterValue
{
	Oid			typid;
	Datum		value;
	bool		isnull;
	const char *placeholder;	/* for EXPLAIN: "{$1}"; NULL at run time */
} JobsFilterValue;

/*
 * A condition packed into nodes that a plan can carry: a test, or several
 * packed conditions joined by AND or OR.  In the current context.
 */
extern List *jobs_condition_pack(const JobsTest *test);
extern List *jobs_condition_join(List *conditions, bool is_or);

/*
 * How many texts will it take to say a packed condition?  Several where the
 * documented language, which has no OR, must name one of several states.  0:
 * nothing can be said; -1: the values, of which "values" are the expressions,
 * decide.  Never raises.
 */
extern int	jobs_condition_count(const List *condition, const List *values);

/*
 * The texts (char *) of a packed condition: for every job that the clause
 * keeps one of them is true, perhaps for others too.  States come in the order
 * in which a job passes through them.  NIL if nothing can be said with these
 * values.  palloc'd in the current context.
 */
extern List *jobs_condition_render(const List *condition,
								   const JobsFilterValue *values);

/*
 * Do these values leave a packed condition true of no job, as a comparison
 * with NULL is?  Never raises.
 */
extern bool jobs_condition_is_never(const List *condition,
									const JobsFilterValue *values);

#endif							/* JOBS_CONDITION_H */
