/*-------------------------------------------------------------------------
 *
 * explain.h
 *	  Foreign scans in EXPLAIN.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_EXPLAIN_H
#define JOBS_EXPLAIN_H

#include "postgres.h"

#include "commands/explain.h"
#include "nodes/execnodes.h"

/*
 * FDW callback: the requests that a scan makes, and with ANALYZE what they
 * have cost.  No I/O, no user mapping.
 */
extern void jobsExplainForeignScan(ForeignScanState *node,
								   struct ExplainState *es);

#endif							/* JOBS_EXPLAIN_H */
