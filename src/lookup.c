/*-------------------------------------------------------------------------
 *
 * lookup.c
 *	  The threads in which host names are looked up.
 *
 * libcurl resolves a name by a thread in getaddrinfo().  A thread inherits the
 * signal mask, and must not run the server's signal handlers, which are not
 * made for threads: so it is started with all signals blocked.
 *
 * Nor can it be stopped.  When its request is cancelled it stays, with its
 * stack and its descriptors, until the name server answers or the resolver
 * gives up.  So that a client that cancels again and again can't pile them up
 * their number is limited.  libcurl does not tell when they end; two things
 * are looked at instead: how many lookups were abandoned lately and, only if
 * that is too many, how many threads the process really has.  Threads of
 * somebody else's can make that wrong, until the lifetime is over.
 *
 * This file knows nothing of requests.  It assumes Linux.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sys/stat.h>

#include "lookup.h"

/* Each keeps a stack of some 100 kB in use, and two or three descriptors. */
#define MAX_ABANDONED	8

/* In microseconds: the usual resolver gives up after half a minute. */
#define LIFETIME	INT64CONST(120000000)

/* Lives as long as the backend: when the last ones were abandoned, a ring. */
static struct
{
	int64		at[MAX_ABANDONED];	/* 0: unused */
	int			oldest;			/* index of the one to be overwritten next */
}			abandoned;

void
jobs_lookup_block_signals(sigset_t *saved)
{
	sigset_t	all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, saved);
}

void
jobs_lookup_restore_signals(const sigset_t *saved)
{
	pthread_sigmask(SIG_SETMASK, saved, NULL);
}

void
jobs_lookup_abandon(int64 now)
{
	abandoned.at[abandoned.oldest] = now;
	abandoned.oldest = (abandoned.oldest + 1) % MAX_ABANDONED;
}

bool
jobs_lookup_is_crowded(int64 now)
{
	int64		oldest = abandoned.at[abandoned.oldest];
	struct stat tasks;

	if (oldest == 0 || now - oldest > LIFETIME)
		return false;

	/* the directory has a link for each thread, beside the usual two */
	return stat("/proc/self/task", &tasks) == 0 &&
		(int) tasks.st_nlink - 2 > MAX_ABANDONED;
}
