/*-------------------------------------------------------------------------
 *
 * fault.c
 *	  Misbehaviour, chosen by the name of the project.
 *
 * A name is fault-SPEC, or fault-SPEC:SPEC... where several faults act
 * together; a SPEC is [METHOD-]FAULT[-once|-twice|-N-times|-always].  What
 * faults there are and what they do is in misbehave.c; here they are found
 * and counted, by method.
 *
 *-------------------------------------------------------------------------
 */
#include "fault.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "misbehave.h"

#define PREFIX "fault-"

/* In front of a fault, the method that it is for; by EmuMethod. */
static const char *const method_names[] = {
	"list-", "get-", "create-", "patch-", "cancel-", "getiam-", "setiam-",
	"testiam-"
};

static EmuFault *read_fault(const char *spec, size_t length);
static void read_method(EmuFault *fault, const char **spec, size_t *length);
static void read_times(EmuFault *fault, const char *spec, size_t *length);
static bool ends_with(const char *spec, size_t *length, const char *suffix);
static bool match(EmuFault *fault, const char *pattern, const char *spec,
				  size_t length);
static bool strike(EmuCall *call, EmuFault *fault);

bool
emu_fault_attach(EmuProject *project)
{
	const char *at = project->name;
	const char *end = at + strcspn(at, ".");
	EmuFault  **last = &project->faults;
	bool		known = true;

	if (strncmp(at, PREFIX, strlen(PREFIX)) != 0)
		return true;
	at += strlen(PREFIX);
	while (at < end)
	{
		size_t		length = strcspn(at, ":.");
		EmuFault   *fault = read_fault(at, length);

		known = known && fault->row != &emu_misbehave_unknown;
		*last = fault;
		last = &fault->next;
		at += length + 1;
	}
	return known;
}

bool
emu_fault_before(EmuCall *call)
{
	EmuFault   *fault;
	bool		answered = false;

	for (fault = call->project->faults; fault != NULL; fault = fault->next)
		if (!answered && fault->row->stage == EMU_BEFORE)
			answered = strike(call, fault);
	return answered;
}

bool
emu_fault_page(EmuCall *call, int64_t page)
{
	EmuFault   *fault;

	for (fault = call->project->faults; fault != NULL; fault = fault->next)
	{
		int64_t		number = fault->numbers[fault->nnumbers > 1];

		if ((fault->row->stage == EMU_AT_PAGE && page == number) ||
			(fault->row->stage == EMU_FROM_PAGE && page >= number))
			if (strike(call, fault))
				return true;
	}
	return false;
}

void
emu_fault_after(EmuCall *call)
{
	EmuFault   *fault;

	for (fault = call->project->faults; fault != NULL; fault = fault->next)
		if (fault->row->stage == EMU_AFTER ||
			(fault->row->stage == EMU_AFTER_SUCCESS &&
			 call->answer.status == 200))
			strike(call, fault);
}

static EmuFault *
read_fault(const char *spec, size_t length)
{
	EmuFault   *fault = emu_memory_zero(sizeof(EmuFault));
	size_t		i;

	fault->name = emu_memory_copy(spec, length);
	fault->times = -1;
	fault->row = &emu_misbehave_unknown;
	read_method(fault, &spec, &length);
	/* a name as it stands wins over one with its times cut off */
	for (i = 0; i < emu_misbehave_count; i++)
		if (match(fault, emu_misbehave_rows[i].name, spec, length))
			break;
	if (i == emu_misbehave_count)
	{
		read_times(fault, spec, &length);
		for (i = 0; i < emu_misbehave_count; i++)
			if (match(fault, emu_misbehave_rows[i].name, spec, length))
				break;
	}
	if (i < emu_misbehave_count)
		fault->row = &emu_misbehave_rows[i];
	if (fault->times < 0)
		fault->times = fault->row->times;
	return fault;
}

static void
read_method(EmuFault *fault, const char **spec, size_t *length)
{
	for (fault->method = EMU_LIST; fault->method < EMU_NO_METHOD;
		 fault->method++)
	{
		size_t		prefix = strlen(method_names[fault->method]);

		if (strncmp(*spec, method_names[fault->method], prefix) == 0)
		{
			*spec += prefix;
			*length -= prefix;
			return;
		}
	}
}

static void
read_times(EmuFault *fault, const char *spec, size_t *length)
{
	size_t		before = *length;

	if (ends_with(spec, length, "-once"))
		fault->times = 1;
	else if (ends_with(spec, length, "-twice"))
		fault->times = 2;
	else if (ends_with(spec, length, "-always"))
		fault->times = 0;
	else if (ends_with(spec, length, "-times"))
	{
		while (*length > 0 && isdigit((unsigned char) spec[*length - 1]))
			(*length)--;
		fault->times = strtoll(spec + *length, NULL, 10);
		if (*length > 0 && spec[*length - 1] == '-')
			(*length)--;
		else
			*length = before;
	}
}

static bool
ends_with(const char *spec, size_t *length, const char *suffix)
{
	size_t		tail = strlen(suffix);

	if (*length <= tail || memcmp(spec + *length - tail, suffix, tail) != 0)
		return false;
	*length -= tail;
	return true;
}

static bool
match(EmuFault *fault, const char *pattern, const char *spec, size_t length)
{
	const char *end = spec + length;

	fault->nnumbers = 0;
	for (; *pattern != '\0'; pattern++)
	{
		if (*pattern == '#')
		{
			const char *digits = spec;

			while (spec < end && isdigit((unsigned char) *spec))
				spec++;
			if (spec == digits)
				return false;
			fault->numbers[fault->nnumbers++] = strtoll(digits, NULL, 10);
		}
		else if (spec == end || *spec++ != *pattern)
			return false;
	}
	return spec == end;
}

/* If it is for this method and not used up. */
static bool
strike(EmuCall *call, EmuFault *fault)
{
	if (fault->method != EMU_NO_METHOD && fault->method != call->method)
		return false;
	if (fault->row->reused_only && call->request->ordinal == 1)
		return false;
	if (atomic_fetch_add(&fault->struck[call->method], 1) >= fault->times &&
		fault->times > 0)
		return false;
	call->fault = fault->name;
	return fault->row->strike(call, fault);
}
