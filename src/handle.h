/*-------------------------------------------------------------------------
 *
 * handle.h
 *	  Objects of C libraries owned by memory contexts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef JOBS_HANDLE_H
#define JOBS_HANDLE_H

#include "postgres.h"

#include "utils/palloc.h"

typedef void (*JobsHandleFree) (void *object);

typedef struct JobsHandle
{
	MemoryContextCallback callback; /* registered with the owner */
	void	   *object;			/* NULL: nothing to free, disarmed */
	JobsHandleFree free;		/* must not raise */
} JobsHandle;

/*
 * Register first, create the object second: make a handle in "owner", then
 * assign handle->object.  When "owner" is reset or deleted, by whatever way
 * a statement ends, the object is freed.  May raise out of memory, before any
 * object exists.
 */
extern JobsHandle *jobs_handle_create(MemoryContext owner, JobsHandleFree free);

/* Free the object now; the later callback then does nothing.  Never raises. */
extern void jobs_handle_release(JobsHandle *handle);

#endif							/* JOBS_HANDLE_H */
