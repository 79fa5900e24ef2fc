/*-------------------------------------------------------------------------
 *
 * scan_async.c
 *	  Foreign scans under an Append that runs them at the same time.
 *
 * The requests of all scans of a backend run in one engine anyway, so there
 * is little to do here: start them, and answer the Append when a scan has a
 * row.  This file knows the executor's protocol for that and nothing of
 * requests.
 *
 * The engine has one descriptor, and each scan gives the Append a duplicate
 * of it.  Whichever wakes up lets the requests of all go on; a scan that has
 * its answer by then is found when the Append arranges its next wait.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/execAsync.h"
#include "executor/instrument.h"
#include "executor/tuptable.h"
#include "foreign/fdwapi.h"
#include "storage/latch.h"

#include "scan_async.h"
#include "scan_exec.h"

static void answer(AsyncRequest *areq);
static void answer_early(AsyncRequest *areq);
static bool another_is_ready(const AppendState *append);

void
jobsForeignAsyncRequest(AsyncRequest *areq)
{
	answer(areq);
}

/*
 * Called for each scan that has not answered, before the Append waits for any
 * of them.
 */
void
jobsForeignAsyncConfigureWait(AsyncRequest *areq)
{
	ForeignScanState *node = castNode(ForeignScanState, areq->requestee);
	AppendState *append = castNode(AppendState, areq->requestor);
	WaitEventSet *set = append->as_eventset;

	if (jobs_scan_exec_ready(node))
	{
		answer_early(areq);
		if (areq->request_complete)
			return;
	}

	/*
	 * The Append waits if anything is there to wait for, also while a scan
	 * has its answer.  So the first that would make it wait looks at the
	 * others; the postmaster's death is one event that is always there.
	 */
	if (GetNumRegisteredWaitEvents(set) == 1 &&
		(!bms_is_empty(append->as_needrequest) || another_is_ready(append)))
		return;

	AddWaitEventToSet(set, WL_SOCKET_READABLE,
					  jobs_scan_exec_descriptor(node), NULL, areq);
}

void
jobsForeignAsyncNotify(AsyncRequest *areq)
{
	answer(areq);
}

/* Answer with a row or the end if that can be had without waiting. */
static void
answer(AsyncRequest *areq)
{
	ForeignScanState *node = castNode(ForeignScanState, areq->requestee);
	TupleTableSlot *slot = NULL;

	/* the node checks local clauses, so many rows may be read for one */
	if (jobs_scan_exec_ready(node))
		slot = areq->requestee->ExecProcNodeReal(areq->requestee);

	if (!TupIsNull(slot))
		ExecAsyncRequestDone(areq, slot);
	else if (jobs_scan_exec_at_end(node))
		ExecAsyncRequestDone(areq, NULL);
	else
		ExecAsyncRequestPending(areq);
}

/* Answer a request that waits for jobsForeignAsyncNotify, before that. */
static void
answer_early(AsyncRequest *areq)
{
	areq->callback_pending = false;
	answer(areq);
	ExecAsyncResponse(areq);
	if (areq->request_complete && areq->requestee->instrument != NULL)
		InstrUpdateTupleCount(areq->requestee->instrument,
							  TupIsNull(areq->result) ? 0.0 : 1.0);
}

static bool
another_is_ready(const AppendState *append)
{
	for (int i = 0; i < append->as_nplans; i++)
	{
		const AsyncRequest *areq = append->as_asyncrequests[i];
		ForeignScanState *node;

		if (areq == NULL || !areq->callback_pending ||
			!IsA(areq->requestee, ForeignScanState))
			continue;
		node = (ForeignScanState *) areq->requestee;
		if (node->fdwroutine->ForeignAsyncRequest == jobsForeignAsyncRequest &&
			jobs_scan_exec_ready(node))
			return true;
	}
	return false;
}
