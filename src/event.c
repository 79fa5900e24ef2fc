/*-------------------------------------------------------------------------
 *
 * event.c
 *	  The event loop of the HTTP engine: one descriptor that is readable
 *	  whenever there is something to do.
 *
 * An epoll descriptor holds the sockets of all requests and a timerfd.  One
 * descriptor is what can be waited for beside the latch, and what a scan can
 * give to the executor's wait event set; the timer is a descriptor too, since
 * Append waits without a time-out.
 *
 * This file knows nothing of HTTP or libcurl.  It assumes Linux.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "miscadmin.h"
#include "storage/fd.h"
#include "storage/latch.h"

#include "compat.h"
#include "event.h"

#define MAX_EVENTS		64		/* taken at once; more stay due */

/* Lives as long as the backend; made by its first request. */
static struct
{
	bool		has_descriptors;
	int			epoll;
	int			timer;			/* timerfd, a member of "epoll" */
	WaitEventSet *set;			/* "epoll", the latch, the postmaster's end */
	int64		alarm;			/* what "timer" is set to; 0: off */
	uint32		wait_event;		/* shown in pg_stat_activity */
}			loop;

static bool open_descriptors(void);
static bool control(int operation, int fd, uint32 events);

void
jobs_event_open(void)
{
	WaitEventSet *set;

	if (loop.set != NULL)
		return;

	if (!loop.has_descriptors && !open_descriptors())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("could not open a descriptor to wait for requests: %m")));
	loop.has_descriptors = true;
	loop.wait_event = jobs_compat_wait_event();

	/*
	 * One that lives on costs less than WaitLatchOrSocket(), which makes one
	 * for each wait, and can't fail for lack of a descriptor in the middle.
	 */
	set = jobs_compat_create_wait_set(3);
	AddWaitEventToSet(set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, NULL);
	AddWaitEventToSet(set, WL_SOCKET_READABLE, loop.epoll, NULL, NULL);
	/* a backend of its own, as for --single, has no postmaster */
	if (IsUnderPostmaster)
		AddWaitEventToSet(set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, NULL,
						  NULL);
	loop.set = set;
}

int
jobs_event_descriptor(void)
{
	Assert(loop.set != NULL);
	return loop.epoll;
}

bool
jobs_event_watch(int fd, bool readable, bool writable)
{
	uint32		events = 0;

	if (readable)
		events |= EPOLLIN;
	if (writable)
		events |= EPOLLOUT;

	/*
	 * A descriptor that was closed without our hearing of it is gone from the
	 * set, and its number may be another socket's by now: so the kernel is
	 * asked whether it is there, and no list is kept that could be wrong.
	 */
	return control(EPOLL_CTL_MOD, fd, events) ||
		(errno == ENOENT && control(EPOLL_CTL_ADD, fd, events));
}

void
jobs_event_unwatch(int fd)
{
	(void) control(EPOLL_CTL_DEL, fd, 0);
}

int
jobs_event_next_descriptor(void)
{
	int			fd = fcntl(loop.epoll, F_DUPFD_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd;
}

void
jobs_event_hide_sockets(int lowest)
{
	int			next = jobs_event_next_descriptor();

	if (lowest < 0)
		return;

	/*
	 * Numbers are given out from below.  Others in between may be older, but
	 * no socket of this process is meant for its children.
	 */
	for (int fd = lowest; fd < next; fd++)
	{
		int			type;
		socklen_t	len = sizeof(type);

		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0)
			(void) fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
}

int64
jobs_event_now(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64CONST(1000000) + now.tv_nsec / 1000;
}

void
jobs_event_alarm(int64 when)
{
	struct itimerspec setting = {{0, 0}, {0, 0}};

	if (when == loop.alarm)
		return;

	setting.it_value.tv_sec = when / 1000000;
	setting.it_value.tv_nsec = (when % 1000000) * 1000;
	(void) timerfd_settime(loop.timer, TFD_TIMER_ABSTIME, &setting, NULL);
	loop.alarm = when;
}

int
jobs_event_collect(JobsEvent *events, int max)
{
	struct epoll_event due[MAX_EVENTS];
	int			ndue;
	int			nevents = 0;

	ndue = epoll_wait(loop.epoll, due, Min(max, MAX_EVENTS), 0);
	for (int i = 0; i < ndue; i++)
	{
		if (due[i].data.fd == loop.timer)
		{
			/* the alarm has rung: to be set again, even to the same time */
			jobs_event_alarm(0);
			continue;
		}
		events[nevents].fd = due[i].data.fd;
		events[nevents].readable = (due[i].events & EPOLLIN) != 0;
		events[nevents].writable = (due[i].events & EPOLLOUT) != 0;
		events[nevents].failed = (due[i].events & (EPOLLERR | EPOLLHUP)) != 0;
		nevents++;
	}
	return nevents;
}

void
jobs_event_wait(void)
{
	WaitEvent	event;

	(void) WaitEventSetWait(loop.set, -1L, &event, 1, loop.wait_event);
	if (event.events & WL_LATCH_SET)
		ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

bool
jobs_event_wait_uninterrupted(int timeout)
{
	struct pollfd descriptor = {.fd = loop.epoll, .events = POLLIN};

	return poll(&descriptor, 1, timeout) != 0;
}

/* Both descriptors or none; false with errno. */
static bool
open_descriptors(void)
{
	int			error;

	loop.epoll = -1;
	loop.timer = -1;

	/* the server counts what it did not open, so as not to run out of them */
	if (!AcquireExternalFD())
		return false;
	if (!AcquireExternalFD())
	{
		ReleaseExternalFD();
		return false;
	}

	loop.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop.epoll >= 0)
		loop.timer = timerfd_create(CLOCK_MONOTONIC,
									TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop.timer >= 0 && control(EPOLL_CTL_ADD, loop.timer, EPOLLIN))
		return true;

	error = errno;
	if (loop.epoll >= 0)
		close(loop.epoll);
	if (loop.timer >= 0)
		close(loop.timer);
	ReleaseExternalFD();
	ReleaseExternalFD();
	errno = error;
	return false;
}

static bool
control(int operation, int fd, uint32 events)
{
	struct epoll_event event = {.events = events,.data.fd = fd};

	return epoll_ctl(loop.epoll, operation, fd, &event) == 0;
}
