/*-------------------------------------------------------------------------
 *
 * body.c
 *	  Request bodies against the messages of the API.
 *
 * What Google's JSON layer does in front of every service: it knows the
 * types and nothing else.  All that is wrong is collected, so that one
 * answer names every unknown member.  As there, null means absent, both
 * spellings of a name are taken, a 64-bit number may come as number or as
 * string, and an enumeration by name or number.  Knows no method's rules.
 *
 *-------------------------------------------------------------------------
 */
#include "body.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "error.h"

typedef struct Reader
{
	EmuArena   *arena;
	EmuViolations violations;
} Reader;

static bool is_json(EmuArena *arena, const EmuBuffer *text, size_t *end);
static bool parse(const char *text, size_t length, int flags,
				  json_object **tree, size_t *end);
static json_object *read_message(Reader *reader, const EmuMessage *message,
								 const char *path, json_object *from);
static bool check_members(Reader *reader, const EmuMessage *message,
						  const char *path, json_object *from);
static json_object *read_field(Reader *reader, const EmuField *field,
							   const char *path, json_object *from);
static json_object *read_value(Reader *reader, const EmuField *field,
							   const char *path, json_object *from);
static json_object *read_map(Reader *reader, const char *path,
							 json_object *from);
static json_object *read_enum(Reader *reader, const EmuEnum *type,
							  const char *path, json_object *from);
static json_object *read_integer(Reader *reader, const EmuField *field,
								 const char *path, json_object *from);
static json_object *read_double(Reader *reader, const char *path,
								json_object *from);
static bool is_utf8(const EmuBuffer *text);
static bool is_base64(const char *text);
static bool is_duration(const char *text);
static bool is_default(const EmuField *field, json_object *value);
static json_object *refuse(Reader *reader, const char *path,
						   const char *type, json_object *value);
static json_object *refuse_type(Reader *reader, const char *path,
								const char *type, json_object *value);

json_object *
emu_body_read(EmuCall *call, const EmuMessage *message, const char *root)
{
	EmuRequest *request = call->request;
	Reader		reader = {.arena = request->arena};
	json_object *tree = NULL;
	json_object *result = NULL;
	size_t		end;

	if (request->body.length == 0)
		return json_object_new_object();
	if (!is_utf8(&request->body))
	{
		emu_error_violation(&reader.violations, NULL,
							"Invalid JSON payload received. Encountered non "
							"UTF-8 code points.");
		emu_error_violations(call, &reader.violations);
		return NULL;
	}
	if (!is_json(request->arena, &request->body, &end) ||
		!parse(request->body.data, request->body.length, 0, &tree, &end))
		emu_error_violation(&reader.violations, NULL,
							"Invalid JSON payload received. Unexpected "
							"token.\n%.40s\n^", request->body.data + end -
							(end > request->body.length));
	else if (!json_object_is_type(tree, json_type_object))
		emu_error_violation(&reader.violations, NULL,
							"Invalid JSON payload received. Unknown name "
							"\"\": Root element must be a message.");
	else
		result = read_message(&reader, message, root, tree);
	json_object_put(tree);
	if (emu_error_violations(call, &reader.violations))
	{
		json_object_put(result);
		return NULL;
	}
	return result;
}

const char *
emu_body_text(json_object *object, const char *name)
{
	json_object *member = emu_body_member(object, name);

	return member != NULL ? json_object_get_string(member) : "";
}

json_object *
emu_body_member(json_object *object, const char *name)
{
	json_object *member = NULL;

	if (object != NULL)
		json_object_object_get_ex(object, name, &member);
	return member;
}

char *
emu_body_print(json_object *object)
{
	const char *text;

	text = json_object_to_json_string_ext(object, EMU_BODY_COMPACT);
	return emu_memory_copy(text, strlen(text));
}

static json_object *
read_message(Reader *reader, const EmuMessage *message, const char *path,
			 json_object *from)
{
	json_object *result = json_object_new_object();
	size_t		i;

	if (!check_members(reader, message, path, from))
		return result;
	/* the schema's order, whatever the request's is */
	for (i = 0; i < message->nfields; i++)
	{
		const EmuField *field = &message->fields[i];

		json_object_object_foreach(from, name, value)
		{
			const char *below;
			char		snake[64];
			json_object *read;

			if (value == NULL ||
				!emu_schema_same_name(field->name, name, strlen(name)))
				continue;
			emu_schema_snake(field->name, snake, sizeof(snake));
			below = emu_arena_format(reader->arena, "%s%s%s", path,
									 *path != '\0' ? "." : "", snake);
			read = read_field(reader, field, below, value);
			if (read == NULL)
				continue;
			if (field->output_only || is_default(field, read))
				json_object_put(read);
			else
				json_object_object_add(result, field->name, read);
		}
	}
	return result;
}

/* Unknown names, and two members of one oneof. */
static bool
check_members(Reader *reader, const EmuMessage *message, const char *path,
			  json_object *from)
{
	const EmuField *set[4] = {0};	/* by oneof; no message has more */
	size_t		nset = 0;
	bool		good = true;
	size_t		i;

	json_object_object_foreach(from, name, value)
	{
		const EmuField *field = emu_schema_find(message, name, strlen(name));

		if (field == NULL)
		{
			if (*path != '\0')
				emu_error_violation(&reader->violations, path,
									"Invalid JSON payload received. Unknown "
									"name \"%s\" at '%s': Cannot find field.",
									name, path);
			else
				emu_error_violation(&reader->violations, NULL,
									"Invalid JSON payload received. Unknown "
									"name \"%s\": Cannot find field.", name);
			good = false;
			continue;
		}
		if (field->oneof == NULL || value == NULL)
			continue;
		for (i = 0; i < nset; i++)
			if (set[i] != field && strcmp(set[i]->oneof, field->oneof) == 0)
			{
				emu_error_violation(&reader->violations, path,
									"Invalid value at '%s' (oneof), oneof "
									"field '%s' is already set. Cannot set "
									"'%s'", path, field->oneof, field->name);
				good = false;
			}
		if (nset < lengthof(set))
			set[nset++] = field;
	}
	return good;
}

static json_object *
read_field(Reader *reader, const EmuField *field, const char *path,
		   json_object *from)
{
	json_object *result;
	size_t		i;

	if (!field->repeated)
	{
		if (json_object_is_type(from, json_type_array))
		{
			emu_error_violation(&reader->violations, path, "Invalid JSON "
								"payload received. Unknown name \"%s\" at "
								"'%.*s': Proto field is not repeating, "
								"cannot start list.", field->name,
								(int) (strrchr(path, '.') - path), path);
			return NULL;
		}
		return read_value(reader, field, path, from);
	}
	if (!json_object_is_type(from, json_type_array))
		return refuse(reader, path, "repeated", from);
	result = json_object_new_array();
	for (i = 0; i < json_object_array_length(from); i++)
	{
		const char *below = emu_arena_format(reader->arena, "%s[%zu]",
											 path, i);
		json_object *element = json_object_array_get_idx(from, i);
		json_object *read;

		if (element == NULL)
			read = refuse(reader, below, "element", NULL);
		else
			read = read_value(reader, field, below, element);
		if (read != NULL)
			json_object_array_add(result, read);
	}
	return result;
}

static json_object *
read_value(Reader *reader, const EmuField *field, const char *path,
		   json_object *from)
{
	const char *text = json_object_get_string(from);
	bool		string = json_object_is_type(from, json_type_string);
	double		ignored;

	switch (field->type)
	{
		case EMU_MESSAGE:
			if (json_object_is_type(from, json_type_object))
				return read_message(reader, field->of, path, from);
			return refuse_type(reader, path,
							   ((const EmuMessage *) field->of)->name, from);
		case EMU_MAP:
			return read_map(reader, path, from);
		case EMU_ENUM:
			return read_enum(reader, field->of, path, from);
		case EMU_INT32:
		case EMU_INT64:
			return read_integer(reader, field, path, from);
		case EMU_DOUBLE:
			return read_double(reader, path, from);
		case EMU_BOOL:
			if (!json_object_is_type(from, json_type_boolean))
				return refuse(reader, path, "TYPE_BOOL", from);
			break;
		case EMU_STRING:
		case EMU_FIELD_MASK:
			if (!string)
				return refuse(reader, path, "TYPE_STRING", from);
			break;
		case EMU_BYTES:
			if (!string || !is_base64(text))
				return refuse(reader, path, "TYPE_BYTES", from);
			break;
		case EMU_TIME:
			if (!string || !emu_clock_read(text, &ignored))
				return refuse_type(reader, path, "google.protobuf.Timestamp",
								   from);
			break;
		case EMU_DURATION:
			if (!string || !is_duration(text))
				return refuse_type(reader, path, "google.protobuf.Duration",
								   from);
			break;
	}
	return json_object_get(from);
}

static json_object *
read_map(Reader *reader, const char *path, json_object *from)
{
	json_object *result;

	if (!json_object_is_type(from, json_type_object))
		return refuse(reader, path, "map", from);
	result = json_object_new_object();
	{
		json_object_object_foreach(from, key, value)
		{
			const char *below = emu_arena_format(reader->arena,
												 "%s[\"%s\"].value",
												 path, key);

			if (!json_object_is_type(value, json_type_string))
				refuse(reader, below, "TYPE_STRING", value);
			else
				json_object_object_add(result, key, json_object_get(value));
		}
	}
	return result;
}

static json_object *
read_enum(Reader *reader, const EmuEnum *type, const char *path,
		  json_object *from)
{
	int64_t		i;

	for (i = 0; type->values[i] != NULL; i++)
		if (json_object_is_type(from, json_type_string) ?
			strcmp(json_object_get_string(from), type->values[i]) == 0 :
			json_object_is_type(from, json_type_int) &&
			json_object_get_int64(from) == i)
			return json_object_new_string(type->values[i]);
	return refuse_type(reader, path, type->name, from);
}

static json_object *
read_integer(Reader *reader, const EmuField *field, const char *path,
			 json_object *from)
{
	bool		wide = field->type == EMU_INT64;
	const char *text = json_object_get_string(from);
	char	   *end;
	long long	number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (strcmp(end, ".0") == 0) /* a whole number, however it is written */
		end += 2;
	if ((!json_object_is_type(from, json_type_string) &&
		 !json_object_is_type(from, json_type_int) &&
		 !json_object_is_type(from, json_type_double)) ||
		errno != 0 || end == text || *end != '\0' ||
		strchr(" \t\n+", *text) != NULL ||
		(!wide && number != (int32_t) number))
		return refuse(reader, path, wide ? "TYPE_INT64" : "TYPE_INT32", from);
	if (!wide)
		return json_object_new_int64(number);
	return json_object_new_string(emu_arena_format(reader->arena, "%lld",
												   number));
}

static json_object *
read_double(Reader *reader, const char *path, json_object *from)
{
	const char *text = json_object_get_string(from);
	char	   *end;

	if (json_object_is_type(from, json_type_int) ||
		(json_object_is_type(from, json_type_double) &&
		 isfinite(json_object_get_double(from))))
		return json_object_get(from);
	if (json_object_is_type(from, json_type_string))
	{
		double		number = strtod(text, &end);

		if (strcmp(text, "NaN") == 0 || strcmp(text, "Infinity") == 0 ||
			strcmp(text, "-Infinity") == 0)
			return json_object_get(from);
		if (end != text && *end == '\0' && isfinite(number))
			return json_object_new_double_s(number, text);
	}
	return refuse(reader, path, "TYPE_DOUBLE", from);
}

/*
 * "end" is where it turns out to be or not to be.  The strict mode of json-c
 * 0.18 takes nothing beyond ASCII, so what it judges is a copy with letters in
 * those places, all of which are in strings if the document is any good.
 */
static bool
is_json(EmuArena *arena, const EmuBuffer *text, size_t *end)
{
	char	   *copy = emu_arena_copy(arena, text->data, text->length);
	json_object *tree;
	bool		result;
	size_t		i;

	for (i = 0; i < text->length; i++)
		if ((unsigned char) copy[i] >= 0x80)
			copy[i] = 'x';
	result = parse(copy, text->length, JSON_TOKENER_STRICT, &tree, end);
	json_object_put(tree);
	return result;
}

/* The tree of null is NULL; "end" is as for is_json(). */
static bool
parse(const char *text, size_t length, int flags, json_object **tree,
	  size_t *end)
{
	json_tokener *tokener = json_tokener_new_ex(64);
	bool		result;

	json_tokener_set_flags(tokener, flags);
	/* the NUL tells the tokener that a number at the end is complete */
	*tree = json_tokener_parse_ex(tokener, text, (int) length + 1);
	result = json_tokener_get_error(tokener) == json_tokener_success;
	*end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	return result;
}

static bool
is_utf8(const EmuBuffer *text)
{
	size_t		i;
	size_t		size;

	for (i = 0; i < text->length; i += size)
	{
		size = emu_buffer_utf8(text->data + i, text->length - i);
		if (size == 0)
			return false;
	}
	return true;
}

/* Either alphabet, with padding or without. */
static bool
is_base64(const char *text)
{
	size_t		digits = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								"abcdefghijklmnopqrstuvwxyz0123456789+/-_");
	size_t		padding = strspn(text + digits, "=");

	return text[digits + padding] == '\0' && digits % 4 != 1 &&
		(padding == 0 || (padding < 3 && (digits + padding) % 4 == 0));
}

static bool
is_duration(const char *text)
{
	size_t		digits;

	text += *text == '-';
	digits = strspn(text, "0123456789");
	text += digits;
	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	return digits > 0 && strcmp(text, "s") == 0;
}

/* What proto3 leaves out; members of a oneof are never. */
static bool
is_default(const EmuField *field, json_object *value)
{
	const char *text = json_object_get_string(value);

	if (field->repeated)
		return json_object_array_length(value) == 0;
	if (field->oneof != NULL)
		return false;
	switch (field->type)
	{
		case EMU_ENUM:
			return strcmp(text, ((const EmuEnum *) field->of)->values[0]) == 0;
		case EMU_INT64:
			return strcmp(text, "0") == 0;
		case EMU_INT32:
		case EMU_DOUBLE:
			return json_object_is_type(value, json_type_string) ? false :
				json_object_get_double(value) == 0;
		case EMU_BOOL:
			return !json_object_get_boolean(value);
		case EMU_MAP:
			return json_object_object_length(value) == 0;
		case EMU_MESSAGE:
		case EMU_DURATION:
		case EMU_TIME:
			return false;
		default:
			return *text == '\0';
	}
}

/* Note a value that does not fit its type; returns NULL. */
static json_object *
refuse(Reader *reader, const char *path, const char *type,
	   json_object *value)
{
	const char *text;

	text = json_object_to_json_string_ext(value, EMU_BODY_COMPACT);
	emu_error_violation(&reader->violations, path, "Invalid value at '%s' "
						"(%s), %.200s", path, type, text);
	return NULL;
}

/* The same where the type is a message or an enumeration. */
static json_object *
refuse_type(Reader *reader, const char *path, const char *type,
			json_object *value)
{
	return refuse(reader, path,
				  emu_arena_format(reader->arena, "type.googleapis.com/%s",
								   type), value);
}
