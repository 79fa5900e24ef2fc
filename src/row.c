/*-------------------------------------------------------------------------
 *
 * row.c
 *	  From an answer's bytes to rows of Datums.
 *
 * Knows where in an answer the rows are and where in a row the columns.  One
 * pass over the bytes finds the values of a job's columns; they become Datums
 * when the job's end was read, since only then is it sure what the job is
 * called, and errors shall say that.  Must not know how the answer came, nor
 * what the rows are for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "compat.h"
#include "datum.h"
#include "member.h"
#include "reader.h"
#include "row.h"
#include "text.h"
#include "tree.h"

/* Google's are a few dozen bytes; what is longer would not fit into a URL. */
#define MAX_TOKEN_LENGTH	8192

/* A page has a hundred jobs at most, unless the service changes its mind. */
#define INITIAL_ROWS	128

/* A needed column. */
typedef struct Target
{
	int			index;			/* attribute number less 1 */
	const JobsMember *member;
	JobsConverter *converter;
} Target;

struct JobsRowDecoder
{
	const JobsColumns *columns;
	JobsMembers *members;
	const JobsMember *id;		/* jobId */
	int			ntargets;
	Target	   *targets;
};

/* One answer being decoded. */
typedef struct Decoding
{
	const JobsRowDecoder *decoder;
	JobsPage   *page;
	int			capacity;		/* rows that there is room for */
	bool		is_list;
	MemoryContext result_context;
	MemoryContext context;		/* of what follows; dropped at the end */
	JobsReader	reader;
	JobsTree   *tree;			/* values of the job that is read */
	uint32	   *found;			/* by JobsMember.number: 0 if not yet met,
								 * else one more than the index of its node */
	const JobsMember *member;	/* whose value is converted, or NULL */
	const JobsColumn *column;	/* for which column, or NULL */
	const char *job;			/* of which job, or NULL */
	ErrorContextCallback callback;
} Decoding;

/* In Decoding.found: met, but nobody needs it. */
#define MET		PG_UINT32_MAX

/* How errors call the kinds of values. */
static const char *const kind_names[] = {
	[JOBS_KIND_NULL] = "null",
	[JOBS_KIND_FALSE] = "a boolean",
	[JOBS_KIND_TRUE] = "a boolean",
	[JOBS_KIND_NUMBER] = "a number",
	[JOBS_KIND_STRING] = "a string",
	[JOBS_KIND_OBJECT] = "an object",
	[JOBS_KIND_ARRAY] = "an array"
};

static void add_target(JobsRowDecoder *decoder, int index);
static void begin(Decoding *decoding, const JobsRowDecoder *decoder,
				  const char *body, size_t len, bool is_list);
static JobsPage *finish(Decoding *decoding);
static void read_list(Decoding *decoding);
static bool is_named(Decoding *decoding, const JobsToken *name,
					 const char *expected);
static void meet_once(bool *met, const char *path);
static void read_jobs(Decoding *decoding, JobsKind kind);
static void read_next_token(Decoding *decoding, JobsKind kind);
static void read_job(Decoding *decoding);
static void read_member(Decoding *decoding, const JobsMember *member,
						JobsKind kind, const JobsToken *name, bool keep);
static uint32 read_object(Decoding *decoding, const JobsMember *member,
						  const JobsToken *name, bool keep);
static const JobsMember *find_member(Decoding *decoding, const JobsMember *parent,
									 const JobsToken *name, int *next);
static void make_row(Decoding *decoding);
static const JobsNode *find_node(const Decoding *decoding,
								 const JobsMember *member);
static char *show_path(const Decoding *decoding, const JobsMember *member);
static void describe_position(void *arg);
JOBS_NORETURN static void refuse_kind(const char *path, JobsKind kind,
									  int allowed);
JOBS_NORETURN static void refuse_repetition(const char *path);

JobsRowDecoder *
jobs_row_decoder_create(const JobsColumns *columns, const Bitmapset *needed)
{
	JobsRowDecoder *decoder = palloc0(sizeof(JobsRowDecoder));
	const JobsField *id = jobs_service_field(columns->service, JOBS_ROLE_JOB);
	bool		all = bms_is_member(0, needed);

	decoder->columns = columns;
	decoder->targets = palloc0(columns->natts * sizeof(Target));
	decoder->members = jobs_member_create(columns->service);
	decoder->id = jobs_member_need(decoder->members, id, id->path);
	for (int i = 0; i < columns->natts; i++)
	{
		const JobsField *field = columns->column[i].field;

		if (field != NULL && !(field->flags & JOBS_FIELD_PARAMETER) &&
			(all || bms_is_member(i + 1, needed)))
			add_target(decoder, i);
	}
	return decoder;
}

JobsPage *
jobs_row_decode_list(const JobsRowDecoder *decoder, const char *body,
					 size_t len)
{
	Decoding	decoding;

	begin(&decoding, decoder, body, len, true);
	read_list(&decoding);
	return finish(&decoding);
}

JobsPage *
jobs_row_decode_job(const JobsRowDecoder *decoder, const char *body,
					size_t len)
{
	Decoding	decoding;

	begin(&decoding, decoder, body, len, false);
	read_job(&decoding);
	if (decoding.page->rows[0].job == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("answer is not a job"),
				 errdetail("It has no member \"%s\".", decoder->id->path)));
	return finish(&decoding);
}

static void
add_target(JobsRowDecoder *decoder, int index)
{
	const JobsColumn *column = &decoder->columns->column[index];
	Target	   *target = &decoder->targets[decoder->ntargets++];
	JobsMember *member = jobs_member_need(decoder->members, column->field,
										  column->path);

	/* below a map there are strings */
	target->converter =
		jobs_datum_converter(strcmp(column->path, column->field->path) == 0 ?
							 column->field->type : JOBS_TYPE_STRING,
							 column->typid, column->typmod);
	target->index = index;
	target->member = member;
	member->needs_contents |= jobs_datum_needs_contents(target->converter);
}

static void
begin(Decoding *decoding, const JobsRowDecoder *decoder,
	  const char *body, size_t len, bool is_list)
{
	memset(decoding, 0, sizeof(Decoding));
	decoding->callback.callback = describe_position;
	decoding->callback.arg = decoding;
	decoding->callback.previous = error_context_stack;
	error_context_stack = &decoding->callback;

	decoding->decoder = decoder;
	decoding->is_list = is_list;
	decoding->capacity = is_list ? INITIAL_ROWS : 1;
	decoding->page = palloc0(sizeof(JobsPage));
	decoding->page->rows = palloc(decoding->capacity * sizeof(JobsRow));

	decoding->context = AllocSetContextCreate(CurrentMemoryContext,
											  "jobs_fdw page decoder",
											  ALLOCSET_DEFAULT_SIZES);
	decoding->result_context = MemoryContextSwitchTo(decoding->context);
	decoding->tree = jobs_tree_create();
	decoding->found = palloc(decoder->members->n * sizeof(uint32));
	MemoryContextSwitchTo(decoding->result_context);

	jobs_reader_begin(&decoding->reader, body, len);
}

static JobsPage *
finish(Decoding *decoding)
{
	jobs_reader_end(&decoding->reader);
	error_context_stack = decoding->callback.previous;
	MemoryContextDelete(decoding->context);
	return decoding->page;
}

static void
read_list(Decoding *decoding)
{
	const JobsService *service = decoding->decoder->columns->service;
	JobsReader *reader = &decoding->reader;
	bool		met_jobs = false;
	bool		met_next = false;
	JobsToken	name;

	if (jobs_reader_kind(reader) != JOBS_KIND_OBJECT)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("answer is not a JSON object")));
	jobs_reader_enter(reader);
	for (bool first = true;
		 jobs_reader_member(reader, first, &name); first = false)
	{
		JobsKind	kind = jobs_reader_kind(reader);

		if (is_named(decoding, &name, service->list_member))
		{
			meet_once(&met_jobs, service->list_member);
			read_jobs(decoding, kind);
		}
		else if (is_named(decoding, &name, service->next_member))
		{
			meet_once(&met_next, service->next_member);
			read_next_token(decoding, kind);
		}
		else
			jobs_reader_skip(reader, kind);
	}
}

static bool
is_named(Decoding *decoding, const JobsToken *name, const char *expected)
{
	MemoryContext old_context = MemoryContextSwitchTo(decoding->tree->scratch);
	size_t		len;
	const char *text = jobs_text_utf8(name, &len);

	MemoryContextSwitchTo(old_context);
	return len == strlen(expected) && memcmp(text, expected, len) == 0;
}

static void
meet_once(bool *met, const char *path)
{
	if (*met)
		refuse_repetition(path);
	*met = true;
}

static void
read_jobs(Decoding *decoding, JobsKind kind)
{
	JobsReader *reader = &decoding->reader;

	if (kind == JOBS_KIND_NULL)
	{
		jobs_reader_skip(reader, kind);
		return;
	}
	if (kind != JOBS_KIND_ARRAY)
		refuse_kind(decoding->decoder->columns->service->list_member, kind,
					1 << JOBS_KIND_ARRAY);
	jobs_reader_enter(reader);
	for (bool first = true;
		 jobs_reader_element(reader, first); first = false)
		read_job(decoding);
}

static void
read_next_token(Decoding *decoding, JobsKind kind)
{
	JobsToken	token;
	const char *text;
	size_t		len;

	if (kind == JOBS_KIND_NULL)
	{
		jobs_reader_skip(&decoding->reader, kind);
		return;
	}
	if (kind != JOBS_KIND_STRING)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("page token of the answer is %s, not a string",
						kind_names[kind])));
	jobs_reader_scalar(&decoding->reader, kind, &token);
	text = jobs_text_utf8(&token, &len);
	if (len > MAX_TOKEN_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("page token of the answer is too long"),
				 errdetail("The limit is %d bytes.", MAX_TOKEN_LENGTH)));
	if (len > 0)
		decoding->page->next_token = pnstrdup(text, len);
}

/* Read a job and add its row to the page. */
static void
read_job(Decoding *decoding)
{
	const JobsMember *root = decoding->decoder->members->root;
	JobsKind	kind = jobs_reader_kind(&decoding->reader);

	if (kind != JOBS_KIND_OBJECT)
	{
		if (!decoding->is_list)
			ereport(ERROR,
					(errcode(ERRCODE_PROTOCOL_VIOLATION),
					 errmsg("answer is not a JSON object")));
		refuse_kind(show_path(decoding, root), kind, root->kinds);
	}

	CHECK_FOR_INTERRUPTS();
	jobs_tree_clear(decoding->tree);
	memset(decoding->found, 0, decoding->decoder->members->n * sizeof(uint32));
	read_member(decoding, root, kind, NULL, false);
	make_row(decoding);
}

/*
 * Read the value of a known member.  "keep" says that something around it is
 * needed with all that it contains.
 */
static void
read_member(Decoding *decoding, const JobsMember *member, JobsKind kind,
			const JobsToken *name, bool keep)
{
	JobsReader *reader = &decoding->reader;
	JobsTree   *tree = decoding->tree;
	uint32		index;

	if (decoding->found[member->number] != 0)
		refuse_repetition(show_path(decoding, member));
	if (kind != JOBS_KIND_NULL && !(member->kinds & (1 << kind)))
		refuse_kind(show_path(decoding, member), kind, member->kinds);

	keep |= member->needs_contents;
	decoding->found[member->number] = MET;
	if (!member->needed && !keep)
	{
		jobs_reader_skip(reader, kind);
		return;
	}
	if (kind == JOBS_KIND_OBJECT && member->nmembers > 0)
		index = read_object(decoding, member, name, keep);
	else if (keep)
		index = jobs_tree_read(tree, reader, kind, name);
	else
	{
		JobsToken	value = {reader->at, 0, kind, false};

		if (kind == JOBS_KIND_OBJECT || kind == JOBS_KIND_ARRAY)
		{
			jobs_reader_skip(reader, kind);
			value.len = reader->at - value.text;
		}
		else
			jobs_reader_scalar(reader, kind, &value);
		index = jobs_tree_add(tree, name);
		tree->nodes[index].value = value;
	}
	decoding->found[member->number] = index + 1;
}

/* Read an object of which some members are known. */
static uint32
read_object(Decoding *decoding, const JobsMember *member, const JobsToken *name,
			bool keep)
{
	JobsReader *reader = &decoding->reader;
	JobsTree   *tree = decoding->tree;
	JobsToken	value = {reader->at, 0, JOBS_KIND_OBJECT, false};
	uint32		index = jobs_tree_add(tree, name);
	int			next = 0;
	JobsToken	inner;

	jobs_reader_enter(reader);
	for (bool first = true;
		 jobs_reader_member(reader, first, &inner); first = false)
	{
		const JobsMember *known = find_member(decoding, member, &inner,
											  &next);
		JobsKind	kind = jobs_reader_kind(reader);

		if (known != NULL)
			read_member(decoding, known, kind, &inner, keep);
		else if (keep)
			jobs_tree_read(tree, reader, kind, &inner);
		else
			jobs_reader_skip(reader, kind);
	}
	value.len = reader->at - value.text;
	tree->nodes[index].value = value;
	tree->nodes[index].size = tree->nnodes - index;
	return index;
}

/* The known member that a name means, or NULL. */
static const JobsMember *
find_member(Decoding *decoding, const JobsMember *parent,
			const JobsToken *name, int *next)
{
	const char *text = name->text;
	size_t		len = name->len;

	if (name->escaped)
	{
		MemoryContextSwitchTo(decoding->tree->scratch);
		text = jobs_text_utf8(name, &len);
		MemoryContextSwitchTo(decoding->result_context);
	}
	return jobs_member_find(parent, text, len, next);
}

/* Make the row of the job that was read. */
static void
make_row(Decoding *decoding)
{
	const JobsRowDecoder *decoder = decoding->decoder;
	int			natts = decoder->columns->natts;
	JobsPage   *page = decoding->page;
	const JobsNode *id = find_node(decoding, decoder->id);
	JobsRow		row;

	row.job = NULL;
	decoding->job = NULL;
	decoding->member = decoder->id;
	if (id != NULL && id->value.kind != JOBS_KIND_NULL)
		row.job = jobs_text_cstring(&id->value);
	decoding->job = row.job;

	row.values = palloc0(natts * sizeof(Datum));
	row.isnull = palloc(natts * sizeof(bool));
	memset(row.isnull, true, natts * sizeof(bool));
	for (int i = 0; i < decoder->ntargets; i++)
	{
		const Target *target = &decoder->targets[i];

		decoding->member = target->member;
		decoding->column = &decoder->columns->column[target->index];
		row.values[target->index] =
			jobs_datum_make(target->converter, decoding->tree,
							find_node(decoding, target->member),
							&row.isnull[target->index]);
	}
	decoding->member = NULL;
	decoding->column = NULL;

	if (page->nrows == decoding->capacity)
	{
		decoding->capacity *= 2;
		page->rows = repalloc(page->rows,
							  decoding->capacity * sizeof(JobsRow));
	}
	page->rows[page->nrows++] = row;
}

/* The value of a needed member of the job that was read, NULL if absent. */
static const JobsNode *
find_node(const Decoding *decoding, const JobsMember *member)
{
	uint32		found = decoding->found[member->number];

	return found == 0 ? NULL : &decoding->tree->nodes[found - 1];
}

/* The path of a member from the top of the answer. */
static char *
show_path(const Decoding *decoding, const JobsMember *member)
{
	if (!decoding->is_list)
		return member->path;
	return psprintf("%s[%d]%s%s",
					decoding->decoder->columns->service->list_member,
					decoding->page->nrows,
					member->path[0] != '\0' ? "." : "", member->path);
}

static void
describe_position(void *arg)
{
	const Decoding *decoding = arg;
	const char *table = decoding->decoder->columns->relname;

	if (decoding->member == NULL)
		return;
	if (decoding->column == NULL)
		errcontext("member \"%s\" of the answer",
				   show_path(decoding, decoding->member));
	else if (decoding->job == NULL)
		errcontext("column \"%s\" of foreign table \"%s\"",
				   decoding->column->name, table);
	else
		errcontext("column \"%s\" of foreign table \"%s\", job \"%s\"",
				   decoding->column->name, table, decoding->job);
}

static void
refuse_kind(const char *path, JobsKind kind, int allowed)
{
	const char *expected = kind_names[pg_rightmost_one_pos32(allowed)];

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_JSON_TEXT),
			 errmsg("member \"%s\" of the answer is %s, not %s", path,
					kind_names[kind], expected)));
}

static void
refuse_repetition(const char *path)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_JSON_TEXT),
			 errmsg("member \"%s\" of the answer comes twice", path)));
}
