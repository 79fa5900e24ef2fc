// The wire format against the discovery document: every document that the
// emulator sends has the types, formats and members of its schema and no
// others, and everything that the schema of a request has is accepted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { start, training } from './emulator.mjs';

const discovery = JSON.parse(readFileSync(new URL('../discovery.json', import.meta.url)));
const { schemas } = discovery;
const methods = discovery.resources.projects.resources.jobs.methods;

const formats = {
  int32: (value) => Number.isInteger(value) && value === (value | 0),
  double: (value) => typeof value === 'number',
  int64: (value) => /^-?(0|[1-9]\d*)$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value),
  byte: (value) => /^([A-Za-z0-9+/_-]{4})*([A-Za-z0-9+/_-]{2}==|[A-Za-z0-9+/_-]{3}=)?$/.test(value),
  'google-datetime': (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) && Date.parse(value) > 0,
  'google-duration': (value) => /^-?\d+(\.\d{1,9})?s$/.test(value),
  'google-fieldmask': () => true,
};

// proto3 leaves out what has its default value
const isDefault = (value) => ['', 0, false, '0'].includes(value) || (Array.isArray(value) && value.length === 0);

function validate(value, schema, path, seen) {
  const fail = (why) => assert.fail(`${path}: ${why}: ${JSON.stringify(value)}`);
  if (schema.$ref) return validate(value, schemas[schema.$ref], path, seen);
  seen.add(path.replace(/\[\d+\]/g, '[]'));
  switch (schema.type) {
    case 'object':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('not an object');
      for (const [name, member] of Object.entries(value)) {
        const property = schema.properties?.[name];
        if (property) {
          if (isDefault(member)) fail(`${name} has its default`);
          if (property.enum && member === property.enum[0]) fail(`${name} has its default`);
          validate(member, property, `${path}.${name}`, seen);
        } else if (schema.additionalProperties) validate(member, schema.additionalProperties, `${path}[key]`, seen);
        else fail(`unknown member ${name}`);
      }
      break;
    case 'array':
      if (!Array.isArray(value)) fail('not an array');
      value.forEach((element, i) => validate(element, schema.items, `${path}[${i}]`, seen));
      break;
    case 'string':
      if (typeof value !== 'string') fail('not a string');
      break;
    case 'boolean':
      if (typeof value !== 'boolean') fail('not a boolean');
      break;
    default:
      if (typeof value !== 'number') fail('not a number');
  }
  if (schema.format && !formats[schema.format](value)) fail(`not ${schema.format}`);
  if (schema.enum && !schema.enum.includes(value)) fail('not in the enumeration');
}

const { jobs, url } = await start('--speed', '1000');
const job = { $ref: 'GoogleCloudMlV1__Job' };

test('the seeded jobs', async () => {
  const seen = new Set();
  const kinds = new Map();
  const response = methods.list.response;
  let pageToken;
  let count = 0;
  let bytes = 0;
  do {
    const { data } = await jobs.list({ parent: 'projects/seed-2000', pageSize: 100, pageToken });
    validate(data, response, 'list', seen);
    for (const document of data.jobs) {
      const kind = `${document.state} ${document.trainingInput ? 'training' : 'prediction'}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      bytes += JSON.stringify(document).length;
      count++;
      // what each state has and has not
      const ended = ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(document.state);
      assert.equal(document.endTime !== undefined, ended);
      assert.ok(!document.jobPosition || document.state === 'QUEUED');
      assert.equal(document.errorMessage !== undefined, ['FAILED', 'CANCELLING', 'CANCELLED'].includes(document.state));
      if (document.startTime) assert.ok(document.createTime <= document.startTime);
      if (document.startTime && ended) assert.ok(document.startTime <= document.endTime);
      assert.match(document.jobId, /^[A-Za-z][A-Za-z0-9_]{0,127}$/);
    }
    pageToken = data.nextPageToken;
  } while (pageToken);
  assert.equal(count, 2000);
  for (const state of schemas.GoogleCloudMlV1__Job.properties.state.enum.slice(1))
    for (const kind of ['training', 'prediction']) assert.ok(kinds.get(`${state} ${kind}`) > 0, `${state} ${kind}`);
  assert.ok(bytes / count > 1200 && bytes / count < 1600, `${bytes / count} bytes a job`);
  for (const path of ['trainingOutput.trials[].finalMetric.objectiveValue', 'labels[key]', 'jobPosition',
    'trainingInput.hyperparameters.params[].discreteValues[]', 'trainingOutput.webAccessUris[key]',
    'predictionOutput.errorCount', 'trainingInput.masterConfig.acceleratorConfig.count'])
    assert.ok(seen.has(`list.jobs[].${path}`), path);
});

// A value that fits a schema and is not its default; "i" makes it vary.
function sample(schema, i, skip) {
  if (schema.$ref) return sample(schemas[schema.$ref], i, skip);
  if (schema.enum) return schema.enum[1 + (i % (schema.enum.length - 1))];
  switch (schema.type) {
    case 'object':
      if (schema.additionalProperties) return { key: `value${i}` };
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => !skip.includes(name))
          .map(([name, property]) => [name, sample(property, i, skip)]),
      );
    case 'array':
      return [sample(schema.items, i, skip), sample(schema.items, i + 1, skip)];
    case 'boolean':
      return true;
    case 'string':
      return { int64: '9007199254740993', byte: 'AAEC', 'google-duration': '3600.5s', 'google-datetime': '2020-01-01T00:00:00Z' }[
        schema.format] ?? `text${i}`;
    default:
      return schema.format === 'int32' ? 7 + i : 0.1 + i;
  }
}

const outputOnly = ['state', 'createTime', 'startTime', 'endTime', 'errorMessage', 'jobPosition', 'trainingOutput',
  'predictionOutput', 'etag'];

test('every member of a request is accepted and comes back', async () => {
  const properties = schemas.GoogleCloudMlV1__Job.properties;
  const inputs = [
    [{ $ref: 'GoogleCloudMlV1__TrainingInput' }, 'trainingInput', ['runtimeVersion', 'imageUri'],
      { scaleTier: 'CUSTOM', region: 'us-central1', runtimeVersion: '2.11' }],
    [{ $ref: 'GoogleCloudMlV1__PredictionInput' }, 'predictionInput', ['versionName', 'uri'], { region: 'us-central1' }],
    [{ $ref: 'GoogleCloudMlV1__PredictionInput' }, 'predictionInput', ['modelName', 'uri'], { region: 'us-central1' }],
    [{ $ref: 'GoogleCloudMlV1__PredictionInput' }, 'predictionInput', ['modelName', 'versionName'], { region: 'us-central1' }],
    [{ $ref: 'GoogleCloudMlV1__TrainingInput' }, 'trainingInput', ['runtimeVersion'],
      { scaleTier: 'CUSTOM', region: 'us-central1' }],
  ];
  const seen = new Set();
  let i = 0;
  for (const [schema, name, skip, fixed] of inputs)
    for (let round = 0; round < 12; round++, i++) {
      const requestBody = { jobId: `sample_${i}`, labels: sample(properties.labels, i), [name]: { ...sample(schema, round, skip), ...fixed } };
      const { data } = await jobs.create({ parent: 'projects/samples', requestBody });
      validate(data, job, 'job', seen);
      assert.deepEqual(data[name], requestBody[name]);
      assert.deepEqual(data.labels, requestBody.labels);
    }
  const expected = [];
  const walk = (schema, path) => {
    if (schema.$ref) return walk(schemas[schema.$ref], path);
    expected.push(path);
    for (const [member, property] of Object.entries(schema.properties ?? {})) walk(property, `${path}.${member}`);
    if (schema.items) walk(schema.items, `${path}[]`);
  };
  walk(schemas.GoogleCloudMlV1__TrainingInput, 'job.trainingInput');
  walk(schemas.GoogleCloudMlV1__PredictionInput, 'job.predictionInput');
  assert.deepEqual(expected.filter((path) => !seen.has(path)), []);
});

test('every enumeration is accepted, by name and by number', async () => {
  const tiers = schemas.GoogleCloudMlV1__TrainingInput.properties.scaleTier.enum;
  for (const [number, tier] of tiers.entries())
    for (const scaleTier of [tier, number]) {
      const { data } = await jobs.create({
        parent: 'projects/tiers',
        requestBody: training(`tier_${tier}_${typeof scaleTier}`, { scaleTier, masterType: tier === 'CUSTOM' ? 'a' : undefined }),
      });
      assert.equal(data.trainingInput.scaleTier, number === 0 ? undefined : tier);
    }
});

test('the members of answers are accepted in requests, and ignored', async () => {
  const requestBody = { ...training('outputs'), ...sample(job, 0, ['trainingInput', 'predictionInput', 'predictionOutput', 'jobId', 'labels']) };
  for (const member of outputOnly.filter((name) => name !== 'predictionOutput')) assert.ok(requestBody[member], member);
  const { data } = await jobs.create({ parent: 'projects/outputs', requestBody });
  assert.equal(data.state, 'QUEUED');
});

test('a created job in every state of its life', async () => {
  const parent = 'projects/lives';
  const seen = new Set();
  const states = new Set();
  const tuned = { hyperparameters: sample({ $ref: 'GoogleCloudMlV1__HyperparameterSpec' }, 3, []) };
  await jobs.create({ parent, requestBody: training('life', tuned) });
  await jobs.create({ parent, requestBody: training('life_fails') });
  await jobs.create({ parent, requestBody: training('life_stops') });
  await jobs.cancel({ name: `${parent}/jobs/life_stops` });
  for (const deadline = Date.now() + 1500; Date.now() < deadline; ) {
    const { data } = await jobs.list({ parent, pageSize: 3 });
    validate(data, methods.list.response, 'list', seen);
    for (const document of data.jobs) states.add(document.state);
  }
  assert.ok(['PREPARING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'].every((state) => states.has(state)), [...states].join());
  assert.ok(seen.has('list.jobs[].trainingOutput.trials[].hyperparameters[key]'));
});

test('answers of the other methods', async () => {
  const resource = 'projects/others/jobs/resnet_tpu_07';
  const seen = new Set();
  const check = (method, data) => validate(data, methods[method].response, method, seen);
  check('get', (await jobs.get({ name: resource })).data);
  check('patch', (await jobs.patch({ name: resource, updateMask: 'labels', requestBody: { labels: { a: 'b' } } })).data);
  check('cancel', (await jobs.cancel({ name: resource })).data);
  check('getIamPolicy', (await jobs.getIamPolicy({ resource })).data);
  const policy = { ...sample({ $ref: 'GoogleIamV1__Policy' }, 0, ['etag']), version: 3 };
  policy.bindings.forEach((binding) => (binding.role = 'roles/ml.viewer'));
  const { data: set } = await jobs.setIamPolicy({ resource, requestBody: { policy, updateMask: 'bindings,auditConfigs,etag' } });
  check('setIamPolicy', set);
  assert.deepEqual({ ...set, etag: undefined }, { ...policy, etag: undefined });
  check('getIamPolicy', (await jobs.getIamPolicy({ resource, 'options.requestedPolicyVersion': 3 })).data);
  check('testIamPermissions', (await jobs.testIamPermissions({ resource, requestBody: { permissions: ['ml.jobs.get'] } })).data);
});

test('every parameter of every method, in both spellings', async () => {
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase());
  const values = { pageSize: '1', filter: 'state:FAILED', updateMask: 'labels', fields: '', 'options.requestedPolicyVersion': '1',
    prettyPrint: 'false', alt: 'json', '$.xgafv': '2' };
  for (const method of Object.values(methods)) {
    const parameters = { ...discovery.parameters, ...method.parameters };
    const path = '/' + method.flatPath.replace('{projectsId}', 'parameters').replace('{jobsId}', 't_99e5cb31_v_5');
    for (const [name, parameter] of Object.entries(parameters)) {
      if (parameter.location !== 'query') continue;
      for (const spelling of new Set([name, snake(name)])) {
        const query = new URLSearchParams({ updateMask: 'labels', [spelling]: values[name] ?? '' });
        if (!method.parameters.updateMask) query.delete('updateMask');
        const body = { create: training(`p_${Math.random().toString(36).slice(2)}`), setIamPolicy: { policy: {} } };
        const answer = await fetch(`${url}${path}?${query}`, {
          method: method.httpMethod,
          headers: { authorization: 'Bearer token' },
          body: method.httpMethod === 'GET' ? undefined : JSON.stringify(body[method.id.split('.').at(-1)] ?? {}),
        });
        assert.equal(answer.status, 200, `${method.id} ${spelling}: ${await answer.text()}`);
      }
    }
  }
});
