/*-------------------------------------------------------------------------
 *
 * handle.c
 *	  Objects of C libraries owned by memory contexts.
 *
 * PostgreSQL leaves a statement by longjmp; what malloc gave out is then
 * lost unless a memory context knows how to free it.  This file is the one
 * place where that is arranged, so that no other has clean-up code of its
 * own.  It knows nothing of what the objects are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "handle.h"

static void release_on_reset(void *arg);

JobsHandle *
jobs_handle_create(MemoryContext owner, JobsHandleFree free)
{
	JobsHandle *handle = MemoryContextAllocZero(owner, sizeof(JobsHandle));

	handle->free = free;
	handle->callback.func = release_on_reset;
	handle->callback.arg = handle;
	MemoryContextRegisterResetCallback(owner, &handle->callback);
	return handle;
}

void
jobs_handle_release(JobsHandle *handle)
{
	void	   *object = handle->object;

	/* disarm first, so that an object that frees itself twice cannot */
	handle->object = NULL;
	if (object != NULL)
		handle->free(object);
}

static void
release_on_reset(void *arg)
{
	jobs_handle_release((JobsHandle *) arg);
}
