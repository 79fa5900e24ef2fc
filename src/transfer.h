/*-------------------------------------------------------------------------
 *
 * transfer.h
 *	  One request on its way through libcurl.
 *
 * For http.c only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_TRANSFER_H
#define JOBS_TRANSFER_H

#include "postgres.h"

#include "message.h"

typedef struct JobsTransfer JobsTransfer;

/*
 * Make libcurl ready; harmless when called again.  Raises if it is not fit
 * (0A000).  jobs_event_open() comes first.
 */
extern void jobs_transfer_initialize(void);

/*
 * Prepare a transfer; nothing is sent yet.  It belongs to "context", whose
 * reset ends it, whatever its state.  "response", all zeros, is filled in
 * when the transfer ends and must live as long; "outcome" is set last.
 * Raises out of memory (53200), or if libcurl is not fit (0A000).
 */
extern JobsTransfer *jobs_transfer_create(MemoryContext context,
										  const JobsHttpRequest *request,
										  JobsHttpResponse *response);

/*
 * Begin a transfer.  JOBS_HTTP_PENDING, or why it could not begin.  Never
 * raises.
 */
extern JobsHttpOutcome jobs_transfer_begin(JobsTransfer *transfer);

/*
 * Let all transfers go on as far as they can without waiting.  Never raises,
 * looks at no interrupt.
 */
extern void jobs_transfer_drive(void);

/* How it stands with all transfers. */
typedef struct JobsTransferStatus
{
	int			running;		/* begun and not ended */
	int64		due;			/* when jobs_transfer_drive() is due even if
								 * no socket is ready, in us on the clock of
								 * event.h; 0: never */
} JobsTransferStatus;

extern const JobsTransferStatus *jobs_transfer_status(void);

/* Drop idle connections, those in use as soon as they are idle. */
extern void jobs_transfer_disconnect(void);

/* The versions of libcurl and its libraries; constant. */
extern const char *jobs_transfer_version(void);

#endif							/* JOBS_TRANSFER_H */
