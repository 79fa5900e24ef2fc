/*-------------------------------------------------------------------------
 *
 * buffer.h
 *	  Growing byte buffers, and the memory of one request.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_BUFFER_H
#define EMU_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#define lengthof(array) (sizeof(array) / sizeof((array)[0]))

/* All zero is an empty buffer. */
typedef struct EmuBuffer
{
	char	   *data;			/* NUL-terminated once anything was added */
	size_t		length;			/* bytes, without the NUL */
	size_t		room;			/* bytes allocated */
} EmuBuffer;

typedef struct EmuArena EmuArena;

/*
 * Append bytes, a C string, one byte, a decimal number, formatted text, the
 * same byte many times, a JSON string with its quotes.  The buffer owns the
 * memory; emu_buffer_free gives it back and leaves an empty buffer.
 */
extern void emu_buffer_add(EmuBuffer *buffer, const void *data, size_t length);
extern void emu_buffer_text(EmuBuffer *buffer, const char *text);
extern void emu_buffer_char(EmuBuffer *buffer, char byte);
extern void emu_buffer_number(EmuBuffer *buffer, int64_t number);
extern void emu_buffer_format(EmuBuffer *buffer, const char *format, ...)
			__attribute__((format(printf, 2, 3)));
extern void emu_buffer_fill(EmuBuffer *buffer, char byte, size_t count);
extern void emu_buffer_json(EmuBuffer *buffer, const char *text, size_t length);
extern void emu_buffer_free(EmuBuffer *buffer);

/* Bytes of the UTF-8 character at the start of a text, 0 if there is none. */
extern size_t emu_buffer_utf8(const char *text, size_t length);

/* Put "length" bytes in place of "gone" bytes at an offset. */
extern void emu_buffer_replace(EmuBuffer *buffer, size_t offset, size_t gone,
							   const void *data, size_t length);

/* Memory that lives until the arena is freed, all at once. */
extern EmuArena *emu_arena_create(void);
extern void *emu_arena_alloc(EmuArena *arena, size_t size);
extern char *emu_arena_copy(EmuArena *arena, const char *text, size_t length);
extern char *emu_arena_format(EmuArena *arena, const char *format, ...)
			__attribute__((format(printf, 2, 3)));
extern void emu_arena_free(EmuArena *arena);

/* malloc and friends for what outlives a request; never NULL. */
extern void *emu_memory_zero(size_t size);
extern void *emu_memory_grow(void *memory, size_t size);
extern char *emu_memory_copy(const char *text, size_t length);

#endif							/* EMU_BUFFER_H */
