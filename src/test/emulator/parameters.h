/*-------------------------------------------------------------------------
 *
 * parameters.h
 *	  The query parameters of a call.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_PARAMETERS_H
#define EMU_PARAMETERS_H

#include <stdbool.h>

#include "call.h"

/* Set call->pretty and call->old_errors, for answers of every kind. */
extern void emu_parameters_format(EmuCall *call);

/*
 * Check every parameter against the method's and the system's.  False if
 * the answer is an error.
 */
extern bool emu_parameters_check(EmuCall *call);

/*
 * The value of a parameter of the method or the system in any of its
 * spellings, NULL if it was not given or is empty.
 */
extern const char *emu_parameters_text(const EmuCall *call, const char *name);

/* The same as a number; "absent" if it was not given. */
extern int64_t emu_parameters_number(const EmuCall *call, const char *name,
									 int64_t absent);

#endif							/* EMU_PARAMETERS_H */
