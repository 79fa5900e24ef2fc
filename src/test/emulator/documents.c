/*-------------------------------------------------------------------------
 *
 * documents.c
 *	  Six jobs that every project has, each an example of its kind.
 *
 * Constant data: between them they show the shapes that a job can have.
 * They come first in the list of a project; one with fewer seeded jobs has
 * the first of them.
 *
 *-------------------------------------------------------------------------
 */
#include "documents.h"

const EmuDocument emu_documents[EMU_DOCUMENTS] = {
	/* training, waiting in the queue */
	{
		.id = "llm_ft_A100_12",
		.state = EMU_QUEUED,
		.create = 1686646801,	/* 2023-06-13T09:00:01Z */
		.position = 7,
		.etag = "EBESExQVFhc=",
		.input = "{\"scaleTier\":\"CUSTOM\",\"masterType\":\"a2-highgpu-4g\","
		"\"masterConfig\":{\"acceleratorConfig\":{\"count\":\"4\","
		"\"type\":\"NVIDIA_TESLA_A100\"},\"imageUri\":"
		"\"gcr.io/acme/ft:1\",\"diskConfig\":{\"bootDiskType\":\"pd-ssd\""
		",\"bootDiskSizeGb\":500}},\"region\":\"us-central1\","
		"\"scheduling\":{\"priority\":500,\"maxWaitTime\":\"86400s\"}}",
		.output = "{}",
	},
	/* training in a custom container, running */
	{
		.id = "t_99e5cb31_v_5",
		.state = EMU_RUNNING,
		.create = 1686612258,	/* 2023-06-12T23:24:18Z */
		.start = 1686612429,	/* 2023-06-12T23:27:09Z */
		.etag = "yj3IaCrczg0=",
		.labels = "{\"owner\":\"alchemy\",\"type\":\"production\",\"version\":\"2\""
		"}",
		.input = "{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-4\","
		"\"masterConfig\":{\"acceleratorConfig\":{\"count\":\"1\","
		"\"type\":\"NVIDIA_TESLA_P100\"},\"imageUri\":"
		"\"gcr.io/acme/trainer:7\"},\"args\":[\"--dirs\","
		"\"gs://acme-ml/models/6\"],\"region\":\"us-central1\","
		"\"serviceAccount\":\"trainer@acme.iam.gserviceaccount.com\","
		"\"enableWebAccess\":true}",
		.output = "{\"webAccessUris\":{\"master-replica-0\":"
		"\"https://example.invalid/shell/t_99e5cb31_v_5/0\"}}",
	},
	/* hyperparameter tuning, succeeded */
	{
		.id = "census_hptune_20230611",
		.state = EMU_SUCCEEDED,
		.create = 1686471302,	/* 2023-06-11T08:15:02Z */
		.start = 1686471571,	/* 2023-06-11T08:19:31Z */
		.end = 1686477767,		/* 2023-06-11T10:02:47Z */
		.etag = "2TFzYuw9IIA=",
		.labels = "{\"owner\":\"alice\",\"phase\":\"test\",\"team\":\"engineering\""
		"}",
		.input = "{\"scaleTier\":\"CUSTOM\",\"masterType\":\"n1-standard-8\","
		"\"masterConfig\":{\"acceleratorConfig\":{\"count\":\"1\","
		"\"type\":\"NVIDIA_TESLA_T4\"}},\"workerType\":\"n1-standard-8\","
		"\"workerCount\":\"2\",\"region\":\"us-central1\",\"packageUris\""
		":[\"gs://acme-ml/pkgs/trainer-0.1.tar.gz\"],\"pythonModule\":"
		"\"trainer.task\",\"args\":[\"--train-files\","
		"\"gs://acme-ml/census/train*\"],\"jobDir\":"
		"\"gs://acme-ml/out/census_hptune_20230611\",\"runtimeVersion\":"
		"\"2.11\",\"pythonVersion\":\"3.7\",\"scheduling\":{"
		"\"maxRunningTime\":\"7200s\",\"priority\":10},"
		"\"hyperparameters\":{\"goal\":\"MAXIMIZE\","
		"\"hyperparameterMetricTag\":\"accuracy\",\"maxTrials\":4,"
		"\"maxParallelTrials\":2,\"enableTrialEarlyStopping\":true,"
		"\"params\":[{\"parameterName\":\"learning_rate\",\"type\":"
		"\"DOUBLE\",\"minValue\":0.0001,\"maxValue\":0.1,\"scaleType\":"
		"\"UNIT_LOG_SCALE\"},{\"parameterName\":\"batch_size\",\"type\":"
		"\"DISCRETE\",\"discreteValues\":[32,64,128]},{\"parameterName\":"
		"\"optimizer\",\"type\":\"CATEGORICAL\",\"categoricalValues\":["
		"\"adam\",\"sgd\"]}]}}",
		.output = "{\"completedTrialCount\":\"3\",\"consumedMLUnits\":12.47,"
		"\"isHyperparameterTuningJob\":true,\"hyperparameterMetricTag\":"
		"\"accuracy\",\"trials\":[{\"trialId\":\"2\",\"hyperparameters\":"
		"{\"batch_size\":\"64\",\"learning_rate\":"
		"\"0.0031392376422882083\",\"optimizer\":\"adam\"},\"startTime\":"
		"\"2023-06-11T08:19:40Z\",\"endTime\":\"2023-06-11T09:03:11Z\","
		"\"state\":\"SUCCEEDED\",\"finalMetric\":{\"trainingStep\":"
		"\"10000\",\"objectiveValue\":0.8713}},{\"trialId\":\"1\","
		"\"hyperparameters\":{\"batch_size\":\"32\",\"learning_rate\":"
		"\"0.073695758581161508\",\"optimizer\":\"sgd\"},\"startTime\":"
		"\"2023-06-11T08:19:40Z\",\"endTime\":\"2023-06-11T08:58:02Z\","
		"\"state\":\"SUCCEEDED\",\"finalMetric\":{\"trainingStep\":"
		"\"10000\",\"objectiveValue\":0.8442}},{\"trialId\":\"4\","
		"\"hyperparameters\":{\"batch_size\":\"128\",\"learning_rate\":"
		"\"0.0127\",\"optimizer\":\"adam\"},\"startTime\":"
		"\"2023-06-11T09:03:30Z\",\"endTime\":\"2023-06-11T09:31:09Z\","
		"\"state\":\"SUCCEEDED\",\"isTrialStoppedEarly\":true,"
		"\"finalMetric\":{\"trainingStep\":\"6400\",\"objectiveValue\":0."
		"8307}},{\"trialId\":\"3\",\"hyperparameters\":{\"batch_size\":"
		"\"32\",\"learning_rate\":\"0.1\",\"optimizer\":\"sgd\"},"
		"\"startTime\":\"2023-06-11T08:58:20Z\",\"endTime\":"
		"\"2023-06-11T10:02:40Z\",\"state\":\"FAILED\"}]}",
	},
	/* batch prediction, succeeded */
	{
		.id = "census_predict_0001",
		.state = EMU_SUCCEEDED,
		.create = 1685584800,	/* 2023-06-01T02:00:00Z */
		.start = 1685585204,	/* 2023-06-01T02:06:44Z */
		.end = 1685585943,		/* 2023-06-01T02:19:03Z */
		.etag = "CAkKCwwNDg8=",
		.labels = "{\"team\":\"research\"}",
		.prediction = true,
		.input = "{\"versionName\":\"projects/acme/models/census/versions/v3\","
		"\"dataFormat\":\"JSON\",\"outputDataFormat\":\"CSV\","
		"\"inputPaths\":[\"gs://acme-ml/in/part-*\"],\"outputPath\":"
		"\"gs://acme-ml/out/census_predict_0001\",\"region\":"
		"\"europe-west1\",\"maxWorkerCount\":\"20\",\"batchSize\":\"128\""
		",\"runtimeVersion\":\"2.11\",\"signatureName\":"
		"\"serving_default\"}",
		.output = "{\"outputPath\":\"gs://acme-ml/out/census_predict_0001\","
		"\"predictionCount\":\"1048576\",\"errorCount\":\"17\","
		"\"nodeHours\":3.25}",
	},
	/* training, cancelled before it started */
	{
		.id = "resnet_tpu_07",
		.state = EMU_CANCELLED,
		.create = 1683025200,	/* 2023-05-02T11:00:00Z */
		.end = 1683027072,		/* 2023-05-02T11:31:12Z */
		.etag = "AAECAwQFBgc=",
		.error = "The job was cancelled by the user.",
		.labels = "{\"phase\":\"test\"}",
		.input = "{\"scaleTier\":\"BASIC_TPU\",\"region\":\"us-central1\","
		"\"packageUris\":[\"gs://acme-ml/resnet/official-0.0.0.tar.gz\"],"
		"\"pythonModule\":\"official.trainer\",\"runtimeVersion\":"
		"\"2.11\",\"pythonVersion\":\"3.7\",\"scheduling\":{"
		"\"maxWaitTime\":\"1800s\"}}",
		.output = "{}",
	},
	/* training, failed; its scaleTier is BASIC, which is omitted */
	{
		.id = "cloudml_2023_02_27_220654435",
		.state = EMU_FAILED,
		.create = 1677535780,	/* 2023-02-27T22:09:40Z */
		.start = 1677535804,	/* 2023-02-27T22:10:04Z */
		.end = 1677536231,		/* 2023-02-27T22:17:11Z */
		.etag = "QMhh5Jz_KMU=",
		.error = "The replica master 0 exited with a non-zero status of 1. "
		"Termination reason: Error. Traceback (most recent call "
		"last):\n  File \"/runpy.py\", line 174\nModuleNotFoundError: No "
		"module named 'trainer'",
		.input = "{\"packageUris\":[\"gs://acme-ml/staging/cloudml-0.0.0.tar.gz\"]"
		",\"pythonModule\":\"cloudml.deploy\",\"region\":\"us-central1\","
		"\"jobDir\":\"gs://acme-ml/staging\",\"runtimeVersion\":\"2.11\","
		"\"pythonVersion\":\"3.7\"}",
		.output = "{\"consumedMLUnits\":0.11}",
	},
};
