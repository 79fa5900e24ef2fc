/*-------------------------------------------------------------------------
 *
 * json.c
 *	  Small JSON documents: error bodies, token answers, request bodies.
 *
 * The fence around json-c, whose type json_object has the name of a function
 * in utils/builtins.h: that header must not be included here.  Must not know
 * what the documents mean.
 *
 * json-c needs up to 260 bytes for a byte of hostile input, reads integers
 * out of range as the nearest in range, and takes much that is not JSON even
 * in its strict mode: NaN, single quotes, 007, 1. and control characters; that
 * mode of json-c 0.18 refuses all text beyond ASCII.  So the size is limited,
 * reader.c sees a document before json-c does, and that mode is not used.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <json-c/json.h>

#include "handle.h"
#include "json.h"
#include "reader.h"

/* An error body is a few kB; a policy with hundreds of members is 40 kB. */
#define MAX_LENGTH	(64 * 1024)

/* More than reader.c lets through. */
#define ANY_DEPTH	64

static bool read_integer(const char *text, int64 *value);
static void put_document(void *object);

JobsJson *
jobs_json_parse(MemoryContext owner, const char *text, size_t len)
{
	struct json_tokener *tokener;
	JobsHandle *handle;

	if (len == 0 || len > MAX_LENGTH || !jobs_reader_accepts(text, len))
		return NULL;

	handle = jobs_handle_create(owner, put_document);
	tokener = json_tokener_new_ex(ANY_DEPTH);
	if (tokener == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	handle->object = json_tokener_parse_ex(tokener, text, (int) len);

	/* a number alone ends only where the text is seen to end */
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		handle->object = json_tokener_parse_ex(tokener, "", -1);
	json_tokener_free(tokener);
	return handle->object;
}

JobsJson *
jobs_json_member(JobsJson *json, const char *name)
{
	struct json_object *member;

	if (!json_object_is_type(json, json_type_object) ||
		!json_object_object_get_ex(json, name, &member))
		return NULL;
	return member;
}

JobsJson *
jobs_json_element(JobsJson *json, int index)
{
	if (!json_object_is_type(json, json_type_array) ||
		index < 0 || (size_t) index >= json_object_array_length(json))
		return NULL;
	return json_object_array_get_idx(json, index);
}

const char *
jobs_json_string(JobsJson *json)
{
	const char *text;

	if (!json_object_is_type(json, json_type_string))
		return NULL;
	text = json_object_get_string(json);
	return strlen(text) == (size_t) json_object_get_string_len(json) ?
		text : NULL;
}

bool
jobs_json_int64(JobsJson *json, int64 *value)
{
	const char *text = jobs_json_string(json);

	if (json_object_is_type(json, json_type_int))
		text = json_object_get_string(json);
	if (text == NULL || !read_integer(text, value))
		return false;

	/* what json-c makes of all that are below, too */
	return *value != PG_INT64_MIN;
}

const char *
jobs_json_version(void)
{
	return json_c_version();
}

/* Digits with perhaps a minus before them, nothing else. */
static bool
read_integer(const char *text, int64 *value)
{
	char	   *end;

	/* strtoi64 would skip white space and a plus */
	if (text[strspn(text, "-0123456789")] != '\0')
		return false;
	errno = 0;
	*value = strtoi64(text, &end, 10);
	return errno == 0 && end != text && *end == '\0';
}

static void
put_document(void *object)
{
	json_object_put(object);
}
