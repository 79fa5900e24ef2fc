/*-------------------------------------------------------------------------
 *
 * fault.h
 *	  Misbehaviour, chosen by the name of the project.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_FAULT_H
#define EMU_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "call.h"

/*
 * Read the faults that a project's name asks for.  False if it asks for one
 * that there is not: then the project has none.
 */
extern bool emu_fault_attach(EmuProject *project);

/*
 * Before the method runs.  True if the answer is made and the method must
 * not run.
 */
extern bool emu_fault_before(EmuCall *call);

/* The same in list, once the number of the page is known, from 1. */
extern bool emu_fault_page(EmuCall *call, int64_t page);

/* After the method: spoils a good answer. */
extern void emu_fault_after(EmuCall *call);

#endif							/* EMU_FAULT_H */
