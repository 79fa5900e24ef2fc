/*-------------------------------------------------------------------------
 *
 * mask.c
 *	  Partial responses: the "fields" parameter.
 *
 * The syntax: items separated by commas; an item is a path with / or . as
 * separator, and may end in a selection in parentheses; * stands for every
 * field of its message.  Wildcards are expanded while the selection is read,
 * so that a mask is a plain tree of names.  A message that is there but has
 * nothing selected inside is left as {}.  Knows nothing of HTTP.
 *
 *-------------------------------------------------------------------------
 */
#include "mask.h"

#include <string.h>

#include "text.h"

struct EmuMask
{
	EmuMask    *next;			/* sibling */
	EmuMask    *children;
	const char *name;			/* as in the answer; NULL: any key of a map */
	size_t		length;
	bool		whole;			/* everything below is selected */
};

typedef struct Parser
{
	EmuArena   *arena;
	const char *bad;			/* path to blame, or NULL */
} Parser;

/* What may stand below a field: a message, the keys of a map, or nothing. */
typedef struct Below
{
	const EmuMessage *message;
	bool		map;
} Below;

/* Deeper than the API's messages, so that "a(a(a(..." ends. */
#define DEPTH_LIMIT 20

static const char *parse_list(Parser *parser, const char *at, EmuMask *into,
							  Below below, const char *prefix, int depth);
static const char *parse_item(Parser *parser, const char *at, EmuMask *into,
							  Below below, const char *prefix, int depth);
static const char *parse_all(Parser *parser, const char *at, EmuMask *into,
							 Below below, const char *prefix, int depth);
static const char *parse_rest(Parser *parser, const char *at, EmuMask *into,
							  Below below, const char *prefix, int depth);
static const char *blame(Parser *parser, const char *path);
static EmuMask *child(Parser *parser, EmuMask *parent, const char *name,
					  size_t length);
static const EmuMask *select_child(const EmuMask *mask, const char *name,
								   size_t length);

EmuMask *
emu_mask_parse(EmuArena *arena, const char *fields,
			   const EmuMessage *message, const char **bad)
{
	EmuMask    *mask = emu_arena_alloc(arena, sizeof(EmuMask));
	Parser		parser = {arena, NULL};
	Below		below = {message, false};
	const char *end = parse_list(&parser, fields, mask, below, "", 0);

	if (end != NULL && *end != '\0')
		blame(&parser, fields);
	*bad = parser.bad;
	return parser.bad == NULL ? mask : NULL;
}

void
emu_mask_apply(EmuBuffer *out, const EmuMask *mask, const char *text)
{
	const char *at = text;
	const char *name;
	size_t		length;
	const char *value;
	bool		first = true;
	bool		object = *text == '{';

	if (!object && *text != '[')
	{
		emu_buffer_add(out, text, (size_t) (emu_text_skip(text) - text));
		return;
	}
	emu_buffer_char(out, *text);
	while ((at = emu_text_next(at, &name, &length, &value)) != NULL)
	{
		const EmuMask *selected = mask;

		if (object)
		{
			selected = select_child(mask, name, length);
			if (selected == NULL)
				continue;
		}
		if (!first)
			emu_buffer_char(out, ',');
		first = false;
		if (object)
			emu_buffer_add(out, name - 1, length + 2);
		if (object)
			emu_buffer_char(out, ':');
		if (selected->whole)
			emu_buffer_add(out, value, (size_t) (at - value));
		else
			emu_mask_apply(out, selected, value);
	}
	emu_buffer_char(out, object ? '}' : ']');
}

/* Items up to the end or a closing parenthesis, which is left. */
static const char *
parse_list(Parser *parser, const char *at, EmuMask *into, Below below,
		   const char *prefix, int depth)
{
	if (depth > DEPTH_LIMIT)
		return blame(parser, prefix);
	for (;;)
	{
		at += strspn(at, " ");
		at = parse_item(parser, at, into, below, prefix, depth);
		if (at == NULL || *at != ',')
			return at;
		at++;
	}
}

static const char *
parse_item(Parser *parser, const char *at, EmuMask *into, Below below,
		   const char *prefix, int depth)
{
	size_t		length = strcspn(at, ",/.() ");
	const EmuField *field = NULL;
	const char *path;
	EmuMask    *node;
	Below		inside = {NULL, false};

	path = emu_arena_format(parser->arena, "%s%s%.*s", prefix,
							*prefix != '\0' ? "/" : "", (int) length, at);
	if (length == 0)
		return blame(parser, path);
	if (length == 1 && *at == '*')
		return parse_all(parser, at + 1, into, below, prefix, depth);
	if (below.message != NULL)
		field = emu_schema_find(below.message, at, length);
	if (field == NULL && !below.map)
		return blame(parser, path);
	if (field != NULL && field->type == EMU_MESSAGE)
		inside.message = field->of;
	inside.map = field != NULL && field->type == EMU_MAP;
	node = field != NULL ?
		child(parser, into, field->name, strlen(field->name)) :
		child(parser, into, at, length);
	return parse_rest(parser, at + length, node, inside, path, depth);
}

/*
 * A wildcard: what follows it is tried below every field, and has to fit at
 * least one.
 */
static const char *
parse_all(Parser *parser, const char *at, EmuMask *into, Below below,
		  const char *prefix, int depth)
{
	const char *end = NULL;
	Below		nothing = {NULL, false};
	size_t		i;

	if (below.map)
		return parse_rest(parser, at, child(parser, into, NULL, 0), nothing,
						  prefix, depth);
	if (below.message == NULL)
		return blame(parser, prefix);
	for (i = 0; i < below.message->nfields; i++)
	{
		const EmuField *field = &below.message->fields[i];
		Below		inside = {NULL, field->type == EMU_MAP};
		EmuMask		attempt = {0};
		Parser		trial = {parser->arena, NULL};
		const char *stop;

		if (field->type == EMU_MESSAGE)
			inside.message = field->of;
		stop = parse_rest(&trial, at, &attempt, inside, prefix, depth);
		if (trial.bad != NULL)
			continue;
		end = stop;
		/* again, now that it is known to fit, into the real tree */
		parse_rest(parser, at, child(parser, into, field->name,
									 strlen(field->name)),
				   inside, prefix, depth);
	}
	if (end == NULL)
		return blame(parser, emu_arena_format(parser->arena, "%s/*%.*s",
											  prefix,
											  (int) strcspn(at, ",()"), at));
	return end;
}

/* What follows a name: a longer path, a selection, or nothing. */
static const char *
parse_rest(Parser *parser, const char *at, EmuMask *node, Below below,
		   const char *prefix, int depth)
{
	if (*at == '/' || *at == '.')
		return parse_item(parser, at + 1, node, below, prefix, depth + 1);
	if (*at == '(')
	{
		at = parse_list(parser, at + 1, node, below, prefix, depth + 1);
		if (at == NULL)
			return NULL;
		return *at == ')' ? at + 1 : blame(parser, prefix);
	}
	node->whole = true;
	return at + strspn(at, " ");
}

/* Remember the first path that is wrong; returns NULL. */
static const char *
blame(Parser *parser, const char *path)
{
	if (parser->bad == NULL)
		parser->bad = path;
	return NULL;
}

static EmuMask *
child(Parser *parser, EmuMask *parent, const char *name, size_t length)
{
	EmuMask    *node;

	for (node = parent->children; node != NULL; node = node->next)
		if (node->length == length && (name == NULL) == (node->name == NULL) &&
			(length == 0 || memcmp(node->name, name, length) == 0))
			return node;
	node = emu_arena_alloc(parser->arena, sizeof(EmuMask));
	node->name = name;
	node->length = length;
	node->next = parent->children;
	parent->children = node;
	return node;
}

static const EmuMask *
select_child(const EmuMask *mask, const char *name, size_t length)
{
	const EmuMask *node;

	for (node = mask->children; node != NULL; node = node->next)
		if (node->name == NULL ||
			(node->length == length && memcmp(node->name, name, length) == 0))
			return node;
	return NULL;
}
