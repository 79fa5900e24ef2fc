/*-------------------------------------------------------------------------
 *
 * rules.c
 *	  What the service demands of a job, beyond its types.
 *
 * The documented rules only; the texts of most refusals are ours.  The first
 * broken rule is the answer, as the service gives it.  Knows nothing of how
 * jobs are kept.
 *
 *-------------------------------------------------------------------------
 */
#include "rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "body.h"
#include "error.h"

#define INVALID 400, "INVALID_ARGUMENT"

#define ID_LIMIT 128
#define LABELS_LIMIT 64
#define LABEL_LIMIT 63
#define PACKAGES_LIMIT 100

static const char *const regions[] = {
	"asia-east1", "asia-northeast1", "asia-southeast1", "europe-west1",
	"europe-west2", "europe-west4", "northamerica-northeast1", "us-central1",
	"us-east1", "us-east4", "us-west1"
};

/* The replicas of a CUSTOM cluster, by the names of their fields. */
typedef struct Replica
{
	const char *type;
	const char *count;
	const char *type_path;
} Replica;

static const Replica replicas[] = {
	{"workerType", "workerCount", "worker_type"},
	{"parameterServerType", "parameterServerCount", "parameter_server_type"},
	{"evaluatorType", "evaluatorCount", "evaluator_type"},
};

static bool check_labels(EmuCall *call, json_object *labels);
static bool check_id(EmuCall *call, const char *id);
static bool check_training(EmuCall *call, json_object *input);
static bool check_custom(EmuCall *call, json_object *input);
static bool check_packages(EmuCall *call, json_object *input, bool needed);
static bool check_tuning(EmuCall *call, json_object *spec);
static bool check_prediction(EmuCall *call, json_object *input);
static bool check_region(EmuCall *call, json_object *input);
static bool check_present(EmuCall *call, json_object *input, const char *name,
						  const char *path);
static bool is_label(const char *text, bool key);

bool
emu_rules_job(EmuCall *call, json_object *job)
{
	json_object *training = emu_body_member(job, "trainingInput");
	json_object *prediction = emu_body_member(job, "predictionInput");

	if (!check_id(call, emu_body_text(job, "jobId")) ||
		!emu_rules_labels(call, emu_body_member(job, "labels")))
		return false;
	if (training != NULL)
		return check_training(call, training);
	if (prediction != NULL)
		return check_prediction(call, prediction);
	emu_error_field(call, INVALID, "job.input", "Either training_input or "
					"prediction_input must be specified.");
	return false;
}

bool
emu_rules_labels(EmuCall *call, json_object *labels)
{
	if (labels == NULL)
		return true;
	if (json_object_object_length(labels) > LABELS_LIMIT)
	{
		emu_error_field(call, INVALID, "labels",
						"At most %d labels are allowed.", LABELS_LIMIT);
		return false;
	}
	return check_labels(call, labels);
}

static bool
check_labels(EmuCall *call, json_object *labels)
{
	json_object_object_foreach(labels, key, value)
	{
		if (!is_label(key, true))
		{
			emu_error_field(call, INVALID, "labels", "The label key '%s' is "
							"not valid.", key);
			return false;
		}
		if (!is_label(json_object_get_string(value), false))
		{
			emu_error_field(call, INVALID, "labels", "The value '%s' of the "
							"label '%s' is not valid.",
							json_object_get_string(value), key);
			return false;
		}
	}
	return true;
}

static bool
check_id(EmuCall *call, const char *id)
{
	size_t		length = strlen(id);

	if (length == 0)
		emu_error_field(call, INVALID, "job.job_id", "A job id is required.");
	else if (length > ID_LIMIT || !isalpha((unsigned char) *id) ||
			 strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"abcdefghijklmnopqrstuvwxyz0123456789_") != length)
		emu_error_field(call, INVALID, "job.job_id", "A job id must start "
						"with a letter, have only letters, digits and "
						"underscores, and at most %d of them.", ID_LIMIT);
	else
		return true;
	return false;
}

static bool
check_training(EmuCall *call, json_object *input)
{
	json_object *master = emu_body_member(input, "masterConfig");
	bool		container = *emu_body_text(master, "imageUri") != '\0';

	if (!check_region(call, input) ||
		!check_packages(call, input, !container) ||
		!check_custom(call, input) ||
		!check_tuning(call, emu_body_member(input, "hyperparameters")))
		return false;
	if (container && *emu_body_text(input, "runtimeVersion") != '\0')
	{
		emu_error_field(call, INVALID, "runtime_version", "A runtime version "
						"and a container image exclude each other.");
		return false;
	}
	if (!container)
		return check_present(call, input, "pythonModule", "python_module") &&
			check_present(call, input, "runtimeVersion", "runtime_version") &&
			check_present(call, input, "pythonVersion", "python_version");
	return true;
}

/* Machine types and counts go with the tier CUSTOM, and it with them. */
static bool
check_custom(EmuCall *call, json_object *input)
{
	bool		custom = strcmp(emu_body_text(input, "scaleTier"),
								"CUSTOM") == 0;
	size_t		i;

	if (custom)
	{
		if (!check_present(call, input, "masterType", "master_type"))
			return false;
	}
	else if (*emu_body_text(input, "masterType") != '\0')
	{
		emu_error_field(call, INVALID, "master_type", "Machine types may "
						"only be given with the scale tier CUSTOM.");
		return false;
	}
	for (i = 0; i < lengthof(replicas); i++)
	{
		bool		counted = strtoll(emu_body_text(input, replicas[i].count),
									  NULL, 10) > 0;

		if (counted && !custom)
		{
			emu_error_field(call, INVALID, replicas[i].type_path, "Replicas "
							"may only be counted with the scale tier CUSTOM.");
			return false;
		}
		if (counted && !check_present(call, input, replicas[i].type,
									  replicas[i].type_path))
			return false;
	}
	return true;
}

/* A bucket whose name starts with "unreadable" is one nobody may read. */
static bool
check_packages(EmuCall *call, json_object *input, bool needed)
{
	json_object *packages = emu_body_member(input, "packageUris");
	size_t		count;
	size_t		i;

	count = packages != NULL ? json_object_array_length(packages) : 0;
	if (count > PACKAGES_LIMIT || (count == 0 && needed))
	{
		emu_error_field(call, INVALID, "package_uris", "Between one and %d "
						"packages are required.", PACKAGES_LIMIT);
		return false;
	}
	for (i = 0; i < count; i++)
	{
		json_object *element = json_object_array_get_idx(packages, i);
		const char *uri = json_object_get_string(element);

		if (strncmp(uri, "gs://unreadable", 15) != 0)
			continue;
		emu_error_field(call, 400, "FAILED_PRECONDITION", "package_uris",
						"The provided GCS paths cannot be read by service "
						"account service-123@cloud-ml.google.com.iam."
						"gserviceaccount.com. If you just enabled the API, "
						"please try again after a few minutes.");
		return false;
	}
	return true;
}

static bool
check_tuning(EmuCall *call, json_object *spec)
{
	json_object *params = emu_body_member(spec, "params");
	size_t		i;

	if (spec == NULL)
		return true;
	if (params == NULL)
	{
		emu_error_field(call, INVALID, "hyperparameters.params",
						"At least one parameter is required.");
		return false;
	}
	for (i = 0; i < json_object_array_length(params); i++)
	{
		json_object *param = json_object_array_get_idx(params, i);

		if (!check_present(call, param, "parameterName",
						   "hyperparameters.params.parameter_name") ||
			!check_present(call, param, "type",
						   "hyperparameters.params.type"))
			return false;
	}
	return true;
}

static bool
check_prediction(EmuCall *call, json_object *input)
{
	json_object *paths = emu_body_member(input, "inputPaths");

	if (*emu_body_text(input, "modelName") == '\0' &&
		*emu_body_text(input, "versionName") == '\0' &&
		*emu_body_text(input, "uri") == '\0')
	{
		emu_error_field(call, INVALID, "prediction_input.model_version",
						"A model, a version or a uri must be specified.");
		return false;
	}
	if (paths == NULL)
	{
		emu_error_field(call, INVALID, "input_paths",
						"At least one input path is required.");
		return false;
	}
	return check_present(call, input, "dataFormat", "data_format") &&
		check_present(call, input, "outputPath", "output_path") &&
		check_region(call, input);
}

static bool
check_region(EmuCall *call, json_object *input)
{
	const char *region = emu_body_text(input, "region");
	EmuBuffer	options = {0};
	size_t		i;

	if (!check_present(call, input, "region", "region"))
		return false;
	for (i = 0; i < lengthof(regions); i++)
	{
		if (strcmp(region, regions[i]) == 0)
		{
			emu_buffer_free(&options);
			return true;
		}
		emu_buffer_format(&options, "%s%s", i > 0 ? ", " : "", regions[i]);
	}
	emu_error_field(call, INVALID, "region", "The provided GCE region '%s' "
					"is not available. Options are [%s].", region,
					options.data);
	emu_buffer_free(&options);
	return false;
}

static bool
check_present(EmuCall *call, json_object *input, const char *name,
			  const char *path)
{
	if (*emu_body_text(input, name) != '\0')
		return true;
	emu_error_field(call, INVALID, path, "The field is required.");
	return false;
}

/*
 * Lower-case letters of any script, digits, - and _; a key starts with a
 * letter.  Counts characters: main sets a UTF-8 locale.
 */
static bool
is_label(const char *text, bool key)
{
	mbstate_t	state = {0};
	size_t		count = 0;
	size_t		length;
	wchar_t		wide;

	for (; *text != '\0'; text += length, count++)
	{
		bool		letter;

		length = mbrtowc(&wide, text, strlen(text), &state);
		if (length == (size_t) -1 || length == (size_t) -2)
			return false;
		letter = iswalpha((wint_t) wide) && !iswupper((wint_t) wide) &&
			!iswdigit((wint_t) wide);
		if (!letter && (key && count == 0))
			return false;
		if (!letter && !iswdigit((wint_t) wide) && wide != L'-' && wide != L'_')
			return false;
	}
	return count <= LABEL_LIMIT && (count > 0 || !key);
}
