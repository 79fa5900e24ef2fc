/*-------------------------------------------------------------------------
 *
 * filter.h
 *	  The "filter" parameter of list.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_FILTER_H
#define EMU_FILTER_H

#include <stdbool.h>

#include "buffer.h"
#include "job.h"

typedef struct EmuFilter EmuFilter;

/*
 * Read a filter, in the documented grammar or in that of AIP-160.  NULL if
 * it is not valid: then "problem" says why.  All memory is the arena's.
 */
extern EmuFilter *emu_filter_parse(EmuArena *arena, const char *text,
								   bool aip160, const char **problem);

/* Does a job match?  "scratch" is the caller's, for any use. */
extern bool emu_filter_matches(const EmuFilter *filter, const EmuFacts *facts,
							   EmuBuffer *scratch);

#endif							/* EMU_FILTER_H */
