/*-------------------------------------------------------------------------
 *
 * jsonb.h
 *	  From a value of a JSON document to jsonb.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_JSONB_H
#define JOBS_JSONB_H

#include "postgres.h"

#include "tree.h"

/*
 * The jsonb of the value at "index", the same bytes that jsonb_in would give.
 * Of members that come twice the last counts.  palloc'd in the current
 * context.  Raises 22P05 for a text that jsonb can't hold, 22003 for a number
 * that it can't, 54000 if the result is too large.
 */
extern Datum jobs_jsonb_make(const JobsTree *tree, uint32 index);

#endif							/* JOBS_JSONB_H */
