/*-------------------------------------------------------------------------
 *
 * mask.h
 *	  Partial responses: the "fields" parameter.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_MASK_H
#define EMU_MASK_H

#include <stdbool.h>

#include "buffer.h"
#include "schema.h"

typedef struct EmuMask EmuMask;

/*
 * Read a selection against the message of the answer.  NULL if it selects
 * what the message does not have, or is not well formed: then "bad" is the
 * path that is to blame.  All memory is the arena's.
 */
extern EmuMask *emu_mask_parse(EmuArena *arena, const char *fields,
							   const EmuMessage *message, const char **bad);

/* Append what a mask leaves of a compact JSON document of ours. */
extern void emu_mask_apply(EmuBuffer *out, const EmuMask *mask,
						   const char *text);

#endif							/* EMU_MASK_H */
