/*-------------------------------------------------------------------------
 *
 * compress.h
 *	  Compressed bodies.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_COMPRESS_H
#define EMU_COMPRESS_H

#include <stddef.h>

#include "buffer.h"

/* Replace a body by its gzip form. */
extern void emu_compress_gzip(EmuBuffer *body);

/*
 * Append the gzip form of a text that consists of "start", then "filler"
 * bytes of 'a', then "end".
 */
extern void emu_compress_bomb(EmuBuffer *out, const char *start,
							  size_t filler, const char *end);

#endif							/* EMU_COMPRESS_H */
