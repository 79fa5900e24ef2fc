// Every error as Google's client reports it: credentials, kinds of projects,
// query parameters, injected errors.
import assert from 'node:assert/strict';
import test from 'node:test';
import { client, failure, start, training } from './emulator.mjs';

const { jobs, url } = await start();
const list = (project, more = {}, by = jobs) => by.list({ parent: `projects/${project}`, ...more });
const info = ({ error }, type) => error.details.find((detail) => detail['@type'] === `type.googleapis.com/google.rpc.${type}`);

test('no credentials', async () => {
  const missing = await failure(list('demo', {}, client(url, null)));
  assert.equal(missing.code, 401);
  // the client prefers what the older format says
  assert.equal(missing.message, 'Login Required.');
  assert.equal(missing.error.message, 'Request is missing required authentication credential. Expected OAuth 2 access token, login '
    + 'cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.');
  assert.equal(missing.error.status, 'UNAUTHENTICATED');
  assert.deepEqual(missing.error.errors, [
    { message: 'Login Required.', domain: 'global', reason: 'required', location: 'Authorization', locationType: 'header' },
  ]);
  assert.deepEqual(info(missing, 'ErrorInfo'), {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'CREDENTIALS_MISSING', domain: 'googleapis.com',
    metadata: { method: 'google.cloud.ml.v1.JobService.ListJobs', service: 'ml.googleapis.com' },
  });
  assert.equal(missing.response.headers['www-authenticate'], 'Bearer realm="https://accounts.google.com/"');
});

test('credentials that are not valid', async () => {
  for (const token of ['bad', 'expired-1', 'badger']) {
    const invalid = await failure(list('demo', {}, client(url, token)));
    assert.equal(invalid.code, 401);
    assert.match(invalid.message, /^Request had invalid authentication credentials\. Expected OAuth 2 access token/);
    assert.equal(invalid.error.status, 'UNAUTHENTICATED');
    assert.match(invalid.response.headers['www-authenticate'], /error="invalid_token"/);
  }
});

test('only the tokens that were named', async () => {
  const strict = await start('--token', 'one', '--token=two');
  for (const token of ['one', 'two']) assert.equal((await list('demo', {}, client(strict.url, token))).status, 200);
  assert.equal((await failure(list('demo', {}, client(strict.url, 'three')))).code, 401);
});

test('a token in the query', async () => {
  const answer = await fetch(`${url}/v1/projects/demo/jobs?access_token=x`);
  assert.equal(answer.status, 200);
});

test('kinds of projects', async () => {
  const cases = [
    ['absent-1', 404, 'NOT_FOUND', /^Field: parent Error: /],
    ['denied-1', 403, 'PERMISSION_DENIED', /^Permission denied on resource project denied-1\.$/],
    ['disabled-1', 403, 'PERMISSION_DENIED', /^AI Platform Training & Prediction API has not been used in project \d+ before/],
    ['retired-1', 400, 'FAILED_PRECONDITION', /^Cloud AI Platform has been deprecated\. Please use Vertex AI \(/],
    ['quota-1', 429, 'RESOURCE_EXHAUSTED', /^Quota failure for project quota-1\. The request for 2 K80 accelerators/],
    ['Bad_Project', 400, 'INVALID_ARGUMENT', /is not a project id/],
    ['-a', 400, 'INVALID_ARGUMENT', /is not a project id/],
    ['fault-no-such-thing', 400, 'INVALID_ARGUMENT', /knows no fault 'no-such-thing'/],
  ];
  for (const [project, code, status, message] of cases) {
    for (const call of [list, () => jobs.get({ name: `projects/${project}/jobs/a` })]) {
      const error = await failure(call(project));
      assert.deepEqual([error.code, error.error.code, error.error.status], [code, code, status]);
      if (code !== 404) assert.match(error.message, message);
    }
  }
  assert.deepEqual(info(await failure(list('disabled-1')), 'ErrorInfo').reason, 'SERVICE_DISABLED');
  assert.equal(info(await failure(list('denied-1')), 'Help').links.length, 1);
  const quota = await failure(list('quota-1'));
  assert.equal(info(quota, 'QuotaFailure').violations[0].subject, 'quota-1');
  assert.equal(info(quota, 'RetryInfo'), undefined);
  for (const project of ['123456789012', 'example.com:thing', 'abcd']) assert.equal((await list(project)).status, 200);
});

test('parameters that do not exist or do not fit', async () => {
  const get = async (query) => {
    const answer = await fetch(`${url}/v1/projects/demo/jobs?${query}`, { headers: { authorization: 'Bearer token' } });
    return { status: answer.status, error: (await answer.json()).error };
  };
  const unknown = await get('foo=1&page_size=2');
  assert.equal(unknown.status, 400);
  assert.equal(unknown.error.message, 'Invalid JSON payload received. Unknown name "foo": Cannot bind query parameter. '
    + "Field 'foo' could not be found in request message.");
  assert.equal((await get('pageSize=x')).error.message, "Invalid value at 'page_size' (TYPE_INT32), \"x\"");
  assert.equal((await get('updateMask=labels')).status, 400);
  assert.equal((await get('prettyPrint=maybe')).status, 400);
  assert.equal((await get('alt=xml')).status, 400);
  assert.equal((await get('page_size=2&page_token=&quotaUser=me&key=k&alt=json&$alt=json&prettyPrint=0')).status, 200);
  const old = await get('$.xgafv=1&pageSize=-1');
  assert.deepEqual(old.error.errors.map((entry) => entry.reason), ['badRequest']);
});

test('paths that lead nowhere', async () => {
  for (const [method, path] of [
    ['GET', '/'], ['GET', '/v1/projects/demo'], ['DELETE', '/v1/projects/demo/jobs/a'], ['GET', '/v1/projects//jobs'],
    ['POST', '/v1/projects/demo/jobs/a:explode'], ['GET', '/v1/projects/demo/jobs/a/b'], ['PUT', '/v1/projects/demo/jobs'],
  ]) {
    const answer = await fetch(url + path, { method, headers: { authorization: 'Bearer token' } });
    assert.equal(answer.status, 404, path);
    assert.match(answer.headers.get('content-type'), /^text\/html/, path);
    await answer.text();
  }
});

test('a verb in a header', async () => {
  const answer = await fetch(`${url}/v1/projects/override/jobs/resnet_tpu_07?updateMask=labels`, {
    method: 'POST', body: '{"labels":{"a":"b"}}',
    headers: { authorization: 'Bearer token', 'x-http-method-override': 'PATCH' },
  });
  assert.deepEqual((await answer.json()).labels, { a: 'b' });
});

test('injected errors, so many times by method and label', async () => {
  for (const [code, status] of [
    [400, 'INVALID_ARGUMENT'], [401, 'UNAUTHENTICATED'], [403, 'PERMISSION_DENIED'], [404, 'NOT_FOUND'], [409, 'ABORTED'],
    [429, 'RESOURCE_EXHAUSTED'], [499, 'CANCELLED'], [500, 'INTERNAL'], [501, 'UNIMPLEMENTED'], [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'], [504, 'DEADLINE_EXCEEDED'],
  ]) {
    const project = `fault-${code}-twice`;
    for (let i = 0; i < 2; i++) {
      const error = await failure(list(project));
      assert.deepEqual([error.code, error.error.code, error.error.status], [code, code, status]);
    }
    assert.equal((await list(project)).status, 200);
    assert.equal((await failure(jobs.get({ name: `projects/${project}/jobs/resnet_tpu_07` }))).code, code);
    assert.equal((await failure(list(`${project}.fresh`))).code, code);
  }
  for (let i = 0; i < 5; i++) assert.equal((await failure(list('fault-503-always'))).code, 503);
  for (let i = 0; i < 3; i++) assert.equal((await failure(list('fault-503-3-times'))).code, 503);
  assert.equal((await list('fault-503-3-times')).status, 200);
});

test('how long to wait after an error', async () => {
  const after = async (project, emulator = jobs) => {
    const error = await failure(list(project, {}, emulator));
    assert.equal((await list(project, {}, emulator)).status, 200);
    return [error.code, error.response.headers['retry-after'], error.error.details && info(error, 'RetryInfo')?.retryDelay];
  };
  assert.deepEqual(await after('fault-retry-after-7'), [503, '7', undefined]);
  assert.deepEqual(await after('fault-429-3'), [429, '3', undefined]);
  assert.deepEqual(await after('fault-retry-info-4'), [429, undefined, '4s']);
  const [code, date] = await after('fault-retry-date-60');
  assert.equal(code, 503);
  assert.ok(Math.abs(Date.parse(date) - Date.now() - 60000) < 3000);
  const talkative = await start('--retry-info');
  assert.deepEqual(await after('fault-503-once', talkative.jobs), [503, undefined, '1s']);
  assert.deepEqual(await after('fault-429-5', talkative.jobs), [429, '5', '5s']);
});

test('faults for one method, and several together', async () => {
  const project = 'fault-create-lost-once:get-503-twice';
  const parent = `projects/${project}`;
  assert.equal((await list(project)).status, 200);
  const lost = await failure(jobs.create({ parent, requestBody: training('lost') }));
  assert.equal(lost.response, undefined);
  for (let i = 0; i < 2; i++) assert.equal((await failure(jobs.get({ name: `${parent}/jobs/lost` }))).code, 503);
  assert.equal((await jobs.get({ name: `${parent}/jobs/lost` })).data.state, 'QUEUED');
});

test('Google\'s client repeats what it may', async () => {
  const patient = client(url, 'token', { retry: true, retryConfig: { retryDelay: 1 } });
  assert.equal((await list('fault-503-twice.retried', {}, patient)).status, 200);
});
