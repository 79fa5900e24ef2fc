/*-------------------------------------------------------------------------
 *
 * jsonb.c
 *	  From a value of a JSON document to jsonb.
 *
 * Writes the binary form itself, once and in place.  By way of JsonbValue
 * (pushJsonbValue, JsonbValueToJsonb) every member is copied twice more and
 * every array of pairs is allocated: 84 ms for the 10,000 jobs of reader.c,
 * against 13 ms here.  The form is described in utils/jsonb.h; pg_upgrade
 * leaves it in place, so it can't change.  Must not know columns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "compat.h"
#include "jsonb.h"
#include "text.h"

/* Objects of more members are rare; these are sorted on the stack. */
#define FEW_MEMBERS		32

/* The longest integer of which every value fits into 64 bits. */
#define SHORT_INTEGER	18

typedef struct Writer
{
	const JobsTree *tree;
	char	   *data;			/* in the tree's scratch context */
	size_t		len;
	size_t		capacity;
} Writer;

/* A member of an object that is written. */
typedef struct Member
{
	const char *name;			/* server encoding */
	uint32		len;
	uint32		node;			/* its value's index */
} Member;

/* The JEntry array of a container that is written. */
typedef struct Entries
{
	size_t		at;				/* where the array starts */
	uint32		n;				/* entries set */
	size_t		total;			/* bytes of data after the array */
} Entries;

static void write_scalar_root(Writer *writer, uint32 index);
static void write_container(Writer *writer, uint32 index);
static void write_array(Writer *writer, uint32 index);
static void write_object(Writer *writer, uint32 index);
static uint32 collect_members(const JobsTree *tree, uint32 index,
							  Member *members);
static uint32 sort_members(Member *members, uint32 n);
static int	compare_many(const void *a, const void *b);
static int	compare_members(const void *a, const void *b);
static void write_value(Writer *writer, uint32 index, Entries *entries);
static void write_number(Writer *writer, const JobsToken *number);
static uint32 count_children(const JobsTree *tree, uint32 index);
static void begin_entries(Writer *writer, uint32 header, uint32 nentries,
						  Entries *entries);
static void set_entry(Writer *writer, Entries *entries, uint32 type,
					  size_t len);
static void append(Writer *writer, const void *data, size_t len);
static void pad(Writer *writer);
static char *extend(Writer *writer, size_t len);

Datum
jobs_jsonb_make(const JobsTree *tree, uint32 index)
{
	const JobsToken *value = &tree->nodes[index].value;
	MemoryContext result_context = MemoryContextSwitchTo(tree->scratch);
	Writer		writer;
	Jsonb	   *result;

	/* the binary form of most documents is a little longer than the text */
	writer.tree = tree;
	writer.capacity = value->len + value->len / 2 + 64;
	writer.data = MemoryContextAllocHuge(tree->scratch, writer.capacity);
	writer.len = VARHDRSZ;
	if (value->kind == JOBS_KIND_OBJECT || value->kind == JOBS_KIND_ARRAY)
		write_container(&writer, index);
	else
		write_scalar_root(&writer, index);

	MemoryContextSwitchTo(result_context);
	if (writer.len > JENTRY_OFFLENMASK)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("JSON value is too large for jsonb")));
	result = palloc(writer.len);
	memcpy(result, writer.data, writer.len);
	SET_VARSIZE(result, writer.len);
	pfree(writer.data);
	return JsonbPGetDatum(result);
}

/* A scalar alone is an array of one element that says it is none. */
static void
write_scalar_root(Writer *writer, uint32 index)
{
	Entries		entries;

	begin_entries(writer, 1 | JB_FARRAY | JB_FSCALAR, 1, &entries);
	write_value(writer, index, &entries);
}

static void
write_container(Writer *writer, uint32 index)
{
	pad(writer);
	if (writer->tree->nodes[index].value.kind == JOBS_KIND_OBJECT)
		write_object(writer, index);
	else
		write_array(writer, index);
}

static void
write_array(Writer *writer, uint32 index)
{
	const JobsNode *nodes = writer->tree->nodes;
	uint32		end = index + nodes[index].size;
	uint32		n = count_children(writer->tree, index);
	Entries		entries;

	begin_entries(writer, n | JB_FARRAY, n, &entries);
	for (uint32 child = index + 1; child < end; child += nodes[child].size)
		write_value(writer, child, &entries);
}

static void
write_object(Writer *writer, uint32 index)
{
	Member		few[FEW_MEMBERS];
	Member	   *members = few;
	uint32		n = count_children(writer->tree, index);
	Entries		entries;

	if (n > FEW_MEMBERS)
		members = palloc(n * sizeof(Member));
	n = sort_members(members,
					 collect_members(writer->tree, index, members));

	begin_entries(writer, n | JB_FOBJECT, 2 * n, &entries);
	for (uint32 i = 0; i < n; i++)
	{
		append(writer, members[i].name, members[i].len);
		set_entry(writer, &entries, JENTRY_ISSTRING, members[i].len);
	}
	for (uint32 i = 0; i < n; i++)
		write_value(writer, members[i].node, &entries);
}

static uint32
collect_members(const JobsTree *tree, uint32 index, Member *members)
{
	const JobsNode *nodes = tree->nodes;
	uint32		end = index + nodes[index].size;
	uint32		n = 0;

	for (uint32 child = index + 1; child < end; child += nodes[child].size)
	{
		size_t		len;

		members[n].name = jobs_text_get(&nodes[child].name, &len);
		members[n].len = len;
		members[n].node = child;
		n++;
	}
	return n;
}

/*
 * Sort by length and then bytes, as jsonb wants it, and leave of equal names
 * the last that was sent.  Returns how many are left.
 */
static uint32
sort_members(Member *members, uint32 n)
{
	uint32		kept = 0;

	if (n > FEW_MEMBERS)
		qsort(members, n, sizeof(Member), compare_many);
	else
	{
		for (uint32 i = 1; i < n; i++)
		{
			Member		member = members[i];
			uint32		j = i;

			for (; j > 0 && compare_members(&members[j - 1], &member) > 0; j--)
				members[j] = members[j - 1];
			members[j] = member;
		}
	}

	for (uint32 i = 0; i < n; i++)
	{
		if (kept > 0 && members[kept - 1].len == members[i].len &&
			memcmp(members[kept - 1].name, members[i].name,
				   members[i].len) == 0)
			kept--;
		members[kept++] = members[i];
	}
	return kept;
}

/* Sorting a page full of names takes longer than a cancel may. */
static int
compare_many(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return compare_members(a, b);
}

/* No two are equal: of equal names the one sent later is greater. */
static int
compare_members(const void *a, const void *b)
{
	const Member *left = a;
	const Member *right = b;
	int			result;

	if (left->len != right->len)
		return left->len < right->len ? -1 : 1;
	result = memcmp(left->name, right->name, left->len);
	if (result != 0)
		return result;
	return left->node < right->node ? -1 : 1;
}

/* A child of the container whose entries these are. */
static void
write_value(Writer *writer, uint32 index, Entries *entries)
{
	const JobsToken *value = &writer->tree->nodes[index].value;
	size_t		start = writer->len;
	uint32		type = JENTRY_ISNULL;
	size_t		len;
	const char *text;

	CHECK_FOR_INTERRUPTS();
	switch ((JobsKind) value->kind)
	{
		case JOBS_KIND_NULL:
			break;
		case JOBS_KIND_FALSE:
			type = JENTRY_ISBOOL_FALSE;
			break;
		case JOBS_KIND_TRUE:
			type = JENTRY_ISBOOL_TRUE;
			break;
		case JOBS_KIND_NUMBER:
			write_number(writer, value);
			type = JENTRY_ISNUMERIC;
			break;
		case JOBS_KIND_STRING:
			text = jobs_text_get(value, &len);
			append(writer, text, len);
			type = JENTRY_ISSTRING;
			break;
		case JOBS_KIND_OBJECT:
		case JOBS_KIND_ARRAY:
			write_container(writer, index);
			type = JENTRY_ISCONTAINER;
			break;
	}
	/* what was padded counts as part of the value */
	set_entry(writer, entries, type, writer->len - start);
}

static void
write_number(Writer *writer, const JobsToken *number)
{
	Numeric		numeric;
	int64		integer = 0;
	bool		negative = number->text[0] == '-';
	uint32		i = negative ? 1 : 0;

	if (number->len <= SHORT_INTEGER)
	{
		for (; i < number->len && number->text[i] >= '0' &&
			 number->text[i] <= '9'; i++)
			integer = integer * 10 + (number->text[i] - '0');
	}
	if (i == number->len)
		numeric = int64_to_numeric(negative ? -integer : integer);
	else
	{
		char	   *text = pnstrdup(number->text, number->len);

		numeric = DatumGetNumeric(DirectFunctionCall3(numeric_in,
													  CStringGetDatum(text),
													  ObjectIdGetDatum(InvalidOid),
													  Int32GetDatum(-1)));
		pfree(text);
	}
	pad(writer);
	append(writer, numeric, VARSIZE_ANY(numeric));
	pfree(numeric);
}

static uint32
count_children(const JobsTree *tree, uint32 index)
{
	uint32		end = index + tree->nodes[index].size;
	uint32		n = 0;

	for (uint32 child = index + 1; child < end;
		 child += tree->nodes[child].size)
		n++;
	return n;
}

/* A container's header and room for its entries. */
static void
begin_entries(Writer *writer, uint32 header, uint32 nentries,
			  Entries *entries)
{
	append(writer, &header, sizeof(header));
	entries->at = writer->len;
	entries->n = 0;
	entries->total = 0;
	extend(writer, nentries * sizeof(JEntry));
}

/*
 * Set the next entry, whose data of "len" bytes was just written.  Every so
 * often it says where its data ends instead of how long they are.
 */
static void
set_entry(Writer *writer, Entries *entries, uint32 type, size_t len)
{
	JEntry	   *entry = (JEntry *) (writer->data + entries->at);

	/* a sum that does not fit is refused when all is written */
	entries->total += len;
	if (entries->n % JB_OFFSET_STRIDE == 0)
		entry[entries->n] = type | JENTRY_HAS_OFF |
			(entries->total & JENTRY_OFFLENMASK);
	else
		entry[entries->n] = type | (len & JENTRY_OFFLENMASK);
	entries->n++;
}

static void
append(Writer *writer, const void *data, size_t len)
{
	memcpy(extend(writer, len), data, len);
}

/* Numbers and containers begin at multiples of four bytes. */
static void
pad(Writer *writer)
{
	size_t		len = INTALIGN(writer->len) - writer->len;

	memset(extend(writer, len), 0, len);
}

/* Room for "len" bytes more; valid until the next call. */
static char *
extend(Writer *writer, size_t len)
{
	char	   *room;

	if (writer->capacity - writer->len < len)
	{
		writer->capacity = Max(2 * writer->capacity, writer->len + len);
		writer->data = repalloc_huge(writer->data, writer->capacity);
	}
	room = writer->data + writer->len;
	writer->len += len;
	return room;
}
