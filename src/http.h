/*-------------------------------------------------------------------------
 *
 * http.h
 *	  The HTTP engine: the only way out of the backend.
 *
 * Every request of the backend runs through one libcurl multi handle.  A
 * request is an object that is under way until it is done; nothing here
 * blocks but jobs_http_wait().
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_HTTP_H
#define JOBS_HTTP_H

#include "postgres.h"

#include "message.h"

typedef struct JobsHttpExchange JobsHttpExchange;

/*
 * Start a request.  The exchange belongs to "owner": when that is reset the
 * request is dropped, whatever its state.  Raises only for a lack of memory or
 * descriptors (53200, 53000), an environment that would leak (SSLKEYLOGFILE,
 * 55000) or a libcurl that is not fit (0A000).
 */
extern JobsHttpExchange *jobs_http_start(MemoryContext owner,
										 const JobsHttpRequest *request);

/* Is the exchange over?  Does no work; jobs_http_poll() does. */
extern bool jobs_http_is_done(const JobsHttpExchange *exchange);

/*
 * The answer of an exchange that is over.  Belongs to the exchange.
 */
extern const JobsHttpResponse *jobs_http_response(const JobsHttpExchange *exchange);

/* Drop an exchange: ends the request, frees all that belongs to it. */
extern void jobs_http_free(JobsHttpExchange *exchange);

/*
 * Let every exchange go on as far as it can without waiting.  Does not look at
 * interrupts.
 */
extern void jobs_http_poll(void);

/*
 * Wait until something happened to some exchange, then let them go on.
 * Returns after progress, not necessarily after an end.  Checks for
 * interrupts: a cancel is raised from here, within milliseconds.
 */
extern void jobs_http_wait(void);

/*
 * As jobs_http_wait, for the abort path: waits at most "timeout" ms with
 * poll(2), handles no interrupt, never raises.  False when the time is over.
 */
extern bool jobs_http_wait_uninterrupted(int timeout);

/*
 * A descriptor that is readable whenever jobs_http_poll() has something to do;
 * for wait event sets.  The engine's own: dup it to add it twice.
 */
extern int	jobs_http_descriptor(void);

/* Close idle connections; those in use stay. */
extern void jobs_http_disconnect(void);

/* "libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13", for jobs_fdw_version(). */
extern const char *jobs_http_version(void);

#endif							/* JOBS_HTTP_H */
