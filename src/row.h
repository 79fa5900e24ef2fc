/*-------------------------------------------------------------------------
 *
 * row.h
 *	  From an answer's bytes to rows of Datums.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_ROW_H
#define JOBS_ROW_H

#include "postgres.h"

#include "nodes/bitmapset.h"

#include "column.h"

typedef struct JobsRow
{
	const char *job;			/* jobId, server encoding; NULL if absent */
	Datum	   *values;			/* natts of the table; request parameters and
								 * unneeded columns are NULL */
	bool	   *isnull;
} JobsRow;

typedef struct JobsPage
{
	int			nrows;
	JobsRow    *rows;
	char	   *next_token;		/* raw UTF-8 as sent; NULL at the end of the
								 * list */
} JobsPage;

/* What to decode; made once per scan, the same for all its pages. */
typedef struct JobsRowDecoder JobsRowDecoder;

/*
 * A decoder for the columns "needed" (attribute numbers; a member 0 means all
 * of them).  Lives in the current context and refers to "columns".
 */
extern JobsRowDecoder *jobs_row_decoder_create(const JobsColumns *columns,
											   const Bitmapset *needed);

/*
 * Decode the answer of list, or of get (one row).  All of the body is checked
 * before anything is returned: a page is handed out whole or not at all.
 * The result lives in the current context and holds nothing of the body.
 * Checks for interrupts.
 *
 * A member that is absent or null is NULL, one that the catalogue does not
 * know is passed over.  Text columns of an object or array hold its JSON as it
 * was sent, byte by byte.  Of unknown members and those inside of a json or
 * jsonb column the last of a name counts.  An answer to get must have a jobId,
 * for the request names it; one without would vanish in the query's clause.
 *
 * Raises
 *	 08P01	not one JSON document, or not of the API's shape
 *	 22032	a known member of the wrong JSON type, or twice: those at the top of
 *			the answer and of a job, and deeper ones that a needed column shows
 *	 22021	not UTF-8
 *	 22P05	a character that the database can't hold, \u0000, or half a
 *			surrogate pair, in what a column or name holds
 *	 54000	too deep, too many values, or a page token above 8 kB
 *	 22P02, 22003, 22007, 22008	a value that does not fit its column; then, as
 *			for 22P05, the context names table, column and job
 */
extern JobsPage *jobs_row_decode_list(const JobsRowDecoder *decoder,
									  const char *body, size_t len);
extern JobsPage *jobs_row_decode_job(const JobsRowDecoder *decoder,
									 const char *body, size_t len);

#endif							/* JOBS_ROW_H */
