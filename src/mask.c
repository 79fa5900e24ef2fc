/*-------------------------------------------------------------------------
 *
 * mask.c
 *	  Which fields a query needs: partial responses.
 *
 * Knows the syntax of the fields parameter.  Must not know what is done with
 * the fields.
 *
 * Which columns are needed is the planner's word: what the scan hands up, and
 * what it checks.  For which members of them, all of the query is looked
 * through, as members are computed above the scan.  A column for which no use
 * is found there is asked for as a whole.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"

#include "mask.h"
#include "operand.h"

/* How a query uses the columns of a table. */
typedef struct Uses
{
	const JobsColumns *columns;
	Index		varno;
	int			depth;			/* of sub-queries around the current node */
	bool	   *whole;			/* by attribute number: used as it is */
	Bitmapset **members;		/* by attribute number: of fields[], as
								 * indexes, those that are used of it */
} Uses;

static Bitmapset *needed_columns(RelOptInfo *rel, List *clauses);
static Uses find_uses(PlannerInfo *root, RelOptInfo *rel,
					  const JobsColumns *columns, List *clauses);
static bool find_uses_in(Node *node, void *context);
static void use_deep_column(Uses *uses, const Var *var);
static Bitmapset *needed_fields(const JobsColumns *columns,
								const Bitmapset *needed, const Uses *uses);
static int	field_index(const JobsColumns *columns, const JobsField *field);
static bool is_covered(const JobsService *service, const Bitmapset *fields,
					   int index);

JobsMask
jobs_mask_make(PlannerInfo *root, RelOptInfo *rel, const JobsColumns *columns,
			   List *clauses)
{
	const JobsService *service = columns->service;
	JobsMask	mask = {needed_columns(rel, clauses), NULL};
	Uses		uses = find_uses(root, rel, columns, clauses);
	Bitmapset  *fields = needed_fields(columns, mask.needed, &uses);
	const JobsField *document = jobs_service_field(service,
												   JOBS_ROLE_DOCUMENT);

	if (document == NULL ||
		!bms_is_member(field_index(columns, document), fields))
		mask.fields = fields;
	return mask;
}

/* In the catalogue's order, so that equal needs are equal texts. */
char *
jobs_mask_show_get(const JobsService *service, const Bitmapset *fields)
{
	StringInfoData text;
	int			index = -1;

	if (fields == NULL)
		return NULL;
	initStringInfo(&text);
	while ((index = bms_next_member(fields, index)) >= 0)
	{
		if (is_covered(service, fields, index))
			continue;
		if (text.len > 0)
			appendStringInfoChar(&text, ',');
		for (const char *at = service->fields[index].path; *at != '\0'; at++)
			appendStringInfoChar(&text, *at == '.' ? '/' : *at);
	}
	return text.data;
}

char *
jobs_mask_show_list(const JobsService *service, const Bitmapset *fields)
{
	if (fields == NULL)
		return NULL;
	return psprintf("%s,%s(%s)", service->next_member, service->list_member,
					jobs_mask_show_get(service, fields));
}

static Bitmapset *
needed_columns(RelOptInfo *rel, List *clauses)
{
	Bitmapset  *attributes = NULL;
	Bitmapset  *needed = NULL;
	int			attribute = -1;
	ListCell   *cell;

	pull_varattnos((Node *) rel->reltarget->exprs, rel->relid, &attributes);
	foreach(cell, clauses)
		pull_varattnos((Node *) lfirst_node(RestrictInfo, cell)->clause,
					   rel->relid, &attributes);

	while ((attribute = bms_next_member(attributes, attribute)) >= 0)
	{
		int			attnum = attribute + FirstLowInvalidHeapAttributeNumber;

		/* system columns are not the service's */
		if (attnum >= 0)
			needed = bms_add_member(needed, attnum);
	}
	return needed;
}

static Uses
find_uses(PlannerInfo *root, RelOptInfo *rel, const JobsColumns *columns,
		  List *clauses)
{
	Uses		uses = {columns, rel->relid, 0, NULL, NULL};
	ListCell   *cell;

	uses.whole = palloc0_array(bool, columns->natts + 1);
	uses.members = palloc0_array(Bitmapset *, columns->natts + 1);

	/*
	 * The query speaks of the parent where this is a child of an Append. What
	 * it wants of the child has been translated, and is computed below the
	 * Append or is a column.
	 */
	if (rel->reloptkind != RELOPT_BASEREL)
		find_uses_in((Node *) rel->reltarget->exprs, &uses);
	else
	{
		/* a join's output names all columns of what it joins */
		query_tree_walker(root->parse, find_uses_in, &uses,
						  QTW_IGNORE_JOINALIASES);
		find_uses_in((Node *) root->processed_tlist, &uses);
	}
	foreach(cell, clauses)
		find_uses_in((Node *) lfirst_node(RestrictInfo, cell)->clause, &uses);
	return uses;
}

/* For expression_tree_walker: goes on until the end. */
static bool
find_uses_in(Node *node, void *context)
{
	Uses	   *uses = context;
	JobsOperand operand;
	bool		result;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		uses->depth++;
		result = query_tree_walker((Query *) node, find_uses_in, uses,
								   QTW_IGNORE_JOINALIASES);
		uses->depth--;
		return result;
	}
	if (uses->depth == 0 &&
		jobs_operand_read(uses->columns, uses->varno, node, &operand))
	{
		Bitmapset **members = &uses->members[operand.attnum];

		if (operand.is_column)
			uses->whole[operand.attnum] = true;
		else
			*members = bms_add_member(*members,
									  field_index(uses->columns,
												  operand.field));
		return false;
	}
	if (IsA(node, Var))
	{
		use_deep_column(uses, (Var *) node);
		return false;
	}
	return expression_tree_walker(node, find_uses_in, context);
}

/* A column that a sub-query mentions: there, members are not looked for. */
static void
use_deep_column(Uses *uses, const Var *var)
{
	if (var->varno == (int) uses->varno && var->varattno > 0 &&
		var->varlevelsup == (Index) uses->depth)
		uses->whole[var->varattno] = true;
}

/* Of the catalogue's fields, as indexes, those to ask for. */
static Bitmapset *
needed_fields(const JobsColumns *columns, const Bitmapset *needed,
			  const Uses *uses)
{
	const JobsField *job = jobs_service_field(columns->service,
											  JOBS_ROLE_JOB);
	bool		all = bms_is_member(0, needed);
	Bitmapset  *fields;

	/* by which a job is known again that comes twice */
	fields = bms_make_singleton(field_index(columns, job));
	for (AttrNumber attnum = 1; attnum <= columns->natts; attnum++)
	{
		const JobsField *field = jobs_column_get(columns, attnum)->field;

		if (field == NULL || (field->flags & JOBS_FIELD_PARAMETER) != 0 ||
			!(all || bms_is_member(attnum, needed)))
			continue;
		if (all || uses->whole[attnum] || uses->members[attnum] == NULL)
			fields = bms_add_member(fields, field_index(columns, field));
		else
			fields = bms_add_members(fields, uses->members[attnum]);
	}
	return fields;
}

static int
field_index(const JobsColumns *columns, const JobsField *field)
{
	return (int) (field - columns->service->fields);
}

/* Is a field part of another one that is asked for? */
static bool
is_covered(const JobsService *service, const Bitmapset *fields, int index)
{
	const char *path = service->fields[index].path;
	int			other = -1;

	while ((other = bms_next_member(fields, other)) >= 0)
	{
		size_t		length = strlen(service->fields[other].path);

		if (strncmp(path, service->fields[other].path, length) == 0 &&
			path[length] == '.')
			return true;
	}
	return false;
}
