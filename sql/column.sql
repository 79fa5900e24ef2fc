-- Tables written by hand: any subset of columns, under any name, in any type
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;

CREATE FOREIGN TABLE ml.few (
	"When" date OPTIONS (field 'createTime'),
	job varchar(40) OPTIONS (field 'jobId'),
	training_INPUT json,
	region text OPTIONS (field 'trainingInput.region'),
	uris text[] OPTIONS (field 'trainingInput.packageUris'),
	workers integer OPTIONS (field 'trainingInput.workerCount'),
	best double precision OPTIONS (field 'trainingOutput.consumedMLUnits'),
	tuning boolean OPTIONS (field 'trainingOutput.isHyperparameterTuningJob'),
	owner text OPTIONS (field 'labels.owner')
) SERVER emulator OPTIONS (project 'seed-6');
SELECT "When", job, region, uris, workers, best, tuning, owner FROM ml.few ORDER BY job COLLATE "C";
SELECT job, training_INPUT ->> 'pythonModule' AS module FROM ml.few ORDER BY job COLLATE "C";

-- one field in several columns and types
CREATE FOREIGN TABLE ml.times (
	jobid text,
	a timestamptz OPTIONS (field 'createTime'),
	b timestamp OPTIONS (field 'createTime'),
	c date OPTIONS (field 'createTime'),
	d text OPTIONS (field 'createTime'),
	e jsonb OPTIONS (field 'createTime')
) SERVER emulator OPTIONS (project 'seed-6');
SET TimeZone = 'Pacific/Kiritimati';
SELECT * FROM ml.times WHERE jobid = 'census_hptune_20230611';
RESET TimeZone;
CREATE FOREIGN TABLE ml.positions (
	jobid text,
	a bigint OPTIONS (field 'jobPosition'),
	b integer OPTIONS (field 'jobPosition'),
	c numeric(5,2) OPTIONS (field 'jobPosition'),
	d text OPTIONS (field 'jobPosition'),
	e jsonb OPTIONS (field 'jobPosition'),
	f double precision OPTIONS (field 'jobPosition')
) SERVER emulator OPTIONS (project 'seed-6');
SELECT * FROM ml.positions WHERE jobid = 'llm_ft_A100_12';

-- the whole job as it was sent, whatever its members
CREATE FOREIGN TABLE ml.whole (
	jobid text,
	job jsonb OPTIONS (field '*'),
	as_text text OPTIONS (field '*')
) SERVER emulator OPTIONS (project 'seed-6');
SELECT job - 'trainingInput' AS job, as_text::jsonb = job AS same FROM ml.whole WHERE jobid = 'llm_ft_A100_12';
SELECT count(*), bool_and(job ->> 'jobId' = jobid) FROM ml.whole;

-- dropped columns, inheritance from a local table, a domain
CREATE DOMAIN ml.short AS text CHECK (length(VALUE) < 15);
CREATE FOREIGN TABLE ml.odd (gone text, jobid ml.short, state text) SERVER emulator OPTIONS (project 'seed-6');
ALTER FOREIGN TABLE ml.odd DROP COLUMN gone;
SELECT * FROM ml.odd WHERE jobid = 'resnet_tpu_07';
SELECT * FROM ml.odd WHERE jobid = 'census_predict_0001';
\echo :SQLSTATE
-- a table without any column
CREATE FOREIGN TABLE ml.nothing () SERVER emulator OPTIONS (project 'seed-6');
\echo :SQLSTATE
SELECT count(*) FROM ml.nothing;
\echo :SQLSTATE

-- columns that name no field, or whose type can't hold it
CREATE FOREIGN TABLE ml.bad (jobid text, creation_date date) SERVER emulator OPTIONS (project 'seed-6');
\echo :SQLSTATE
SELECT * FROM ml.bad;
\echo :SQLSTATE
CREATE FOREIGN TABLE ml.bad2 (r text OPTIONS (field 'trainingInput.regoin')) SERVER emulator OPTIONS (project 'seed-6');
\echo :SQLSTATE
SELECT * FROM ml.bad2;
\echo :SQLSTATE
CREATE FOREIGN TABLE ml.bad3 (labels integer) SERVER emulator OPTIONS (project 'seed-6');
\echo :SQLSTATE
SELECT * FROM ml.bad3;
\echo :SQLSTATE
CREATE FOREIGN TABLE ml.bad4 (r text OPTIONS (field '')) SERVER emulator OPTIONS (project 'seed-6');
\echo :SQLSTATE

-- parameter columns hold what was asked for
ALTER FOREIGN TABLE ml.times ADD COLUMN jobsid text, ADD COLUMN filter text, ADD COLUMN pagesize integer, ADD COLUMN pagetoken text;
SELECT jobid, jobsid, filter, pagesize, pagetoken FROM ml.times WHERE jobsid = 'census_predict_0001';
SELECT jobid, jobsid, filter, pagesize, pagetoken FROM ml.times WHERE filter = 'state:FAILED' AND pagesize = 3;
SELECT jobid, filter FROM ml.times WHERE jobid = 'cloudml_2023_02_27_220654435' AND filter = 'jobId:cloudml*';
\! ledger
SELECT jobid FROM ml.times WHERE filter = 'this is not a filter (';
\echo :SQLSTATE
SELECT jobid FROM ml.times WHERE pagesize = 101;
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SERVER emulator CASCADE;
DROP SCHEMA ml CASCADE;
