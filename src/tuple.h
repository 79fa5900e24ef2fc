/*-------------------------------------------------------------------------
 *
 * tuple.h
 *	  From a decoded row and the request behind it to a tuple.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_TUPLE_H
#define JOBS_TUPLE_H

#include "postgres.h"

#include "executor/tuptable.h"
#include "nodes/bitmapset.h"

#include "column.h"
#include "row.h"

/* How rows of one table become tuples; made once per scan. */
typedef struct JobsTupleMaker JobsTupleMaker;

/* What the parameter columns of a row hold; NULL where nothing was asked. */
typedef struct JobsTupleParameters
{
	const char *project;
	const char *filter;
	const char *page_token;
	const char *update_mask;
	int			page_size;		/* 0: not asked for */
} JobsTupleParameters;

/*
 * A maker for the columns "needed" (attribute numbers; a member 0 means all of
 * them).  Lives in the current context and refers to "columns".
 */
extern JobsTupleMaker *jobs_tuple_maker_create(const JobsColumns *columns,
											   const Bitmapset *needed);

/*
 * Store a row as the slot's tuple, a virtual one: it is valid as long as the
 * row and the current context.  Raises what the input function of a parameter
 * column raises, with the column in the context.
 */
extern void jobs_tuple_store(const JobsTupleMaker *maker, const JobsRow *row,
							 const JobsTupleParameters *parameters,
							 TupleTableSlot *slot);

#endif							/* JOBS_TUPLE_H */
