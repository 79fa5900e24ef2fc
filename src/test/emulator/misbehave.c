/*-------------------------------------------------------------------------
 *
 * misbehave.c
 *	  The faults there are, as one table.
 *
 * A row says when a fault strikes and how: by a function, or, for what only
 * concerns bytes on the wire and pages of a list, by data that wire.c and
 * list.c act upon.  Knows no project and does not count.
 *
 *-------------------------------------------------------------------------
 */
#include "misbehave.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "compress.h"
#include "error.h"
#include "jobs.h"
#include "options.h"
#include "wire.h"

#define JSON "application/json; charset=UTF-8"
#define HTML "text/html; charset=UTF-8"
#define MEGABYTE 1048576
#define HOSTILE "first line\r\nLOG:  second line\033[31m red %n%s%s%s " \
	"\xe2\x80\xae reversed \x7f"

static bool strike_status(EmuCall *call, const EmuFault *fault);
static bool strike_retry(EmuCall *call, const EmuFault *fault);
static bool strike_retry_date(EmuCall *call, const EmuFault *fault);
static bool strike_retry_info(EmuCall *call, const EmuFault *fault);
static bool strike_delay(EmuCall *call, const EmuFault *fault);
static bool strike_late(EmuCall *call, const EmuFault *fault);
static bool strike_conflict(EmuCall *call, const EmuFault *fault);
static bool strike_silent(EmuCall *call, const EmuFault *fault);
static bool strike_wire(EmuCall *call, const EmuFault *fault);
static bool strike_twist(EmuCall *call, const EmuFault *fault);
static bool strike_page_token(EmuCall *call, const EmuFault *fault);
static bool strike_replace(EmuCall *call, const EmuFault *fault);
static bool strike_type(EmuCall *call, const EmuFault *fault);
static bool strike_redirect(EmuCall *call, const EmuFault *fault);
static bool strike_error_body(EmuCall *call, const EmuFault *fault);
static bool strike_gzip(EmuCall *call, const EmuFault *fault);
static bool strike_bomb(EmuCall *call, const EmuFault *fault);
static bool strike_insert(EmuCall *call, const EmuFault *fault);
static bool strike_depth(EmuCall *call, const EmuFault *fault);
static bool strike_nodes(EmuCall *call, const EmuFault *fault);
static bool strike_size(EmuCall *call, const EmuFault *fault);
static bool strike_prefix(EmuCall *call, const EmuFault *fault);
static bool strike_unknown(EmuCall *call, const EmuFault *fault);

static void insert(EmuCall *call, const char *text, size_t length);

/* What strike_gzip does to the compressed body. */
enum
{
	GARBAGE,
	BAD_CRC,
	CUT,
	TWICE,
	MISLABELLED					/* not compressed at all */
};

#define ROW(row_name, row_stage, row_strike) \
	.name = row_name, .stage = row_stage, .strike = row_strike

const EmuFaultRow emu_misbehave_rows[] = {
	/* errors, and how long to wait after them */
	{ROW("#", EMU_BEFORE, strike_status)},
	{ROW("#-at-#", EMU_AT_PAGE, strike_status), .times = 1},
	{ROW("#-applied", EMU_AFTER, strike_status)},
	{ROW("429-#", EMU_BEFORE, strike_retry), .times = 1, .value = 429},
	{ROW("retry-after-#", EMU_BEFORE, strike_retry), .times = 1, .value = 503},
	{ROW("retry-date-#", EMU_BEFORE, strike_retry_date), .times = 1},
	{ROW("retry-info-#", EMU_BEFORE, strike_retry_info), .times = 1},

	/* answers that come late or not at all */
	{ROW("slow-#", EMU_BEFORE, strike_delay)},
	{ROW("stall", EMU_BEFORE, strike_silent), .wire = {.ending = EMU_STALL}},
	{ROW("reset", EMU_BEFORE, strike_silent), .wire = {.ending = EMU_RESET}},
	{ROW("close", EMU_BEFORE, strike_silent)},
	{ROW("lost", EMU_AFTER, strike_silent), .wire = {.ending = EMU_RESET}},
	{ROW("lost-before", EMU_BEFORE, strike_silent),
	.wire = {.ending = EMU_RESET}},
	{ROW("late-#", EMU_BEFORE, strike_late)},
	{ROW("conflict", EMU_BEFORE, strike_conflict)},
	{ROW("reuse-reset", EMU_BEFORE, strike_silent), .reused_only = true,
	.wire = {.ending = EMU_RESET}},
	{ROW("reuse-close", EMU_BEFORE, strike_silent), .reused_only = true},
	{ROW("idle-close", EMU_AFTER, strike_wire)},

	/* answers that are broken off, or slow */
	{ROW("stall-in-header", EMU_AFTER, strike_wire),
	.wire = {.cut_head = true, .ending = EMU_STALL}},
	{ROW("stall-at-#", EMU_AFTER, strike_wire),
	.wire = {.cut = true, .cut_at = -1, .ending = EMU_STALL}},
	{ROW("reset-at-#", EMU_AFTER, strike_wire),
	.wire = {.cut = true, .cut_at = -1, .ending = EMU_RESET}},
	{ROW("truncate-at-#", EMU_AFTER, strike_wire),
	.wire = {.cut = true, .cut_at = -1}},
	{ROW("chunk-cut-at-#", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_CHUNKED, .cut = true, .cut_at = -1}},
	{ROW("close-delimited-at-#", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_BY_CLOSE, .cut = true, .cut_at = -1}},
	{ROW("drip-#", EMU_AFTER, strike_wire), .wire = {.rate = -1}},

	/* HTTP, good and bad */
	{ROW("close-delimited", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_BY_CLOSE}},
	{ROW("chunked", EMU_AFTER, strike_wire), .wire = {.framing = EMU_CHUNKED}},
	{ROW("chunk-bad", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_CHUNKED_BADLY}},
	{ROW("length-long", EMU_AFTER, strike_wire),
	.wire = {.length_error = 100}},
	{ROW("length-short", EMU_AFTER, strike_wire),
	.wire = {.length_error = -10}},
	{ROW("length-twice", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_BY_TWO_LENGTHS}},
	{ROW("http09", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_WITHOUT_HEAD}},
	{ROW("header-huge", EMU_AFTER, strike_wire),
	.wire = {.flood = EMU_HUGE_HEADER}},
	{ROW("header-flood", EMU_AFTER, strike_wire),
	.wire = {.flood = EMU_HEADERS}},
	{ROW("1xx-flood", EMU_AFTER, strike_wire), .wire = {.flood = EMU_INTERIM}},
	{ROW("endless", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_CHUNKED, .flood = EMU_BODY}},
	{ROW("endless-close", EMU_AFTER, strike_wire),
	.wire = {.framing = EMU_BY_CLOSE, .flood = EMU_BODY}},
	{ROW("redirect-#", EMU_BEFORE, strike_redirect)},

	/* compression */
	{ROW("gzip-garbage", EMU_AFTER_SUCCESS, strike_gzip), .value = GARBAGE},
	{ROW("gzip-crc", EMU_AFTER_SUCCESS, strike_gzip), .value = BAD_CRC},
	{ROW("gzip-cut-at-#", EMU_AFTER_SUCCESS, strike_gzip), .value = CUT},
	{ROW("gzip-twice", EMU_AFTER_SUCCESS, strike_gzip), .value = TWICE},
	{ROW("encoding-br", EMU_AFTER_SUCCESS, strike_gzip), .value = MISLABELLED,
	.text = "br"},
	{ROW("encoding-deflate", EMU_AFTER_SUCCESS, strike_gzip),
		.value = MISLABELLED,
	.text = "deflate"},
	{ROW("gzip-bomb-#", EMU_AFTER_SUCCESS, strike_bomb)},

	/* something else than was asked for */
	{ROW("html", EMU_AFTER_SUCCESS, strike_replace), .value = 200,
	.text = "<html><body>Please log in to the network.</body></html>"},
	{ROW("html-#", EMU_BEFORE, strike_replace), .text = "<html><head><title>"
	"Bad gateway</title></head><body>nginx</body></html>"},
	{ROW("type-none", EMU_AFTER_SUCCESS, strike_type)},
	{ROW("type-plain", EMU_AFTER_SUCCESS, strike_type), .text = "text/plain"},
	{ROW("type-latin1", EMU_AFTER_SUCCESS, strike_type),
	.text = "application/json; charset=ISO-8859-1"},
	{ROW("empty", EMU_AFTER_SUCCESS, strike_replace),
	.value = -200, .text = ""},
	{ROW("204", EMU_AFTER_SUCCESS, strike_replace), .value = -204, .text = ""},
	{ROW("body-null", EMU_AFTER_SUCCESS, strike_replace),
	.value = -200, .text = "null"},
	{ROW("body-zero", EMU_AFTER_SUCCESS, strike_replace),
	.value = -200, .text = "0"},
	{ROW("body-array", EMU_AFTER_SUCCESS, strike_replace),
	.value = -200, .text = "[]"},
	{ROW("body-space", EMU_AFTER_SUCCESS, strike_replace),
	.value = -200, .text = " \n "},
	{ROW("body-two", EMU_AFTER_SUCCESS, strike_replace), .value = -200,
	.text = "{}{}"},
	{ROW("body-open", EMU_AFTER_SUCCESS, strike_replace), .value = -200,
	.text = "{\"jobs\":[{\"jobId\":\"a\"}"},
	{ROW("error-html", EMU_BEFORE, strike_replace), .value = 400,
	.text = "<html><body><h1>400</h1> that is a web page</body></html>"},
	{ROW("error-huge", EMU_BEFORE, strike_error_body), .value = 10 * MEGABYTE},
	{ROW("error-binary", EMU_BEFORE, strike_error_body), .value = 256},
	{ROW("error-hostile", EMU_BEFORE, strike_error_body)},

	/* pages */
	{ROW("token-same", EMU_BEFORE, strike_twist),
	.twist = {.same_token = true}},
	{ROW("token-cycle-#", EMU_BEFORE, strike_twist), .twist = {.cycle = -1}},
	{ROW("token-endless", EMU_BEFORE, strike_twist),
	.twist = {.endless = true}},
	{ROW("token-blank", EMU_BEFORE, strike_twist),
	.twist = {.last_token = "\"\""}},
	{ROW("token-null", EMU_BEFORE, strike_twist),
	.twist = {.last_token = "null"}},
	{ROW("token-number", EMU_BEFORE, strike_twist),
	.twist = {.last_token = "5"}},
	{ROW("token-object", EMU_BEFORE, strike_twist),
	.twist = {.last_token = "{}"}},
	{ROW("token-odd", EMU_BEFORE, strike_twist),
	.twist = {.odd_token = "&=+/%# '\"\\?;%2F\xc3\xa9"}},
	{ROW("token-long-#", EMU_BEFORE, strike_twist),
	.twist = {.token_length = -1}},
	{ROW("token-expired-at-#", EMU_FROM_PAGE, strike_page_token)},
	{ROW("pages-empty-#", EMU_BEFORE, strike_twist),
	.twist = {.empty_pages = -1}},
	{ROW("pages-empty-endless", EMU_BEFORE, strike_twist),
	.twist = {.empty_pages = INT64_MAX}},
	{ROW("pages-short", EMU_BEFORE, strike_twist),
	.twist = {.short_pages = true}},
	{ROW("overlap", EMU_BEFORE, strike_twist), .twist = {.overlap = true}},

	/* documents, spoilt in their first job */
	{ROW("utf8-overlong", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\xc0\xaf\""},
	{ROW("utf8-surrogate", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\xed\xa0\x80\""},
	{ROW("utf8-truncated", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\xe2\x82\""},
	{ROW("utf8-high", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\xf4\x90\x80\x80\""},
	{ROW("utf8-latin1", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"caf\xe9\""},
	{ROW("utf8-bom", EMU_AFTER_SUCCESS, strike_prefix),
	.text = "\xef\xbb\xbf"},
	{ROW("utf8-raw-control", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\001b\""},
	{ROW("nul", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\\u0000b\""},
	{ROW("nul-key", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"a\\u0000b\":1"},
	{ROW("lone-surrogate", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":\"a\\ud800b\""},
	{ROW("duplicate-key", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"jobId\":\"twice\""},
	{ROW("duplicate-unknown-key", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"futureField\":1,\"futureField\":2"},
	{ROW("null-members", EMU_AFTER_SUCCESS, strike_insert),
	.text = "\"errorMessage\":null,\"labels\":null,\"futureField\":null"},
	{ROW("unknown-members", EMU_AFTER_SUCCESS, strike_insert),
		.text = "\"explanationInput\":{\"modelName\":\"projects/p/models/m\"},"
	"\"futureField\":[1,-2.5e3,true,null,{\"deep\":[{}]}]"},
	{ROW("depth-#", EMU_AFTER_SUCCESS, strike_depth)},
	{ROW("nodes-#", EMU_AFTER_SUCCESS, strike_nodes)},
	{ROW("size-#", EMU_AFTER_SUCCESS, strike_size)},
};

const size_t emu_misbehave_count = lengthof(emu_misbehave_rows);

const EmuFaultRow emu_misbehave_unknown = {ROW("", EMU_BEFORE, strike_unknown)};

static bool
strike_status(EmuCall *call, const EmuFault *fault)
{
	int			code = (int) fault->numbers[0];

	if (code == 429)
		emu_error_rate(call, emu_options.retry_info ? "1s" : NULL);
	else if (code == 503 && emu_options.retry_info)
		emu_error(call, 503, "UNAVAILABLE",
				  "The service is currently unavailable.",
				  "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
				  "\"retryDelay\":\"1s\"}");
	else
		emu_error_for(call, code);
	return true;
}

static bool
strike_retry(EmuCall *call, const EmuFault *fault)
{
	EmuArena   *arena = call->request->arena;
	long long	seconds = fault->numbers[0];

	if (fault->row->value == 429)
		emu_error_rate(call, !emu_options.retry_info ? NULL :
					   emu_arena_format(arena, "%llds", seconds));
	else
		emu_error_for(call, (int) fault->row->value);
	emu_answer_header(&call->answer, "Retry-After",
					  emu_arena_format(arena, "%lld", seconds));
	return true;
}

static bool
strike_retry_date(EmuCall *call, const EmuFault *fault)
{
	EmuBuffer	date = {0};

	emu_error_for(call, 503);
	emu_clock_write_http(&date, emu_clock_now() / EMU_SECOND +
						 fault->numbers[0]);
	emu_answer_header(&call->answer, "Retry-After",
					  emu_arena_copy(call->request->arena, date.data,
									 date.length));
	emu_buffer_free(&date);
	return true;
}

static bool
strike_retry_info(EmuCall *call, const EmuFault *fault)
{
	emu_error_rate(call, emu_arena_format(call->request->arena, "%llds",
										  (long long) fault->numbers[0]));
	return true;
}

static bool
strike_delay(EmuCall *call, const EmuFault *fault)
{
	call->answer.delay += fault->numbers[0];
	return false;
}

/* The connection breaks now; the effect follows. */
static bool
strike_late(EmuCall *call, const EmuFault *fault)
{
	emu_wire_reset(call->socket);
	emu_clock_sleep(fault->numbers[0]);
	call->answer.wire.raw = true;
	call->answer.wire.silent = true;
	return false;
}

static bool
strike_conflict(EmuCall *call, const EmuFault *fault)
{
	(void) fault;
	emu_jobs_interfere(call);
	return false;
}

static bool
strike_silent(EmuCall *call, const EmuFault *fault)
{
	strike_wire(call, fault);
	call->answer.wire.silent = true;
	call->answer.status = 0;
	return true;
}

static bool
strike_wire(EmuCall *call, const EmuFault *fault)
{
	EmuWire    *wire = &call->answer.wire;

	*wire = fault->row->wire;
	wire->raw = true;
	if (wire->cut_at < 0)
		wire->cut_at = fault->numbers[0];
	if (wire->rate < 0)
		wire->rate = fault->numbers[0];
	return false;
}

static bool
strike_twist(EmuCall *call, const EmuFault *fault)
{
	const EmuTwist *from = &fault->row->twist;
	EmuTwist   *into = &call->twist;

	into->same_token |= from->same_token;
	into->endless |= from->endless;
	into->short_pages |= from->short_pages;
	into->overlap |= from->overlap;
	if (from->last_token != NULL)
		into->last_token = from->last_token;
	if (from->odd_token != NULL)
		into->odd_token = from->odd_token;
	if (from->cycle != 0)
		into->cycle = fault->numbers[0];
	if (from->token_length != 0)
		into->token_length = fault->numbers[0];
	if (from->empty_pages != 0)
		into->empty_pages = from->empty_pages < 0 ? fault->numbers[0] :
			from->empty_pages;
	return false;
}

static bool
strike_page_token(EmuCall *call, const EmuFault *fault)
{
	(void) fault;
	emu_error_field(call, 400, "INVALID_ARGUMENT", "page_token",
					"The page token has expired.");
	return true;
}

/* A negative status: keep saying that it is JSON. */
static bool
strike_replace(EmuCall *call, const EmuFault *fault)
{
	int			status = (int) fault->row->value;

	if (status == 0)
		status = (int) fault->numbers[0];
	emu_answer_replace(&call->answer, abs(status), status < 0 ? JSON : HTML);
	emu_buffer_text(&call->answer.body, fault->row->text);
	return true;
}

static bool
strike_type(EmuCall *call, const EmuFault *fault)
{
	call->answer.type = fault->row->text;
	return false;
}

/* To the second port, where it would show in the ledger. */
static bool
strike_redirect(EmuCall *call, const EmuFault *fault)
{
	emu_answer_replace(&call->answer, (int) fault->numbers[0], HTML);
	emu_answer_header(&call->answer, "Location",
					  emu_arena_format(call->request->arena,
									   "http://127.0.0.1:%d/stolen",
									   emu_options.other_port));
	return true;
}

/* Without a size it is an envelope whose message attacks logs. */
static bool
strike_error_body(EmuCall *call, const EmuFault *fault)
{
	EmuBuffer  *body = &call->answer.body;
	int64_t		i;

	if (fault->row->value == 0)
	{
		/* NOLINTNEXTLINE(misc-misleading-bidirectional): on purpose */
		emu_error(call, 400, "INVALID_ARGUMENT", HOSTILE, NULL);
		return true;
	}
	emu_answer_replace(&call->answer, 400, JSON);
	if (fault->row->value == 256)
		for (i = 0; i < 256; i++)
			emu_buffer_char(body, (char) i);
	else
	{
		emu_buffer_text(body, "{\"error\":{\"code\":400,\"status\":"
						"\"INVALID_ARGUMENT\",\"message\":\"");
		emu_buffer_fill(body, 'x', (size_t) fault->row->value);
		emu_buffer_text(body, "\"}}");
	}
	return true;
}

static bool
strike_gzip(EmuCall *call, const EmuFault *fault)
{
	EmuAnswer  *answer = &call->answer;
	EmuBuffer  *body = &answer->body;
	size_t		i;

	answer->encoding = "gzip";
	answer->verbatim = true;
	if (fault->row->value != MISLABELLED)
		emu_compress_gzip(body);
	switch (fault->row->value)
	{
		case GARBAGE:			/* behind a good header of ten bytes */
			for (i = 10; i < body->length; i++)
				body->data[i] = (char) (i * 37);
			break;
		case BAD_CRC:
			body->data[body->length - 8] ^= 0x55;
			break;
		case CUT:
			if ((size_t) fault->numbers[0] < body->length)
				body->length = (size_t) fault->numbers[0];
			break;
		case TWICE:
			emu_compress_gzip(body);
			answer->encoding = "gzip, gzip";
			break;
		case MISLABELLED:
			answer->encoding = fault->row->text;
			break;
	}
	return false;
}

static bool
strike_bomb(EmuCall *call, const EmuFault *fault)
{
	emu_answer_replace(&call->answer, 200, JSON);
	emu_compress_bomb(&call->answer.body, "{\"futureField\":\"",
					  (size_t) fault->numbers[0] * MEGABYTE, "\"}");
	call->answer.encoding = "gzip";
	return false;
}

static bool
strike_insert(EmuCall *call, const EmuFault *fault)
{
	insert(call, fault->row->text, strlen(fault->row->text));
	return false;
}

static bool
strike_depth(EmuCall *call, const EmuFault *fault)
{
	size_t		depth = (size_t) fault->numbers[0];
	EmuBuffer	text = {0};

	emu_buffer_text(&text, "\"futureField\":");
	emu_buffer_fill(&text, '[', depth);
	emu_buffer_fill(&text, ']', depth);
	insert(call, text.data, text.length);
	emu_buffer_free(&text);
	return false;
}

static bool
strike_nodes(EmuCall *call, const EmuFault *fault)
{
	EmuBuffer	text = {0};
	int64_t		i;

	emu_buffer_text(&text, "\"futureField\":[{}");
	for (i = 1; i < fault->numbers[0]; i++)
		emu_buffer_text(&text, ",{}");
	emu_buffer_char(&text, ']');
	insert(call, text.data, text.length);
	emu_buffer_free(&text);
	return false;
}

static bool
strike_size(EmuCall *call, const EmuFault *fault)
{
	EmuBuffer	text = {0};
	int64_t		i;

	emu_buffer_text(&text, "\"futureField\":[");
	for (i = 0; i < fault->numbers[0] * (MEGABYTE / 1024); i++)
	{
		emu_buffer_text(&text, i > 0 ? ",\"" : "\"");
		emu_buffer_fill(&text, 's', 1021);
		emu_buffer_char(&text, '"');
	}
	emu_buffer_char(&text, ']');
	insert(call, text.data, text.length);
	emu_buffer_free(&text);
	return false;
}

static bool
strike_prefix(EmuCall *call, const EmuFault *fault)
{
	emu_buffer_replace(&call->answer.body, 0, 0, fault->row->text,
					   strlen(fault->row->text));
	call->answer.verbatim = true;
	return false;
}

static bool
strike_unknown(EmuCall *call, const EmuFault *fault)
{
	emu_error(call, 400, "INVALID_ARGUMENT",
			  emu_arena_format(call->request->arena,
							   "The emulator knows no fault '%s'.",
							   fault->name), NULL);
	return true;
}

/* At the start of the first job, or of the document if it has no jobs. */
static void
insert(EmuCall *call, const char *text, size_t length)
{
	static const char list[] = "{\"jobs\":[{";
	EmuBuffer  *body = &call->answer.body;
	size_t		at = 1;

	if (strncmp(body->data, list, strlen(list)) == 0)
		at = strlen(list);
	if (body->data[at] != '}')
		emu_buffer_replace(body, at, 0, ",", 1);
	emu_buffer_replace(body, at, 0, text, length);
	call->answer.verbatim = true;
}
