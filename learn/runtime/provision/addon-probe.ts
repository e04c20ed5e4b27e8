import { createRequire } from 'node:module';

/*
 * Run as a process of its own with the addon's path: loads it, lets TensorFlow add 1 and 2, and prints
 * { version, sum }. A library that crashes the process then does so here.
 */
const path = process.argv[2];
if (path === undefined) throw new Error('bug: no addon given');
const addon = createRequire(import.meta.url)(path);
const [one, two] = [1, 2].map((value) => addon.createTensor([1], addon.TF_FLOAT, Float32Array.of(value)));
const type = { name: 'T', type: addon.TF_ATTR_TYPE, value: addon.TF_FLOAT };
const [sum] = addon.executeOp('AddV2', [type], [one, two], 1);
process.stdout.write(JSON.stringify({ version: addon.TF_Version, sum: addon.tensorDataSync(sum.id)[0] }));
