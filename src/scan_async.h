/*-------------------------------------------------------------------------
 *
 * scan_async.h
 *	  Foreign scans under an Append that runs them at the same time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_SCAN_ASYNC_H
#define JOBS_SCAN_ASYNC_H

#include "postgres.h"

#include "nodes/execnodes.h"

/* FDW callbacks. */
extern void jobsForeignAsyncRequest(AsyncRequest *areq);
extern void jobsForeignAsyncConfigureWait(AsyncRequest *areq);
extern void jobsForeignAsyncNotify(AsyncRequest *areq);

#endif							/* JOBS_SCAN_ASYNC_H */
