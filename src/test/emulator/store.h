/*-------------------------------------------------------------------------
 *
 * store.h
 *	  Projects and their jobs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_STORE_H
#define EMU_STORE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "job.h"

struct EmuFault;

/* Made when its name is first used; never freed. */
typedef struct EmuProject
{
	char	   *name;			/* whole, with its labels */
	int64_t		seeds;			/* seeded jobs that it has */
	struct EmuFault *faults;	/* how it misbehaves, NULL if it does not */
	pthread_rwlock_t lock;		/* of all below */
	EmuJob	  **created;		/* created jobs, oldest first */
	int64_t		ncreated;
	int64_t		room;			/* of "created" */
	void	   *jobs;			/* tsearch tree of EmuJob by id */
} EmuProject;

/* A place in the list of a project's jobs, newest first. */
typedef struct EmuCursor
{
	int64_t		created;		/* created jobs that are still to come */
	int64_t		seed;			/* next seeded job */
} EmuCursor;

/* May a text be the id of a project? */
extern bool emu_store_is_project(const char *name);

/*
 * The project with a name.  "seeds" is how many jobs it has if it is new.
 * "fresh" says that it is, and that its faults are to be set.
 */
extern EmuProject *emu_store_project(const char *name, bool *fresh);

/* Lock the jobs of a project, against writers or against everybody. */
extern void emu_store_lock(EmuProject *project, bool write);
extern void emu_store_unlock(EmuProject *project);

/* All that follows is called with the lock held. */

/* The facts of a job now; false if there is none with this id. */
extern bool emu_store_find(EmuProject *project, const char *id,
						   EmuFacts *facts);

/* The changeable part of an existing job; makes it for a seeded one. */
extern EmuJob *emu_store_change(EmuProject *project, const EmuFacts *facts);

/* Add a job, which becomes the project's; its id must be free. */
extern void emu_store_add(EmuProject *project, EmuJob *job);

/* The first place, and the facts of the job at a place, moving it on. */
extern EmuCursor emu_store_first(const EmuProject *project);
extern bool emu_store_next(const EmuProject *project, EmuCursor *cursor,
						   EmuFacts *facts);

#endif							/* EMU_STORE_H */
