/*-------------------------------------------------------------------------
 *
 * answer.h
 *	  An answer, and how it goes over the wire.
 *
 *-------------------------------------------------------------------------
 */
#ifndef EMU_ANSWER_H
#define EMU_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

typedef enum EmuFraming
{
	EMU_BY_LENGTH,				/* Content-Length */
	EMU_BY_TWO_LENGTHS,			/* two of them, which differ */
	EMU_CHUNKED,
	EMU_CHUNKED_BADLY,			/* one chunk size is no number */
	EMU_BY_CLOSE,				/* Connection: close, and no length */
	EMU_WITHOUT_HEAD			/* HTTP/0.9: the body is all there is */
} EmuFraming;

typedef enum EmuEnding
{
	EMU_CLOSE,					/* end the connection in order */
	EMU_RESET,					/* break it */
	EMU_STALL					/* keep it open and send nothing more */
} EmuEnding;

typedef enum EmuFlood
{
	EMU_NO_FLOOD,
	EMU_HUGE_HEADER,			/* one header of two megabytes */
	EMU_HEADERS,				/* headers without end */
	EMU_INTERIM,				/* answers 102 without end */
	EMU_BODY					/* a body without end */
} EmuFlood;

/* What the HTTP library would never do. */
typedef struct EmuWire
{
	bool		raw;			/* wire.c sends this answer, by what follows */
	bool		silent;			/* not one byte is sent before the ending */
	EmuFraming	framing;
	int64_t		length_error;	/* added to Content-Length */
	bool		cut_head;		/* the header ends in the middle */
	bool		cut;			/* the body ends after cut_at bytes */
	int64_t		cut_at;
	EmuEnding	ending;
	int64_t		rate;			/* bytes of body per second, 0 for all at once */
	EmuFlood	flood;
} EmuWire;

typedef struct EmuHeader
{
	const char *name;
	const char *value;
} EmuHeader;

#define EMU_HEADERS_MAX 8

typedef struct EmuAnswer
{
	int			status;			/* 0: none will be sent */
	EmuBuffer	body;			/* compact JSON, if not verbatim */
	bool		verbatim;		/* neither selected from nor indented */
	const char *type;			/* Content-Type, or NULL */
	const char *encoding;		/* Content-Encoding of the body, or NULL */
	EmuHeader	headers[EMU_HEADERS_MAX];	/* beside the usual ones */
	int			nheaders;
	int64_t		delay;			/* milliseconds to wait before it is sent */
	EmuWire		wire;
} EmuAnswer;

/* Both texts must outlive the answer. */
extern void emu_answer_header(EmuAnswer *answer, const char *name,
							  const char *value);

/* Start over with another body: empty, verbatim, of a content type. */
extern void emu_answer_replace(EmuAnswer *answer, int status,
							   const char *type);

/* The standard phrase for an HTTP status. */
extern const char *emu_answer_phrase(int status);

#endif							/* EMU_ANSWER_H */
