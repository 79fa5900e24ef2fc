/*-------------------------------------------------------------------------
 *
 * seed.c
 *	  The jobs that every project has from the start.
 *
 * The first six are the documents of documents.c; every further one is made
 * when it is asked for, from its number alone: the number is the only
 * randomness, it stands at the end of the id, and creation times fall as it
 * grows, so that any page of a million jobs costs the same.  The jobs are of
 * realistic size (about 1.4 kB), of all states and both kinds.  Knows
 * nothing of projects.
 *
 *-------------------------------------------------------------------------
 */
#include "seed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "documents.h"

/*
 * Generated jobs are a minute and a second apart, each moved back by less
 * than a minute: the order is that of the numbers, the distances vary.
 */
#define SPACING 61
#define JITTER 60

/* From the third last on, they are batch predictions. */
static const char *const stems[] = {
	"census_train", "resnet50_tpu", "churn_xgb", "ads_ctr_deep",
	"fraud_tune", "BertFinetune", "daily_score", "image_predict"
};

#define FIRST_PREDICTION 6
#define TUNED 4					/* stem of the tuning jobs */

static const char *const owners[] = {
	"alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"
};
static const char *const teams[] = {
	"engineering", "research", "ads", "fraud", "vision", "language"
};
static const char *const regions[] = {
	"us-central1", "us-east1", "us-west1", "europe-west1", "europe-west4",
	"asia-east1"
};
static const char *const machines[] = {
	"n1-standard-4", "n1-standard-8", "n1-highmem-16", "n1-highcpu-32"
};
static const char *const accelerators[] = {
	"NVIDIA_TESLA_K80", "NVIDIA_TESLA_P100", "NVIDIA_TESLA_V100",
	"NVIDIA_TESLA_T4"
};
static const char *const tiers[] = {
	NULL, "STANDARD_1", "PREMIUM_1", "BASIC_GPU", "CUSTOM", "CUSTOM",
	"CUSTOM", "CUSTOM"
};
static const char *const formats[] = {"JSON", "TF_RECORD", "TF_RECORD_GZIP"};
static const char *const failures[] = {
	("The replica master 0 exited with a non-zero status of 1. Termination "
	 "reason: Error. Traceback (most recent call last):\n  File "
	 "\"/runpy.py\", line 174, in _run_module_as_main\nMemoryError"),
	("The replica worker 3 ran out-of-memory and exited with a non-zero "
	 "status of 137(SIGKILL)."),
	"Internal error occurred for the current attempt."
};

/* Pick from a table by some of the random bits. */
#define PICK(table, chance, shift) \
	((table)[((chance) >> (shift) & 0xff) % lengthof(table)])

static EmuState pick_state(uint64_t chance);
static void write_training(EmuBuffer *out, const EmuFacts *facts);
static void write_custom(EmuBuffer *out, uint64_t chance);
static void write_arguments(EmuBuffer *out, const EmuFacts *facts);
static void write_tuning(EmuBuffer *out, uint64_t chance);
static void write_prediction(EmuBuffer *out, const EmuFacts *facts);
static void write_trials(EmuBuffer *out, const EmuFacts *facts);
static bool is_tuned(const EmuFacts *facts);
static void member(EmuBuffer *out, const char *name, const char *value);
static void fraction(EmuBuffer *out, uint64_t hundredths);

uint64_t
emu_seed_mix(uint64_t bits)
{
	bits += UINT64_C(0x9e3779b97f4a7c15);
	bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
	return bits ^ bits >> 31;
}

void
emu_seed_facts(EmuFacts *facts, int64_t number)
{
	char		digits[8];
	int64_t		rest = number;
	size_t		length;
	int			i;

	memset(facts, 0, sizeof(*facts));
	facts->seed = number;
	if (number <= EMU_DOCUMENTS)
	{
		const EmuDocument *document = &emu_documents[number - 1];

		strcpy(facts->id, document->id);
		strcpy(facts->etag, document->etag);
		facts->state = document->state;
		facts->create = document->create;
		facts->start = document->start;
		facts->end = document->end;
		facts->position = document->position;
		facts->error = document->error;
		facts->prediction = document->prediction;
		return;
	}
	facts->chance = emu_seed_mix((uint64_t) number);
	strcpy(facts->id, PICK(stems, facts->chance, 0));
	length = strlen(facts->id);
	facts->id[length++] = '_';
	for (i = 8; i-- > 0; rest /= 10)
		digits[i] = (char) ('0' + rest % 10);
	memcpy(facts->id + length, digits, sizeof(digits));
	emu_job_etag(facts->etag, facts->id, 0);
	facts->prediction = (facts->chance & 0xff) % lengthof(stems) >=
		FIRST_PREDICTION;
	facts->state = pick_state(facts->chance);
	facts->create = emu_documents[EMU_DOCUMENTS - 1].create -
		(number - EMU_DOCUMENTS) * SPACING -
		(int64_t) (facts->chance >> 8 & 0xffff) % JITTER;
	if (facts->state == EMU_QUEUED)
		facts->position = (int64_t) (facts->chance >> 16 & 0xff) % 40;
	if (facts->state == EMU_RUNNING || emu_job_has_ended(facts->state))
		facts->start = facts->create + 24 +
			(int64_t) (facts->chance >> 24 & 0xff);
	if (emu_job_has_ended(facts->state))
		facts->end = facts->start + 60 +
			(int64_t) (facts->chance >> 32 & 0x1fff);
	if (facts->state == EMU_FAILED)
		facts->error = PICK(failures, facts->chance, 40);
	else if (facts->state >= EMU_CANCELLING)
		facts->error = "The job was cancelled by the user.";
}

int64_t
emu_seed_find(const char *id)
{
	EmuFacts	facts;
	const char *digits = strrchr(id, '_');
	int64_t		number;

	for (number = 1; number <= EMU_DOCUMENTS; number++)
		if (strcmp(id, emu_documents[number - 1].id) == 0)
			return number;
	if (digits == NULL || strlen(digits) != 9)
		return 0;
	number = strtol(digits + 1, NULL, 10);
	if (number <= EMU_DOCUMENTS)
		return 0;
	emu_seed_facts(&facts, number);
	return strcmp(id, facts.id) == 0 ? number : 0;
}

bool
emu_seed_labels(EmuBuffer *out, const EmuFacts *facts)
{
	uint64_t	chance = facts->chance;

	if (facts->seed <= EMU_DOCUMENTS)
	{
		const char *labels = emu_documents[facts->seed - 1].labels;

		if (labels != NULL)
			emu_buffer_text(out, labels);
		return labels != NULL;
	}
	if (chance % 5 == 0)
		return false;
	emu_buffer_char(out, '{');
	member(out, "owner", PICK(owners, chance, 3));
	emu_buffer_char(out, ',');
	member(out, "team", PICK(teams, chance, 11));
	if (chance % 3 == 0)
		emu_buffer_text(out, ",\"phase\":\"test\",\"cost-center\":\"cc_4711\"");
	if (chance % 16 == 1)
		emu_buffer_text(out, ",\"ort\":\"münchen\",\"reviewed\":\"\"");
	emu_buffer_char(out, '}');
	return true;
}

void
emu_seed_input(EmuBuffer *out, const EmuFacts *facts)
{
	if (facts->seed <= EMU_DOCUMENTS)
		emu_buffer_text(out, emu_documents[facts->seed - 1].input);
	else if (facts->prediction)
		write_prediction(out, facts);
	else
		write_training(out, facts);
}

void
emu_seed_output(EmuBuffer *out, const EmuFacts *facts)
{
	uint64_t	chance = facts->chance;

	if (facts->seed <= EMU_DOCUMENTS)
	{
		emu_buffer_text(out, emu_documents[facts->seed - 1].output);
		return;
	}
	emu_buffer_char(out, '{');
	if (facts->prediction)
	{
		emu_buffer_text(out, "\"outputPath\":\"gs://acme-ml/scored/");
		emu_buffer_text(out, facts->id);
		emu_buffer_char(out, '"');
	}
	if (!emu_job_has_ended(facts->state))
		;
	else if (facts->prediction)
	{
		emu_buffer_text(out, ",\"predictionCount\":\"");
		emu_buffer_number(out, (int64_t) (chance >> 12 & 0xffffff) + 1);
		if (chance % 4 == 0)
		{
			emu_buffer_text(out, "\",\"errorCount\":\"");
			emu_buffer_number(out, (int64_t) (chance >> 20 & 0xff) + 1);
		}
		emu_buffer_text(out, "\",\"nodeHours\":");
		fraction(out, chance >> 30 & 0xfff);
	}
	else
	{
		if (is_tuned(facts))
			write_trials(out, facts);
		emu_buffer_text(out, "\"consumedMLUnits\":");
		fraction(out, chance >> 36 & 0xffff);
	}
	emu_buffer_char(out, '}');
}

/* In a hundred jobs: 60 succeed, 15 fail, the rest is spread. */
static EmuState
pick_state(uint64_t chance)
{
	unsigned	percent = (chance >> 48) % 100;

	if (percent < 60)
		return EMU_SUCCEEDED;
	if (percent < 75)
		return EMU_FAILED;
	if (percent < 85)
		return EMU_CANCELLED;
	if (percent < 93)
		return EMU_RUNNING;
	if (percent < 96)
		return EMU_QUEUED;
	return percent < 98 ? EMU_PREPARING : EMU_CANCELLING;
}

static void
write_training(EmuBuffer *out, const EmuFacts *facts)
{
	uint64_t	chance = facts->chance;
	const char *tier = PICK(tiers, chance, 6);

	emu_buffer_char(out, '{');
	if (tier != NULL)
	{
		member(out, "scaleTier", tier);
		emu_buffer_char(out, ',');
		if (strcmp(tier, "CUSTOM") == 0)
			write_custom(out, chance);
	}
	member(out, "region", PICK(regions, chance, 18));
	emu_buffer_text(out, ",\"packageUris\":[\"gs://acme-ml/staging/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "/trainer-0.3.1.tar.gz\","
					"\"gs://acme-ml/wheels/common_features-2.4.0.tar.gz\"],"
					"\"pythonModule\":\"trainer.task\",");
	write_arguments(out, facts);
	emu_buffer_text(out, ",\"jobDir\":\"gs://acme-ml/jobs/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "\",\"runtimeVersion\":\"2.11\",\"pythonVersion\":\"3.7\","
					"\"network\":"
					"\"projects/123456789012/global/networks/training\","
					"\"serviceAccount\":\"trainer@acme.iam.gserviceaccount.com\","
					"\"scheduling\":{\"maxRunningTime\":\"");
	emu_buffer_number(out, 3600 * (1 + (int64_t) (chance >> 26 & 15)));
	emu_buffer_text(out, "s\"}");
	if (is_tuned(facts))
		write_tuning(out, chance);
	emu_buffer_char(out, '}');
}

static void
write_custom(EmuBuffer *out, uint64_t chance)
{
	const char *machine = PICK(machines, chance, 14);

	member(out, "masterType", machine);
	emu_buffer_text(out, ",\"masterConfig\":{\"acceleratorConfig\":{\"count\":\"");
	emu_buffer_number(out, 1 << (chance >> 22 & 3));
	emu_buffer_text(out, "\",");
	member(out, "type", PICK(accelerators, chance, 28));
	emu_buffer_text(out, "}},");
	member(out, "workerType", machine);
	emu_buffer_text(out, ",\"workerCount\":\"");
	emu_buffer_number(out, 1 + (int64_t) (chance >> 34 & 7));
	emu_buffer_text(out, "\",");
}

static void
write_arguments(EmuBuffer *out, const EmuFacts *facts)
{
	uint64_t	chance = facts->chance;

	emu_buffer_text(out, "\"args\":[\"--train-files\",\"gs://acme-ml/data/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "/train-*.tfrecord\",\"--eval-files\",\"gs://acme-ml/data/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "/eval-*.tfrecord\",\"--embedding-size\",\"");
	emu_buffer_number(out, 8 << (chance >> 10 & 3));
	emu_buffer_text(out, "\",\"--hidden-units\",\"1024,512,256\",\"--dropout\",\"0.");
	emu_buffer_number(out, 1 + (int64_t) (chance >> 44 & 3));
	emu_buffer_text(out, "\",\"--train-steps\",\"");
	emu_buffer_number(out, 1000 * (1 + (int64_t) (chance >> 50 & 127)));
	emu_buffer_text(out, "\",\"--export-format\",\"SAVED_MODEL\","
					"\"--verbosity\",\"INFO\",\"--learning-rate-schedule\","
					"\"cosine:warmup=500,floor=0.00001\",\"--checkpoint-dir\","
					"\"gs://acme-ml/checkpoints/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "\",\"--early-stopping-patience\",\"5\","
					"\"--feature-spec\",\"gs://acme-ml/features/v7/"
					"transform_fn/schema.pbtxt\"]");
}

static void
write_tuning(EmuBuffer *out, uint64_t chance)
{
	emu_buffer_text(out, ",\"hyperparameters\":{");
	member(out, "goal", chance & 1 ? "MAXIMIZE" : "MINIMIZE");
	emu_buffer_text(out, ",\"hyperparameterMetricTag\":\"accuracy\","
					"\"maxTrials\":6,\"maxParallelTrials\":2,\"params\":[{"
					"\"parameterName\":\"learning_rate\",\"type\":\"DOUBLE\","
					"\"minValue\":0.0001,\"maxValue\":0.1,"
					"\"scaleType\":\"UNIT_LOG_SCALE\"},{"
					"\"parameterName\":\"batch_size\",\"type\":\"DISCRETE\","
					"\"discreteValues\":[32,64,128,256]}]}");
}

static void
write_prediction(EmuBuffer *out, const EmuFacts *facts)
{
	uint64_t	chance = facts->chance;

	emu_buffer_text(out, chance & 1 ?
					"{\"modelName\":\"projects/acme/models/ctr\"," :
					"{\"versionName\":\"projects/acme/models/ctr/versions/v12\",");
	member(out, "dataFormat", PICK(formats, chance, 7));
	emu_buffer_text(out, ",\"outputDataFormat\":\"JSON\",\"inputPaths\":["
					"\"gs://acme-ml/input/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "/part-0*\",\"gs://acme-ml/input/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "/part-1*\",\"gs://acme-ml/input/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "/backfill/2023-02-*/part-*\"],"
					"\"outputPath\":\"gs://acme-ml/scored/");
	emu_buffer_text(out, facts->id);
	emu_buffer_text(out, "\",");
	member(out, "region", PICK(regions, chance, 18));
	emu_buffer_text(out, ",\"maxWorkerCount\":\"");
	emu_buffer_number(out, 1 + (int64_t) (chance >> 26 & 31));
	emu_buffer_text(out, "\",\"runtimeVersion\":\"2.11\","
					"\"signatureName\":\"serving_default\"}");
}

static void
write_trials(EmuBuffer *out, const EmuFacts *facts)
{
	uint64_t	chance = facts->chance;
	int			count = 1 + (int) (chance >> 52 & 3);
	int			i;

	emu_buffer_text(out, "\"completedTrialCount\":\"");
	emu_buffer_number(out, count);
	emu_buffer_text(out, "\",\"isHyperparameterTuningJob\":true,"
					"\"hyperparameterMetricTag\":\"accuracy\",\"trials\":[");
	for (i = 0; i < count; i++)
	{
		chance = emu_seed_mix(chance);
		emu_buffer_text(out, i == 0 ? "{\"trialId\":\"" : ",{\"trialId\":\"");
		emu_buffer_number(out, i + 1);
		emu_buffer_text(out, "\",\"hyperparameters\":{\"batch_size\":\"");
		emu_buffer_number(out, 32 << (chance & 3));
		emu_buffer_text(out, "\",\"learning_rate\":\"0.0");
		emu_buffer_number(out, (int64_t) (chance >> 11));
		emu_buffer_text(out, "\"},\"startTime\":\"");
		emu_clock_write(out, facts->start);
		emu_buffer_text(out, "\",\"endTime\":\"");
		emu_clock_write(out, facts->end);
		emu_buffer_text(out, "\",\"state\":\"SUCCEEDED\",\"finalMetric\":{"
						"\"trainingStep\":\"");
		emu_buffer_number(out, 1000 * (1 + (int64_t) (chance & 15)));
		emu_buffer_text(out, "\",\"objectiveValue\":0.");
		emu_buffer_number(out, 1 + (int64_t) (chance >> 8 & 0xfff));
		emu_buffer_text(out, "}}");
	}
	emu_buffer_text(out, "],");
}

static bool
is_tuned(const EmuFacts *facts)
{
	return (facts->chance & 0xff) % lengthof(stems) == TUNED;
}

static void
member(EmuBuffer *out, const char *name, const char *value)
{
	emu_buffer_char(out, '"');
	emu_buffer_text(out, name);
	emu_buffer_text(out, "\":\"");
	emu_buffer_text(out, value);
	emu_buffer_char(out, '"');
}

static void
fraction(EmuBuffer *out, uint64_t hundredths)
{
	emu_buffer_number(out, (int64_t) (hundredths / 100) + 1);
	emu_buffer_char(out, '.');
	emu_buffer_number(out, (int64_t) (hundredths % 9) + 1);
}
