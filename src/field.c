/*-------------------------------------------------------------------------
 *
 * field.c
 *	  The catalogue of API fields: the one place where their names stand.
 *
 * Knows what the service's discovery document says of Job and of the messages
 * inside it; must not know how a field gets into a row or into a request.
 * Members of list elements and keys of maps are data, not fields, so the
 * catalogue ends at lists and maps.
 *
 * What a comparison may claim: that a filter with it lets every row through
 * that the same comparison in SQL keeps.  Hence no equality on times, of which
 * columns hold less digits than the service, and nothing at all on doubles,
 * which columns may round.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "field.h"

#define IMPORTED	JOBS_FIELD_IMPORTED
#define PARAMETER	JOBS_FIELD_PARAMETER
#define OUTPUT		JOBS_FIELD_OUTPUT_ONLY
#define REQUIRED	JOBS_FIELD_REQUIRED

#define COMPARE_TEXT	(JOBS_COMPARE_EQUAL | JOBS_COMPARE_UNEQUAL)
#define COMPARE_NUMBER	(COMPARE_TEXT | JOBS_COMPARE_ORDER)

/* A field without a role that the service does not document in filters. */
#define PLAIN(path, type, flags, full, description) \
	{path, JOBS_TYPE_##type, flags, JOBS_ROLE_NONE, 0, full, description}

/* A part of the request, which is in no job. */
#define REQUEST(path, type, flags, role, description) \
	{path, JOBS_TYPE_##type, (flags) | PARAMETER, role, 0, 0, description}

/* The configuration of one kind of replica: four have the same members. */
#define REPLICA(config, owner) \
	PLAIN("trainingInput." config, MESSAGE, 0, 0, \
		  "How " owner " is set up."), \
	PLAIN("trainingInput." config ".imageUri", STRING, 0, COMPARE_TEXT, \
		  "Container image that " owner " runs."), \
	PLAIN("trainingInput." config ".containerCommand", LIST, 0, 0, \
		  "Command that replaces the image's entry point on " owner "."), \
	PLAIN("trainingInput." config ".containerArgs", LIST, 0, 0, \
		  "Arguments of the container's entry point on " owner "."), \
	PLAIN("trainingInput." config ".tpuTfVersion", STRING, 0, COMPARE_TEXT, \
		  "Runtime version matching the image's TensorFlow, on a TPU of " owner "."), \
	PLAIN("trainingInput." config ".acceleratorConfig", MESSAGE, 0, 0, \
		  "Accelerators of " owner "."), \
	PLAIN("trainingInput." config ".acceleratorConfig.count", INT64, 0, \
		  COMPARE_NUMBER, "Accelerators per machine of " owner "."), \
	PLAIN("trainingInput." config ".acceleratorConfig.type", ENUM, 0, \
		  COMPARE_TEXT, "Kind of accelerator of " owner "."), \
	PLAIN("trainingInput." config ".diskConfig", MESSAGE, 0, 0, \
		  "Boot disk of " owner "."), \
	PLAIN("trainingInput." config ".diskConfig.bootDiskType", STRING, 0, \
		  COMPARE_TEXT, "Type of the boot disk of " owner "."), \
	PLAIN("trainingInput." config ".diskConfig.bootDiskSizeGb", INT32, 0, \
		  COMPARE_NUMBER, "Size of the boot disk of " owner ", in GB.")

/*
 * Columns of the imported table first, in its order; then what only tables
 * written by hand have.
 */
const JobsField jobs_field_ml[] = {
	REQUEST("projectsId", STRING, IMPORTED | REQUIRED, JOBS_ROLE_PROJECT,
			"Project that the job belongs to."),
	{"jobId", JOBS_TYPE_STRING, IMPORTED | REQUIRED, JOBS_ROLE_JOB,
		JOBS_COMPARE_EQUAL | JOBS_COMPARE_PREFIX,
		COMPARE_TEXT | JOBS_COMPARE_PREFIX,
	"Id of the job, unique in its project and chosen by who created it."},
	{"state", JOBS_TYPE_ENUM, IMPORTED | OUTPUT, JOBS_ROLE_STATE,
		JOBS_COMPARE_EQUAL, COMPARE_TEXT,
	"Where the job is in its life, from QUEUED to SUCCEEDED or FAILED."},
	{"createTime", JOBS_TYPE_TIMESTAMP, IMPORTED | OUTPUT,
		JOBS_ROLE_CREATE_TIME, 0, JOBS_COMPARE_ORDER,
	"When the job was created."},
	PLAIN("startTime", TIMESTAMP, IMPORTED | OUTPUT, JOBS_COMPARE_ORDER,
		  "When work on the job began."),
	PLAIN("endTime", TIMESTAMP, IMPORTED | OUTPUT, JOBS_COMPARE_ORDER,
		  "When work on the job ended."),
	PLAIN("jobPosition", INT64, IMPORTED | OUTPUT, COMPARE_NUMBER,
		  "Place of a queued job in the scheduler's queue."),
	PLAIN("errorMessage", STRING, IMPORTED | OUTPUT, COMPARE_TEXT,
		  "Why the job failed or was cancelled."),
	{"labels", JOBS_TYPE_MAP, IMPORTED | JOBS_FIELD_UPDATABLE,
		JOBS_ROLE_LABELS, 0, COMPARE_TEXT | JOBS_COMPARE_PRESENT,
	"Labels by which a user sorts the jobs, as keys and values."},
	PLAIN("trainingInput", MESSAGE, IMPORTED, 0,
		  "What a training job was asked to do."),
	PLAIN("trainingOutput", MESSAGE, IMPORTED | OUTPUT, 0,
		  "What a training job has achieved so far."),
	PLAIN("predictionInput", MESSAGE, IMPORTED, 0,
		  "What a batch prediction job was asked to do."),
	PLAIN("predictionOutput", MESSAGE, IMPORTED | OUTPUT, 0,
		  "What a batch prediction job has achieved so far."),
	{"etag", JOBS_TYPE_BYTES, IMPORTED | OUTPUT, JOBS_ROLE_ETAG, 0, 0,
	"Mark of the job's version, by which concurrent changes are noticed."},

	{"*", JOBS_TYPE_DOCUMENT, OUTPUT, JOBS_ROLE_DOCUMENT, 0, 0,
	"The whole job as the service sent it, unknown members included."},
	REQUEST("jobsId", STRING, 0, JOBS_ROLE_JOB_PARAMETER,
			"Id of the job as it stands in a request's path."),
	REQUEST("filter", STRING, 0, JOBS_ROLE_FILTER,
			"Filter for the service to apply, in its own language."),
	REQUEST("pageSize", INT32, 0, JOBS_ROLE_PAGE_SIZE,
			"Number of jobs to ask for in one request."),
	REQUEST("pageToken", STRING, 0, JOBS_ROLE_PAGE_TOKEN,
			"Token of the one page to ask for."),
	REQUEST("updateMask", STRING, 0, JOBS_ROLE_UPDATE_MASK,
			"Fields that a change of the job names."),

	PLAIN("trainingInput.scaleTier", ENUM, 0, COMPARE_TEXT,
		  "Size of the cluster, CUSTOM if its machines are named one by one."),
	PLAIN("trainingInput.region", STRING, REQUIRED, COMPARE_TEXT,
		  "Region that the training runs in."),
	PLAIN("trainingInput.packageUris", LIST, 0, 0,
		  "Python packages in Cloud Storage to install."),
	PLAIN("trainingInput.pythonModule", STRING, 0, COMPARE_TEXT,
		  "Python module to run."),
	PLAIN("trainingInput.args", LIST, 0, 0,
		  "Command-line arguments of the program."),
	PLAIN("trainingInput.jobDir", STRING, 0, COMPARE_TEXT,
		  "Path in Cloud Storage for what the program writes."),
	PLAIN("trainingInput.runtimeVersion", STRING, 0, COMPARE_TEXT,
		  "Runtime version that the training uses."),
	PLAIN("trainingInput.pythonVersion", STRING, 0, COMPARE_TEXT,
		  "Python version that the training uses."),
	PLAIN("trainingInput.masterType", STRING, 0, COMPARE_TEXT,
		  "Machine type of the master."),
	PLAIN("trainingInput.workerType", STRING, 0, COMPARE_TEXT,
		  "Machine type of the workers."),
	PLAIN("trainingInput.workerCount", INT64, 0, COMPARE_NUMBER,
		  "Number of workers."),
	PLAIN("trainingInput.parameterServerType", STRING, 0, COMPARE_TEXT,
		  "Machine type of the parameter servers."),
	PLAIN("trainingInput.parameterServerCount", INT64, 0, COMPARE_NUMBER,
		  "Number of parameter servers."),
	PLAIN("trainingInput.evaluatorType", STRING, 0, COMPARE_TEXT,
		  "Machine type of the evaluators."),
	PLAIN("trainingInput.evaluatorCount", INT64, 0, COMPARE_NUMBER,
		  "Number of evaluators."),
	REPLICA("masterConfig", "the master"),
	REPLICA("workerConfig", "a worker"),
	REPLICA("parameterServerConfig", "a parameter server"),
	REPLICA("evaluatorConfig", "an evaluator"),
	PLAIN("trainingInput.hyperparameters", MESSAGE, 0, 0,
		  "How to tune hyperparameters; only in a tuning job."),
	PLAIN("trainingInput.hyperparameters.goal", ENUM, 0, COMPARE_TEXT,
		  "Whether the metric is to be maximized or minimized."),
	PLAIN("trainingInput.hyperparameters.hyperparameterMetricTag", STRING, 0,
		  COMPARE_TEXT, "Name of the metric to optimize."),
	PLAIN("trainingInput.hyperparameters.params", LIST, REQUIRED, 0,
		  "Hyperparameters to tune, with their ranges."),
	PLAIN("trainingInput.hyperparameters.algorithm", ENUM, 0, COMPARE_TEXT,
		  "How values for the next trials are searched."),
	PLAIN("trainingInput.hyperparameters.maxTrials", INT32, 0, COMPARE_NUMBER,
		  "Number of trials to make."),
	PLAIN("trainingInput.hyperparameters.maxParallelTrials", INT32, 0,
		  COMPARE_NUMBER, "Number of trials to run at the same time."),
	PLAIN("trainingInput.hyperparameters.maxFailedTrials", INT32, 0,
		  COMPARE_NUMBER, "Number of failed trials that fails the job."),
	PLAIN("trainingInput.hyperparameters.enableTrialEarlyStopping", BOOLEAN, 0,
		  COMPARE_TEXT, "Whether trials without promise are ended early."),
	PLAIN("trainingInput.hyperparameters.resumePreviousJobId", STRING, 0,
		  COMPARE_TEXT, "Earlier tuning job to go on from."),
	PLAIN("trainingInput.scheduling", MESSAGE, 0, 0,
		  "Limits and priority of the job."),
	PLAIN("trainingInput.scheduling.maxRunningTime", DURATION, 0,
		  JOBS_COMPARE_EQUAL,
		  "How long the job may run before it is cancelled."),
	PLAIN("trainingInput.scheduling.maxWaitTime", DURATION, 0,
		  JOBS_COMPARE_EQUAL,
		  "How long the job may wait to run before it is cancelled."),
	PLAIN("trainingInput.scheduling.priority", INT32, 0, COMPARE_NUMBER,
		  "Priority among jobs that want the same accelerators."),
	PLAIN("trainingInput.network", STRING, 0, COMPARE_TEXT,
		  "Network that the job's machines are peered with."),
	PLAIN("trainingInput.serviceAccount", STRING, 0, COMPARE_TEXT,
		  "Service account that the program runs as."),
	PLAIN("trainingInput.encryptionConfig", MESSAGE, 0, 0,
		  "How the job's resources are encrypted."),
	PLAIN("trainingInput.encryptionConfig.kmsKeyName", STRING, 0,
		  COMPARE_TEXT, "Name of the customer's key."),
	PLAIN("trainingInput.useChiefInTfConfig", BOOLEAN, 0, COMPARE_TEXT,
		  "Whether the master is called chief in TF_CONFIG."),
	PLAIN("trainingInput.enableWebAccess", BOOLEAN, 0, COMPARE_TEXT,
		  "Whether shells into the training containers are possible."),

	PLAIN("trainingOutput.completedTrialCount", INT64, OUTPUT, COMPARE_NUMBER,
		  "Number of tuning trials that succeeded."),
	PLAIN("trainingOutput.trials", LIST, OUTPUT, 0,
		  "Result of each tuning trial."),
	PLAIN("trainingOutput.consumedMLUnits", DOUBLE, OUTPUT, 0,
		  "ML units that the job has used."),
	PLAIN("trainingOutput.isHyperparameterTuningJob", BOOLEAN, OUTPUT,
		  COMPARE_TEXT, "Whether the job tunes hyperparameters."),
	PLAIN("trainingOutput.isBuiltInAlgorithmJob", BOOLEAN, OUTPUT,
		  COMPARE_TEXT, "Whether the job trains a built-in algorithm."),
	PLAIN("trainingOutput.builtInAlgorithmOutput", MESSAGE, OUTPUT, 0,
		  "What a built-in algorithm has produced."),
	PLAIN("trainingOutput.builtInAlgorithmOutput.framework", STRING, OUTPUT,
		  COMPARE_TEXT, "Framework of the built-in algorithm."),
	PLAIN("trainingOutput.builtInAlgorithmOutput.modelPath", STRING, OUTPUT,
		  COMPARE_TEXT, "Path in Cloud Storage of the trained model."),
	PLAIN("trainingOutput.builtInAlgorithmOutput.pythonVersion", STRING,
		  OUTPUT, COMPARE_TEXT, "Python version of the built-in algorithm."),
	PLAIN("trainingOutput.builtInAlgorithmOutput.runtimeVersion", STRING,
		  OUTPUT, COMPARE_TEXT, "Runtime version of the built-in algorithm."),
	PLAIN("trainingOutput.hyperparameterMetricTag", STRING, OUTPUT,
		  COMPARE_TEXT, "Name of the metric that the trials optimized."),
	PLAIN("trainingOutput.webAccessUris", MAP, OUTPUT, 0,
		  "Addresses of the shells into the training containers."),

	PLAIN("predictionInput.modelName", STRING, 0, COMPARE_TEXT,
		  "Model whose default version predicts."),
	PLAIN("predictionInput.versionName", STRING, 0, COMPARE_TEXT,
		  "Version of a model that predicts."),
	PLAIN("predictionInput.uri", STRING, 0, COMPARE_TEXT,
		  "Path in Cloud Storage of the model that predicts."),
	PLAIN("predictionInput.dataFormat", ENUM, REQUIRED, COMPARE_TEXT,
		  "Format of the input files."),
	PLAIN("predictionInput.outputDataFormat", ENUM, 0, COMPARE_TEXT,
		  "Format of the output files."),
	PLAIN("predictionInput.inputPaths", LIST, REQUIRED, 0,
		  "Input files in Cloud Storage; wildcards are allowed."),
	PLAIN("predictionInput.outputPath", STRING, REQUIRED, COMPARE_TEXT,
		  "Path in Cloud Storage for the output."),
	PLAIN("predictionInput.region", STRING, REQUIRED, COMPARE_TEXT,
		  "Region that the prediction runs in."),
	PLAIN("predictionInput.maxWorkerCount", INT64, 0, COMPARE_NUMBER,
		  "Number of workers at most."),
	PLAIN("predictionInput.batchSize", INT64, 0, COMPARE_NUMBER,
		  "Number of records that the model gets at a time."),
	PLAIN("predictionInput.runtimeVersion", STRING, 0, COMPARE_TEXT,
		  "Runtime version that the prediction uses."),
	PLAIN("predictionInput.signatureName", STRING, 0, COMPARE_TEXT,
		  "Signature of the model to call."),

	PLAIN("predictionOutput.outputPath", STRING, OUTPUT, COMPARE_TEXT,
		  "Path in Cloud Storage where the output is."),
	PLAIN("predictionOutput.predictionCount", INT64, OUTPUT, COMPARE_NUMBER,
		  "Number of predictions made."),
	PLAIN("predictionOutput.errorCount", INT64, OUTPUT, COMPARE_NUMBER,
		  "Number of records that could not be predicted."),
	PLAIN("predictionOutput.nodeHours", DOUBLE, OUTPUT, 0,
		  "Hours of computing nodes that the job has used."),
};

StaticAssertDecl(lengthof(jobs_field_ml) == JOBS_FIELD_ML_COUNT,
				 "JOBS_FIELD_ML_COUNT is not the number of fields");

typedef struct TypeRow
{
	const char *name;			/* for jobs_fdw_fields() */
	const char *sql_type;		/* as written in DDL */
} TypeRow;

static const TypeRow type_rows[] = {
	[JOBS_TYPE_STRING] = {"string", "text"},
	[JOBS_TYPE_ENUM] = {"enum", "text"},
	[JOBS_TYPE_BYTES] = {"bytes", "text"},
	[JOBS_TYPE_DURATION] = {"duration", "text"},
	[JOBS_TYPE_INT32] = {"int32", "integer"},
	[JOBS_TYPE_INT64] = {"int64", "bigint"},
	[JOBS_TYPE_DOUBLE] = {"double", "double precision"},
	[JOBS_TYPE_BOOLEAN] = {"boolean", "boolean"},
	[JOBS_TYPE_TIMESTAMP] = {"timestamp", "timestamp with time zone"},
	[JOBS_TYPE_MESSAGE] = {"message", "jsonb"},
	[JOBS_TYPE_MAP] = {"map", "jsonb"},
	[JOBS_TYPE_LIST] = {"list", "jsonb"},
	[JOBS_TYPE_DOCUMENT] = {"document", "jsonb"},
};

static const char *skip_separators(const char *text);
static bool is_upper(char c);
static bool starts_word(const char *path, const char *at);

const char *
jobs_field_sql_type(const JobsField *field)
{
	return type_rows[field->type].sql_type;
}

const char *
jobs_field_type_name(JobsFieldType type)
{
	return type_rows[type].name;
}

bool
jobs_field_matches(const char *path, const char *name)
{
	for (;;)
	{
		path = skip_separators(path);
		name = skip_separators(name);
		if (pg_ascii_tolower((unsigned char) *path) !=
			pg_ascii_tolower((unsigned char) *name))
			return false;
		if (*path == '\0')
			return true;
		path++;
		name++;
	}
}

char *
jobs_field_sql_name(const char *path, JobsColumnCase column_case)
{
	StringInfoData name;

	initStringInfo(&name);
	for (const char *at = path; *at != '\0'; at++)
	{
		char		c = *at == '.' ? '_' : *at;

		if (column_case == JOBS_CASE_SNAKE && starts_word(path, at))
			appendStringInfoChar(&name, '_');
		if (column_case != JOBS_CASE_EXACT)
			c = pg_ascii_tolower((unsigned char) c);
		appendStringInfoChar(&name, c);
	}
	return name.data;
}

const char *
jobs_field_leaf(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL ? path : dot + 1;
}

static const char *
skip_separators(const char *text)
{
	while (*text == '_' || *text == '.')
		text++;
	return text;
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/*
 * Does a new word of a member's name start here?  A run of capitals is one
 * word, the last of them belongs to what follows.
 */
static bool
starts_word(const char *path, const char *at)
{
	if (!is_upper(*at) || at == path || at[-1] == '.')
		return false;
	return !is_upper(at[-1]) ||
		(at[1] != '\0' && at[1] != '.' && !is_upper(at[1]));
}
