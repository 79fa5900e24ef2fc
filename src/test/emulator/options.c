/*-------------------------------------------------------------------------
 *
 * options.c
 *	  What the command line says.
 *
 * Options are rows of one table; --help is printed from it.  Knows nothing
 * of what the options do.
 *
 *-------------------------------------------------------------------------
 */
#include "options.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

typedef enum Kind
{
	NUMBER,
	REAL,
	TEXT,
	FLAG,
	CHOICE,						/* index of a word, separated by | */
	TOKEN,						/* added to the list of tokens */
	VERSION						/* of TLS */
} Kind;

typedef struct Row
{
	const char *name;
	const char *argument;		/* for --help; the words of a CHOICE; or NULL */
	Kind		kind;
	void	   *target;
	const char *description;
} Row;

EmuOptions	emu_options = {.seed_jobs = 6, .speed = 1.0};

static const Row rows[] = {
	{"port", "N", NUMBER, &emu_options.port,
	"port on 127.0.0.1; 0, the default, takes a free one"},
	{"seed-jobs", "N", NUMBER, &emu_options.seed_jobs,
	"jobs that a project has from the start (6)"},
	{"latency", "MS", NUMBER, &emu_options.latency,
	"milliseconds to wait before each answer"},
	{"ledger", "FILE", TEXT, &emu_options.ledger,
	"append a JSON line per request to a file"},
	{"filter", "documented|aip160", CHOICE, &emu_options.filter,
	"grammar of the filter parameter (documented)"},
	{"speed", "X", REAL, &emu_options.speed,
	"factor of the clock by which created jobs live (1)"},
	{"tls-cert", "FILE", TEXT, &emu_options.tls_cert,
	"speak TLS with this certificate chain (PEM)"},
	{"tls-key", "FILE", TEXT, &emu_options.tls_key,
	"key of the certificate (PEM)"},
	{"tls-max", "1.0|1.1|1.2|1.3", VERSION, &emu_options.tls_max,
	"highest version of TLS to agree to"},
	{"token", "TOKEN", TOKEN, NULL,
	"accept only this bearer token; may be repeated"},
	{"etag-mismatch", "aborted|bare|412|precondition", CHOICE,
		&emu_options.etag_mismatch,
	"answer to a patch whose etag is not the current one (aborted)"},
	{"cancel-ended", "ok|400", CHOICE, &emu_options.cancel_ended,
	"answer to a cancel of a job that has ended (ok)"},
	{"duplicate", "now|late", CHOICE, &emu_options.duplicate,
	"refuse an existing jobId at once or after two seconds (now)"},
	{"min-gzip", "BYTES", NUMBER, &emu_options.min_gzip,
	"compress no answer shorter than this (0)"},
	{"fixtures", "DIR", TEXT, &emu_options.fixtures,
	"where the project fixture-NAME finds NAME.json"},
	{"bandwidth", "BYTES", NUMBER, &emu_options.bandwidth,
	"bytes per second and answer (no limit)"},
	{"retry-info", NULL, FLAG, &emu_options.retry_info,
	"add a RetryInfo detail to injected errors 429 and 503"},
	{"die-with-parent", NULL, FLAG, &emu_options.die_with_parent,
	"end when the process that started the emulator ends"},
};

static void help(void);
static const Row *find(const char *name, size_t length);
static void fail(const char *problem, const char *what)
			__attribute__((noreturn));
static void set(const Row *row, const char *value);
static void set_choice(const Row *row, const char *value);

void
emu_options_read(int argc, char **argv)
{
	int			i;

	for (i = 1; i < argc; i++)
	{
		const char *name = argv[i];
		size_t		length;
		const Row  *row;

		if (strcmp(name, "--help") == 0)
		{
			help();
			exit(0);
		}
		if (strncmp(name, "--", 2) != 0)
			fail("unexpected argument", name);
		name += 2;
		length = strcspn(name, "=");
		row = find(name, length);
		if (row == NULL)
			fail("unknown option", argv[i]);
		if (row->kind == FLAG && name[length] == '\0')
			*(bool *) row->target = true;
		else if (row->kind == FLAG)
			fail("no value is allowed for", argv[i]);
		else if (name[length] == '=')
			set(row, name + length + 1);
		else if (i + 1 < argc)
			set(row, argv[++i]);
		else
			fail("a value is missing for", argv[i]);
	}
	if ((emu_options.tls_cert == NULL) != (emu_options.tls_key == NULL))
		fail("go together", "--tls-cert, --tls-key");
}

static void
help(void)
{
	size_t		i;

	puts("An emulator of ml.googleapis.com v1 projects.jobs on 127.0.0.1.\n\n"
		 "Usage: emulator [OPTION]...\n");
	for (i = 0; i < lengthof(rows); i++)
		printf("  --%s%s%s\n        %s\n", rows[i].name,
			   rows[i].argument != NULL ? " " : "",
			   rows[i].argument != NULL ? rows[i].argument : "",
			   rows[i].description);
	puts("\nProject names choose data and misbehaviour: see README.md.");
}

static const Row *
find(const char *name, size_t length)
{
	size_t		i;

	for (i = 0; i < lengthof(rows); i++)
		if (strlen(rows[i].name) == length &&
			memcmp(rows[i].name, name, length) == 0)
			return &rows[i];
	return NULL;
}

static void
fail(const char *problem, const char *what)
{
	fprintf(stderr, "emulator: %s: %s (see --help)\n", problem, what);
	exit(2);
}

static void
set(const Row *row, const char *value)
{
	char	   *end = NULL;
	size_t		size;

	errno = 0;
	switch (row->kind)
	{
		case NUMBER:
			*(int64_t *) row->target = strtoll(value, &end, 10);
			if (*(int64_t *) row->target < 0)
				fail("may not be negative", row->name);
			break;
		case REAL:
			*(double *) row->target = strtod(value, &end);
			if (!(*(double *) row->target > 0))
				fail("must be positive", row->name);
			break;
		case TEXT:
			*(const char **) row->target = value;
			break;
		case TOKEN:
			size = (size_t) (emu_options.ntokens + 1) * sizeof(char *);
			emu_options.tokens = emu_memory_grow(emu_options.tokens, size);
			emu_options.tokens[emu_options.ntokens++] = value;
			break;
		case CHOICE:
		case VERSION:
			set_choice(row, value);
			break;
		case FLAG:
			break;
	}
	if (end != NULL && (*end != '\0' || end == value || errno != 0))
		fail("not a number", value);
}

static void
set_choice(const Row *row, const char *value)
{
	static const int versions[] = {
		TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION
	};
	const char *word = row->argument;
	int			index;

	for (index = 0; *word != '\0'; index++)
	{
		size_t		length = strcspn(word, "|");

		if (strlen(value) == length && memcmp(value, word, length) == 0)
		{
			*(int *) row->target =
				row->kind == VERSION ? versions[index] : index;
			return;
		}
		word += length + (word[length] == '|');
	}
	fail(row->argument, value);
}
