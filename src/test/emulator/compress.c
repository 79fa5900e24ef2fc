/*-------------------------------------------------------------------------
 *
 * compress.c
 *	  Compressed bodies.
 *
 * Level 1: the emulator is to be fast, and what is tested is the format.
 * Knows nothing of HTTP.
 *
 *-------------------------------------------------------------------------
 */
#include "compress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* zlib's window of 32 kB, and 16 to ask for a gzip header. */
#define GZIP_WINDOW (15 + 16)

static void start_stream(z_stream *stream);
static void feed(z_stream *stream, EmuBuffer *out, const char *data,
				 size_t length, int flush);

void
emu_compress_gzip(EmuBuffer *body)
{
	EmuBuffer	out = {0};
	z_stream	stream;

	start_stream(&stream);
	feed(&stream, &out, body->data, body->length, Z_FINISH);
	deflateEnd(&stream);
	emu_buffer_free(body);
	*body = out;
}

void
emu_compress_bomb(EmuBuffer *out, const char *start, size_t filler,
				  const char *end)
{
	char		block[65536];
	z_stream	stream;

	memset(block, 'a', sizeof(block));
	start_stream(&stream);
	feed(&stream, out, start, strlen(start), Z_NO_FLUSH);
	while (filler > 0)
	{
		size_t		length = filler < sizeof(block) ? filler : sizeof(block);

		feed(&stream, out, block, length, Z_NO_FLUSH);
		filler -= length;
	}
	feed(&stream, out, end, strlen(end), Z_FINISH);
	deflateEnd(&stream);
}

static void
start_stream(z_stream *stream)
{
	memset(stream, 0, sizeof(*stream));
	if (deflateInit2(stream, 1, Z_DEFLATED, GZIP_WINDOW, 8,
					 Z_DEFAULT_STRATEGY) != Z_OK)
	{
		fputs("emulator: cannot start zlib\n", stderr);
		abort();
	}
}

static void
feed(z_stream *stream, EmuBuffer *out, const char *data, size_t length,
	 int flush)
{
	Bytef		block[16384];

	stream->next_in = (Bytef *) data;
	stream->avail_in = (uInt) length;
	do
	{
		stream->next_out = block;
		stream->avail_out = sizeof(block);
		deflate(stream, flush);
		emu_buffer_add(out, block, sizeof(block) - stream->avail_out);
	} while (stream->avail_out == 0);
}
