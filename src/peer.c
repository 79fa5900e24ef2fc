/*-------------------------------------------------------------------------
 *
 * peer.c
 *	  What this backend remembers of each server beyond a statement.
 *
 * Counters for jobs_fdw_stats(), the pace of requests_per_minute, and whether
 * the service behind a server has shown that it does not take the filters we
 * generate.  Keyed by the server's OID, so nothing here must follow a change
 * of its options but the last: another endpoint may know filters.  Must not
 * know what is sent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "event.h"
#include "peer.h"

#define MINUTE	INT64CONST(60000000)	/* us */

/*
 * JobsPeer *, in TopMemoryContext, for the life of the backend.  A list, since
 * a backend talks to a handful of servers.
 */
static List *peers = NIL;

static void server_changed(Datum arg, int cacheid, uint32 hashvalue);
static int64 booking_interval(int per_minute);
static int	burst(int per_minute);

JobsPeer *
jobs_peer_get(Oid serverid)
{
	static bool registered = false; /* for the life of the backend */
	ListCell   *lc;
	JobsPeer   *peer;
	MemoryContext old;

	foreach(lc, peers)
	{
		peer = lfirst(lc);
		if (peer->stats.serverid == serverid)
			return peer;
	}

	if (!registered)
		CacheRegisterSyscacheCallback(FOREIGNSERVEROID, server_changed,
									  (Datum) 0);
	registered = true;

	old = MemoryContextSwitchTo(TopMemoryContext);
	peer = palloc0(sizeof(JobsPeer));
	peer->stats.serverid = serverid;
	peers = lappend(peers, peer);
	MemoryContextSwitchTo(old);
	return peer;
}

const JobsPeer *
jobs_peer_at(int index)
{
	return index < list_length(peers) ? list_nth(peers, index) : NULL;
}

void
jobs_peer_forget(Oid serverid)
{
	ListCell   *lc;

	foreach(lc, peers)
	{
		JobsPeer   *peer = lfirst(lc);

		if (!OidIsValid(serverid) || peer->stats.serverid == serverid)
			peer->filters_off = false;
	}
}

/*
 * A bucket of burst() tokens that fills by one token an interval, kept as the
 * moment when it will be full.  A minute sees the bucket and what is filled in
 * during it; the interval is such that the two make up "per_minute".
 */
int
jobs_peer_book(JobsPeer *peer, int per_minute)
{
	int64		now = jobs_event_now();
	int64		interval = booking_interval(per_minute);
	int64		start;

	if (per_minute <= 0)
		return 0;
	start = peer->paced_until - (burst(per_minute) - 1) * interval;
	start = Max(start, now);
	peer->paced_until = Max(peer->paced_until, start) + interval;
	return (int) ((start - now + 999) / 1000);
}

void
jobs_peer_unbook(JobsPeer *peer, int per_minute)
{
	if (per_minute > 0)
		peer->paced_until -= booking_interval(per_minute);
}

/*
 * Which server changed is known only as a hash value.  Forgetting too much
 * costs a refused request.
 */
static void
server_changed(Datum arg, int cacheid, uint32 hashvalue)
{
	(void) arg;
	(void) cacheid;
	(void) hashvalue;
	jobs_peer_forget(InvalidOid);
}

static int64
booking_interval(int per_minute)
{
	return per_minute <= 0 ? 0 : MINUTE / (per_minute - burst(per_minute) + 1);
}

/* A second's worth at once: what is asked for together may go together. */
static int
burst(int per_minute)
{
	return Max(1, per_minute / 60);
}
