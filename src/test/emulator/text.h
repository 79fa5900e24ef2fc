/*-------------------------------------------------------------------------
 *
 * text.h
 *	  Walking through JSON text without building a tree.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_TEXT_H
#define EMU_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/*
 * All of these take compact JSON that the emulator wrote itself, NUL at the
 * end; only emu_text_pretty also takes what is not JSON at all.
 */

/* The byte behind the value that starts at "at". */
extern const char *emu_text_skip(const char *at);

/*
 * Step through an object or array.  "at" is the opening bracket first, then
 * what the last call returned; NULL at the end.  Sets the member's name
 * (between its quotes; NULL in an array) and the start of its value.
 */
extern const char *emu_text_next(const char *at, const char **name,
								 size_t *length, const char **value);

/* The value of a member, or NULL. */
extern const char *emu_text_member(const char *object, const char *name,
								   size_t length);

/* Append the text of a string value, decoded; others as they are. */
extern void emu_text_value(EmuBuffer *out, const char *value);

/* Append JSON indented as Google's front ends do, with a newline. */
extern void emu_text_pretty(EmuBuffer *out, const char *text, size_t length);

#endif							/* EMU_TEXT_H */
