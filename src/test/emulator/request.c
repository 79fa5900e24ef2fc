/*-------------------------------------------------------------------------
 *
 * request.c
 *	  A request as it came over the wire, taken apart.
 *
 * The target is split before it is percent-decoded, so that %2F stays part
 * of its segment.  Knows no method and no header's meaning.
 *
 *-------------------------------------------------------------------------
 */
#include "request.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char *decode(EmuArena *arena, const char *text, size_t length, bool plus);
static void parse_path(EmuRequest *request, const char *path, size_t length);
static void parse_query(EmuRequest *request);

void
emu_request_parse(EmuRequest *request, const char *target)
{
	size_t		length = strcspn(target, "?");

	request->path = decode(request->arena, target, length, false);
	request->query = target[length] == '?' ?
		emu_arena_copy(request->arena, target + length + 1,
					   strlen(target + length + 1)) : NULL;
	parse_path(request, target, length);
	if (request->query != NULL)
		parse_query(request);
}

const char *
emu_request_value(const EmuRequest *request, const char *name)
{
	int			i;

	for (i = request->nparameters - 1; i >= 0; i--)
		if (strcmp(request->parameters[i].name, name) == 0)
			return request->parameters[i].value;
	return NULL;
}

/* Broken escapes stay as they are, as Google's front ends leave them. */
static char *
decode(EmuArena *arena, const char *text, size_t length, bool plus)
{
	char	   *result = emu_arena_alloc(arena, length + 1);
	char	   *out = result;
	size_t		i;

	for (i = 0; i < length; i++)
	{
		if (text[i] == '%' && i + 2 < length &&
			isxdigit((unsigned char) text[i + 1]) &&
			isxdigit((unsigned char) text[i + 2]))
		{
			char		digits[3] = {text[i + 1], text[i + 2], '\0'};

			*out++ = (char) strtol(digits, NULL, 16);
			i += 2;
		}
		else
			*out++ = plus && text[i] == '+' ? ' ' : text[i];
	}
	*out = '\0';
	return result;
}

static void
parse_path(EmuRequest *request, const char *path, size_t length)
{
	const char *end = path + length;
	const char *at = path;

	while (at < end && request->nsegments < EMU_SEGMENTS)
	{
		const char *slash;
		const char *colon;

		at++;					/* the slash in front */
		slash = memchr(at, '/', (size_t) (end - at));
		if (slash == NULL)
		{
			slash = end;
			colon = memrchr(at, ':', (size_t) (end - at));
			if (colon != NULL && request->nsegments > 3)
			{
				request->action = decode(request->arena, colon + 1,
										 (size_t) (end - colon - 1), false);
				slash = colon;
			}
		}
		request->segments[request->nsegments++] =
			decode(request->arena, at, (size_t) (slash - at), false);
		at = request->action != NULL ? end : slash;
	}
}

static void
parse_query(EmuRequest *request)
{
	const char *at = request->query;
	int			room = 1;
	const char *c;

	for (c = at; *c != '\0'; c++)
		room += *c == '&';
	request->parameters = emu_arena_alloc(request->arena,
										  (size_t) room * sizeof(EmuParameter));
	while (*at != '\0')
	{
		size_t		length = strcspn(at, "&");
		const char *equals = memchr(at, '=', length);
		size_t		name = equals != NULL ? (size_t) (equals - at) : length;

		if (length > 0)
		{
			EmuParameter *parameter = request->parameters +
			request->nparameters++;

			parameter->name = decode(request->arena, at, name, true);
			parameter->value = equals == NULL ?
				emu_arena_copy(request->arena, "", 0) :
				decode(request->arena, equals + 1, length - name - 1, true);
		}
		at += length + (at[length] == '&');
	}
}
