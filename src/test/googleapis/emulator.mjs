// Starts the emulator that the environment variable EMULATOR names, and makes
// Google's client for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import ml from 'googleapis/build/src/apis/ml/index.js';

const program = process.env.EMULATOR ?? '../emulator/emulator';

// An emulator with some options; it ends with the tests of the file.
export async function start(...options) {
  const child = spawn(program, ['--die-with-parent', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  const url = line.replace('listening on ', '');
  return { url, pid: child.pid, jobs: client(url), ledger: (query = '') => ledger(url, query) };
}

// Google's client for the jobs of an emulator, with a bearer token or none.
export function client(url, token = 'token', options = {}) {
  let auth;
  if (token !== null) {
    auth = new ml.auth.OAuth2();
    auth.setCredentials({ access_token: token });
  }
  return ml.ml({ version: 'v1', rootUrl: url + '/', auth, retry: false, ...options }).projects.jobs;
}

async function ledger(url, query) {
  const answer = await fetch(`${url}/emulator/ledger${query}`);
  const text = await answer.text();
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

// What a call fails with, as the client reports it.
export async function failure(call) {
  try {
    await call;
  } catch (error) {
    return { code: Number(error.code), message: error.message, error: error.response?.data?.error, response: error.response };
  }
  throw new Error('the call did not fail');
}

// A job that the service accepts.
export function training(jobId, more = {}) {
  return {
    jobId,
    trainingInput: {
      scaleTier: 'STANDARD_1',
      region: 'us-central1',
      packageUris: ['gs://bucket/package.tar.gz'],
      pythonModule: 'trainer.task',
      runtimeVersion: '2.11',
      pythonVersion: '3.7',
      ...more,
    },
  };
}
