import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const perGroup = 10;
const plugin = fileURLToPath(new URL('./trivial-nodes.js', import.meta.url));

/** A project in a temporary folder, with node types that do nothing. */
export class BenchProject {
  readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'micrograph-bench-'));
    writeFileSync(join(this.folder, 'micrograph.config.json'), JSON.stringify({ plugins: [plugin] }));
  }

  write(pipeline: object): void {
    writeFileSync(join(this.folder, 'pipeline.json'), JSON.stringify(pipeline));
  }

  clear(): void {
    rmSync(join(this.folder, '.micrograph'), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * The sweep that engines are compared on: load → one pretraining per ten points → fine-tuning → evaluation → one table.
 * The rate of one point can be changed alone.
 */
export class SweepProject extends BenchProject {
  readonly instances: number;
  /** Instances that a change of one point touches: its fine-tuning and evaluation, and the table. */
  readonly touchedByChange = 3;
  readonly #groups: number;
  readonly #prefix: string;

  constructor(instances: number, options: { readonly light: boolean }) {
    super();
    this.#groups = Math.max(1, Math.floor((instances - 2) / (2 * perGroup + 1)));
    this.#prefix = options.light ? 'light-' : '';
    this.instances = 2 + this.#groups * (2 * perGroup + 1);
    this.writeSweep();
  }

  /** @param rate of the fourth point of the first group */
  writeSweep(rate?: number): void {
    const members = Object.fromEntries(numbers(perGroup).map((n) => [`m${n}`, { rate: n }]));
    const changed = rate !== undefined && {
      sweep: {
        exclude: [{ group: '0', member: 'm3' }],
        include: [{ group: '0', member: { label: 'm3 changed', rate } }],
      },
    };
    this.write({
      name: 'sweep',
      axes: { group: numbers(this.#groups), member: members },
      ...changed,
      nodes: {
        data: { type: `${this.#prefix}give` },
        pretrained: { type: `${this.#prefix}pass`, params: { value: '${group}' }, inputs: { a: 'data' } },
        tuned: {
          type: `${this.#prefix}pass`,
          params: { value: '${group}', other: '${member.rate}' },
          inputs: { a: 'pretrained' },
        },
        score: { type: `${this.#prefix}pass`, inputs: { a: 'tuned' } },
        table: { type: `${this.#prefix}gather`, inputs: { all: { gather: 'score' } } },
      },
    });
  }
}

/** Every one of some instances gathers every one of as many others. */
export class DenseProject extends BenchProject {
  constructor(instances: number) {
    super();
    this.write({
      name: 'dense',
      axes: { given: numbers(instances), gathering: numbers(instances) },
      nodes: {
        given: { type: 'light-give', params: { value: '${given}' } },
        gathered: {
          type: 'light-gather',
          params: { value: '${gathering}' },
          inputs: { all: { gather: 'given' } },
        },
      },
    });
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
