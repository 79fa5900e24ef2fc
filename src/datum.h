/*-------------------------------------------------------------------------
 *
 * datum.h
 *	  From a value of a JSON document to a value of an SQL type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_DATUM_H
#define JOBS_DATUM_H

#include "postgres.h"

#include "field.h"
#include "tree.h"

/* How values become those of one column's type; made once per scan. */
typedef struct JobsConverter JobsConverter;

/* In the current context, where it also caches what it looks up. */
extern JobsConverter *jobs_datum_converter(JobsFieldType field_type,
										   Oid typid, int32 typmod);

/* Must all that a value contains be in the tree, or is its text enough? */
extern bool jobs_datum_needs_contents(const JobsConverter *converter);

/*
 * The datum of a node; a node that is NULL, or holds null, gives NULL.  In the
 * current context.  The text of a scalar, as it was sent, goes into any type
 * that its input function takes; an object or array goes into texts as the
 * JSON that was sent, an array into text[] element by element.  Raises 22P02, 22003, 22007, 22008
 * or 22P05 for a value that does not fit, and what an input function or a
 * domain's constraints raise.
 */
extern Datum jobs_datum_make(JobsConverter *converter, const JobsTree *tree,
							 const JobsNode *node, bool *isnull);

#endif							/* JOBS_DATUM_H */
