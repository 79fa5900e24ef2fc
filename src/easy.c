/*-------------------------------------------------------------------------
 *
 * easy.c
 *	  What libcurl is told about one request, and what it tells about it: its
 *	  "easy handle".
 *
 * Everything that makes a request safe by what libcurl is told is here and in
 * no other place: no signals, no redirects, no cookies, no ambient proxies and
 * passwords, one compression, TLS that is always verified.
 *
 * Besides transfer.c this is the only file that knows libcurl.  It sends
 * nothing and has no callbacks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <curl/curl.h>

#include "compat.h"
#include "easy.h"

typedef struct LongOption
{
	CURLoption	option;
	long		value;
} LongOption;

/*
 * What is the same for all requests.  Much of this is libcurl's default today;
 * it is said since nothing here may depend on a default.
 */
static const LongOption long_options[] = {
	{CURLOPT_NOSIGNAL, 1},
	{CURLOPT_QUICK_EXIT, 1},	/* or a cancel waits for the name server */
	{CURLOPT_VERBOSE, 0},
	{CURLOPT_FAILONERROR, 0},
	{CURLOPT_FOLLOWLOCATION, 0},
	{CURLOPT_NETRC, CURL_NETRC_IGNORED},
	{CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	{CURLOPT_PATH_AS_IS, 1},
	{CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
	{CURLOPT_HTTP09_ALLOWED, 0},
	{CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
	{CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},	/* at least */
	{CURLOPT_SSL_VERIFYPEER, 1},
	{CURLOPT_SSL_VERIFYHOST, 2},
	{CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
	{CURLOPT_PROXY_SSL_VERIFYPEER, 1},
	{CURLOPT_PROXY_SSL_VERIFYHOST, 2},
	{CURLOPT_CA_CACHE_TIMEOUT, 600},	/* s; the file may change */
	{CURLOPT_TCP_KEEPALIVE, 1},
	{CURLOPT_TCP_KEEPIDLE, 30},
	{CURLOPT_TCP_KEEPINTVL, 10},
	{CURLOPT_MAXAGE_CONN, 60},	/* s; firewalls forget silently */
	{CURLOPT_BUFFERSIZE, 64 * 1024},
};

typedef struct ResultRow
{
	CURLcode	result;
	JobsHttpOutcome outcome;
} ResultRow;

/* What libcurl's results mean; all others depend on what was sent. */
static const ResultRow results[] = {
	{CURLE_OK, JOBS_HTTP_ANSWERED},
	{CURLE_UNSUPPORTED_PROTOCOL, JOBS_HTTP_MALFORMED},	/* HTTP/0.9 */
	{CURLE_COULDNT_RESOLVE_PROXY, JOBS_HTTP_PROXY_FAILED},
	{CURLE_COULDNT_RESOLVE_HOST, JOBS_HTTP_NOT_RESOLVED},
	{CURLE_WEIRD_SERVER_REPLY, JOBS_HTTP_MALFORMED},
	{CURLE_WRITE_ERROR, JOBS_HTTP_MALFORMED},	/* within a compressed body */
	{CURLE_OUT_OF_MEMORY, JOBS_HTTP_NO_MEMORY},
	{CURLE_OPERATION_TIMEDOUT, JOBS_HTTP_TIMED_OUT},
	{CURLE_SSL_CONNECT_ERROR, JOBS_HTTP_TLS_FAILED},
	{CURLE_ABORTED_BY_CALLBACK, JOBS_HTTP_NO_MEMORY},	/* of sockets */
	{CURLE_SSL_CERTPROBLEM, JOBS_HTTP_NOT_TRUSTED},
	{CURLE_SSL_CIPHER, JOBS_HTTP_TLS_FAILED},
	{CURLE_PEER_FAILED_VERIFICATION, JOBS_HTTP_NOT_TRUSTED},
	{CURLE_BAD_CONTENT_ENCODING, JOBS_HTTP_MALFORMED},
	{CURLE_SSL_CACERT_BADFILE, JOBS_HTTP_NOT_TRUSTED},
	{CURLE_PROXY, JOBS_HTTP_PROXY_FAILED},
	{CURLE_TOO_LARGE, JOBS_HTTP_MALFORMED}, /* a header */
};

static void set_peers(CURL *easy, const JobsHttpRequest *request);
static void set_body(CURL *easy, const JobsHttpRequest *request);
static void add_headers(struct curl_slist **headers,
						const JobsHttpRequest *request);
static void add_header(struct curl_slist **headers, const char *line);

void
jobs_easy_configure(void *handle, const JobsHttpRequest *request,
					struct curl_slist **headers)
{
	CURL	   *easy = handle;

	for (size_t i = 0; i < lengthof(long_options); i++)
		JOBS_EASY_SET(easy, long_options[i].option, long_options[i].value);
	JOBS_EASY_SET(easy, CURLOPT_URL, request->url);
	JOBS_EASY_SET(easy, CURLOPT_PROTOCOLS_STR,
				  request->allow_http ? "http,https" : "https");
	JOBS_EASY_SET(easy, CURLOPT_USERAGENT, request->user_agent);
	JOBS_EASY_SET(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	JOBS_EASY_SET(easy, CURLOPT_CONNECTTIMEOUT_MS,
				  (long) request->connect_timeout);
	JOBS_EASY_SET(easy, CURLOPT_TIMEOUT_MS, (long) request->timeout);
	/* a request on a reused connection that is dead is repeated by libcurl */
	JOBS_EASY_SET(easy, CURLOPT_FRESH_CONNECT, request->idempotent ? 0L : 1L);
	set_peers(easy, request);
	set_body(easy, request);
	add_headers(headers, request);
	JOBS_EASY_SET(easy, CURLOPT_HTTPHEADER, *headers);
}

void
jobs_easy_wipe(struct curl_slist *headers)
{
	for (struct curl_slist *h = headers; h != NULL; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	curl_slist_free_all(headers);
}

void
jobs_easy_require(int result)
{
	if (result == CURLE_OUT_OF_MEMORY)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory"),
				 errdetail("libcurl could not prepare a request.")));
	if (result != CURLE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("libcurl cannot do what a request needs"),
				 errdetail("%s: %s.", curl_version(),
						   curl_easy_strerror(result)),
				 errhint("Install libcurl 7.87 or newer, with TLS and zlib.")));
}

long
jobs_easy_long(void *handle, int info)
{
	long		value = 0;

	(void) curl_easy_getinfo((CURL *) handle, (CURLINFO) info, &value);
	return value;
}

int64
jobs_easy_number(void *handle, int info)
{
	curl_off_t	value = 0;

	(void) curl_easy_getinfo((CURL *) handle, (CURLINFO) info, &value);
	return value;
}

JobsHttpOutcome
jobs_easy_outcome(int result, bool sent)
{
	for (size_t i = 0; i < lengthof(results); i++)
	{
		if (results[i].result == (CURLcode) result)
			return results[i].outcome;
	}
	return sent ? JOBS_HTTP_LOST : JOBS_HTTP_NOT_CONNECTED;
}

int64
jobs_easy_date(const char *text)
{
	return Max(0, (int64) curl_getdate(text, NULL));
}

long
jobs_easy_delay(const char *text, int64 date)
{
	int64		when;

	if (text[0] != '\0' && strspn(text, "0123456789") == strlen(text))
		return strlen(text) > 9 ? 999999999 : strtol(text, NULL, 10);

	when = jobs_easy_date(text);
	if (when == 0)
		return -1;
	return Max(0, when - (date != 0 ? date : (int64) time(NULL)));
}

static void
set_peers(CURL *easy, const JobsHttpRequest *request)
{
	bool		direct = request->proxy == NULL;

	/* texts that are set, even empty, keep libcurl from the environment */
	JOBS_EASY_SET(easy, CURLOPT_PROXY, direct ? "" : request->proxy);
	JOBS_EASY_SET(easy, CURLOPT_NOPROXY, direct ? "*" : "");

	if (request->ca_file != NULL)
	{
		/* instead of the system's authorities, not beside them */
		JOBS_EASY_SET(easy, CURLOPT_CAINFO, request->ca_file);
		JOBS_EASY_SET(easy, CURLOPT_CAPATH, NULL);
		JOBS_EASY_SET(easy, CURLOPT_PROXY_CAINFO, request->ca_file);
		JOBS_EASY_SET(easy, CURLOPT_PROXY_CAPATH, NULL);
	}
}

static void
set_body(CURL *easy, const JobsHttpRequest *request)
{
	if (request->body == NULL && strcmp(request->verb, "GET") == 0)
		return;					/* what libcurl does by itself */

	JOBS_EASY_SET(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				  (curl_off_t) request->body_len);
	JOBS_EASY_SET(easy, CURLOPT_COPYPOSTFIELDS,
				  request->body != NULL ? request->body : "");
	JOBS_EASY_SET(easy, CURLOPT_CUSTOMREQUEST, request->verb);
}

static void
add_headers(struct curl_slist **headers, const JobsHttpRequest *request)
{
	ListCell   *lc;

	/* a name without a value keeps libcurl from sending that header */
	add_header(headers, "Expect:");
	add_header(headers, "Content-Type:");

	foreach(lc, request->headers)
	{
		const JobsHttpHeader *header = lfirst(lc);
		char	   *line = psprintf("%s: %s", header->name, header->value);

		/* libcurl would send a line break, and what follows it, as it is */
		for (const char *p = line; *p != '\0'; p++)
		{
			if ((unsigned char) *p < ' ' || *p == 0x7f)
				elog(ERROR, "control character in request header \"%s\"",
					 header->name);
		}
		add_header(headers, line);
		explicit_bzero(line, strlen(line));
		pfree(line);
	}
}

static void
add_header(struct curl_slist **headers, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*headers, line);

	if (longer == NULL)
		jobs_easy_require(CURLE_OUT_OF_MEMORY);
	*headers = longer;
}
