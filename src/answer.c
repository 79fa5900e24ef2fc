/*-------------------------------------------------------------------------
 *
 * answer.c
 *	  An HTTP answer as it comes in: what is kept of it, what is refused.
 *
 * libcurl is lenient where leniency can cost rows: it takes the last of two
 * lengths, unpacks any number of compressions and limits nothing that was
 * compressed.  So the framing headers are checked here, and the body is
 * counted as it is after decoding.
 *
 * This file knows neither libcurl nor what the body means.  Its functions run
 * inside libcurl's callbacks, where a longjmp would wreck libcurl's state for
 * the life of the backend: they use malloc and report by their result.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "answer.h"

/*
 * A real answer of the service has less than 2 kB of headers.  Informational
 * answers and trailers count too, so that there can't be endlessly many.
 */
#define MAX_HEADER_BYTES	(64 * 1024)

/*
 * The body of an error is read to be shown.  Real ones have a few kB, those of
 * a stranger may be of any size, which then does not matter.
 */
#define MAX_ERROR_BYTES		(64 * 1024)

#define FIRST_ALLOCATION	(16 * 1024)

typedef bool (*TakeHeader) (JobsAnswer *answer, const char *value, int len);

typedef struct KnownHeader
{
	const char *name;
	TakeHeader	take;
} KnownHeader;

static bool take_status_line(JobsAnswer *answer, const char *line, size_t len);
static bool take_length(JobsAnswer *answer, const char *value, int len);
static bool take_transfer(JobsAnswer *answer, const char *value, int len);
static bool take_encoding(JobsAnswer *answer, const char *value, int len);
static bool take_content_type(JobsAnswer *answer, const char *value, int len);
static bool take_date(JobsAnswer *answer, const char *value, int len);
static bool take_retry_after(JobsAnswer *answer, const char *value, int len);
static bool take_location(JobsAnswer *answer, const char *value, int len);
static bool make_room(JobsAnswer *answer, size_t needed, size_t limit);
static bool is_text(const char *value, int len, const char *text);
static bool has_digits_only(const char *value, int len);
static void keep(char *target, size_t size, const char *value, int len);
static bool refuse(JobsAnswer *answer, JobsAnswerTrouble trouble,
				   const char *reason);

static const KnownHeader known_headers[] = {
	{"content-length", take_length},
	{"transfer-encoding", take_transfer},
	{"content-encoding", take_encoding},
	{"content-type", take_content_type},
	{"date", take_date},
	{"retry-after", take_retry_after},
	{"location", take_location},
};

bool
jobs_answer_header(JobsAnswer *answer, const char *line, size_t len)
{
	const char *colon;
	const char *value;
	int			value_len;

	answer->header_bytes += len;
	if (answer->header_bytes > MAX_HEADER_BYTES)
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "the answer has more than 64 kB of headers");
	if (memchr(line, '\0', len) != NULL)
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "a header of the answer contains a NUL");

	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	if (len == 0)
	{
		answer->has_headers = true;
		return true;
	}
	if (len > 5 && pg_strncasecmp(line, "HTTP/", 5) == 0)
		return take_status_line(answer, line, len);

	/* what comes after the body must not change what it was */
	if (answer->has_headers)
		return true;

	colon = memchr(line, ':', len);
	if (colon == NULL || line[0] == ' ' || line[0] == '\t')
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "a header of the answer is not a name and a value");

	value = colon + 1;
	value_len = (int) (line + len - value);
	while (value_len > 0 && (*value == ' ' || *value == '\t'))
		value++, value_len--;
	while (value_len > 0 && (value[value_len - 1] == ' ' ||
							 value[value_len - 1] == '\t'))
		value_len--;

	for (size_t i = 0; i < lengthof(known_headers); i++)
	{
		if (is_text(line, colon - line, known_headers[i].name))
			return known_headers[i].take(answer, value, value_len);
	}
	return true;
}

bool
jobs_answer_body(JobsAnswer *answer, const char *data, size_t len)
{
	bool		is_error = answer->status >= 400;
	size_t		limit = is_error ? MAX_ERROR_BYTES : answer->max_size;

	if (len > limit - answer->body_len)
	{
		if (!is_error)
			return refuse(answer, JOBS_ANSWER_TOO_LARGE,
						  "the answer is larger than allowed");
		len = limit - answer->body_len;
		answer->is_cut = true;
	}

	if (!make_room(answer, answer->body_len + len + 1, limit + 1))
		return refuse(answer, JOBS_ANSWER_NO_MEMORY,
					  "there is no memory for the answer");
	memcpy(answer->body + answer->body_len, data, len);
	answer->body_len += len;
	answer->body[answer->body_len] = '\0';
	return !answer->is_cut;
}

bool
jobs_answer_has_head(const JobsAnswer *answer)
{
	return answer->has_headers && answer->status >= 200;
}

void
jobs_answer_free(JobsAnswer *answer)
{
	free(answer->body);
	answer->body = NULL;
	answer->body_len = 0;
	answer->allocated = 0;
}

void
jobs_answer_make_printable(char *text)
{
	for (char *p = text; *p != '\0'; p++)
	{
		if (*p < ' ' || *p > '~')
			*p = '?';
	}
}

/* A status line begins an answer; what an informational one said is over. */
static bool
take_status_line(JobsAnswer *answer, const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);

	answer->status = 0;
	if (space != NULL && line + len - space > 3 &&
		has_digits_only(space + 1, 3))
		answer->status = (space[1] - '0') * 100 +
			(space[2] - '0') * 10 + (space[3] - '0');
	answer->has_headers = false;
	answer->is_chunked = false;
	answer->is_encoded = false;
	answer->length[0] = '\0';
	answer->content_type[0] = '\0';
	answer->date[0] = '\0';
	answer->retry_after[0] = '\0';
	answer->location_host[0] = '\0';
	return true;
}

static bool
take_length(JobsAnswer *answer, const char *value, int len)
{
	char		length[sizeof(answer->length)];

	/* nineteen digits are more than anything that exists */
	if (len < 1 || len > 19 || !has_digits_only(value, len))
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "the length of the answer is not a number");
	keep(length, sizeof(length), value, len);
	if (answer->is_chunked ||
		(answer->length[0] != '\0' && strcmp(answer->length, length) != 0))
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "the answer has contradictory lengths");
	strcpy(answer->length, length);
	return true;
}

static bool
take_transfer(JobsAnswer *answer, const char *value, int len)
{
	if (is_text(value, len, "identity"))
		return true;
	if (!is_text(value, len, "chunked"))
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "the answer has a transfer encoding that was not asked for");
	if (answer->is_chunked || answer->length[0] != '\0')
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "the answer has contradictory lengths");
	answer->is_chunked = true;
	return true;
}

static bool
take_encoding(JobsAnswer *answer, const char *value, int len)
{
	/* a second layer multiplies what a small answer can blow up to */
	if (answer->is_encoded ||
		!(is_text(value, len, "gzip") || is_text(value, len, "x-gzip") ||
		  is_text(value, len, "identity")))
		return refuse(answer, JOBS_ANSWER_MALFORMED,
					  "the answer has a compression that was not asked for");
	answer->is_encoded = true;
	return true;
}

static bool
take_content_type(JobsAnswer *answer, const char *value, int len)
{
	keep(answer->content_type, sizeof(answer->content_type), value, len);
	jobs_answer_make_printable(answer->content_type);
	return true;
}

static bool
take_date(JobsAnswer *answer, const char *value, int len)
{
	keep(answer->date, sizeof(answer->date), value, len);
	return true;
}

static bool
take_retry_after(JobsAnswer *answer, const char *value, int len)
{
	keep(answer->retry_after, sizeof(answer->retry_after), value, len);
	return true;
}

/* Only the host of a redirect is kept: the rest may hold anything. */
static bool
take_location(JobsAnswer *answer, const char *value, int len)
{
	const char *end = value + len;
	const char *host = value;
	const char *host_end;

	while (host < end && *host != '/')
		host++;
	if (end - host < 2 || host[1] != '/')
		return true;			/* relative: the same host */

	host += 2;
	for (host_end = host; host_end < end; host_end++)
	{
		if (*host_end == '@')
			host = host_end + 1;	/* what came before may be a password */
		else if (strchr("/?#\\", *host_end) != NULL)
			break;
	}
	keep(answer->location_host, sizeof(answer->location_host),
		 host, host_end - host);
	jobs_answer_make_printable(answer->location_host);
	return true;
}

/* Let the body have "needed" bytes; grown at least twofold, up to "limit". */
static bool
make_room(JobsAnswer *answer, size_t needed, size_t limit)
{
	size_t		size = Max(answer->allocated, FIRST_ALLOCATION);
	char	   *body;

	if (needed <= answer->allocated)
		return true;

	while (size < needed)
		size *= 2;
	size = Min(size, limit);
	body = realloc(answer->body, size);
	if (body == NULL)
		return false;
	answer->body = body;
	answer->allocated = size;
	return true;
}

static bool
is_text(const char *value, int len, const char *text)
{
	return strlen(text) == (size_t) len &&
		pg_strncasecmp(value, text, len) == 0;
}

static bool
has_digits_only(const char *value, int len)
{
	for (int i = 0; i < len; i++)
	{
		if (value[i] < '0' || value[i] > '9')
			return false;
	}
	return true;
}

/* Copy a value; one that does not fit is none that we could read. */
static void
keep(char *target, size_t size, const char *value, int len)
{
	if ((size_t) len >= size)
		len = 0;
	memcpy(target, value, len);
	target[len] = '\0';
}

static bool
refuse(JobsAnswer *answer, JobsAnswerTrouble trouble, const char *reason)
{
	answer->trouble = trouble;
	answer->reason = reason;
	return false;
}
