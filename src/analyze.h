/*-------------------------------------------------------------------------
 *
 * analyze.h
 *	  ANALYZE of a foreign table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_ANALYZE_H
#define JOBS_ANALYZE_H

#include "postgres.h"

#include "foreign/fdwapi.h"
#include "utils/relcache.h"

/* FDW callback.  No I/O before the sample is asked for. */
extern bool jobsAnalyzeForeignTable(Relation relation,
									AcquireSampleRowsFunc *func,
									BlockNumber *totalpages);

#endif							/* JOBS_ANALYZE_H */
