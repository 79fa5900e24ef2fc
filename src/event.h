/*-------------------------------------------------------------------------
 *
 * event.h
 *	  The event loop of the HTTP engine: one descriptor that is readable
 *	  whenever there is something to do.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_EVENT_H
#define JOBS_EVENT_H

#include "postgres.h"

/* Something that happened to a watched descriptor. */
typedef struct JobsEvent
{
	int			fd;
	bool		readable;
	bool		writable;
	bool		failed;			/* error or hang-up */
} JobsEvent;

/*
 * Make the descriptor; harmless when called again.  Raises 53000 if there are
 * none left.  It lives as long as the backend.
 */
extern void jobs_event_open(void);

/* The descriptor: readable while an event or the alarm is due. */
extern int	jobs_event_descriptor(void);

/*
 * Watch a descriptor for what is asked for here, in place of what was asked for
 * before.  False if the kernel refuses.  Never raises.
 */
extern bool jobs_event_watch(int fd, bool readable, bool writable);

/* Watch a descriptor no more; it may be closed already.  Never raises. */
extern void jobs_event_unwatch(int fd);

/*
 * The lowest number that no descriptor has now.  Never raises.
 */
extern int	jobs_event_next_descriptor(void);

/*
 * Keep sockets that were opened since "lowest" was the next descriptor from
 * children of this process, such as those of COPY ... PROGRAM.  Never raises.
 */
extern void jobs_event_hide_sockets(int lowest);

/* The clock of the alarm, monotonic, in microseconds. */
extern int64 jobs_event_now(void);

/*
 * Let the descriptor become readable at "when" on that clock; 0: never.  There
 * is one alarm, the last one set.  Never raises.
 */
extern void jobs_event_alarm(int64 when);

/*
 * What is due now, at most "max" events, without waiting; the rest stays due.
 * Never raises.
 */
extern int	jobs_event_collect(JobsEvent *events, int max);

/*
 * Wait until the descriptor is readable or the latch is set.  A cancel or a
 * termination is raised from here.
 */
extern void jobs_event_wait(void);

/*
 * Wait until the descriptor is readable or a signal comes, at most "timeout"
 * ms.  False if the time is over.  Looks at no interrupt, never raises.
 */
extern bool jobs_event_wait_uninterrupted(int timeout);

#endif							/* JOBS_EVENT_H */
