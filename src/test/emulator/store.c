/*-------------------------------------------------------------------------
 *
 * store.c
 *	  Projects and their jobs.
 *
 * A project exists as soon as it is named.  Its list is what was created,
 * newest first, then the seeded jobs; a place in the list survives new jobs
 * in front of it.  Seeded jobs are not stored until they are changed.  Knows
 * nothing of requests.
 *
 *-------------------------------------------------------------------------
 */
#include "store.h"

#include <search.h>
#include <string.h>

#include "clock.h"
#include "seed.h"

static void *projects;			/* tsearch tree of EmuProject by name */
static pthread_mutex_t projects_lock = PTHREAD_MUTEX_INITIALIZER;

static int	compare_projects(const void *a, const void *b);
static int	compare_jobs(const void *a, const void *b);
static EmuJob *find_job(const EmuProject *project, const char *id);

/*
 * ^[a-z]([a-z0-9.:-]{0,61}[a-z0-9])?$, or a project number: real ids have six
 * characters at least, but short ones are handy in examples.
 */
bool
emu_store_is_project(const char *name)
{
	size_t		length = strlen(name);

	if (length > 0 && strspn(name, "0123456789") == length)
		return length <= 20;
	return length >= 1 && length <= 63 &&
		name[0] >= 'a' && name[0] <= 'z' &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.:-") == length &&
		strchr(".:-", name[length - 1]) == NULL;
}

EmuProject *
emu_store_project(const char *name, bool *fresh)
{
	EmuProject	key = {.name = (char *) name};
	EmuProject *project;
	void	   *found;

	pthread_mutex_lock(&projects_lock);
	found = tfind(&key, &projects, compare_projects);
	*fresh = found == NULL;
	if (found != NULL)
		project = *(EmuProject **) found;
	else
	{
		project = emu_memory_zero(sizeof(EmuProject));
		project->name = emu_memory_copy(name, strlen(name));
		pthread_rwlock_init(&project->lock, NULL);
		/* whoever finds it waits until its faults are set */
		pthread_rwlock_wrlock(&project->lock);
		tsearch(project, &projects, compare_projects);
	}
	pthread_mutex_unlock(&projects_lock);
	return project;
}

void
emu_store_lock(EmuProject *project, bool write)
{
	if (write)
		pthread_rwlock_wrlock(&project->lock);
	else
		pthread_rwlock_rdlock(&project->lock);
}

void
emu_store_unlock(EmuProject *project)
{
	pthread_rwlock_unlock(&project->lock);
}

bool
emu_store_find(EmuProject *project, const char *id, EmuFacts *facts)
{
	const EmuJob *job = find_job(project, id);
	int64_t		seed = job != NULL ? job->seed : emu_seed_find(id);

	if (job == NULL && (seed == 0 || seed > project->seeds))
		return false;
	emu_job_facts(facts, seed, job, emu_clock_now());
	return true;
}

EmuJob *
emu_store_change(EmuProject *project, const EmuFacts *facts)
{
	EmuJob	   *job = find_job(project, facts->id);

	if (job != NULL)
		return job;
	job = emu_memory_zero(sizeof(EmuJob));
	memcpy(job->id, facts->id, sizeof(job->id));
	job->seed = facts->seed;
	tsearch(job, &project->jobs, compare_jobs);
	return job;
}

void
emu_store_add(EmuProject *project, EmuJob *job)
{
	size_t		size;

	if (project->ncreated == project->room)
	{
		project->room = project->room * 2 + 16;
		size = (size_t) project->room * sizeof(EmuJob *);
		project->created = emu_memory_grow(project->created, size);
	}
	project->created[project->ncreated++] = job;
	tsearch(job, &project->jobs, compare_jobs);
}

EmuCursor
emu_store_first(const EmuProject *project)
{
	EmuCursor	cursor = {project->ncreated, 1};

	return cursor;
}

bool
emu_store_next(const EmuProject *project, EmuCursor *cursor, EmuFacts *facts)
{
	const EmuJob *job = NULL;
	int64_t		seed = 0;

	if (cursor->created > 0)
		job = project->created[--cursor->created];
	else if (cursor->seed <= project->seeds)
	{
		seed = cursor->seed++;
		if (project->jobs != NULL)
		{
			emu_seed_facts(facts, seed);
			job = find_job(project, facts->id);
		}
	}
	else
		return false;
	emu_job_facts(facts, seed, job, emu_clock_now());
	return true;
}

static int
compare_projects(const void *a, const void *b)
{
	return strcmp(((const EmuProject *) a)->name,
				  ((const EmuProject *) b)->name);
}

static int
compare_jobs(const void *a, const void *b)
{
	return strcmp(((const EmuJob *) a)->id, ((const EmuJob *) b)->id);
}

static EmuJob *
find_job(const EmuProject *project, const char *id)
{
	EmuJob		key;
	void	   *found;

	if (strlen(id) >= sizeof(key.id))
		return NULL;
	strcpy(key.id, id);
	found = tfind(&key, &project->jobs, compare_jobs);
	return found != NULL ? *(EmuJob **) found : NULL;
}
