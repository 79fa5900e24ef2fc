/*-------------------------------------------------------------------------
 *
 * answer.h
 *	  An HTTP answer as it comes in: what is kept of it, what is refused.
 *
 * Called from within libcurl: nothing here raises or uses palloc.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_ANSWER_H
#define JOBS_ANSWER_H

#include "postgres.h"

typedef enum JobsAnswerTrouble
{
	JOBS_ANSWER_FINE,
	JOBS_ANSWER_MALFORMED,
	JOBS_ANSWER_TOO_LARGE,
	JOBS_ANSWER_NO_MEMORY
} JobsAnswerTrouble;

/* All zeros but max_size to begin with. */
typedef struct JobsAnswer
{
	size_t		max_size;		/* bytes of the body */

	char	   *body;			/* malloc'd, NUL-terminated; NULL: none yet */
	size_t		body_len;
	size_t		allocated;		/* of "body" */
	bool		is_cut;			/* an error with more body than is kept */

	size_t		header_bytes;	/* of all header lines so far */
	int			status;			/* of the answer that is coming in; 0: odd */
	bool		has_headers;	/* these are complete */
	bool		is_chunked;
	bool		is_encoded;		/* has a Content-Encoding */
	char		length[24];		/* Content-Length as sent, "": none */
	char		content_type[128];	/* printable; "": none */
	char		date[64];		/* Date as sent, "": none or too long */
	char		retry_after[64];	/* Retry-After as sent, the same */
	char		location_host[256]; /* of Location, printable; "": none */

	JobsAnswerTrouble trouble;
	const char *reason;			/* constant text about "trouble" */
} JobsAnswer;

/*
 * Take one line of the head, its end included.  False if the answer can't be
 * accepted; then "trouble" and "reason" say why.
 */
extern bool jobs_answer_header(JobsAnswer *answer, const char *line,
							   size_t len);

/*
 * Take a part of the body, decoded.  False as above, or with no trouble but
 * "is_cut" set when nothing more is needed.
 */
extern bool jobs_answer_body(JobsAnswer *answer, const char *data, size_t len);

/* Is the head complete, and of the answer itself, not of a "100 Continue"? */
extern bool jobs_answer_has_head(const JobsAnswer *answer);

/* Free the body. */
extern void jobs_answer_free(JobsAnswer *answer);

/* Make text from outside fit to be shown, whatever the server's encoding. */
extern void jobs_answer_make_printable(char *text);

#endif							/* JOBS_ANSWER_H */
