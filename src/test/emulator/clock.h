/*-------------------------------------------------------------------------
 *
 * clock.h
 *	  The time of day, its spelling in RFC 3339, and waiting.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_CLOCK_H
#define EMU_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

#define EMU_SECOND INT64_C(1000000) /* microseconds */

/* Microseconds since 1970, UTC. */
extern int64_t emu_clock_now(void);

/* Append a time given in seconds since 1970 as 2023-06-11T08:15:02Z. */
extern void emu_clock_write(EmuBuffer *out, int64_t seconds);

/* The same as HTTP has it: Sun, 11 Jun 2023 08:15:02 GMT. */
extern void emu_clock_write_http(EmuBuffer *out, int64_t seconds);

/*
 * Read a time in RFC 3339, or the start of one (2017-01-15T19:00), into
 * seconds since 1970.  False if it is none.
 */
extern bool emu_clock_read(const char *text, double *seconds);

extern void emu_clock_sleep(int64_t milliseconds);

#endif							/* EMU_CLOCK_H */
