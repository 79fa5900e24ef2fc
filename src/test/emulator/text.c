/*-------------------------------------------------------------------------
 *
 * text.c
 *	  Walking through JSON text without building a tree.
 *
 * A page of a hundred jobs is masked and indented in one pass each over its
 * text; a tree of it took ten times as long.  Knows nothing of jobs.
 *
 *-------------------------------------------------------------------------
 */
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const char *skip_string(const char *at);
static void decode_escape(EmuBuffer *out, const char **at);
static void indent(EmuBuffer *out, int depth);

const char *
emu_text_skip(const char *at)
{
	int			depth = 0;

	do
	{
		if (*at == '"')
			at = skip_string(at);
		else
		{
			if (*at == '{' || *at == '[')
				depth++;
			else if (*at == '}' || *at == ']')
				depth--;
			at++;
			if (depth == 0 && at[-1] != '}' && at[-1] != ']')
				at += strcspn(at, ",]}");
		}
	} while (depth > 0);
	return at;
}

const char *
emu_text_next(const char *at, const char **name, size_t *length,
			  const char **value)
{
	bool		object = *at == '{';

	*name = NULL;
	*length = 0;
	if (*at == '{' || *at == '[')
		at++;
	else if (*at == ',')
	{
		at++;
		/* in an array no element of ours is followed by a colon */
		object = *at == '"' && *skip_string(at) == ':';
	}
	if (*at == '}' || *at == ']' || *at == '\0')
		return NULL;
	if (object)
	{
		const char *end = skip_string(at);

		*name = at + 1;
		*length = (size_t) (end - at) - 2;
		at = end + 1;
	}
	*value = at;
	return emu_text_skip(at);
}

const char *
emu_text_member(const char *object, const char *name, size_t length)
{
	const char *at = object;
	const char *key;
	size_t		key_length;
	const char *value;

	while ((at = emu_text_next(at, &key, &key_length, &value)) != NULL)
		if (key != NULL && key_length == length &&
			memcmp(key, name, length) == 0)
			return value;
	return NULL;
}

void
emu_text_value(EmuBuffer *out, const char *value)
{
	const char *end = emu_text_skip(value);

	if (*value != '"')
	{
		emu_buffer_add(out, value, (size_t) (end - value));
		return;
	}
	for (value++; value < end - 1;)
	{
		if (*value == '\\')
			decode_escape(out, &value);
		else
			emu_buffer_char(out, *value++);
	}
}

void
emu_text_pretty(EmuBuffer *out, const char *text, size_t length)
{
	const char *at = text;
	const char *end = text + length;
	int			depth = 0;

	while (at < end)
	{
		const char *next;

		switch (*at)
		{
			case '"':
				next = skip_string(at);
				if (next > end)
					next = end;
				emu_buffer_add(out, at, (size_t) (next - at));
				at = next;
				continue;
			case '{':
			case '[':
				emu_buffer_char(out, *at++);
				if (at < end && (*at == '}' || *at == ']'))
				{
					emu_buffer_char(out, *at++);
					continue;
				}
				indent(out, ++depth);
				continue;
			case '}':
			case ']':
				indent(out, --depth);
				break;
			case ',':
				emu_buffer_char(out, *at++);
				indent(out, depth);
				continue;
			case ':':
				emu_buffer_text(out, ": ");
				at++;
				continue;
		}
		emu_buffer_char(out, *at++);
	}
	emu_buffer_char(out, '\n');
}

static const char *
skip_string(const char *at)
{
	for (at++; *at != '"' && *at != '\0'; at++)
		if (*at == '\\' && at[1] != '\0')
			at++;
	return *at == '"' ? at + 1 : at;
}

/* Only what emu_buffer_json and json-c write; no surrogate pairs. */
static void
decode_escape(EmuBuffer *out, const char **at)
{
	static const char letters[] = "n\nt\tr\rb\bf\f";
	const char *letter = strchr(letters, (*at)[1]);

	if ((*at)[1] == 'u')
	{
		char		digits[5] = {0};

		memcpy(digits, *at + 2, 4);
		emu_buffer_char(out, (char) strtol(digits, NULL, 16));
		*at += 6;
		return;
	}
	emu_buffer_char(out, letter != NULL ? letter[1] : (*at)[1]);
	*at += 2;
}

static void
indent(EmuBuffer *out, int depth)
{
	emu_buffer_char(out, '\n');
	if (depth > 0)
		emu_buffer_fill(out, ' ', (size_t) depth * 2);
}
