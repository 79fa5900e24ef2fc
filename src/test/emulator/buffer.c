/*-------------------------------------------------------------------------
 *
 * buffer.c
 *	  Growing byte buffers, and the memory of one request.
 *
 * The emulator writes its documents as text, straight into buffers; what a
 * request allocates besides lives in an arena and goes with it.  Knows
 * nothing of HTTP or jobs.  Running out of memory ends the process: there
 * is no request worth saving then.
 *
 *-------------------------------------------------------------------------
 */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Block
{
	struct Block *next;
	max_align_t memory[];
} Block;

struct EmuArena
{
	Block	   *blocks;
	char	   *free;			/* unused rest of the newest small block */
	size_t		left;			/* bytes of it */
};

/* Enough for most requests, so that they cost one malloc. */
#define BLOCK_SIZE 8192

static void reserve(EmuBuffer *buffer, size_t more);

void *
emu_memory_grow(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (memory == NULL)
	{
		fputs("emulator: out of memory\n", stderr);
		abort();
	}
	return memory;
}

void *
emu_memory_zero(size_t size)
{
	return memset(emu_memory_grow(NULL, size), 0, size);
}

char *
emu_memory_copy(const char *text, size_t length)
{
	char	   *copy = emu_memory_grow(NULL, length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void
emu_buffer_add(EmuBuffer *buffer, const void *data, size_t length)
{
	reserve(buffer, length);
	if (length > 0)
		memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void
emu_buffer_text(EmuBuffer *buffer, const char *text)
{
	emu_buffer_add(buffer, text, strlen(text));
}

void
emu_buffer_char(EmuBuffer *buffer, char byte)
{
	emu_buffer_add(buffer, &byte, 1);
}

void
emu_buffer_number(EmuBuffer *buffer, int64_t number)
{
	char		digits[24];
	char	   *first = digits + sizeof(digits);
	uint64_t	rest = number < 0 ? -(uint64_t) number : (uint64_t) number;

	do
		*--first = (char) ('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		*--first = '-';
	emu_buffer_add(buffer, first, (size_t) (digits + sizeof(digits) - first));
}

void
emu_buffer_format(EmuBuffer *buffer, const char *format, ...)
{
	va_list		args;
	int			length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	reserve(buffer, (size_t) length);
	va_start(args, format);
	vsnprintf(buffer->data + buffer->length, (size_t) length + 1, format, args);
	va_end(args);
	buffer->length += (size_t) length;
}

void
emu_buffer_fill(EmuBuffer *buffer, char byte, size_t count)
{
	reserve(buffer, count);
	memset(buffer->data + buffer->length, byte, count);
	buffer->length += count;
	buffer->data[buffer->length] = '\0';
}

/* What is not UTF-8 becomes U+FFFD, byte by byte. */
void
emu_buffer_json(EmuBuffer *buffer, const char *text, size_t length)
{
	size_t		i = 0;
	size_t		plain = 0;

	emu_buffer_char(buffer, '"');
	while (i < length)
	{
		unsigned char byte = (unsigned char) text[i];
		size_t		size = emu_buffer_utf8(text + i, length - i);

		if (size > 0 && byte >= 0x20 && byte != '"' && byte != '\\')
		{
			i += size;
			continue;
		}
		emu_buffer_add(buffer, text + plain, i - plain);
		plain = ++i;
		if (size == 0)
			emu_buffer_text(buffer, "\xef\xbf\xbd");
		else if (byte == '"' || byte == '\\')
			emu_buffer_format(buffer, "\\%c", byte);
		else if (byte == '\n')
			emu_buffer_text(buffer, "\\n");
		else
			emu_buffer_format(buffer, "\\u%04x", byte);
	}
	emu_buffer_add(buffer, text + plain, length - plain);
	emu_buffer_char(buffer, '"');
}

/* The least code points of two, three and four bytes rule out overlongs. */
size_t
emu_buffer_utf8(const char *text, size_t length)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char byte = (unsigned char) text[0];
	size_t		size = byte < 0x80 ? 1 : byte < 0xc0 ? 0 : byte < 0xe0 ? 2 :
	byte < 0xf0 ? 3 : byte < 0xf8 ? 4 : 0;
	uint32_t	code = byte;
	size_t		i;

	if (size < 2)
		return size;
	if (size > length)
		return 0;
	code &= 0x7fu >> size;
	for (i = 1; i < size; i++)
	{
		if (((unsigned char) text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((unsigned char) text[i] & 0x3f);
	}
	if (code < least[size] || code > 0x10ffff ||
		(code >= 0xd800 && code < 0xe000))
		return 0;
	return size;
}

void
emu_buffer_replace(EmuBuffer *buffer, size_t offset, size_t gone,
				   const void *data, size_t length)
{
	reserve(buffer, length);
	memmove(buffer->data + offset + length, buffer->data + offset + gone,
			buffer->length - offset - gone);
	memcpy(buffer->data + offset, data, length);
	buffer->length += length - gone;
	buffer->data[buffer->length] = '\0';
}

void
emu_buffer_free(EmuBuffer *buffer)
{
	free(buffer->data);
	memset(buffer, 0, sizeof(*buffer));
}

EmuArena *
emu_arena_create(void)
{
	return emu_memory_zero(sizeof(EmuArena));
}

void *
emu_arena_alloc(EmuArena *arena, size_t size)
{
	Block	   *block;
	void	   *memory;

	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) *
		sizeof(max_align_t);
	if (size > arena->left)
	{
		size_t		whole = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;

		block = emu_memory_grow(NULL, sizeof(Block) + whole);
		block->next = arena->blocks;
		arena->blocks = block;
		if (whole == size)
			return memset(block->memory, 0, size);
		arena->free = (char *) block->memory;
		arena->left = whole;
	}
	memory = arena->free;
	arena->free += size;
	arena->left -= size;
	return memset(memory, 0, size);
}

char *
emu_arena_copy(EmuArena *arena, const char *text, size_t length)
{
	char	   *copy = emu_arena_alloc(arena, length + 1);

	memcpy(copy, text, length);
	return copy;
}

char *
emu_arena_format(EmuArena *arena, const char *format, ...)
{
	va_list		args;
	int			length;
	char	   *text;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = emu_arena_alloc(arena, (size_t) length + 1);
	va_start(args, format);
	vsnprintf(text, (size_t) length + 1, format, args);
	va_end(args);
	return text;
}

void
emu_arena_free(EmuArena *arena)
{
	while (arena->blocks != NULL)
	{
		Block	   *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	free(arena);
}

static void
reserve(EmuBuffer *buffer, size_t more)
{
	size_t		needed = buffer->length + more + 1;

	if (needed <= buffer->room)
		return;
	buffer->room = needed < 256 ? 512 : needed * 2;
	buffer->data = emu_memory_grow(buffer->data, buffer->room);
}
