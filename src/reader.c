/*-------------------------------------------------------------------------
 *
 * reader.c
 *	  One pass over the bytes of a JSON document, value by value.
 *
 * Refuses whatever RFC 8259 does not allow, whether somebody wants the value
 * or not, so that a document that was read to its end was well-formed as a
 * whole.  Keeps nothing: a document can't make it take memory, and its stack
 * is bounded by the depth.  Must not know what a document means.
 *
 * Written by hand because it is measurably worth it.  Pages of 10,000 jobs,
 * 13.6 MB, on one core of the machine where this was written:
 *
 *	 json-c 0.16, a tree of everything			94 ms	 145 MB/s
 *	 jsonb_in of PostgreSQL 15					141 ms	  97 MB/s
 *	 common/jsonapi.h, strings unescaped		37 ms	 365 MB/s
 *	 common/jsonapi.h, strings passed over		22 ms	 615 MB/s
 *	 this file, everything passed over			10 ms	1400 MB/s
 *	 row.c on top, two columns					11 ms	1220 MB/s
 *	 row.c on top, all thirteen columns			26 ms	 520 MB/s
 *
 * jsonapi.h has no limit of depth but the stack's, can't be told to pass over
 * a value, and calls back where this is called.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "compat.h"
#include "reader.h"

/* The deepest job that the API defines ends at level 8 of a page. */
#define MAX_DEPTH	32

/*
 * A page of a hundred jobs has 7,000 values; an 8 MB page of nothing but
 * empty arrays would have 2,800,000, each of them 40 bytes if it is wanted.
 */
#define MAX_VALUES	1000000

#define EVERY_BYTE(byte)	(UINT64CONST(0x0101010101010101) * (byte))

static void begin(JobsReader *reader, const char *document, size_t len,
				  sigjmp_buf *refused);
static void leave_if_asked(const JobsReader *reader);
static void skip_space(JobsReader *reader);
static bool read_separator(JobsReader *reader, char closing, bool first);
static void read_string(JobsReader *reader, JobsToken *token);
static const char *find_special(const char *p, const char *end);
static const char *check_escape(JobsReader *reader, const char *p);
static void read_number(JobsReader *reader);
static void read_digits(JobsReader *reader);
static void read_literal(JobsReader *reader, JobsKind kind);
JOBS_NORETURN static void fail(const JobsReader *reader, const char *at,
							   const char *expected);


/*
 * A jump out of our own functions, which have nothing to free: the alternative
 * is a test after each of their calls, or to catch errors and swallow them.
 */
bool
jobs_reader_accepts(const char *document, size_t len)
{
	JobsReader	reader;
	sigjmp_buf	refused;

	if (sigsetjmp(refused, 0) != 0)
		return false;
	begin(&reader, document, len, &refused);
	jobs_reader_skip(&reader, jobs_reader_kind(&reader));
	jobs_reader_end(&reader);
	return true;
}

void
jobs_reader_begin(JobsReader *reader, const char *document, size_t len)
{
	begin(reader, document, len, NULL);
}

JobsKind
jobs_reader_kind(JobsReader *reader)
{
	if (++reader->nvalues > MAX_VALUES)
	{
		leave_if_asked(reader);
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("answer has too many values"),
				 errdetail("The limit is %d JSON values.", MAX_VALUES),
				 errhint("A smaller page_size makes pages of fewer jobs.")));
	}
	CHECK_FOR_INTERRUPTS();

	skip_space(reader);
	if (reader->at < reader->end)
	{
		switch (*reader->at)
		{
			case '"':
				return JOBS_KIND_STRING;
			case '{':
				return JOBS_KIND_OBJECT;
			case '[':
				return JOBS_KIND_ARRAY;
			case 'n':
				return JOBS_KIND_NULL;
			case 't':
				return JOBS_KIND_TRUE;
			case 'f':
				return JOBS_KIND_FALSE;
			case '-':
				return JOBS_KIND_NUMBER;
			default:
				if (*reader->at >= '0' && *reader->at <= '9')
					return JOBS_KIND_NUMBER;
		}
	}
	fail(reader, reader->at, "a value");
}

void
jobs_reader_scalar(JobsReader *reader, JobsKind kind, JobsToken *token)
{
	token->kind = kind;
	token->escaped = false;
	token->text = reader->at;
	if (kind == JOBS_KIND_STRING)
	{
		read_string(reader, token);
		return;
	}
	if (kind == JOBS_KIND_NUMBER)
		read_number(reader);
	else
		read_literal(reader, kind);
	token->len = reader->at - token->text;
}

void
jobs_reader_skip(JobsReader *reader, JobsKind kind)
{
	JobsToken	token;

	switch (kind)
	{
		case JOBS_KIND_OBJECT:
			jobs_reader_enter(reader);
			for (bool first = true;
				 jobs_reader_member(reader, first, &token); first = false)
				jobs_reader_skip(reader, jobs_reader_kind(reader));
			break;
		case JOBS_KIND_ARRAY:
			jobs_reader_enter(reader);
			for (bool first = true;
				 jobs_reader_element(reader, first); first = false)
				jobs_reader_skip(reader, jobs_reader_kind(reader));
			break;
		default:
			jobs_reader_scalar(reader, kind, &token);
	}
}

void
jobs_reader_enter(JobsReader *reader)
{
	if (++reader->depth > MAX_DEPTH)
	{
		leave_if_asked(reader);
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("answer is nested too deep"),
				 errdetail("The limit is %d levels.", MAX_DEPTH)));
	}
	reader->at++;
}

bool
jobs_reader_member(JobsReader *reader, bool first, JobsToken *name)
{
	if (!read_separator(reader, '}', first))
		return false;

	if (reader->at == reader->end || *reader->at != '"')
		fail(reader, reader->at, "a member's name");
	name->kind = JOBS_KIND_STRING;
	name->escaped = false;
	read_string(reader, name);

	skip_space(reader);
	if (reader->at == reader->end || *reader->at != ':')
		fail(reader, reader->at, "a colon");
	reader->at++;
	return true;
}

bool
jobs_reader_element(JobsReader *reader, bool first)
{
	return read_separator(reader, ']', first);
}

void
jobs_reader_end(JobsReader *reader)
{
	skip_space(reader);
	if (reader->at < reader->end)
		fail(reader, reader->at, "the end");
}

static void
begin(JobsReader *reader, const char *document, size_t len,
	  sigjmp_buf *refused)
{
	int			valid = pg_encoding_verifymbstr(PG_UTF8, document, (int) len);

	reader->start = document;
	reader->end = document + len;
	reader->at = document;
	reader->depth = 0;
	reader->nvalues = 0;
	reader->refused = refused;

	/* a NUL ends the verification but is valid UTF-8: reading finds it */
	if ((size_t) valid < len && document[valid] != '\0')
	{
		leave_if_asked(reader);
		ereport(ERROR,
				(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				 errmsg("answer is not valid UTF-8"),
				 errdetail("The byte sequence at offset %d, which begins with 0x%02x, is none.",
						   valid, (unsigned char) document[valid])));
	}
	if (len >= 3 && memcmp(document, "\xEF\xBB\xBF", 3) == 0)
		reader->at += 3;
}

static void
leave_if_asked(const JobsReader *reader)
{
	if (reader->refused != NULL)
		siglongjmp(*reader->refused, 1);
}

static void
skip_space(JobsReader *reader)
{
	while (reader->at < reader->end &&
		   (*reader->at == ' ' || *reader->at == '\n' ||
			*reader->at == '\r' || *reader->at == '\t'))
		reader->at++;
}

/*
 * What stands before, between and after the values of an object or array.
 * False when it was the end.
 */
static bool
read_separator(JobsReader *reader, char closing, bool first)
{
	skip_space(reader);
	if (reader->at < reader->end && *reader->at == closing)
	{
		reader->at++;
		reader->depth--;
		return false;
	}
	if (!first)
	{
		if (reader->at == reader->end || *reader->at != ',')
			fail(reader, reader->at,
				 closing == '}' ? "a comma or the end of the object" :
				 "a comma or the end of the array");
		reader->at++;
		skip_space(reader);
	}
	return true;
}

static void
read_string(JobsReader *reader, JobsToken *token)
{
	const char *p = reader->at + 1;

	token->text = p;
	for (;;)
	{
		p = find_special(p, reader->end);
		if (p == reader->end || (unsigned char) *p < ' ')
			fail(reader, p, "the end of a string");
		if (*p == '"')
			break;
		token->escaped = true;
		p = check_escape(reader, p);
	}
	token->len = p - token->text;
	reader->at = p + 1;
}

/*
 * The first quote, backslash or control character, or the end.
 *
 * Eight bytes at a time: a byte is below n if subtracting n borrows, which its
 * top bit shows unless that was set before; a byte is zero if it is below 1.
 * A borrow disturbs only the bytes above it, so the lowest hit is a true one.
 */
static const char *
find_special(const char *p, const char *end)
{
	while (end - p >= (ptrdiff_t) sizeof(uint64))
	{
		uint64		word;
		uint64		quote;
		uint64		backslash;
		uint64		hits;

		memcpy(&word, p, sizeof(word));
		quote = word ^ EVERY_BYTE('"');
		backslash = word ^ EVERY_BYTE('\\');
		hits = (((word - EVERY_BYTE(' ')) & ~word) |
				((quote - EVERY_BYTE(1)) & ~quote) |
				((backslash - EVERY_BYTE(1)) & ~backslash)) &
			EVERY_BYTE(0x80);
		if (hits != 0)
		{
#ifdef WORDS_BIGENDIAN
			break;				/* the lowest byte is not the first one */
#else
			return p + pg_rightmost_one_pos64(hits) / 8;
#endif
		}
		p += sizeof(uint64);
	}
	while (p < end && *p != '"' && *p != '\\' && (unsigned char) *p >= ' ')
		p++;
	return p;
}

/* Where the text goes on after the backslash at "p". */
static const char *
check_escape(JobsReader *reader, const char *p)
{
	const char *end = reader->end;

	if (++p == end || *p == '\0' || strchr("\"\\/bfnrtu", *p) == NULL)
		fail(reader, p, "an escape");
	if (*p == 'u')
	{
		for (int i = 0; i < 4; i++)
		{
			if (++p == end || !isxdigit((unsigned char) *p))
				fail(reader, p, "a hexadecimal digit");
		}
	}
	return p + 1;
}

static void
read_number(JobsReader *reader)
{
	if (*reader->at == '-')
		reader->at++;
	if (reader->at < reader->end && *reader->at == '0')
		reader->at++;			/* nothing but a point or an e may follow */
	else
		read_digits(reader);

	if (reader->at < reader->end && *reader->at == '.')
	{
		reader->at++;
		read_digits(reader);
	}
	if (reader->at < reader->end &&
		(*reader->at == 'e' || *reader->at == 'E'))
	{
		reader->at++;
		if (reader->at < reader->end &&
			(*reader->at == '+' || *reader->at == '-'))
			reader->at++;
		read_digits(reader);
	}
}

static void
read_digits(JobsReader *reader)
{
	const char *start = reader->at;

	while (reader->at < reader->end &&
		   *reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	if (reader->at == start)
		fail(reader, start, "a digit");
}

static void
read_literal(JobsReader *reader, JobsKind kind)
{
	const char *literal = kind == JOBS_KIND_NULL ? "null" :
		kind == JOBS_KIND_TRUE ? "true" : "false";
	size_t		len = strlen(literal);

	if ((size_t) (reader->end - reader->at) < len ||
		memcmp(reader->at, literal, len) != 0)
		fail(reader, reader->at, "a value");
	reader->at += len;
}

static void
fail(const JobsReader *reader, const char *at, const char *expected)
{
	size_t		offset = at - reader->start;

	leave_if_asked(reader);
	ereport(ERROR,
			(errcode(ERRCODE_PROTOCOL_VIOLATION),
			 errmsg("answer is not valid JSON"),
			 at == reader->end ?
			 errdetail("Expected %s, but the document ends after %zu bytes.",
					   expected, offset) :
			 errdetail("Expected %s at offset %zu, but found 0x%02x.",
					   expected, offset, (unsigned char) *at)));
}
