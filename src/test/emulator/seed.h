/*-------------------------------------------------------------------------
 *
 * seed.h
 *	  The jobs that every project has from the start.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_SEED_H
#define EMU_SEED_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "job.h"

/*
 * Everything but input, output and labels of the seeded job with a number,
 * from 1.  Takes time that does not depend on the number.
 */
extern void emu_seed_facts(EmuFacts *facts, int64_t number);

/* The number of the seeded job with an id, or 0. */
extern int64_t emu_seed_find(const char *id);

/* Append compact JSON; labels returns false if there are none. */
extern bool emu_seed_labels(EmuBuffer *out, const EmuFacts *facts);
extern void emu_seed_input(EmuBuffer *out, const EmuFacts *facts);
extern void emu_seed_output(EmuBuffer *out, const EmuFacts *facts);

/* Scatter 64 bits. */
extern uint64_t emu_seed_mix(uint64_t bits);

#endif							/* EMU_SEED_H */
