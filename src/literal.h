/*-------------------------------------------------------------------------
 *
 * literal.h
 *	  Values as they stand in a list filter.
 *
 * All functions return a text that no value can break out of, palloc'd in the
 * current context, or NULL for a value that can't be said so: then the
 * comparison is left out.  They raise only out of memory.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_LITERAL_H
#define JOBS_LITERAL_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "clause.h"

/* The packed form of a condition has these as numbers. */
typedef enum JobsLiteralForm
{
	JOBS_LITERAL_WORD,			/* letters, digits, underscores, as they are */
	JOBS_LITERAL_QUOTED,
	JOBS_LITERAL_INTEGER,
	JOBS_LITERAL_DURATION,		/* seconds: 7200s */
	JOBS_LITERAL_TIME
} JobsLiteralForm;

/*
 * The text of a value of type text, or for integers int8.  Where "words"
 * (String nodes) is not NIL the value must be one of them.  Times are not for
 * this function.
 */
extern char *jobs_literal_text(JobsLiteralForm form, const List *words,
							   Oid typid, Datum value);

/* Any text in quotes: the one function that quotes. */
extern char *jobs_literal_quote(const char *text);

/*
 * What all ids that start with a text begin with, or with "is_pattern" all
 * that are LIKE it; what can't be in an id ends it.  NULL if it is empty.
 */
extern char *jobs_literal_prefix(const char *text, bool is_pattern);

/* A key of a map behind a dot. */
extern char *jobs_literal_key(const char *key);

/*
 * The times that a column of type "column" can be in which compares as "kind"
 * with a value of type "typid": from the first, until before the second; NULL
 * where there is no bound.  Both are whole seconds and wide enough for times
 * of which the column shows less digits than the service knows.  False if
 * nothing can be said.
 */
extern bool jobs_literal_times(JobsComparisonKind kind, Oid column, Oid typid,
							   Datum value, char **from, char **until);

/* Can jobs_literal_times compare columns and values of these types? */
extern bool jobs_literal_are_times(Oid column, Oid typid);

#endif							/* JOBS_LITERAL_H */
