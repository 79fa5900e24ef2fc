/*-------------------------------------------------------------------------
 *
 * member.c
 *	  Which members of a job are known, and which of them are needed.
 *
 * A tree: the top of it holds all that the catalogue has there, whose types
 * and uniqueness are always checked; deeper it holds the paths to what is
 * needed, so that the rest is passed over without a look.  Must not know
 * columns nor values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "member.h"

#define KIND(kind)	(1 << JOBS_KIND_##kind)

/*
 * What the JSON of a field may be, apart from null.  Numbers may be quoted, as
 * proto3's mapping to JSON has it, and those that JSON can't write are.
 */
static const int field_kinds[] = {
	[JOBS_TYPE_STRING] = KIND(STRING),
	[JOBS_TYPE_ENUM] = KIND(STRING),
	[JOBS_TYPE_BYTES] = KIND(STRING),
	[JOBS_TYPE_DURATION] = KIND(STRING),
	[JOBS_TYPE_INT32] = KIND(NUMBER) | KIND(STRING),
	[JOBS_TYPE_INT64] = KIND(NUMBER) | KIND(STRING),
	[JOBS_TYPE_DOUBLE] = KIND(NUMBER) | KIND(STRING),
	[JOBS_TYPE_BOOLEAN] = KIND(TRUE) | KIND(FALSE),
	[JOBS_TYPE_TIMESTAMP] = KIND(STRING),
	[JOBS_TYPE_MESSAGE] = KIND(OBJECT),
	[JOBS_TYPE_MAP] = KIND(OBJECT),
	[JOBS_TYPE_LIST] = KIND(ARRAY),
	[JOBS_TYPE_DOCUMENT] = KIND(OBJECT)
};

static JobsMember *add_member(JobsMembers *members, JobsMember *parent,
							  const char *path, size_t len,
							  JobsFieldType type);
static JobsMember *find_path(const JobsMember *parent, const char *path,
							 size_t len);
static JobsFieldType field_type(const JobsService *service, const char *path,
								size_t len);

JobsMembers *
jobs_member_create(const JobsService *service)
{
	JobsMembers *members = palloc0(sizeof(JobsMembers));

	members->service = service;
	members->root = add_member(members, NULL, "", 0, JOBS_TYPE_DOCUMENT);
	for (int i = 0; i < service->nfields; i++)
	{
		const JobsField *field = &service->fields[i];

		if (!(field->flags & JOBS_FIELD_PARAMETER) &&
			field->type != JOBS_TYPE_DOCUMENT &&
			strchr(field->path, '.') == NULL)
			add_member(members, members->root, field->path,
					   strlen(field->path), field->type);
	}
	return members;
}

JobsMember *
jobs_member_need(JobsMembers *members, const JobsField *field,
				 const char *path)
{
	JobsMember *member = members->root;
	size_t		field_len = strlen(field->path);
	size_t		len = 0;

	member->needed = true;
	if (field->type == JOBS_TYPE_DOCUMENT)
		return member;

	while (len < field_len)
	{
		if (len > 0)
			len++;				/* the dot */
		len += strcspn(path + len, ".");
		member = add_member(members, member, path, len,
							field_type(members->service, path, len));
		member->needed = true;
	}

	/* below a map there are strings, with or without dots in their keys */
	if (path[len] != '\0')
	{
		member = add_member(members, member, path, strlen(path),
							JOBS_TYPE_STRING);
		member->needed = true;
	}
	return member;
}

const JobsMember *
jobs_member_find(const JobsMember *parent, const char *name, size_t len,
				 int *next)
{
	int			at = *next;

	for (int i = 0; i < parent->nmembers; i++, at++)
	{
		const JobsMember *member;

		if (at >= parent->nmembers)
			at = 0;
		member = parent->members[at];
		if (member->len == len && memcmp(member->name, name, len) == 0)
		{
			*next = at + 1;
			return member;
		}
	}
	return NULL;
}

/* A member that is new or was there; only the root has no parent. */
static JobsMember *
add_member(JobsMembers *members, JobsMember *parent, const char *path,
		   size_t len, JobsFieldType type)
{
	JobsMember *member = find_path(parent, path, len);
	const char *name;

	if (member != NULL)
		return member;

	member = palloc0(sizeof(JobsMember));
	member->path = pnstrdup(path, len);
	member->number = members->n++;
	member->kinds = field_kinds[type];
	if (parent == NULL)
		return member;

	name = member->path;
	if (parent->path[0] != '\0')
		name += strlen(parent->path) + 1;
	member->name = pg_server_to_any(name, (int) strlen(name), PG_UTF8);
	member->len = strlen(member->name);
	if (parent->members == NULL)
		parent->members = palloc(sizeof(JobsMember *));
	else
		parent->members = repalloc(parent->members,
								   (parent->nmembers + 1) *
								   sizeof(JobsMember *));
	parent->members[parent->nmembers++] = member;
	return member;
}

static JobsMember *
find_path(const JobsMember *parent, const char *path, size_t len)
{
	for (int i = 0; parent != NULL && i < parent->nmembers; i++)
	{
		if (strlen(parent->members[i]->path) == len &&
			memcmp(parent->members[i]->path, path, len) == 0)
			return parent->members[i];
	}
	return NULL;
}

static JobsFieldType
field_type(const JobsService *service, const char *path, size_t len)
{
	for (int i = 0; i < service->nfields; i++)
	{
		if (strlen(service->fields[i].path) == len &&
			memcmp(service->fields[i].path, path, len) == 0)
			return service->fields[i].type;
	}
	elog(ERROR, "no field has the path \"%.*s\"", (int) len, path);
}
