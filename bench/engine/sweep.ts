import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const perGroup = 10;
const plugin = fileURLToPath(new URL('./trivial-nodes.js', import.meta.url));

/**
 * A project with the sweep that engines are compared on: load → one pretraining per ten points → fine-tuning →
 * evaluation → one table. `learningRate` of point 3 can be changed alone.
 */
export class SweepProject {
  readonly folder: string;
  readonly instances: number;
  readonly #groups: number;
  readonly #prefix: string;

  constructor(instances: number, options: { readonly light: boolean }) {
    this.#groups = Math.max(1, Math.floor((instances - 2) / (2 * perGroup + 1)));
    this.#prefix = options.light ? 'light-' : '';
    this.instances = 2 + this.#groups * (2 * perGroup + 1);
    this.folder = mkdtempSync(join(tmpdir(), 'micrograph-bench-'));
    writeFileSync(join(this.folder, 'micrograph.config.json'), JSON.stringify({ plugins: [plugin] }));
    this.write();
  }

  write(rateOfThird = 3): void {
    const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
    const members = Object.fromEntries(
      numbers(perGroup).map((n) => [`m${n}`, { rate: n === 3 ? rateOfThird : n }]),
    );
    const pipeline = {
      name: 'sweep',
      axes: { group: numbers(this.#groups), member: members },
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
    };
    writeFileSync(join(this.folder, 'pipeline.json'), JSON.stringify(pipeline));
  }

  /** Instances that a change of one member's rate touches. */
  get touchedByChange(): number {
    return 2 * this.#groups + 1;
  }

  clear(): void {
    rmSync(join(this.folder, '.micrograph'), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
