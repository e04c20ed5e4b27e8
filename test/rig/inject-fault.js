/**
 * Loaded into a coordinator and, since they inherit its arguments, into its workers, by `node --import`. Counts what
 * makes something durable or tells another process: files and folders of the store that are made, written, synced,
 * renamed, linked or removed, LMDB's commits, and messages. Each is told in the file EFFECT_LOG, and FAULT says what
 * happens at one of them:
 * `{ "process": "coordinator" | "worker", "at": 7, "only": "write tmp", "act": "kill" | "tear" | "EIO" | …, "mark": PATH }`.
 * `at` counts the effects of that process, from 1 on, of those that begin with `only` where that is given. `tear` writes
 * half and kills; `short` writes half and then finds the disk full. It happens in one process only: whoever makes `mark`.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, sep } from 'node:path';

const { EFFECT_LOG: log, EFFECT_STORE: store, FAULT } = process.env;
const fault = FAULT ? JSON.parse(FAULT) : undefined;
const role = process.send ? 'worker' : 'coordinator';
const { openSync, writeSync, closeSync, writeFileSync } = fs;
const logFile = openSync(log, 'a');
let count = 0;

/** Counts an effect; returns what is to go wrong with it. */
function counted(name) {
  writeSync(logFile, `${role} ${name}\n`);
  if (fault?.process !== role || !name.startsWith(fault.only ?? '')) return undefined;
  // Only files meet with what a disk answers.
  if (fault.forever && /^(send|fork|commit|synced)/.test(name)) return undefined;
  count++;
  if (fault.forever ? count < fault.at : count !== fault.at) return undefined;
  try {
    closeSync(openSync(fault.mark, fault.forever ? 'w' : 'wx'));
  } catch {
    return undefined;
  }
  return fault.act;
}

function endNow() {
  process.kill(process.pid, 'SIGKILL');
}

function errorOf(code, call) {
  return Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });
}

/** Does what is to go wrong before an effect; `half` does the first half of a write. */
function before(name, half = () => {}) {
  const act = counted(name);
  if (act === undefined) return;
  if (act === 'tear' || act === 'short') half();
  if (act === 'kill' || act === 'tear') endNow();
  throw errorOf(act === 'short' ? 'ENOSPC' : act, name);
}

/** The part of a path that says what is written, without what differs from run to run; undefined outside the store. */
function place(path) {
  const inside = relative(store, String(path));
  return inside.startsWith('..') ? undefined : inside.split(sep)[0] || 'store';
}

const makesFile = (flags) => typeof flags === 'string' && /[wax+]/.test(flags);
const halfOf = (data) => Buffer.from(data).subarray(0, Math.ceil(Buffer.byteLength(data) / 2));

/** Effects whose last path says where: [name, which argument is the path]. */
const calls = [
  ['mkdir', 0],
  ['rename', 1],
  ['link', 1],
  ['symlink', 1],
  ['copyFile', 1],
  ['rm', 0],
  ['rmdir', 0],
  ['unlink', 0],
];
for (const [name, at] of calls) {
  const [later, now] = [fs.promises[name], fs[`${name}Sync`]];
  fs.promises[name] = async (...given) => {
    if (place(given[at])) before(`${name} ${place(given[at])}`);
    return later(...given);
  };
  fs[`${name}Sync`] = (...given) => {
    if (place(given[at])) before(`${name} ${place(given[at])}`);
    return now(...given);
  };
}

const { open, writeFile } = fs.promises;
fs.promises.open = async (path, flags, ...rest) => {
  const where = place(path);
  if (where && makesFile(flags)) before(`create ${where}`);
  const file = await open(path, flags, ...rest);
  if (!where) return file;
  const own = { sync: file.sync, datasync: file.datasync, write: file.write, writeFile: file.writeFile };
  for (const name of ['sync', 'datasync']) {
    file[name] = async () => {
      before(`sync ${where}`);
      return own[name].call(file);
    };
  }
  for (const name of ['write', 'writeFile']) {
    file[name] = async (data, ...more) => {
      before(`write ${where}`, () => writeSync(file.fd, halfOf(data)));
      return own[name].call(file, data, ...more);
    };
  }
  return file;
};
fs.promises.writeFile = async (path, data, ...rest) => {
  if (place(path)) before(`write ${place(path)}`, () => writeFileSync(path, halfOf(data)));
  return writeFile(path, data, ...rest);
};

const placeOfFile = new Map();
fs.openSync = (path, flags, ...rest) => {
  const where = place(path);
  if (where && makesFile(flags)) before(`create ${where}`);
  const file = openSync(path, flags, ...rest);
  placeOfFile.set(file, where);
  return file;
};
for (const name of ['writeFileSync', 'writeSync']) {
  const write = fs[name];
  fs[name] = (file, data, ...rest) => {
    const where = typeof file === 'number' ? placeOfFile.get(file) : place(file);
    if (where) before(`write ${where}`, () => write(file, halfOf(data)));
    return write(file, data, ...rest);
  };
}

// A commit: what is asked of LMDB's thread, and its word that it is done.
const { dlopen } = process;
process.dlopen = (module, path, ...rest) => {
  const result = dlopen(module, path, ...rest);
  const { Env } = module.exports;
  if (Env === undefined || !path.includes('lmdb')) return result;
  module.exports.Env = class extends Env {
    open(...given) {
      before('commit of a new database');
      return super.open(...given);
    }
    commitTxn() {
      before('commit at once');
      return super.commitTxn();
    }
    startWriting(address, told) {
      before('commit');
      return super.startWriting(address, (status) => {
        if (status === 0 || status === 1) before(status === 1 ? 'committed' : 'synced');
        return told(status);
      });
    }
  };
  return result;
};

function tellingSend(sender) {
  const { send } = sender;
  sender.send = (message, ...rest) => {
    before(`send ${message?.update?.kind ?? message?.kind}`);
    return send.call(sender, message, ...rest);
  };
}
if (process.send) tellingSend(process);
const { fork } = childProcess;
childProcess.fork = (...given) => {
  before('fork');
  const child = fork(...given);
  tellingSend(child);
  return child;
};

syncBuiltinESMExports();
