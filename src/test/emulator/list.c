/*-------------------------------------------------------------------------
 *
 * list.c
 *	  The list method, and its pages.
 *
 * A page token names the place where the next page starts and the request
 * that it belongs to; a token with another project or filter is refused, one
 * with another pageSize is not.  The list is newest first.  Faults that
 * concern pages set call->twist, which is honoured here, so that a looping
 * token and an honest one come from the same code.
 *
 *-------------------------------------------------------------------------
 */
#include "list.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "fault.h"
#include "filter.h"
#include "options.h"
#include "parameters.h"
#include "seed.h"

#define DEFAULT_PAGE_SIZE 20
#define MAX_PAGE_SIZE 100

/* Jobs that an overlapping page repeats. */
#define OVERLAP 2

typedef struct Page
{
	int64_t		number;			/* from 1 */
	int64_t		size;
	EmuCursor	cursor;			/* where the next job is looked for */
	EmuFilter  *filter;			/* NULL for all jobs */
	uint64_t	seal;			/* binds tokens to the request */
} Page;

static bool start_page(EmuCall *call, Page *page);
static bool read_filter(EmuCall *call, Page *page);
static bool read_token(EmuCall *call, Page *page, const char *token);
static void write_page(EmuCall *call, Page *page);
static void write_jobs(EmuCall *call, Page *page, int64_t count);
static bool next_match(const EmuCall *call, const Page *page,
					   EmuCursor *cursor, EmuFacts *facts,
					   EmuBuffer *scratch);
static void write_job(EmuBuffer *out, const EmuFacts *facts, bool first);
static void write_token(EmuCall *call, const Page *page);
static uint64_t seal_token(const Page *page, uint64_t number,
						   uint64_t created, uint64_t seed);
static uint64_t hash(uint64_t bits, const char *text);

void
emu_list_jobs(EmuCall *call)
{
	Page		page = {.number = 1};

	emu_store_lock(call->project, false);
	if (start_page(call, &page) && !emu_fault_page(call, page.number))
		write_page(call, &page);
	emu_store_unlock(call->project);
}

static bool
start_page(EmuCall *call, Page *page)
{
	const char *token = emu_parameters_text(call, "pageToken");

	page->size = emu_parameters_number(call, "pageSize", 0);
	if (page->size < 0)
	{
		emu_error_field(call, 400, "INVALID_ARGUMENT", "page_size",
						"The page size must not be negative.");
		return false;
	}
	if (page->size == 0)
		page->size = DEFAULT_PAGE_SIZE;
	if (page->size > MAX_PAGE_SIZE)
		page->size = MAX_PAGE_SIZE;
	if (call->twist.short_pages)
		page->size = (page->size + 2) / 3;
	if (!read_filter(call, page))
		return false;
	page->cursor = emu_store_first(call->project);
	return token == NULL || read_token(call, page, token);
}

static bool
read_filter(EmuCall *call, Page *page)
{
	const char *text = emu_parameters_text(call, "filter");
	const char *problem;

	page->seal = hash(hash(7, call->project_name), text != NULL ? text : "");
	if (text == NULL)
		return true;
	page->filter = emu_filter_parse(call->request->arena, text,
									emu_options.filter == 1, &problem);
	if (page->filter == NULL)
		emu_error_field(call, 400, "INVALID_ARGUMENT", "filter",
						"The filter is not valid. %s", problem);
	return page->filter != NULL;
}

/* The counterpart of write_token. */
static bool
read_token(EmuCall *call, Page *page, const char *token)
{
	const char *odd = call->twist.odd_token;
	size_t		length = odd != NULL ? strlen(odd) : 0;
	unsigned long long number;
	unsigned long long created;
	unsigned long long seed;
	unsigned long long seal;
	int			end = 0;

	if (strncmp(token, odd != NULL ? odd : "", length) == 0 &&
		sscanf(token + length, "Ch%llx-%llx-%llx-%llx%n", &number, &created,
			   &seed, &seal, &end) == 4 &&
		strspn(token + length + end, "_") == strlen(token + length + end) &&
		(call->twist.token_length == 0 ||
		 strlen(token) == (size_t) call->twist.token_length) &&
		seal == seal_token(page, number, created, seed))
	{
		page->number = (int64_t) number;
		page->cursor.created = (int64_t) created;
		page->cursor.seed = (int64_t) seed;
		return true;
	}
	emu_error_field(call, 400, "INVALID_ARGUMENT", "page_token",
					"The page token is not valid for this request.");
	return false;
}

static void
write_page(EmuCall *call, Page *page)
{
	EmuBuffer  *out = &call->answer.body;
	bool		empty = page->number <= call->twist.empty_pages;
	EmuCursor	rest;
	EmuFacts	facts;
	EmuBuffer	scratch = {0};

	emu_buffer_char(out, '{');
	if (!empty)
		write_jobs(call, page, page->size);
	rest = page->cursor;
	if (call->twist.overlap && page->size > OVERLAP + 1 &&
		page->cursor.seed > OVERLAP + 1 &&
		page->cursor.seed <= call->project->seeds)
		page->cursor.seed -= OVERLAP;
	if (empty || call->twist.endless || call->twist.same_token ||
		call->twist.cycle > 0 ||
		next_match(call, page, &rest, &facts, &scratch))
		write_token(call, page);
	else if (call->twist.last_token != NULL)
	{
		if (out->length > 1)
			emu_buffer_char(out, ',');
		emu_buffer_format(out, "\"nextPageToken\":%s", call->twist.last_token);
	}
	emu_buffer_char(out, '}');
	emu_buffer_free(&scratch);
}

static void
write_jobs(EmuCall *call, Page *page, int64_t count)
{
	EmuBuffer  *out = &call->answer.body;
	EmuBuffer	scratch = {0};
	EmuCursor	first;
	EmuFacts	facts;
	int64_t		written = 0;

	emu_buffer_text(out, "\"jobs\":[");
	/* an overlapping list also has its first job move down all the time */
	first = emu_store_first(call->project);
	if (call->twist.overlap && page->number > 1 && count > 1 &&
		next_match(call, page, &first, &facts, &scratch))
		write_job(out, &facts, written++ == 0);
	while (written < count &&
		   next_match(call, page, &page->cursor, &facts, &scratch))
		write_job(out, &facts, written++ == 0);
	if (written > 0)
		emu_buffer_char(out, ']');
	else						/* an empty list is no list */
		emu_buffer_replace(out, 1, out->length - 1, "", 0);
	emu_buffer_free(&scratch);
}

static bool
next_match(const EmuCall *call, const Page *page, EmuCursor *cursor,
		   EmuFacts *facts, EmuBuffer *scratch)
{
	while (emu_store_next(call->project, cursor, facts))
		if (page->filter == NULL ||
			emu_filter_matches(page->filter, facts, scratch))
			return true;
	if (!call->twist.endless)
		return false;
	/* there is always one more, whether it matches or not */
	emu_seed_facts(facts, cursor->seed++);
	return true;
}

static void
write_job(EmuBuffer *out, const EmuFacts *facts, bool first)
{
	if (!first)
		emu_buffer_char(out, ',');
	emu_job_write(out, facts);
}

static void
write_token(EmuCall *call, const Page *page)
{
	const EmuTwist *twist = &call->twist;
	EmuBuffer  *out = &call->answer.body;
	EmuBuffer	token = {0};
	int64_t		number = page->number + 1;
	EmuCursor	cursor = page->cursor;
	uint64_t	seal;

	if (twist->same_token)
		number = 2;
	else if (twist->cycle > 0)
		number = (page->number - 1) % twist->cycle + 2;
	if (twist->same_token || twist->cycle > 0)
	{
		/* a token that repeats leads to the same page */
		cursor = emu_store_first(call->project);
		if (call->project->seeds > 0)
			cursor.seed += (number - 1) * page->size % call->project->seeds;
	}
	if (twist->odd_token != NULL)
		emu_buffer_text(&token, twist->odd_token);
	seal = seal_token(page, (uint64_t) number, (uint64_t) cursor.created,
					  (uint64_t) cursor.seed);
	emu_buffer_format(&token, "Ch%llx-%llx-%llx-%llx",
					  (unsigned long long) number,
					  (unsigned long long) cursor.created,
					  (unsigned long long) cursor.seed,
					  (unsigned long long) seal);
	if (token.length < (size_t) twist->token_length)
		emu_buffer_fill(&token, '_',
						(size_t) twist->token_length - token.length);
	if (out->length > 1)
		emu_buffer_char(out, ',');
	emu_buffer_text(out, "\"nextPageToken\":");
	emu_buffer_json(out, token.data, token.length);
	emu_buffer_free(&token);
}

/* So that a token that somebody made up or changed is not taken. */
static uint64_t
seal_token(const Page *page, uint64_t number, uint64_t created, uint64_t seed)
{
	uint64_t	bits = emu_seed_mix(page->seal ^ number);

	bits = emu_seed_mix(bits ^ created);
	return emu_seed_mix(bits ^ seed);
}

static uint64_t
hash(uint64_t bits, const char *text)
{
	for (; *text != '\0'; text++)
		bits = emu_seed_mix(bits ^ (unsigned char) *text);
	return bits;
}
