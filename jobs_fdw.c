/*-------------------------------------------------------------------------
 *
 * jobs_fdw.c
 *	  The entry: what PostgreSQL finds when it loads the module.
 *
 * Nothing is decided here.  The map of the source is src/README.md.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/reloptions.h"
#include "foreign/fdwapi.h"

#include "src/analyze.h"
#include "src/compat.h"
#include "src/explain.h"
#include "src/import.h"
#include "src/option.h"
#include "src/scan_async.h"
#include "src/scan_exec.h"
#include "src/scan_plan.h"

JOBS_MODULE_MAGIC("jobs_fdw", JOBS_VERSION);

extern PGDLLEXPORT void _PG_init(void);

JOBS_FUNCTION(jobs_fdw_handler);
JOBS_FUNCTION(jobs_fdw_validator);

void
_PG_init(void)
{
	jobs_option_define_settings();
}

Datum
jobs_fdw_handler(PG_FUNCTION_ARGS)
{
	FdwRoutine *routine = makeNode(FdwRoutine);

	(void) fcinfo;
	routine->GetForeignRelSize = jobsGetForeignRelSize;
	routine->GetForeignPaths = jobsGetForeignPaths;
	routine->GetForeignPlan = jobsGetForeignPlan;

	routine->BeginForeignScan = jobsBeginForeignScan;
	routine->IterateForeignScan = jobsIterateForeignScan;
	routine->ReScanForeignScan = jobsReScanForeignScan;
	routine->EndForeignScan = jobsEndForeignScan;

	routine->IsForeignPathAsyncCapable = jobsIsForeignPathAsyncCapable;
	routine->ForeignAsyncRequest = jobsForeignAsyncRequest;
	routine->ForeignAsyncConfigureWait = jobsForeignAsyncConfigureWait;
	routine->ForeignAsyncNotify = jobsForeignAsyncNotify;

	routine->ExplainForeignScan = jobsExplainForeignScan;
	routine->AnalyzeForeignTable = jobsAnalyzeForeignTable;
	routine->ImportForeignSchema = jobsImportForeignSchema;

	PG_RETURN_POINTER(routine);
}

Datum
jobs_fdw_validator(PG_FUNCTION_ARGS)
{
	jobs_option_validate(untransformRelOptions(PG_GETARG_DATUM(0)),
						 PG_GETARG_OID(1));
	PG_RETURN_VOID();
}
