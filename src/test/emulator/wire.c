/*-------------------------------------------------------------------------
 *
 * wire.c
 *	  Answers that no HTTP library would send.
 *
 * Writes status line, headers and body itself, wrong where it is told to.
 * What is wrong is data in EmuWire; nothing here knows a fault by name.
 *
 *-------------------------------------------------------------------------
 */
#include "wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

/* Body bytes in a chunk. */
#define CHUNK 4096

/* Pieces a second in which a slow body is sent. */
#define PIECES 10

#define HUGE_HEADER 2000000

/*
 * Milliseconds between the last byte and a reset, so that the peer has read
 * it: some take data and reset together for the end of the stream.
 */
#define RESET_DELAY 5

static bool send_bytes(int socket, const char *data, size_t length);
static bool send_flood(int socket, const EmuWire *wire);
static void write_head(EmuBuffer *out, const EmuAnswer *answer);
static void write_lengths(EmuBuffer *out, const EmuAnswer *answer);
static void write_chunks(EmuBuffer *out, const EmuAnswer *answer,
						 size_t length);
static bool send_slowly(int socket, const EmuBuffer *bytes, int64_t rate);
static void wait_for_peer(int socket);

void
emu_wire_send(int socket, const EmuAnswer *answer)
{
	const EmuWire *wire = &answer->wire;
	EmuBuffer	head = {0};
	EmuBuffer	body = {0};
	size_t		length = answer->body.length;
	bool		alive = true;

	if (wire->cut && (size_t) wire->cut_at < length)
		length = (size_t) wire->cut_at;
	if (wire->framing == EMU_CHUNKED || wire->framing == EMU_CHUNKED_BADLY)
		write_chunks(&body, answer, length);
	else
		emu_buffer_add(&body, answer->body.data, length);
	write_head(&head, answer);
	if (wire->cut_head)
		head.length /= 2;
	if (wire->silent)
		head.length = body.length = 0;
	else if (wire->flood != EMU_NO_FLOOD && wire->flood != EMU_BODY)
		alive = send_flood(socket, wire);
	if (alive && wire->cut_head)
		send_bytes(socket, head.data, head.length);
	else if (alive && send_bytes(socket, head.data, head.length) &&
			 send_slowly(socket, &body, wire->rate) &&
			 wire->flood == EMU_BODY)
		send_flood(socket, wire);
	if (wire->ending == EMU_STALL)
		wait_for_peer(socket);
	else if (wire->ending == EMU_RESET)
	{
		if (!wire->silent)
			emu_clock_sleep(RESET_DELAY);
		emu_wire_reset(socket);
	}
	emu_buffer_free(&head);
	emu_buffer_free(&body);
}

/* Connecting a TCP socket to nowhere aborts its connection, on Linux. */
void
emu_wire_reset(int socket)
{
	struct sockaddr nowhere = {.sa_family = AF_UNSPEC};

	(void) connect(socket, &nowhere, sizeof(nowhere));
}

/* False if the peer has gone. */
static bool
send_bytes(int socket, const char *data, size_t length)
{
	while (length > 0)
	{
		ssize_t		sent = send(socket, data, length, MSG_NOSIGNAL);

		if (sent < 0 && errno == EAGAIN)
		{
			struct pollfd ready = {.fd = socket, .events = POLLOUT};

			poll(&ready, 1, -1);
			continue;
		}
		if (sent < 0 && errno != EINTR)
			return false;
		if (sent > 0)
		{
			data += sent;
			length -= (size_t) sent;
		}
	}
	return true;
}

/* Without end, but for the huge header; false if the peer has gone. */
static bool
send_flood(int socket, const EmuWire *wire)
{
	EmuFlood	flood = wire->flood;
	bool		chunked = wire->framing == EMU_CHUNKED;
	EmuBuffer	block = {0};
	bool		alive;
	int			i;

	if (flood == EMU_INTERIM)
		for (i = 0; i < 100; i++)
			emu_buffer_text(&block, "HTTP/1.1 102 Processing\r\n\r\n");
	else if (flood == EMU_BODY)
	{
		emu_buffer_text(&block, chunked ? "10000\r\n" : "");
		emu_buffer_fill(&block, ' ', 0x10000);
		emu_buffer_text(&block, chunked ? "\r\n" : "");
	}
	else
		emu_buffer_text(&block, "HTTP/1.1 200 OK\r\n");
	if (flood == EMU_HUGE_HEADER)
	{
		emu_buffer_text(&block, "X-Huge: ");
		emu_buffer_fill(&block, 'h', HUGE_HEADER);
		emu_buffer_text(&block, "\r\n");
	}
	alive = send_bytes(socket, block.data, block.length);
	if (flood == EMU_HEADERS)
	{
		block.length = 0;
		for (i = 0; i < 1000; i++)
			emu_buffer_format(&block, "X-Flood-%d: flood\r\n", i);
	}
	while (alive && flood != EMU_HUGE_HEADER)
		alive = send_bytes(socket, block.data, block.length);
	emu_buffer_free(&block);
	return alive;
}

static void
write_head(EmuBuffer *out, const EmuAnswer *answer)
{
	int			i;

	if (answer->wire.framing == EMU_WITHOUT_HEAD)
	{
		emu_buffer_text(out, "");
		return;
	}
	/* after the huge header, the status line is out already */
	if (answer->wire.flood != EMU_HUGE_HEADER)
		emu_buffer_format(out, "HTTP/1.1 %d %s\r\n", answer->status,
						  emu_answer_phrase(answer->status));
	emu_buffer_text(out, "Date: ");
	emu_clock_write_http(out, emu_clock_now() / EMU_SECOND);
	emu_buffer_text(out, "\r\n");
	if (answer->type != NULL)
		emu_buffer_format(out, "Content-Type: %s\r\n", answer->type);
	if (answer->encoding != NULL)
		emu_buffer_format(out, "Content-Encoding: %s\r\n", answer->encoding);
	for (i = 0; i < answer->nheaders; i++)
		emu_buffer_format(out, "%s: %s\r\n", answer->headers[i].name,
						  answer->headers[i].value);
	write_lengths(out, answer);
	emu_buffer_text(out, "\r\n");
}

static void
write_lengths(EmuBuffer *out, const EmuAnswer *answer)
{
	int64_t		length = (int64_t) answer->body.length +
	answer->wire.length_error;

	switch (answer->wire.framing)
	{
		case EMU_BY_TWO_LENGTHS:
			emu_buffer_format(out, "Content-Length: %lld\r\n",
							  (long long) length / 2);
			/* fall through */
		case EMU_BY_LENGTH:
			emu_buffer_format(out, "Content-Length: %lld\r\n",
							  (long long) length);
			break;
		case EMU_CHUNKED:
		case EMU_CHUNKED_BADLY:
			emu_buffer_text(out, "Transfer-Encoding: chunked\r\n");
			break;
		case EMU_BY_CLOSE:
			emu_buffer_text(out, "Connection: close\r\n");
			break;
		case EMU_WITHOUT_HEAD:
			break;
	}
}

/*
 * The bad size is that of the second chunk, so that there is something
 * before it.  A body that is cut ends inside a chunk, without the last one.
 */
static void
write_chunks(EmuBuffer *out, const EmuAnswer *answer, size_t length)
{
	bool		bad = answer->wire.framing == EMU_CHUNKED_BADLY;
	size_t		size = bad ? answer->body.length / 2 : CHUNK;
	size_t		at = 0;

	while (at < length)
	{
		size_t		chunk = answer->body.length - at;
		size_t		there = length - at;

		if (chunk > size)
			chunk = size;
		if (there > chunk)
			there = chunk;
		if (bad && at > 0)
			emu_buffer_text(out, "zz\r\n");
		else
			emu_buffer_format(out, "%zx\r\n", chunk);
		emu_buffer_add(out, answer->body.data + at, there);
		if (there == chunk)
			emu_buffer_text(out, "\r\n");
		at += there;
	}
	if (length == answer->body.length && answer->wire.flood != EMU_BODY)
		emu_buffer_text(out, "0\r\n\r\n");
}

static bool
send_slowly(int socket, const EmuBuffer *bytes, int64_t rate)
{
	size_t		piece = bytes->length;
	size_t		at;
	int64_t		pause = 0;

	if (rate > 0)
	{
		piece = rate > PIECES ? (size_t) rate / PIECES : 1;
		pause = (int64_t) piece * 1000 / rate;
	}
	for (at = 0; at < bytes->length; at += piece)
	{
		size_t		left = bytes->length - at;

		emu_clock_sleep(pause);
		if (!send_bytes(socket, bytes->data + at, left < piece ? left : piece))
			return false;
	}
	return true;
}

/* Until it closes or breaks the connection; what it sends is dropped. */
static void
wait_for_peer(int socket)
{
	struct pollfd ready = {.fd = socket, .events = POLLIN | POLLRDHUP};
	char		dropped[1024];

	for (;;)
	{
		if (poll(&ready, 1, -1) < 0 && errno != EINTR)
			return;
		if (ready.revents & (POLLRDHUP | POLLHUP | POLLERR))
			return;
		if (recv(socket, dropped, sizeof(dropped), MSG_DONTWAIT) == 0)
			return;
	}
}
