/*-------------------------------------------------------------------------
 *
 * operand.c
 *	  Which API field an expression of a query reads.
 *
 * Must not know what the field is read for.  It rests on documents that hold
 * a message's members under their API names, which is how they are decoded,
 * so that member access in SQL is a path of the API.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/primnodes.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "operand.h"

static bool read_column(const JobsColumns *columns, Index varno,
						const Var *var, JobsOperand *operand);
static bool read_member(const JobsColumns *columns, Index varno,
						Oid function, const List *arguments,
						JobsOperand *operand);
static bool is_member_function(Oid function);
static List *constant_keys(const Node *node);
static void descend(const JobsColumns *columns, JobsOperand *operand,
					const char *key);

bool
jobs_operand_read(const JobsColumns *columns, Index varno, const Node *node,
				  JobsOperand *operand)
{
	while (node != NULL && IsA(node, RelabelType))
		node = (const Node *) ((const RelabelType *) node)->arg;
	if (node == NULL)
		return false;

	if (IsA(node, Var))
		return read_column(columns, varno, (const Var *) node, operand);
	if (IsA(node, OpExpr))
		return read_member(columns, varno,
						   get_opcode(((const OpExpr *) node)->opno),
						   ((const OpExpr *) node)->args, operand);
	if (IsA(node, FuncExpr))
		return read_member(columns, varno, ((const FuncExpr *) node)->funcid,
						   ((const FuncExpr *) node)->args, operand);
	return false;
}

static bool
read_column(const JobsColumns *columns, Index varno, const Var *var,
			JobsOperand *operand)
{
	const JobsColumn *column;

	if (var->varno != (int) varno || var->varlevelsup != 0 ||
		var->varattno <= 0)
		return false;
	column = jobs_column_get(columns, var->varattno);
	if (column->field == NULL)
		return false;

	operand->attnum = var->varattno;
	operand->field = column->field;
	operand->key = NULL;
	/* labels.team: the field is the map, the rest of the path a key in it */
	if (strcmp(column->path, column->field->path) != 0)
		operand->key = column->path + strlen(column->field->path) + 1;
	operand->is_column = true;
	operand->is_known = true;
	return true;
}

/*
 * "document -> key" and its relatives.  A key that is not constant leaves the
 * expression unread, so the caller sees the document itself further down.
 */
static bool
read_member(const JobsColumns *columns, Index varno, Oid function,
			const List *arguments, JobsOperand *operand)
{
	List	   *keys;
	ListCell   *cell;

	if (!is_member_function(function) || list_length(arguments) != 2)
		return false;
	keys = constant_keys(lsecond(arguments));
	if (keys == NIL ||
		!jobs_operand_read(columns, varno, linitial(arguments), operand))
		return false;

	operand->is_column = false;
	foreach(cell, keys)
		descend(columns, operand, lfirst(cell));
	return true;
}

/* The functions behind ->, ->>, #> and #>>. */
static bool
is_member_function(Oid function)
{
	switch (function)
	{
		case F_JSONB_OBJECT_FIELD:
		case F_JSONB_OBJECT_FIELD_TEXT:
		case F_JSONB_EXTRACT_PATH:
		case F_JSONB_EXTRACT_PATH_TEXT:
		case F_JSON_OBJECT_FIELD:
		case F_JSON_OBJECT_FIELD_TEXT:
		case F_JSON_EXTRACT_PATH:
		case F_JSON_EXTRACT_PATH_TEXT:
			return true;
		default:
			return false;
	}
}

/* One key, or a path of keys; NIL if it is not constant or holds a NULL. */
static List *
constant_keys(const Node *node)
{
	const Const *constant = (const Const *) node;
	List	   *keys = NIL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	if (!IsA(node, Const) || constant->constisnull)
		return NIL;
	if (constant->consttype == TEXTOID)
		return list_make1(TextDatumGetCString(constant->constvalue));
	if (constant->consttype != TEXTARRAYOID)
		return NIL;

	deconstruct_array(DatumGetArrayTypeP(constant->constvalue), TEXTOID, -1,
					  false, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			return NIL;
		keys = lappend(keys, TextDatumGetCString(elements[i]));
	}
	return keys;
}

/* From a document to its member, as far as the catalogue goes. */
static void
descend(const JobsColumns *columns, JobsOperand *operand, const char *key)
{
	const JobsField *field = operand->field;
	const JobsField *member = NULL;

	if (!operand->is_known)
		return;
	if (field->type == JOBS_TYPE_MAP && operand->key == NULL)
	{
		operand->key = key;
		return;
	}

	/* A dot in a key is not a step down. */
	if (strchr(key, '.') == NULL)
	{
		if (field->type == JOBS_TYPE_MESSAGE)
			member = jobs_service_find(columns->service,
									   psprintf("%s.%s", field->path, key),
									   true);
		else if (field->type == JOBS_TYPE_DOCUMENT)
			member = jobs_service_find(columns->service, key, true);
	}
	if (member == NULL || member->type == JOBS_TYPE_DOCUMENT ||
		(member->flags & JOBS_FIELD_PARAMETER) != 0)
		operand->is_known = false;
	else
		operand->field = member;
}
