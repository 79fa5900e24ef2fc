/*-------------------------------------------------------------------------
 *
 * peer.h
 *	  What this backend remembers of each server beyond a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_PEER_H
#define JOBS_PEER_H

#include "postgres.h"

/* One row of jobs_fdw_stats(): a server of this backend. */
typedef struct JobsApiStats
{
	Oid			serverid;
	int64		requests;		/* attempts started */
	int64		retries;		/* of these, repeats */
	int64		errors;			/* calls that ended with a fault */
	int64		bytes;			/* received on the wire */
	int64		connections;	/* opened */
	double		seconds_waited; /* in which the backend did nothing else; an
								 * Append that waits for several scans is not
								 * counted */
} JobsApiStats;

typedef struct JobsPeer
{
	JobsApiStats stats;
	int64		paced_until;	/* us on the event clock: when the requests so
								 * far will have been paid for */
	bool		filters_off;	/* it has refused a generated filter */
} JobsPeer;

/*
 * The memory of a server, made when it is first asked for.  It stays as long
 * as the backend, even if the server is dropped.
 */
extern JobsPeer *jobs_peer_get(Oid serverid);

/* The peer with this index, or NULL past the last. */
extern const JobsPeer *jobs_peer_at(int index);

/*
 * Let generated filters be tried again, on one server or with InvalidOid on
 * all.  Never raises.
 */
extern void jobs_peer_forget(Oid serverid);

/*
 * Book a request for the first moment at which no minute sees more than
 * "per_minute" of them (0: as many as there are).  Milliseconds from now.
 * Never raises.
 */
extern int	jobs_peer_book(JobsPeer *peer, int per_minute);

/* Give back a booking whose request will not be sent.  Never raises. */
extern void jobs_peer_unbook(JobsPeer *peer, int per_minute);

#endif							/* JOBS_PEER_H */
