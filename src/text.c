/*-------------------------------------------------------------------------
 *
 * text.c
 *	  Texts of a JSON document in the server's encoding.
 *
 * Takes the escapes out of strings and converts from UTF-8.  Rests on what
 * reader.c has checked: the document is valid UTF-8 and its escapes are
 * well-formed.  Must not know what a text is for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "compat.h"
#include "text.h"

static const char *convert(const char *utf8, size_t *len);
static char *unescape(const JobsToken *token, size_t *len);
static pg_wchar read_code_point(const char **p, const char *end);
static pg_wchar read_hex(const char **p);
JOBS_NORETURN static void refuse_escape(const char *detail);

const char *
jobs_text_get(const JobsToken *token, size_t *len)
{
	const char *utf8 = jobs_text_utf8(token, len);

	return convert(utf8, len);
}

char *
jobs_text_cstring(const JobsToken *token)
{
	size_t		len;
	const char *text = jobs_text_get(token, &len);

	return pnstrdup(text, len);
}

const char *
jobs_text_utf8(const JobsToken *token, size_t *len)
{
	if (token->escaped)
		return unescape(token, len);
	*len = token->len;
	return token->text;
}

const char *
jobs_text_json(const JobsToken *token, size_t *len)
{
	size_t		quotes = token->kind == JOBS_KIND_STRING ? 1 : 0;

	*len = token->len + 2 * quotes;
	return convert(token->text - quotes, len);
}

/* An SQL_ASCII database takes all bytes as they are. */
static const char *
convert(const char *utf8, size_t *len)
{
	int			encoding = GetDatabaseEncoding();
	const char *converted;

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return utf8;
	converted = pg_any_to_server(utf8, (int) *len, PG_UTF8);
	if (converted != utf8)
		*len = strlen(converted);
	return converted;
}

/* No escape is shorter than the character that it stands for. */
static char *
unescape(const JobsToken *token, size_t *len)
{
	const char *p = token->text;
	const char *end = p + token->len;
	char	   *result = palloc(token->len);
	char	   *out = result;

	while (p < end)
	{
		const char *backslash = memchr(p, '\\', end - p);
		size_t		plain = (backslash != NULL ? backslash : end) - p;

		memcpy(out, p, plain);
		out += plain;
		p += plain;
		if (backslash == NULL)
			break;
		p++;
		if (*p == 'u')
		{
			unsigned char *utf8 = (unsigned char *) out;

			p++;
			unicode_to_utf8(read_code_point(&p, end), utf8);
			out += pg_utf_mblen(utf8);
		}
		else
		{
			static const char letters[] = "bfnrt";
			static const char meanings[] = "\b\f\n\r\t";
			const char *letter = strchr(letters, *p);

			*out++ = letter != NULL ? meanings[letter - letters] : *p;
			p++;
		}
	}
	*len = out - result;
	return result;
}

/*
 * The character of the four digits at *p, which is moved to behind them, or
 * of two escapes if these are the first of a surrogate pair.
 */
static pg_wchar
read_code_point(const char **p, const char *end)
{
	pg_wchar	code = read_hex(p);

	if (code == 0)
		refuse_escape("\\u0000 is no character of a text.");
	if (is_utf16_surrogate_first(code))
	{
		if (end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u')
		{
			pg_wchar	second;

			*p += 2;
			second = read_hex(p);
			if (is_utf16_surrogate_second(second))
				return surrogate_pair_to_codepoint(code, second);
		}
		refuse_escape("Half a surrogate pair is no character.");
	}
	if (is_utf16_surrogate_second(code))
		refuse_escape("Half a surrogate pair is no character.");
	return code;
}

static pg_wchar
read_hex(const char **p)
{
	pg_wchar	code = 0;

	for (int i = 0; i < 4; i++)
	{
		unsigned char c = *(*p)++;

		/* the lower bits of A to F and a to f count from 1 */
		code = code << 4 | (c <= '9' ? c - '0' : (c & 7) + 9);
	}
	return code;
}

static void
refuse_escape(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
			 errmsg("unsupported Unicode escape in a JSON string"),
			 errdetail_internal("%s", detail)));
}
