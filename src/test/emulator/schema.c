/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  The messages of the API, as constant data.
 *
 * The order of the fields is the order in which documents are written.
 * Names, types and enumerations are those of the discovery document of ml
 * v1 (a test compares them with ../discovery.json); protobuf names, which
 * appear in error texts, are those of the public job_service.proto, or
 * follow its pattern where it is silent.  An enumeration's first value is
 * number 0, which documents omit.  Knows nothing of JSON.
 *
 *-------------------------------------------------------------------------
 */
#include "schema.h"

#include <ctype.h>
#include <string.h>

#include "buffer.h"

#define ML "google.cloud.ml.v1."

static const char *const job_state_values[] = {
	"STATE_UNSPECIFIED", "QUEUED", "PREPARING", "RUNNING", "SUCCEEDED",
	"FAILED", "CANCELLING", "CANCELLED", NULL
};
static const EmuEnum job_state = {ML "Job.State", job_state_values};

static const char *const scale_tier_values[] = {
	"BASIC", "STANDARD_1", "PREMIUM_1", "BASIC_GPU", "BASIC_TPU", "CUSTOM",
	NULL
};
static const EmuEnum scale_tier = {
	ML "TrainingInput.ScaleTier", scale_tier_values
};

static const char *const accelerator_type_values[] = {
	"ACCELERATOR_TYPE_UNSPECIFIED", "NVIDIA_TESLA_K80", "NVIDIA_TESLA_P100",
	"NVIDIA_TESLA_V100", "NVIDIA_TESLA_P4", "NVIDIA_TESLA_T4",
	"NVIDIA_TESLA_A100", "TPU_V2", "TPU_V3", "TPU_V2_POD", "TPU_V3_POD",
	"TPU_V4_POD", NULL
};
static const EmuEnum accelerator_type = {
	ML "AcceleratorType", accelerator_type_values
};

static const char *const goal_type_values[] = {
	"GOAL_TYPE_UNSPECIFIED", "MAXIMIZE", "MINIMIZE", NULL
};
static const EmuEnum goal_type = {
	ML "HyperparameterSpec.GoalType", goal_type_values
};

static const char *const algorithm_values[] = {
	"ALGORITHM_UNSPECIFIED", "GRID_SEARCH", "RANDOM_SEARCH", NULL
};
static const EmuEnum algorithm = {
	ML "HyperparameterSpec.Algorithm", algorithm_values
};

static const char *const parameter_type_values[] = {
	"PARAMETER_TYPE_UNSPECIFIED", "DOUBLE", "INTEGER", "CATEGORICAL",
	"DISCRETE", NULL
};
static const EmuEnum parameter_type = {
	ML "ParameterSpec.ParameterType", parameter_type_values
};

static const char *const scale_type_values[] = {
	"NONE", "UNIT_LINEAR_SCALE", "UNIT_LOG_SCALE", "UNIT_REVERSE_LOG_SCALE",
	NULL
};
static const EmuEnum scale_type = {
	ML "ParameterSpec.ScaleType", scale_type_values
};

static const char *const data_format_values[] = {
	"DATA_FORMAT_UNSPECIFIED", "JSON", "TEXT", "TF_RECORD", "TF_RECORD_GZIP",
	"CSV", NULL
};
static const EmuEnum data_format = {
	ML "PredictionInput.DataFormat", data_format_values
};

static const char *const log_type_values[] = {
	"LOG_TYPE_UNSPECIFIED", "ADMIN_READ", "DATA_WRITE", "DATA_READ", NULL
};
static const EmuEnum log_type = {
	"google.iam.v1.AuditLogConfig.LogType", log_type_values
};

static const EmuField accelerator_fields[] = {
	{.name = "count", .type = EMU_INT64},
	{.name = "type", .type = EMU_ENUM, .of = &accelerator_type},
};
static const EmuMessage accelerator = {
	ML "AcceleratorConfig", accelerator_fields,
	lengthof(accelerator_fields)
};

static const EmuField disk_fields[] = {
	{.name = "bootDiskType", .type = EMU_STRING},
	{.name = "bootDiskSizeGb", .type = EMU_INT32},
};
static const EmuMessage disk = {
	ML "DiskConfig", disk_fields,
	lengthof(disk_fields)
};

static const EmuField replica_fields[] = {
	{.name = "acceleratorConfig", .type = EMU_MESSAGE, .of = &accelerator},
	{.name = "imageUri", .type = EMU_STRING},
	{.name = "containerCommand", .type = EMU_STRING, .repeated = true},
	{.name = "containerArgs", .type = EMU_STRING, .repeated = true},
	{.name = "tpuTfVersion", .type = EMU_STRING},
	{.name = "diskConfig", .type = EMU_MESSAGE, .of = &disk},
};
static const EmuMessage replica = {
	ML "ReplicaConfig", replica_fields,
	lengthof(replica_fields)
};

static const EmuField encryption_fields[] = {
	{.name = "kmsKeyName", .type = EMU_STRING},
};
static const EmuMessage encryption = {
	ML "EncryptionConfig", encryption_fields,
	lengthof(encryption_fields)
};

static const EmuField scheduling_fields[] = {
	{.name = "maxRunningTime", .type = EMU_DURATION},
	{.name = "maxWaitTime", .type = EMU_DURATION},
	{.name = "priority", .type = EMU_INT32},
};
static const EmuMessage scheduling = {
	ML "Scheduling", scheduling_fields,
	lengthof(scheduling_fields)
};

static const EmuField parameter_fields[] = {
	{.name = "parameterName", .type = EMU_STRING},
	{.name = "type", .type = EMU_ENUM, .of = &parameter_type},
	{.name = "minValue", .type = EMU_DOUBLE},
	{.name = "maxValue", .type = EMU_DOUBLE},
	{.name = "categoricalValues", .type = EMU_STRING, .repeated = true},
	{.name = "discreteValues", .type = EMU_DOUBLE, .repeated = true},
	{.name = "scaleType", .type = EMU_ENUM, .of = &scale_type},
};
static const EmuMessage parameter = {
	ML "ParameterSpec", parameter_fields,
	lengthof(parameter_fields)
};

static const EmuField tuning_fields[] = {
	{.name = "goal", .type = EMU_ENUM, .of = &goal_type},
	{.name = "hyperparameterMetricTag", .type = EMU_STRING},
	{.name = "maxTrials", .type = EMU_INT32},
	{.name = "maxParallelTrials", .type = EMU_INT32},
	{.name = "maxFailedTrials", .type = EMU_INT32},
	{.name = "enableTrialEarlyStopping", .type = EMU_BOOL},
	{.name = "resumePreviousJobId", .type = EMU_STRING},
	{.name = "algorithm", .type = EMU_ENUM, .of = &algorithm},
	{.name = "params", .type = EMU_MESSAGE, .repeated = true,
	.of = &parameter},
};
static const EmuMessage tuning = {
	ML "HyperparameterSpec", tuning_fields,
	lengthof(tuning_fields)
};

static const EmuField training_fields[] = {
	{.name = "scaleTier", .type = EMU_ENUM, .of = &scale_tier},
	{.name = "masterType", .type = EMU_STRING},
	{.name = "masterConfig", .type = EMU_MESSAGE, .of = &replica},
	{.name = "workerType", .type = EMU_STRING},
	{.name = "workerCount", .type = EMU_INT64},
	{.name = "workerConfig", .type = EMU_MESSAGE, .of = &replica},
	{.name = "parameterServerType", .type = EMU_STRING},
	{.name = "parameterServerCount", .type = EMU_INT64},
	{.name = "parameterServerConfig", .type = EMU_MESSAGE, .of = &replica},
	{.name = "evaluatorType", .type = EMU_STRING},
	{.name = "evaluatorCount", .type = EMU_INT64},
	{.name = "evaluatorConfig", .type = EMU_MESSAGE, .of = &replica},
	{.name = "region", .type = EMU_STRING},
	{.name = "packageUris", .type = EMU_STRING, .repeated = true},
	{.name = "pythonModule", .type = EMU_STRING},
	{.name = "args", .type = EMU_STRING, .repeated = true},
	{.name = "jobDir", .type = EMU_STRING},
	{.name = "runtimeVersion", .type = EMU_STRING},
	{.name = "pythonVersion", .type = EMU_STRING},
	{.name = "network", .type = EMU_STRING},
	{.name = "serviceAccount", .type = EMU_STRING},
	{.name = "encryptionConfig", .type = EMU_MESSAGE, .of = &encryption},
	{.name = "scheduling", .type = EMU_MESSAGE, .of = &scheduling},
	{.name = "useChiefInTfConfig", .type = EMU_BOOL},
	{.name = "enableWebAccess", .type = EMU_BOOL},
	{.name = "hyperparameters", .type = EMU_MESSAGE, .of = &tuning},
};
static const EmuMessage training_input = {
	ML "TrainingInput", training_fields,
	lengthof(training_fields)
};

static const EmuField builtin_fields[] = {
	{.name = "framework", .type = EMU_STRING},
	{.name = "runtimeVersion", .type = EMU_STRING},
	{.name = "pythonVersion", .type = EMU_STRING},
	{.name = "modelPath", .type = EMU_STRING},
};
static const EmuMessage builtin = {
	ML "BuiltInAlgorithmOutput", builtin_fields,
	lengthof(builtin_fields)
};

static const EmuField metric_fields[] = {
	{.name = "trainingStep", .type = EMU_INT64},
	{.name = "objectiveValue", .type = EMU_DOUBLE},
};
static const EmuMessage metric = {
	ML "HyperparameterOutput.HyperparameterMetric", metric_fields,
	lengthof(metric_fields)
};

static const EmuField trial_fields[] = {
	{.name = "trialId", .type = EMU_STRING},
	{.name = "hyperparameters", .type = EMU_MAP},
	{.name = "startTime", .type = EMU_TIME},
	{.name = "endTime", .type = EMU_TIME},
	{.name = "state", .type = EMU_ENUM, .of = &job_state},
	{.name = "isTrialStoppedEarly", .type = EMU_BOOL},
	{.name = "finalMetric", .type = EMU_MESSAGE, .of = &metric},
	{.name = "allMetrics", .type = EMU_MESSAGE, .repeated = true,
	.of = &metric},
	{.name = "builtInAlgorithmOutput", .type = EMU_MESSAGE, .of = &builtin},
	{.name = "webAccessUris", .type = EMU_MAP},
};
static const EmuMessage trial = {
	ML "HyperparameterOutput", trial_fields,
	lengthof(trial_fields)
};

static const EmuField training_output_fields[] = {
	{.name = "completedTrialCount", .type = EMU_INT64},
	{.name = "consumedMLUnits", .type = EMU_DOUBLE},
	{.name = "isHyperparameterTuningJob", .type = EMU_BOOL},
	{.name = "isBuiltInAlgorithmJob", .type = EMU_BOOL},
	{.name = "hyperparameterMetricTag", .type = EMU_STRING},
	{.name = "trials", .type = EMU_MESSAGE, .repeated = true, .of = &trial},
	{.name = "builtInAlgorithmOutput", .type = EMU_MESSAGE, .of = &builtin},
	{.name = "webAccessUris", .type = EMU_MAP},
};
static const EmuMessage training_output = {
	ML "TrainingOutput", training_output_fields,
	lengthof(training_output_fields)
};

static const EmuField prediction_fields[] = {
	{.name = "modelName", .type = EMU_STRING, .oneof = "model_version"},
	{.name = "versionName", .type = EMU_STRING, .oneof = "model_version"},
	{.name = "uri", .type = EMU_STRING, .oneof = "model_version"},
	{.name = "dataFormat", .type = EMU_ENUM, .of = &data_format},
	{.name = "outputDataFormat", .type = EMU_ENUM, .of = &data_format},
	{.name = "inputPaths", .type = EMU_STRING, .repeated = true},
	{.name = "outputPath", .type = EMU_STRING},
	{.name = "region", .type = EMU_STRING},
	{.name = "maxWorkerCount", .type = EMU_INT64},
	{.name = "batchSize", .type = EMU_INT64},
	{.name = "runtimeVersion", .type = EMU_STRING},
	{.name = "signatureName", .type = EMU_STRING},
};
static const EmuMessage prediction_input = {
	ML "PredictionInput", prediction_fields,
	lengthof(prediction_fields)
};

static const EmuField prediction_output_fields[] = {
	{.name = "outputPath", .type = EMU_STRING},
	{.name = "predictionCount", .type = EMU_INT64},
	{.name = "errorCount", .type = EMU_INT64},
	{.name = "nodeHours", .type = EMU_DOUBLE},
};
static const EmuMessage prediction_output = {
	ML "PredictionOutput", prediction_output_fields,
	lengthof(prediction_output_fields)
};

static const EmuField job_fields[] = {
	{.name = "jobId", .type = EMU_STRING},
	{.name = "createTime", .type = EMU_TIME, .output_only = true},
	{.name = "startTime", .type = EMU_TIME, .output_only = true},
	{.name = "endTime", .type = EMU_TIME, .output_only = true},
	{.name = "state", .type = EMU_ENUM, .of = &job_state, .output_only = true},
	{.name = "jobPosition", .type = EMU_INT64, .output_only = true},
	{.name = "etag", .type = EMU_BYTES},
	{.name = "errorMessage", .type = EMU_STRING, .output_only = true},
	{.name = "labels", .type = EMU_MAP},
	{.name = "trainingInput", .type = EMU_MESSAGE, .of = &training_input,
	.oneof = "input"},
	{.name = "predictionInput", .type = EMU_MESSAGE, .of = &prediction_input,
	.oneof = "input"},
	{.name = "trainingOutput", .type = EMU_MESSAGE, .of = &training_output,
	.oneof = "output", .output_only = true},
	{.name = "predictionOutput", .type = EMU_MESSAGE, .of = &prediction_output,
	.oneof = "output", .output_only = true},
};
const EmuMessage emu_schema_job = {
	ML "Job", job_fields,
	lengthof(job_fields)
};

static const EmuField job_list_fields[] = {
	{.name = "jobs", .type = EMU_MESSAGE, .repeated = true,
	.of = &emu_schema_job},
	{.name = "nextPageToken", .type = EMU_STRING},
};
const EmuMessage emu_schema_job_list = {
	ML "ListJobsResponse", job_list_fields,
	lengthof(job_list_fields)
};

const EmuMessage emu_schema_empty = {ML "CancelJobRequest", NULL, 0};

static const EmuField condition_fields[] = {
	{.name = "expression", .type = EMU_STRING},
	{.name = "title", .type = EMU_STRING},
	{.name = "description", .type = EMU_STRING},
	{.name = "location", .type = EMU_STRING},
};
static const EmuMessage condition = {
	"google.type.Expr", condition_fields,
	lengthof(condition_fields)
};

static const EmuField binding_fields[] = {
	{.name = "role", .type = EMU_STRING},
	{.name = "members", .type = EMU_STRING, .repeated = true},
	{.name = "condition", .type = EMU_MESSAGE, .of = &condition},
};
static const EmuMessage binding = {
	"google.iam.v1.Binding", binding_fields,
	lengthof(binding_fields)
};

static const EmuField audit_log_fields[] = {
	{.name = "logType", .type = EMU_ENUM, .of = &log_type},
	{.name = "exemptedMembers", .type = EMU_STRING, .repeated = true},
};
static const EmuMessage audit_log = {
	"google.iam.v1.AuditLogConfig", audit_log_fields,
	lengthof(audit_log_fields)
};

static const EmuField audit_fields[] = {
	{.name = "service", .type = EMU_STRING},
	{.name = "auditLogConfigs", .type = EMU_MESSAGE, .repeated = true,
	.of = &audit_log},
};
static const EmuMessage audit = {
	"google.iam.v1.AuditConfig", audit_fields,
	lengthof(audit_fields)
};

static const EmuField policy_fields[] = {
	{.name = "version", .type = EMU_INT32},
	{.name = "bindings", .type = EMU_MESSAGE, .repeated = true,
	.of = &binding},
	{.name = "auditConfigs", .type = EMU_MESSAGE, .repeated = true,
	.of = &audit},
	{.name = "etag", .type = EMU_BYTES},
};
const EmuMessage emu_schema_policy = {
	"google.iam.v1.Policy", policy_fields,
	lengthof(policy_fields)
};

static const EmuField set_policy_fields[] = {
	{.name = "policy", .type = EMU_MESSAGE, .of = &emu_schema_policy},
	{.name = "updateMask", .type = EMU_FIELD_MASK},
};
const EmuMessage emu_schema_set_policy = {
	"google.iam.v1.SetIamPolicyRequest", set_policy_fields,
	lengthof(set_policy_fields)
};

static const EmuField permissions_fields[] = {
	{.name = "permissions", .type = EMU_STRING, .repeated = true},
};
const EmuMessage emu_schema_permissions = {
	"google.iam.v1.TestIamPermissionsRequest", permissions_fields,
	lengthof(permissions_fields)
};

const EmuField *
emu_schema_find(const EmuMessage *message, const char *name, size_t length)
{
	size_t		i;

	for (i = 0; i < message->nfields; i++)
		if (emu_schema_same_name(message->fields[i].name, name, length))
			return &message->fields[i];
	return NULL;
}

bool
emu_schema_same_name(const char *camel, const char *name, size_t length)
{
	char		snake[64];

	if (strlen(camel) == length && memcmp(camel, name, length) == 0)
		return true;
	emu_schema_snake(camel, snake, sizeof(snake));
	return strlen(snake) == length && memcmp(snake, name, length) == 0;
}

/* A run of capitals is one word: consumedMLUnits is consumed_ml_units. */
void
emu_schema_snake(const char *camel, char *snake, size_t size)
{
	const char *at;
	size_t		length = 0;

	for (at = camel; *at != '\0' && length + 2 < size; at++)
	{
		bool		upper = isupper((unsigned char) *at) != 0;

		if (upper && at > camel &&
			(islower((unsigned char) at[-1]) || islower((unsigned char) at[1])))
			snake[length++] = '_';
		snake[length++] = (char) tolower((unsigned char) *at);
	}
	snake[length] = '\0';
}
