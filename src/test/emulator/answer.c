/*-------------------------------------------------------------------------
 *
 * answer.c
 *	  An answer, and how it goes over the wire.
 *
 * Knows neither requests nor sockets.
 *
 *-------------------------------------------------------------------------
 */
#include "answer.h"

typedef struct Phrase
{
	int			status;
	const char *phrase;
} Phrase;

static const Phrase phrases[] = {
	{200, "OK"},
	{204, "No Content"},
	{301, "Moved Permanently"},
	{302, "Found"},
	{303, "See Other"},
	{307, "Temporary Redirect"},
	{308, "Permanent Redirect"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{408, "Request Timeout"},
	{409, "Conflict"},
	{412, "Precondition Failed"},
	{413, "Payload Too Large"},
	{429, "Too Many Requests"},
	{499, "Client Closed Request"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
};

void
emu_answer_header(EmuAnswer *answer, const char *name, const char *value)
{
	if (answer->nheaders == EMU_HEADERS_MAX)
		return;
	answer->headers[answer->nheaders].name = name;
	answer->headers[answer->nheaders++].value = value;
}

void
emu_answer_replace(EmuAnswer *answer, int status, const char *type)
{
	emu_buffer_free(&answer->body);
	emu_buffer_text(&answer->body, "");
	answer->status = status;
	answer->type = type;
	answer->encoding = NULL;
	answer->verbatim = true;
	answer->nheaders = 0;
}

const char *
emu_answer_phrase(int status)
{
	size_t		i;

	for (i = 0; i < lengthof(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Unknown";
}
