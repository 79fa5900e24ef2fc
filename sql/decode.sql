-- From an answer's bytes to rows: every kind of value, and what is refused
\getenv endpoint JOBS_FDW_ENDPOINT
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER emulator FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint :'endpoint');
CREATE USER MAPPING FOR CURRENT_USER SERVER emulator OPTIONS (access_token 'test');
CREATE SCHEMA ml;
IMPORT FOREIGN SCHEMA "google.ml" LIMIT TO (jobs) FROM SERVER emulator INTO ml;
SET TimeZone = 'America/New_York';
\pset null '(null)'

-- one job in all types; the same field in several columns
CREATE DOMAIN ml.short AS text CHECK (length(value) <= 9);
CREATE FOREIGN TABLE ml.typed (
	projectsId text,
	jobId varchar(10),
	created timestamptz OPTIONS (field 'createTime'),
	created_second timestamptz(0) OPTIONS (field 'createTime'),
	created_utc timestamp OPTIONS (field 'createTime'),
	created_day date OPTIONS (field 'createTime'),
	created_text text OPTIONS (field 'createTime'),
	startTime timestamptz,
	endTime timestamptz,
	state ml.short,
	place bigint OPTIONS (field 'jobPosition'),
	place_numeric numeric(5,2) OPTIONS (field 'jobPosition'),
	place_jsonb jsonb OPTIONS (field 'jobPosition'),
	errorMessage text,
	team text OPTIONS (field 'labels.team'),
	dotted char(8) OPTIONS (field 'labels.x.y'),
	counted integer OPTIONS (field 'labels.count'),
	day date OPTIONS (field 'labels.day'),
	absent text OPTIONS (field 'labels.none'),
	labels jsonb,
	input json OPTIONS (field 'trainingInput'),
	region text OPTIONS (field 'trainingInput.region'),
	args text[] OPTIONS (field 'trainingInput.args'),
	args_jsonb jsonb OPTIONS (field 'trainingInput.args'),
	args_text text OPTIONS (field 'trainingInput.args'),
	web boolean OPTIONS (field 'trainingInput.enableWebAccess'),
	runs interval OPTIONS (field 'trainingInput.scheduling.maxRunningTime'),
	trials smallint OPTIONS (field 'trainingInput.hyperparameters.maxTrials'),
	units numeric OPTIONS (field 'trainingOutput.consumedMLUnits'),
	units_text text OPTIONS (field 'trainingOutput.consumedMLUnits'),
	hours double precision OPTIONS (field 'predictionOutput.nodeHours'),
	job jsonb OPTIONS (field '*')) SERVER emulator;
\x on
SELECT * FROM ml.typed WHERE projectsId = 'fixture-types';
SELECT * FROM ml.jobs WHERE projectsId = 'fixture-nulls';
\x off

-- the edges of numbers and times
SELECT jobId, jobPosition FROM ml.jobs WHERE projectsId = 'fixture-integers';
SELECT jobId, hours FROM ml.typed WHERE projectsId = 'fixture-doubles';
SELECT jobId, created AT TIME ZONE 'UTC' AS created, created_utc, created_day FROM ml.typed WHERE projectsId = 'fixture-times';

-- members that are not known are not lost, and of two the last counts
SELECT jobId, state, region, job FROM ml.typed WHERE projectsId = 'fixture-unknown-members';
-- white space, a byte order mark, an empty token
SELECT jobId, state, labels, input, args, args_text FROM ml.typed WHERE projectsId = 'fixture-spaced';
SELECT jobId, state, team FROM ml.typed WHERE projectsId = 'fixture-escaped-names';
SELECT errorMessage = E'"\\/\b\f\n\r\t\x01\x1f\x7f\x7f' || U&'\0080\0080\FFFF\+010000\+10FFFF\+10FFFF' AS exact
FROM ml.jobs WHERE projectsId = 'fixture-characters';
SELECT errorMessage, labels, team FROM ml.typed WHERE projectsId = 'fixture-kanji';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fixture-empty-jobs';
SELECT count(*) FROM ml.jobs WHERE projectsId = 'fixture-null-jobs';
SELECT jobId, state FROM ml.jobs WHERE projectsId = 'fixture-no-id';
SELECT jobId FROM ml.jobs WHERE projectsId = 'fixture-depth-32';

-- what is refused, and in which words
CREATE FUNCTION ml.refusal(project text, tablename text DEFAULT 'ml.jobs', job text DEFAULT NULL)
RETURNS TABLE (sqlstate text, words text) LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	detail text;
	context text;
BEGIN
	EXECUTE format('SELECT string_agg(j::text, %L) FROM %s j WHERE projectsId = %L%s', ' ', tablename, 'fixture-' || project,
		CASE WHEN job IS NULL THEN '' ELSE format(' AND jobId = %L', job) END) INTO answer;
	RETURN QUERY SELECT 'none', answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, context = PG_EXCEPTION_CONTEXT;
	RETURN QUERY SELECT SQLSTATE, concat_ws(' | ', regexp_replace(SQLERRM, '^could not .*?": ', ''), nullif(detail, ''),
		CASE WHEN context ~ '^(column|member) ' THEN split_part(context, E'\n', 1) END);
END $$;
SELECT name, r.* FROM unnest('{not-an-object,"null",no-bytes,only-space,cut,two-documents,trailing-comma,single-quotes,comment,nan,
	leading-zero,bad-escape,raw-control,raw-nul,nul-behind,token-number}'::text[]) name, ml.refusal(name) r;
SELECT name, r.* FROM unnest('{depth-33,token-long}'::text[]) name, ml.refusal(name) r;
SELECT name, r.* FROM unnest('{state-number,time-number,labels-array,input-text,jobs-object,job-null,state-twice,
	jobs-twice}'::text[]) name, ml.refusal(name) r;
SELECT name, r.* FROM unnest('{label-number,region-object,region-twice}'::text[]) name, ml.refusal(name, 'ml.typed') r;
SELECT name, r.* FROM unnest('{nul-escape,nul-in-name,half-surrogate}'::text[]) name, ml.refusal(name) r;
SELECT name, r.* FROM unnest('{utf8-overlong,utf8-surrogate,utf8-high,utf8-truncated,utf8-latin1,utf8-behind}'::text[]) name,
	ml.refusal(name) r;
SELECT name, r.* FROM unnest('{integer-high,integer-text,integer-exponent,time-junk,time-hour-24,time-day-30,time-year-0,
	time-year-10000}'::text[]) name, ml.refusal(name) r;
SELECT name, r.* FROM unnest('{double-high,double-text}'::text[]) name, ml.refusal(name, 'ml.typed') r;
-- a job that is asked for must be there
SELECT name, r.* FROM unnest('{get-job,get-nothing,get-null-id}'::text[]) name, ml.refusal(name, job => 'j1') r;
SELECT * FROM ml.refusal('get-job', job => 'j2') r;
-- a table's own demands
ALTER FOREIGN TABLE ml.typed ALTER jobId TYPE varchar(1);
SELECT * FROM ml.refusal('get-job', 'ml.typed', 'j1');
SELECT jobId FROM ml.typed WHERE projectsId = 'fixture-times';
\echo :SQLSTATE
-- what no column shows may be of any type inside, not at the top
SELECT jobId FROM ml.jobs WHERE projectsId = 'fixture-region-object';
SELECT jobId FROM ml.jobs WHERE projectsId = 'fixture-state-number';

SET client_min_messages = warning;
DROP SCHEMA ml CASCADE;
DROP SERVER emulator CASCADE;
