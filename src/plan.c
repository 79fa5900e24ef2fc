/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  What a foreign scan's plan carries from planner to executor.
 *
 * The only file that knows how fdw_private is laid out.  It holds lists,
 * integers and strings, so that a plan can be copied and cached.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/value.h"

#include "plan.h"

/* Members of fdw_private. */
enum
{
	PLAN_NEEDED,				/* integer list */
	PLAN_LIST_FIELDS,			/* String, or NULL */
	PLAN_GET_FIELDS,			/* String, or NULL */
	PLAN_KEYS,					/* integer list: expression, is_list of each */
	PLAN_PROJECT_IS_JOINED,		/* Integer */
	PLAN_CONDITIONS,
	PLAN_NUMBERS				/* integer list: limit_count, limit_offset,
								 * max_lists */
};

static Node *pack_text(const char *text);
static char *unpack_text(const Node *node);
static List *pack_key(List *keys, const JobsPlanKey *key);
static JobsPlanKey unpack_key(const List *keys, int index);

List *
jobs_plan_pack(const JobsScanPlan *plan)
{
	List	   *needed = NIL;
	List	   *keys = NIL;
	int			attnum = -1;

	while ((attnum = bms_next_member(plan->needed, attnum)) >= 0)
		needed = lappend_int(needed, attnum);

	keys = pack_key(keys, &plan->project);
	keys = pack_key(keys, &plan->job);
	keys = pack_key(keys, &plan->filter);
	keys = pack_key(keys, &plan->page_size);
	keys = pack_key(keys, &plan->page_token);

	return list_concat(list_make4(needed,
								  pack_text(plan->list_fields),
								  pack_text(plan->get_fields),
								  keys),
					   list_make3(makeInteger(plan->project_is_joined),
								  plan->conditions,
								  list_make3_int(plan->limit_count,
												 plan->limit_offset,
												 plan->max_lists)));
}

JobsScanPlan *
jobs_plan_unpack(List *fdw_private)
{
	JobsScanPlan *plan = palloc0(sizeof(JobsScanPlan));
	const List *keys = list_nth(fdw_private, PLAN_KEYS);
	const List *numbers = list_nth(fdw_private, PLAN_NUMBERS);
	ListCell   *cell;

	foreach(cell, (List *) list_nth(fdw_private, PLAN_NEEDED))
		plan->needed = bms_add_member(plan->needed, lfirst_int(cell));
	plan->list_fields = unpack_text(list_nth(fdw_private, PLAN_LIST_FIELDS));
	plan->get_fields = unpack_text(list_nth(fdw_private, PLAN_GET_FIELDS));

	plan->project = unpack_key(keys, 0);
	plan->job = unpack_key(keys, 1);
	plan->filter = unpack_key(keys, 2);
	plan->page_size = unpack_key(keys, 3);
	plan->page_token = unpack_key(keys, 4);

	plan->project_is_joined =
		intVal(list_nth(fdw_private, PLAN_PROJECT_IS_JOINED)) != 0;
	plan->conditions = list_nth(fdw_private, PLAN_CONDITIONS);
	plan->limit_count = linitial_int(numbers);
	plan->limit_offset = lsecond_int(numbers);
	plan->max_lists = lthird_int(numbers);
	return plan;
}

static Node *
pack_text(const char *text)
{
	return text == NULL ? NULL : (Node *) makeString(pstrdup(text));
}

static char *
unpack_text(const Node *node)
{
	return node == NULL ? NULL : strVal(node);
}

static List *
pack_key(List *keys, const JobsPlanKey *key)
{
	keys = lappend_int(keys, key->expression);
	return lappend_int(keys, key->is_list);
}

static JobsPlanKey
unpack_key(const List *keys, int index)
{
	JobsPlanKey key;

	key.expression = list_nth_int(keys, 2 * index);
	key.is_list = list_nth_int(keys, 2 * index + 1) != 0;
	return key;
}
