/*-------------------------------------------------------------------------
 *
 * message.h
 *	  What the HTTP engine is given and what it gives back.
 *
 * Types only: http.h is the engine.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_MESSAGE_H
#define JOBS_MESSAGE_H

#include "postgres.h"

#include "nodes/pg_list.h"

/* How an exchange ended. */
typedef enum JobsHttpOutcome
{
	JOBS_HTTP_PENDING,
	JOBS_HTTP_ANSWERED,			/* a whole answer, whatever its status */
	JOBS_HTTP_NOT_RESOLVED,
	JOBS_HTTP_NOT_CONNECTED,
	JOBS_HTTP_FORBIDDEN,		/* an address that requests must not go to */
	JOBS_HTTP_TLS_FAILED,		/* no handshake */
	JOBS_HTTP_NOT_TRUSTED,		/* the certificate, or no usable CA file */
	JOBS_HTTP_PROXY_FAILED,
	JOBS_HTTP_TIMED_OUT,
	JOBS_HTTP_LOST,				/* connection closed or reset, answer cut
								 * short */
	JOBS_HTTP_MALFORMED,		/* not HTTP, absurd headers, bad compression */
	JOBS_HTTP_TOO_LARGE,		/* body over the limit */
	JOBS_HTTP_NO_MEMORY,
	JOBS_HTTP_NO_DESCRIPTOR		/* too many descriptors under way */
} JobsHttpOutcome;

typedef struct JobsHttpHeader
{
	const char *name;
	const char *value;			/* checked: no CR, LF, NUL or other controls */
} JobsHttpHeader;

/* One request.  The texts are copied by jobs_http_start. */
typedef struct JobsHttpRequest
{
	const char *verb;			/* GET, POST, PATCH */
	const char *url;			/* absolute, encoded */
	List	   *headers;		/* JobsHttpHeader *, may hold secrets */
	const char *body;			/* NULL: none; UTF-8 */
	size_t		body_len;
	bool		idempotent;		/* false: only on a fresh connection, since
								 * libcurl repeats a request on a reused one
								 * that turns out dead */
	int			delay;			/* ms to wait before it starts */
	int			connect_timeout;	/* ms */
	int			timeout;		/* ms, all of it but the delay */
	size_t		max_size;		/* bytes of the decoded body */
	const char *ca_file;		/* NULL: the system's */
	const char *proxy;			/* NULL: none */
	const char *user_agent;
	bool		allow_http;		/* plain http is fine for this request */
	bool		allow_private;	/* loopback and private addresses are fine */
} JobsHttpRequest;

typedef struct JobsHttpResponse
{
	JobsHttpOutcome outcome;
	int			status;			/* HTTP status; 0 if there was none */
	const char *body;			/* decoded; NUL-terminated beyond its length,
								 * "" if there is none */
	size_t		body_len;
	bool		is_cut;			/* an error with more body than is kept */
	char		content_type[128];	/* "" if there was none */
	long		retry_after;	/* seconds; -1: no such header */
	int64		date;			/* header Date, Unix time; 0: none */
	char		location_host[256]; /* host of a redirect that was not
									 * followed */
	const char *phase;			/* constant: resolving the name, connecting,
								 * TLS handshake, sending, waiting for the
								 * answer, receiving */
	char		error[256];		/* libcurl's own words, cleaned */
	bool		sent;			/* a byte of the request may have left */
	int64		wire_bytes;		/* received: headers and body as sent */
	int			connections;	/* opened for it; 0: one was reused */
} JobsHttpResponse;

#endif							/* JOBS_MESSAGE_H */
