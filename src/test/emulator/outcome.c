/*-------------------------------------------------------------------------
 *
 * outcome.c
 *	  What a created job will have produced when it succeeds.
 *
 * A tuning job gets as many trials as it asked for, each with a value for
 * every parameter it named.  Knows nothing of states.
 *
 *-------------------------------------------------------------------------
 */
#include "outcome.h"

#include <string.h>

#include "body.h"
#include "clock.h"

/* Enough to see; a job may ask for thousands. */
#define TRIALS_LIMIT 20

static void write_trial(EmuBuffer *out, json_object *params, int number,
						int64_t time);
static void write_choice(EmuBuffer *out, json_object *param, int number);

char *
emu_outcome_training(json_object *input, int64_t time)
{
	json_object *spec = emu_body_member(input, "hyperparameters");
	const char *tag = emu_body_text(spec, "hyperparameterMetricTag");
	EmuBuffer	out = {0};
	int			trials;
	int			i;

	if (spec == NULL)
	{
		emu_buffer_text(&out, "{\"consumedMLUnits\":0.73}");
		return out.data;
	}
	trials = json_object_get_int(emu_body_member(spec, "maxTrials"));
	if (trials < 1)
		trials = 1;
	if (trials > TRIALS_LIMIT)
		trials = TRIALS_LIMIT;
	emu_buffer_format(&out, "{\"completedTrialCount\":\"%d\","
					  "\"consumedMLUnits\":%d.5,"
					  "\"isHyperparameterTuningJob\":true,"
					  "\"hyperparameterMetricTag\":", trials, trials);
	if (*tag == '\0')
		tag = "training/hptuning/metric";
	emu_buffer_json(&out, tag, strlen(tag));
	emu_buffer_text(&out, ",\"trials\":[");
	for (i = 0; i < trials; i++)
	{
		if (i > 0)
			emu_buffer_char(&out, ',');
		write_trial(&out, emu_body_member(spec, "params"), i + 1, time);
	}
	emu_buffer_text(&out, "]}");
	return out.data;
}

char *
emu_outcome_prediction(json_object *input)
{
	const char *path = emu_body_text(input, "outputPath");
	EmuBuffer	out = {0};

	emu_buffer_text(&out, "{\"outputPath\":");
	emu_buffer_json(&out, path, strlen(path));
	emu_buffer_text(&out, ",\"predictionCount\":\"1000\",\"nodeHours\":0.25}");
	return out.data;
}

static void
write_trial(EmuBuffer *out, json_object *params, int number, int64_t time)
{
	size_t		i;

	emu_buffer_format(out, "{\"trialId\":\"%d\",\"hyperparameters\":{", number);
	for (i = 0; i < json_object_array_length(params); i++)
	{
		json_object *param = json_object_array_get_idx(params, i);
		const char *name = emu_body_text(param, "parameterName");

		if (i > 0)
			emu_buffer_char(out, ',');
		emu_buffer_json(out, name, strlen(name));
		emu_buffer_char(out, ':');
		write_choice(out, param, number);
	}
	emu_buffer_text(out, "},\"startTime\":\"");
	emu_clock_write(out, time);
	emu_buffer_text(out, "\",\"endTime\":\"");
	emu_clock_write(out, time + 60);
	emu_buffer_format(out, "\",\"state\":\"SUCCEEDED\",\"finalMetric\":{"
					  "\"trainingStep\":\"1000\","
					  "\"objectiveValue\":0.%d}}", 90 - number);
}

/* Values of trials are text, whatever the parameter's type. */
static void
write_choice(EmuBuffer *out, json_object *param, int number)
{
	json_object *values = emu_body_member(param, "categoricalValues");
	json_object *value;
	size_t		count;
	const char *text;

	if (values == NULL)
		values = emu_body_member(param, "discreteValues");
	if (values != NULL)
	{
		count = json_object_array_length(values);
		value = json_object_array_get_idx(values, (size_t) number % count);
		text = json_object_get_string(value);
	}
	else
		text = emu_body_text(param, number % 2 == 0 ? "minValue" : "maxValue");
	emu_buffer_json(out, *text != '\0' ? text : "0",
					*text != '\0' ? strlen(text) : 1);
}
