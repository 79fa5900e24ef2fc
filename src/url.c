/*-------------------------------------------------------------------------
 *
 * url.c
 *	  Request targets: paths and queries, percent-encoded.
 *
 * What is appended here can't leave its place in the target, whatever it
 * holds: everything but RFC 3986's unreserved characters is encoded, the
 * slash included.  Must not know which parameters there are, nor where a
 * target is sent.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "url.h"

static bool is_unreserved(unsigned char c);

void
jobs_url_append(StringInfo target, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char	   *utf8 = pg_server_to_any(text, strlen(text), PG_UTF8);

	for (const char *p = utf8; *p != '\0'; p++)
	{
		unsigned char c = *p;

		if (is_unreserved(c))
			appendStringInfoCharMacro(target, c);
		else
		{
			appendStringInfoCharMacro(target, '%');
			appendStringInfoCharMacro(target, digits[c >> 4]);
			appendStringInfoCharMacro(target, digits[c & 0x0F]);
		}
	}
	if (utf8 != text)
		pfree(utf8);
}

void
jobs_url_append_parameter(StringInfo target, bool *first,
						  const char *name, const char *value)
{
	if (value == NULL)
		return;
	appendStringInfoChar(target, *first ? '?' : '&');
	*first = false;
	/* parameters such as options.requestedPolicyVersion and $fields exist */
	jobs_url_append(target, name);
	appendStringInfoChar(target, '=');
	jobs_url_append(target, value);
}

void
jobs_url_append_path(StringInfo target, const char *path_template,
					 const char *project, const char *job, bool display)
{
	const char *rest = path_template;
	const char *brace;

	while ((brace = strchr(rest, '{')) != NULL)
	{
		const char *end = strchr(brace, '}');
		const char *value = brace[1] == 'p' ? project : job;

		Assert(end != NULL && value != NULL);
		appendBinaryStringInfo(target, rest, brace - rest);
		if (display && value[0] == '{')
			appendStringInfoString(target, value);
		else
			jobs_url_append(target, value);
		rest = end + 1;
	}
	appendStringInfoString(target, rest);
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c >= '0' && c <= '9') ||
		c == '-' || c == '.' || c == '_' || c == '~';
}
