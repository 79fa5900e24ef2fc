-- Options: every one with a good and a bad value, unknown ones, who may set them
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS jobs_fdw;
RESET client_min_messages;
CREATE SERVER s FOREIGN DATA WRAPPER jobs_fdw;
CREATE FOREIGN TABLE t (projectsId text, jobId text) SERVER s;

-- good values, all of them at once
ALTER SERVER s OPTIONS (
	endpoint 'https://ml.googleapis.com/', project 'my-project', projects 'a1, b2',
	connect_timeout '500ms', request_timeout '2min', max_retries '0', retry_max_time '10', max_connections '16',
	page_size '50', max_pages '10', analyze_pages '5', requests_per_minute '300', pushdown 'full',
	partial_response 'off', max_response_size '1MB', ca_file '/etc/ssl/certs/ca-certificates.crt',
	proxy 'http://127.0.0.1:3128', user_agent 'report/1.0', quota_project 'billing-1', async_capable 'false',
	request_cost '5000', estimated_rows '200', allow_insecure_http 'false');
ALTER FOREIGN TABLE t OPTIONS (resource 'jobs', project 'my-project', projects 'a,b', filter 'state:FAILED',
	page_size '1', pushdown 'off', partial_response 'on', estimated_rows '3', async_capable 'true');
ALTER FOREIGN TABLE t ALTER projectsId OPTIONS (field 'projectsId');
CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (access_token 'secret-1', quota_project 'billing-2', credentials_required 'true');
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (DROP access_token, ADD access_token_setting 'my.token');
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (DROP access_token_setting, ADD auth 'none');
SELECT srvoptions FROM pg_foreign_server WHERE srvname = 's';

-- bad values

ALTER SERVER s OPTIONS (SET endpoint 'ftp://ml.googleapis.com');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET endpoint 'ml.googleapis.com');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET endpoint 'https://user:secret@ml.googleapis.com');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET endpoint 'https://ml.googleapis.com/?x=1');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET endpoint 'http://ml.googleapis.com');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET endpoint E'https://ml.googleapis.com/\r\nX: y');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET project 'My Project');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET projects '');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET projects 'a,,b');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET connect_timeout '10 parsecs');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET connect_timeout '0');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET request_timeout '1h');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET max_retries '-1');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET retry_max_time '-5s');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET max_connections '0');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET page_size '101');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET page_size '0');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET page_size 'ten');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET max_pages '0');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET analyze_pages '-1');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET requests_per_minute '-1');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET pushdown 'everything');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET partial_response 'maybe');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET max_response_size '1GB');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET ca_file '');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET proxy 'gopher://x');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET user_agent E'a\nb');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET quota_project 'ä');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET async_capable '2');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET request_cost '-1');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET estimated_rows 'NaN');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (SET allow_insecure_http 'please');
\echo :SQLSTATE
ALTER FOREIGN TABLE t OPTIONS (SET resource 'models');
\echo :SQLSTATE
ALTER FOREIGN TABLE t OPTIONS (SET filter '');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (ADD access_token E'to\nken');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (ADD access_token '');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (ADD access_token_setting 'jobs_fdw.token');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (ADD access_token_setting 'work_mem');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (SET auth 'password');
\echo :SQLSTATE

-- names that are no options, or not there
ALTER SERVER s OPTIONS (ADD end_point 'x');
\echo :SQLSTATE
ALTER SERVER s OPTIONS (ADD access_token 'x');
\echo :SQLSTATE
ALTER FOREIGN TABLE t OPTIONS (ADD endpoint 'x');
\echo :SQLSTATE
ALTER FOREIGN TABLE t OPTIONS (ADD pagesize '3');
\echo :SQLSTATE
ALTER FOREIGN TABLE t ALTER jobId OPTIONS (ADD name 'x');
\echo :SQLSTATE
ALTER USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (ADD passwort 'x');
\echo :SQLSTATE
CREATE FOREIGN DATA WRAPPER w VALIDATOR jobs_fdw_validator OPTIONS (endpoint 'x');
\echo :SQLSTATE

-- who may set what
CREATE ROLE jobs_fdw_option_user;
\echo :SQLSTATE
GRANT USAGE ON FOREIGN DATA WRAPPER jobs_fdw TO jobs_fdw_option_user;
\echo :SQLSTATE
GRANT CREATE ON SCHEMA public TO jobs_fdw_option_user;
\echo :SQLSTATE
SET ROLE jobs_fdw_option_user;
\echo :SQLSTATE
CREATE SERVER mine FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint 'https://ml.googleapis.com');
\echo :SQLSTATE
CREATE SERVER other FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint 'https://169.254.169.254');
\echo :SQLSTATE
CREATE SERVER other FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint 'https://evilgoogleapis.com');
\echo :SQLSTATE
CREATE SERVER other FOREIGN DATA WRAPPER jobs_fdw OPTIONS (endpoint 'http://localhost:8080');
\echo :SQLSTATE
CREATE SERVER other FOREIGN DATA WRAPPER jobs_fdw OPTIONS (proxy 'http://127.0.0.1:3128');
\echo :SQLSTATE
CREATE SERVER other FOREIGN DATA WRAPPER jobs_fdw OPTIONS (ca_file '/etc/passwd');
\echo :SQLSTATE
CREATE SERVER other FOREIGN DATA WRAPPER jobs_fdw OPTIONS (allow_insecure_http 'true');
\echo :SQLSTATE
CREATE USER MAPPING FOR CURRENT_USER SERVER mine OPTIONS (auth 'none');
\echo :SQLSTATE
CREATE USER MAPPING FOR CURRENT_USER SERVER mine OPTIONS (credentials_required 'false');
\echo :SQLSTATE
SET jobs_fdw.allowed_hosts = '*';
\echo :SQLSTATE
RESET ROLE;
\echo :SQLSTATE
SET jobs_fdw.allowed_hosts = 'not a host!';
\echo :SQLSTATE
SET jobs_fdw.allowed_hosts = '*.googleapis.com, jobs.example.org:8443';
\echo :SQLSTATE
RESET jobs_fdw.allowed_hosts;
\echo :SQLSTATE

DROP SERVER mine;
\echo :SQLSTATE
DROP SERVER s CASCADE;
\echo :SQLSTATE
REVOKE USAGE ON FOREIGN DATA WRAPPER jobs_fdw FROM jobs_fdw_option_user;
\echo :SQLSTATE
REVOKE CREATE ON SCHEMA public FROM jobs_fdw_option_user;
\echo :SQLSTATE
DROP ROLE jobs_fdw_option_user;
\echo :SQLSTATE
