import os from 'node:os';
import { type Finding, ok, problem, warning } from '../finding.js';

export interface MachineDescription {
  /** `20.19.0` */
  readonly node: string;
  readonly system: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

const oldestNode = { major: 20, minor: 19 };
const comfortableMemoryBytes = 4e9;

export function describeMachine(): MachineDescription {
  // A container's or batch job's limit, where it has one; otherwise 0 or a number beyond all memory.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return {
    node: process.versions.node,
    system: `${os.platform()} ${os.arch()}, ${os.release()}`,
    cpus: os.availableParallelism(),
    memoryBytes: Math.min(os.totalmem(), limit),
  };
}

export function checkMachine({ node, system, cpus, memoryBytes }: MachineDescription): Finding[] {
  const memory = `${(memoryBytes / 1e9).toFixed(1)} GB`;
  return [
    isRecentNode(node)
      ? ok('Node.js', node, { version: node })
      : problem(
          'Node.js',
          `${node} is too old`,
          `Install Node.js ${oldestNode.major}.${oldestNode.minor} or newer.`,
        ),
    ok('system', system, { system }),
    ok('CPUs', `${cpus}`, { cpus }),
    memoryBytes >= comfortableMemoryBytes
      ? ok('memory', memory, { memoryBytes })
      : warning('memory', memory, 'One training needs 1 to 2 GB: run few at a time (run --jobs).', {
          memoryBytes,
        }),
  ];
}

function isRecentNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
}
