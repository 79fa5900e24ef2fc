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
	PLAN_FIELDS,				/* integer list */
	PLAN_KEYS,					/* integer list: expression, is_list of each */
	PLAN_PROJECT_IS_JOINED,		/* Integer */
	PLAN_CONDITIONS,
	PLAN_NUMBERS				/* integer list: limit_count, limit_offset,
								 * max_lists */
};

static List *pack_set(const Bitmapset *set);
static Bitmapset *unpack_set(const List *members);
static List *pack_key(List *keys, const JobsPlanKey *key);
static JobsPlanKey unpack_key(const List *keys, int index);

List *
jobs_plan_pack(const JobsScanPlan *plan)
{
	List	   *keys = NIL;

	keys = pack_key(keys, &plan->project);
	keys = pack_key(keys, &plan->job);
	keys = pack_key(keys, &plan->filter);
	keys = pack_key(keys, &plan->page_size);
	keys = pack_key(keys, &plan->page_token);
	keys = pack_key(keys, &plan->update_mask);

	return list_concat(list_make3(pack_set(plan->needed),
								  pack_set(plan->fields),
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

	plan->needed = unpack_set(list_nth(fdw_private, PLAN_NEEDED));
	plan->fields = unpack_set(list_nth(fdw_private, PLAN_FIELDS));

	plan->project = unpack_key(keys, 0);
	plan->job = unpack_key(keys, 1);
	plan->filter = unpack_key(keys, 2);
	plan->page_size = unpack_key(keys, 3);
	plan->page_token = unpack_key(keys, 4);
	plan->update_mask = unpack_key(keys, 5);

	plan->project_is_joined =
		intVal(list_nth(fdw_private, PLAN_PROJECT_IS_JOINED)) != 0;
	plan->conditions = list_nth(fdw_private, PLAN_CONDITIONS);
	plan->limit_count = linitial_int(numbers);
	plan->limit_offset = lsecond_int(numbers);
	plan->max_lists = lthird_int(numbers);
	return plan;
}

bool
jobs_plan_same_request(const List *one, const List *other)
{
	return equal(list_nth(one, PLAN_KEYS), list_nth(other, PLAN_KEYS)) &&
		equal(list_nth(one, PLAN_PROJECT_IS_JOINED),
			  list_nth(other, PLAN_PROJECT_IS_JOINED)) &&
		equal(list_nth(one, PLAN_CONDITIONS),
			  list_nth(other, PLAN_CONDITIONS)) &&
		equal(list_nth(one, PLAN_NUMBERS), list_nth(other, PLAN_NUMBERS));
}

bool
jobs_plan_wants_all(const List *fdw_private)
{
	return linitial_int((List *) list_nth(fdw_private, PLAN_NUMBERS)) < 0;
}

static List *
pack_set(const Bitmapset *set)
{
	List	   *members = NIL;
	int			member = -1;

	while ((member = bms_next_member(set, member)) >= 0)
		members = lappend_int(members, member);
	return members;
}

static Bitmapset *
unpack_set(const List *members)
{
	Bitmapset  *set = NULL;
	ListCell   *cell;

	foreach(cell, members)
		set = bms_add_member(set, lfirst_int(cell));
	return set;
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
