/*-------------------------------------------------------------------------
 *
 * easy.h
 *	  What libcurl is told about one request, and what it tells about it: its
 *	  "easy handle".
 *
 * For transfer.c only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_EASY_H
#define JOBS_EASY_H

#include "postgres.h"

#include "message.h"

struct curl_slist;

/*
 * Tell a new handle (CURL *) all about a request but the callbacks.  "headers"
 * is the caller's to wipe when the handle is gone, even if this raises.
 * Raises what jobs_easy_require() raises.
 */
extern void jobs_easy_configure(void *handle, const JobsHttpRequest *request,
								struct curl_slist **headers);

/* Overwrite and free headers, or NULL.  Never raises. */
extern void jobs_easy_wipe(struct curl_slist *headers);

/* What libcurl knows about a request (CURLINFO); 0 if nothing. */
extern long jobs_easy_long(void *handle, int info);
extern int64 jobs_easy_number(void *handle, int info);

/*
 * What a result (CURLcode) means for a request of which something was "sent"
 * or not, as far as the result alone tells.  Never raises.
 */
extern JobsHttpOutcome jobs_easy_outcome(int result, bool sent);

/* An HTTP date as Unix time; 0 if it is none.  Never raises. */
extern int64 jobs_easy_date(const char *text);

/*
 * Retry-After in seconds: a number, or a date, which is seen from "date", the
 * service's clock, unless that is 0.  -1 if it is neither.  Never raises.
 */
extern long jobs_easy_delay(const char *text, int64 date);

/*
 * Raise if a result (CURLcode) says that libcurl did not do what it was told:
 * 53200 out of memory, else 0A000.  Not for callbacks.
 */
extern void jobs_easy_require(int result);

/* Set one option, or raise. */
#define JOBS_EASY_SET(easy, option, value) \
	jobs_easy_require(curl_easy_setopt(easy, option, value))

#endif							/* JOBS_EASY_H */
