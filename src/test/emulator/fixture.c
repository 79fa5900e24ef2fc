/*-------------------------------------------------------------------------
 *
 * fixture.c
 *	  Answers that a test has written down in a file.
 *
 * The bytes go out as they are, whatever was asked for: fields, filter and
 * paging mean nothing here, so that a test decides about every byte.
 *
 *-------------------------------------------------------------------------
 */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "options.h"

#define PREFIX "fixture-"

bool
emu_fixture_answers(const EmuCall *call)
{
	return (call->method == EMU_LIST || call->method == EMU_GET) &&
		strncmp(call->project_name, PREFIX, strlen(PREFIX)) == 0;
}

/* The characters of a project id cannot lead out of the directory. */
void
emu_fixture_write(EmuCall *call)
{
	const char *name = call->project_name + strlen(PREFIX);
	const char *path = emu_arena_format(call->request->arena, "%s/%.*s.json",
										emu_options.fixtures != NULL ?
										emu_options.fixtures : ".",
										(int) strcspn(name, "."), name);
	FILE	   *file = fopen(path, "rb");
	char		block[65536];
	size_t		length;

	if (file == NULL)
	{
		emu_error(call, 404, "NOT_FOUND",
				  emu_arena_format(call->request->arena,
								   "The emulator cannot read %s.", path), NULL);
		return;
	}
	call->answer.verbatim = true;
	while ((length = fread(block, 1, sizeof(block), file)) > 0)
		emu_buffer_add(&call->answer.body, block, length);
	fclose(file);
}
