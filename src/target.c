/*-------------------------------------------------------------------------
 *
 * target.c
 *	  What a call asks for, and the path and query that say it.
 *
 * Knows the parameters that every method has; those of one method come from
 * the caller.  Must not know where the target is sent.  Ids are assumed to be
 * possible ones (service.h), or placeholders for EXPLAIN.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "target.h"
#include "url.h"

/* Targets hold page tokens of up to 8 kB; nobody reads these to their end. */
#define SHOWN_LENGTH	1024

static void append_path(StringInfo target, const JobsService *service,
						const JobsCallSpec *spec, bool explain);
static void append_parameters(StringInfo target, bool *first,
							  const JobsCallSpec *spec);
static void append_explained(StringInfo target, bool *first,
							 const JobsCallParameter *parameter);

char *
jobs_target_build(const JobsService *service, const JobsCallSpec *spec)
{
	StringInfoData target;
	bool		first = true;

	initStringInfo(&target);
	append_path(&target, service, spec, false);
	append_parameters(&target, &first, spec);
	jobs_url_append_parameter(&target, &first, "fields", spec->fields);
	jobs_url_append_parameter(&target, &first, "prettyPrint", "false");
	return target.data;
}

char *
jobs_target_show(const JobsService *service, const JobsCallSpec *spec)
{
	StringInfoData target;
	bool		first = true;

	initStringInfo(&target);
	append_path(&target, service, spec, false);
	append_parameters(&target, &first, spec);
	return pnstrdup(target.data, SHOWN_LENGTH);
}

char *
jobs_target_explain(const JobsService *service, const JobsCallSpec *spec)
{
	StringInfoData target;
	bool		first = true;

	initStringInfo(&target);
	appendStringInfo(&target, "%s ", service->methods[spec->method].verb);
	append_path(&target, service, spec, true);
	for (int i = 0; i < spec->nparameters; i++)
		append_explained(&target, &first, &spec->parameters[i]);
	return target.data;
}

static void
append_path(StringInfo target, const JobsService *service,
			const JobsCallSpec *spec, bool explain)
{
	appendStringInfoChar(target, '/');
	jobs_url_append_path(target, service->methods[spec->method].path,
						 spec->project, spec->job, explain);
}

static void
append_parameters(StringInfo target, bool *first, const JobsCallSpec *spec)
{
	for (int i = 0; i < spec->nparameters; i++)
		jobs_url_append_parameter(target, first, spec->parameters[i].name,
								  spec->parameters[i].value);
}

/*
 * As jobs_url_append_parameter, but what stands in braces is left alone.
 */
static void
append_explained(StringInfo target, bool *first,
				 const JobsCallParameter *parameter)
{
	const char *value = parameter->value;
	const char *brace;

	if (value == NULL)
		return;
	jobs_url_append_parameter(target, first, parameter->name, "");
	while ((brace = strchr(value, '{')) != NULL)
	{
		int			depth = 0;

		jobs_url_append(target, pnstrdup(value, brace - value));
		value = brace;
		do
		{
			appendStringInfoChar(target, *value);
			depth += *value == '{' ? 1 : *value == '}' ? -1 : 0;
			value++;
		} while (depth > 0 && *value != '\0');
	}
	jobs_url_append(target, value);
}
