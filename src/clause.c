/*-------------------------------------------------------------------------
 *
 * clause.c
 *	  Clauses that compare a field with a value.
 *
 * Says what a clause means in PostgreSQL; must not know what the service can
 * make of it.
 *
 * Operators are recognised by the built-in function behind them or by their
 * place in the built-in btree family of the field's type, so an operator of
 * the same name that a user has made is never taken for one of ours.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "access/transam.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "clause.h"

/* What is being read. */
typedef struct Reader
{
	PlannerInfo *root;
	RelOptInfo *rel;
	const JobsColumns *columns;
} Reader;

static bool read_operator(const Reader *reader, Oid operator, Oid collation,
						  Node *operand, Node *value,
						  JobsComparison *comparison);
static bool read_kind(Oid operator, Oid typid, JobsComparisonKind *kind);
static bool read_pair(const Reader *reader, Node *operand, Node *value,
					  JobsComparison *comparison);
static bool read_array(const Reader *reader, const ScalarArrayOpExpr *clause,
					   JobsComparison *comparison);
static bool read_alternatives(const Reader *reader, const BoolExpr *clause,
							  JobsComparison *comparison);
static bool same_operand(const JobsComparison *one,
						 const JobsComparison *other);
static bool collect_elements(const JobsComparison *comparison,
							 List **elements);
static bool is_deterministic(Oid collation);

bool
jobs_clause_read(PlannerInfo *root, RelOptInfo *rel,
				 const JobsColumns *columns, Expr *clause,
				 JobsComparison *comparison)
{
	Reader		reader = {root, rel, columns};

	if (IsA(clause, OpExpr))
	{
		OpExpr	   *expression = (OpExpr *) clause;
		Oid			commutator;

		if (list_length(expression->args) != 2)
			return false;
		if (read_operator(&reader, expression->opno, expression->inputcollid,
						  linitial(expression->args),
						  lsecond(expression->args), comparison))
			return true;
		commutator = get_commutator(expression->opno);
		return OidIsValid(commutator) &&
			read_operator(&reader, commutator, expression->inputcollid,
						  lsecond(expression->args),
						  linitial(expression->args), comparison);
	}
	if (IsA(clause, FuncExpr))
	{
		FuncExpr   *expression = (FuncExpr *) clause;

		comparison->kind = JOBS_COMPARISON_PREFIX;
		return expression->funcid == F_STARTS_WITH &&
			is_deterministic(expression->inputcollid) &&
			read_pair(&reader, linitial(expression->args),
					  lsecond(expression->args), comparison);
	}
	if (IsA(clause, ScalarArrayOpExpr))
		return read_array(&reader, (ScalarArrayOpExpr *) clause, comparison);
	if (is_orclause(clause))
		return read_alternatives(&reader, (BoolExpr *) clause, comparison);
	return false;
}

Expr *
jobs_clause_coerce(PlannerInfo *root, Expr *value, bool is_list, Oid typid,
				   bool fold)
{
	Node	   *result;

	if (is_list)
		typid = get_array_type(typid);
	result = coerce_to_target_type(NULL, (Node *) value,
								   exprType((Node *) value), typid, -1,
								   COERCION_EXPLICIT, COERCE_IMPLICIT_CAST,
								   -1);
	if (result != NULL && fold)
		result = eval_const_expressions(root, result);
	return (Expr *) result;
}

static bool
read_operator(const Reader *reader, Oid operator, Oid collation,
			  Node *operand, Node *value, JobsComparison *comparison)
{
	return is_deterministic(collation) &&
		read_kind(operator, exprType(operand), &comparison->kind) &&
		read_pair(reader, operand, value, comparison);
}

static bool
read_kind(Oid operator, Oid typid, JobsComparisonKind *kind)
{
	static const JobsComparisonKind kinds[] = {
		[BTLessStrategyNumber] = JOBS_COMPARISON_LESS,
		[BTLessEqualStrategyNumber] = JOBS_COMPARISON_LESS_EQUAL,
		[BTEqualStrategyNumber] = JOBS_COMPARISON_EQUAL,
		[BTGreaterEqualStrategyNumber] = JOBS_COMPARISON_GREATER_EQUAL,
		[BTGreaterStrategyNumber] = JOBS_COMPARISON_GREATER,
	};
	Oid			family;
	int			strategy;

	if (operator >= FirstNormalObjectId || typid >= FirstNormalObjectId)
		return false;
	switch (get_opcode(operator))
	{
		case F_STARTS_WITH:
			*kind = JOBS_COMPARISON_PREFIX;
			return true;
		case F_TEXTLIKE:
			*kind = JOBS_COMPARISON_LIKE;
			return true;
		case F_JSONB_CONTAINS:
			*kind = JOBS_COMPARISON_CONTAINS;
			return true;
		case F_JSONB_EXISTS:
			*kind = JOBS_COMPARISON_HAS_KEY;
			return true;
		default:
			break;
	}

	family = lookup_type_cache(typid, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	if (!OidIsValid(family))
		return false;
	strategy = get_op_opfamily_strategy(operator, family);
	if (strategy > 0)
	{
		*kind = kinds[strategy];
		return true;
	}

	/* <> is no member of a family, but what it negates is. */
	operator = get_negator(operator);
	*kind = JOBS_COMPARISON_UNEQUAL;
	return OidIsValid(operator) &&
		get_op_opfamily_strategy(operator, family) == BTEqualStrategyNumber;
}

static bool
read_pair(const Reader *reader, Node *operand, Node *value,
		  JobsComparison *comparison)
{
	if (!jobs_operand_read(reader->columns, reader->rel->relid, operand,
						   &comparison->operand) ||
		bms_is_member(reader->rel->relid, pull_varnos(reader->root, value)) ||
		contain_volatile_functions(value) ||
		contain_subplans(value))
		return false;
	comparison->typid = exprType(operand);
	comparison->value = (Expr *) value;
	comparison->is_list = false;
	return true;
}

static bool
read_array(const Reader *reader, const ScalarArrayOpExpr *clause,
		   JobsComparison *comparison)
{
	if (!read_operator(reader, clause->opno, clause->inputcollid,
					   linitial(clause->args), lsecond(clause->args),
					   comparison))
		return false;
	comparison->is_list = true;
	return comparison->kind == (clause->useOr ? JOBS_COMPARISON_EQUAL :
								JOBS_COMPARISON_UNEQUAL);
}

/* "column = one OR column = other" and the like. */
static bool
read_alternatives(const Reader *reader, const BoolExpr *clause,
				  JobsComparison *comparison)
{
	List	   *elements = NIL;
	ListCell   *cell;
	ArrayExpr  *array;
	Oid			typid = InvalidOid;

	foreach(cell, clause->args)
	{
		JobsComparison alternative;

		if (!jobs_clause_read(reader->root, reader->rel, reader->columns,
							  lfirst(cell), &alternative) ||
			alternative.kind != JOBS_COMPARISON_EQUAL ||
			!collect_elements(&alternative, &elements))
			return false;
		if (typid == InvalidOid)
			*comparison = alternative;
		else if (!same_operand(comparison, &alternative))
			return false;
		if (typid == InvalidOid)
			typid = exprType(linitial(elements));
		if (exprType(llast(elements)) != typid)
			return false;
	}

	array = makeNode(ArrayExpr);
	array->array_typeid = get_array_type(typid);
	array->array_collid = get_typcollation(typid);
	array->element_typeid = typid;
	array->elements = elements;
	array->location = -1;
	if (!OidIsValid(array->array_typeid))
		return false;
	comparison->value = (Expr *) eval_const_expressions(reader->root,
														(Node *) array);
	comparison->is_list = true;
	return true;
}

static bool
same_operand(const JobsComparison *one, const JobsComparison *other)
{
	return one->operand.attnum == other->operand.attnum &&
		one->operand.field == other->operand.field &&
		one->operand.is_known && other->operand.is_known &&
		one->typid == other->typid &&
		(one->operand.key == NULL ? other->operand.key == NULL :
		 other->operand.key != NULL &&
		 strcmp(one->operand.key, other->operand.key) == 0);
}

/* The value, or the elements of a constant array, as expressions. */
static bool
collect_elements(const JobsComparison *comparison, List **elements)
{
	Const	   *constant = (Const *) comparison->value;
	ArrayType  *array;
	int16		typlen;
	bool		typbyval;
	char		typalign;
	Datum	   *values;
	bool	   *nulls;
	int			count;

	if (!comparison->is_list)
	{
		*elements = lappend(*elements, comparison->value);
		return true;
	}
	if (!IsA(constant, Const) || constant->constisnull)
		return false;
	array = DatumGetArrayTypeP(constant->constvalue);
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &typlen, &typbyval, &typalign);
	deconstruct_array(array, ARR_ELEMTYPE(array), typlen, typbyval, typalign,
					  &values, &nulls, &count);
	for (int i = 0; i < count; i++)
		*elements = lappend(*elements,
							makeConst(ARR_ELEMTYPE(array), -1,
									  constant->constcollid, typlen,
									  values[i], nulls[i], typbyval));
	return count > 0;
}

/* Operators that have no collation do not depend on one. */
static bool
is_deterministic(Oid collation)
{
	return !OidIsValid(collation) || get_collation_isdeterministic(collation);
}
