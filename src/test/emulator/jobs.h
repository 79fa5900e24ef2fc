/*-------------------------------------------------------------------------
 *
 * jobs.h
 *	  The methods that concern one job.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_JOBS_H
#define EMU_JOBS_H

#include "call.h"

extern void emu_jobs_get(EmuCall *call);
extern void emu_jobs_create(EmuCall *call);
extern void emu_jobs_patch(EmuCall *call);
extern void emu_jobs_cancel(EmuCall *call);

/* Test controls: a change by somebody else, and the end of a job. */
extern void emu_jobs_touch(EmuCall *call);
extern void emu_jobs_finish(EmuCall *call);

/* The same change, made to the job of a call that has its own purpose. */
extern void emu_jobs_interfere(EmuCall *call);

/*
 * Find the call's job with the lock held; answers 404 and returns false if
 * it does not exist.
 */
extern bool emu_jobs_find(EmuCall *call, EmuFacts *facts);

#endif							/* EMU_JOBS_H */
