/*-------------------------------------------------------------------------
 *
 * reader.h
 *	  One pass over the bytes of a JSON document, value by value.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_READER_H
#define JOBS_READER_H

#include "postgres.h"

#include <setjmp.h>

typedef enum JobsKind
{
	JOBS_KIND_NULL,
	JOBS_KIND_FALSE,
	JOBS_KIND_TRUE,
	JOBS_KIND_NUMBER,
	JOBS_KIND_STRING,
	JOBS_KIND_OBJECT,
	JOBS_KIND_ARRAY
} JobsKind;

/* A value, or a member's name, where it stands in the document. */
typedef struct JobsToken
{
	const char *text;			/* of a string what is between the quotes, of
								 * anything else all of it; UTF-8 */
	uint32		len;			/* bytes */
	uint8		kind;			/* JobsKind */
	bool		escaped;		/* a string with a backslash in it */
} JobsToken;

typedef struct JobsReader
{
	const char *start;			/* of the document; it must outlive the reader */
	const char *end;			/* of the document */
	const char *at;				/* next byte to read */
	int			depth;			/* objects and arrays around it */
	int			nvalues;		/* read so far */
	sigjmp_buf *refused;		/* where to go instead of raising, or NULL */
} JobsReader;

/*
 * Would a document be read to its end without an error?  Raises nothing but a
 * pending cancel.
 */
extern bool jobs_reader_accepts(const char *document, size_t len);

/*
 * All of what follows raises
 *	 08P01	not JSON as RFC 8259 has it, with the offset of the byte
 *	 54000	deeper than 32 levels, or more than 1,000,000 values
 * and lets a pending cancel be reported.  It allocates nothing.
 */

/*
 * Begin with a document.  Raises 22021 if it is not valid UTF-8.  A byte order
 * mark before it is skipped.
 */
extern void jobs_reader_begin(JobsReader *reader, const char *document,
							  size_t len);

/* Go to the next value and tell its kind; then it must be read or skipped. */
extern JobsKind jobs_reader_kind(JobsReader *reader);

/* Read a value that is neither object nor array. */
extern void jobs_reader_scalar(JobsReader *reader, JobsKind kind,
							   JobsToken *token);

/* Read over a value of any kind. */
extern void jobs_reader_skip(JobsReader *reader, JobsKind kind);

/*
 * Enter an object or an array, then go from member to member or from element
 * to element: true when a value follows, false when the end was read.  The
 * first of them is asked for with "first" set.
 */
extern void jobs_reader_enter(JobsReader *reader);
extern bool jobs_reader_member(JobsReader *reader, bool first,
							   JobsToken *name);
extern bool jobs_reader_element(JobsReader *reader, bool first);

/* The document must be at its end. */
extern void jobs_reader_end(JobsReader *reader);

#endif							/* JOBS_READER_H */
