/*-------------------------------------------------------------------------
 *
 * scan_exec.h
 *	  Foreign scans in the executor.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_SCAN_EXEC_H
#define JOBS_SCAN_EXEC_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "api.h"

/* FDW callbacks. */
extern void jobsBeginForeignScan(ForeignScanState *node, int eflags);
extern TupleTableSlot *jobsIterateForeignScan(ForeignScanState *node);
extern void jobsReScanForeignScan(ForeignScanState *node);
extern void jobsEndForeignScan(ForeignScanState *node);

/*
 * What the scan has cost so far, rescans included, for EXPLAIN ANALYZE; NULL
 * if it was not begun.  Belongs to the scan.
 */
extern const JobsApiCounts *jobs_scan_exec_counts(ForeignScanState *node);

/*
 * For asynchronous execution: could the next row, or the end, be had without
 * waiting?  Sends the first requests if that is still to be done, and lets
 * those under way go on.  Raises what the scan raises.
 */
extern bool jobs_scan_exec_ready(ForeignScanState *node);

/* Has the scan handed out its last row?  Never raises. */
extern bool jobs_scan_exec_at_end(ForeignScanState *node);

/*
 * A descriptor of the scan's own that is readable whenever the scan, or any
 * other of this backend, may go on.  The scan must not be ready.  Closed with
 * the scan.  Raises 53000 if there is none left.
 */
extern int	jobs_scan_exec_descriptor(ForeignScanState *node);

#endif							/* JOBS_SCAN_EXEC_H */
