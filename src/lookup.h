/*-------------------------------------------------------------------------
 *
 * lookup.h
 *	  The threads in which host names are looked up.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_LOOKUP_H
#define JOBS_LOOKUP_H

#include "postgres.h"

#include <signal.h>

/*
 * Block all signals while a library runs that may start such a thread, and
 * give the process its own mask back.  Never raise.
 */
extern void jobs_lookup_block_signals(sigset_t *saved);
extern void jobs_lookup_restore_signals(const sigset_t *saved);

/*
 * A lookup was left alone at "now", in microseconds on the clock of event.h.
 * Never raises.
 */
extern void jobs_lookup_abandon(int64 now);

/* Are as many left behind as may be?  Never raises. */
extern bool jobs_lookup_is_crowded(int64 now);

#endif							/* JOBS_LOOKUP_H */
