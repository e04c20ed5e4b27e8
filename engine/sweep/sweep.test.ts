import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { PartialPoint, SweepShape } from './shape.js';
import type { Space } from './space.js';
import { Sweep } from './sweep.js';

/** A sweep as a test writes it: axes by name with the labels of the product, then those that only inclusions bring. */
interface Sketch {
  readonly axes: Readonly<Record<string, { readonly labels: number; readonly more: number }>>;
  readonly zip: readonly (readonly string[])[];
  readonly exclude: readonly Partial_[];
  readonly include: readonly Partial_[];
}
type Partial_ = Readonly<Record<string, readonly number[]>>;
type FullPoint = Readonly<Record<string, number>>;

function sweepOf({ axes, zip, exclude, include }: Sketch, order = Object.keys(axes)): Sweep {
  const numberOf = (name: string) => order.indexOf(name);
  const partial = (written: Partial_): PartialPoint =>
    new Map(Object.entries(written).map(([name, positions]) => [numberOf(name), new Set(positions)]));
  const shape: SweepShape = {
    productSizes: order.map((name) => axes[name]!.labels),
    zipped: zip.map((group) => group.map(numberOf)),
    exclusions: exclude.map(partial),
    inclusions: include.map(partial),
  };
  const labels = ({ labels, more }: Sketch['axes'][string]) =>
    Array.from({ length: labels + more }, (_, n) => `${n}`);
  return new Sweep(
    order.map((name) => ({ name, labels: labels(axes[name]!) })),
    shape,
  );
}

/** Every point of a space as text, whatever order its axes have. */
function textsOf(space: Space): string[] {
  return space.indices().map((index) => JSON.stringify(space.labelsAt(index)));
}

/** The same by the definition: every choice of labels is looked at. */
function pointsByDefinition({ axes, zip, exclude, include }: Sketch): FullPoint[] {
  let all: FullPoint[] = [{}];
  for (const [name, { labels, more }] of Object.entries(axes)) {
    const positions = Array.from({ length: labels + more }, (_, n) => n);
    all = all.flatMap((point) => positions.map((position) => ({ ...point, [name]: position })));
  }
  const fits = (point: FullPoint, partial: Partial_) =>
    Object.entries(partial).every(([name, positions]) => positions.includes(point[name]!));
  const isInStep = (point: FullPoint, group: readonly string[]) =>
    new Set(group.map((name) => point[name])).size === 1;
  const isBase = (point: FullPoint, name: string) => point[name]! < axes[name]!.labels;
  const agrees = (point: FullPoint, named: Partial_) =>
    fits(point, named) &&
    Object.keys(axes).every((name) => name in named || isBase(point, name)) &&
    zip.every((group) => group.every((name) => name in named) || isInStep(point, group)) &&
    // Of a group that is named in part, what is named is a label of the product, too.
    zip.every(
      (group) => group.every((name) => name in named) || group.every((name) => isBase(point, name)),
    ) &&
    !exclude.some(
      (partial) => fits(point, partial) && !(isSubset(partial, named) && Object.keys(named).length > 0),
    );
  return all.filter((point) => agrees(point, {}) || include.some((named) => agrees(point, named)));
}

function isSubset(partial: Partial_, named: Partial_): boolean {
  return Object.keys(partial).every((name) => name in named);
}

const names = ['a', 'b', 'c', 'd'];

/** Small sweeps: up to four axes of up to three labels and one more, of which some are zipped. */
const sketches = fc
  .record({
    labels: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    more: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 }),
    isZipped: fc.boolean(),
  })
  .chain(({ labels, more, isZipped }) => {
    const axes = Object.fromEntries(
      labels.map((count, at) => [names[at]!, { labels: count, more: more[at]! }]),
    );
    const group = isZipped ? Object.keys(axes).filter((name) => axes[name]!.labels === labels[0]) : [];
    const partials = fc.array(
      fc.record(
        Object.fromEntries(
          Object.entries(axes).map(([name, { labels, more }]) => [
            name,
            fc.uniqueArray(fc.integer({ min: 0, max: labels + more - 1 }), { minLength: 1, maxLength: 2 }),
          ]),
        ),
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    );
    const written = partials.map((all) => all.filter((one) => Object.keys(one).length > 0));
    return fc.record({
      axes: fc.constant(axes),
      zip: fc.constant(group.length > 1 ? [group] : []),
      exclude: written as fc.Arbitrary<Partial_[]>,
      include: written as fc.Arbitrary<Partial_[]>,
    });
  });

/** Some of the axes of a sketch. */
const withAxes = sketches.chain((sketch) =>
  fc.tuple(fc.constant(sketch), fc.subarray(Object.keys(sketch.axes)), fc.nat()),
);

/** The axes in another order. */
function shuffled(axes: readonly string[], seed: number): string[] {
  const at = seed % axes.length;
  return [...axes.slice(at), ...axes.slice(0, at)].reverse();
}

test('on any axes, a sweep has the points with which one of its points by definition agrees', (t) => {
  fc.assert(
    fc.property(withAxes, ([sketch, axes]) => {
      const expected = new Set(
        pointsByDefinition(sketch).map((point) =>
          JSON.stringify(Object.fromEntries([...axes].sort().map((name) => [name, `${point[name]}`]))),
        ),
      );
      const texts = textsOf(sweepOf(sketch).on(axes));
      assert.deepEqual([...texts].sort(), [...expected].sort());
      return sweepOf(sketch).boundOn(axes) >= texts.length;
    }),
    { numRuns: 500, seed: 1 },
  );
  t.pass();
});

test('the order of the axes changes no point, and not the order in which points are gathered', (t) => {
  fc.assert(
    fc.property(withAxes, ([sketch, axes, seed]) => {
      const order = shuffled(Object.keys(sketch.axes), seed);
      const [one, other] = [sweepOf(sketch).on(axes), sweepOf(sketch, order).on(axes)];
      const gathered = (space: Space) =>
        space.indicesByName().map((index) => JSON.stringify(space.labelsAt(index)));
      assert.deepEqual(gathered(other), gathered(one));
    }),
    { numRuns: 200, seed: 1 },
  );
  t.pass();
});

test('a space numbers its points in the order of positions, and projects each onto fewer axes', (t) => {
  fc.assert(
    fc.property(withAxes, ([sketch, axes]) => {
      const sweep = sweepOf(sketch);
      const [all, some] = [sweep.on(names), sweep.on(axes)];
      const keys = all.indices().map((index) => all.positionsAt(index).join());
      assert.deepEqual(keys, [...keys].sort());
      for (const index of all.indices()) {
        assert.equal(all.indexOf(all.positionsAt(index)), index);
        const labels = all.labelsAt(index);
        const projected = some.labelsAt(all.project(index, some));
        assert.deepEqual({ ...labels, ...projected }, labels);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
  t.pass();
});

test('the review tells of each exclusion and inclusion whether the sweep would be the same without it', (t) => {
  const textsWith = (sketch: Sketch) => textsOf(sweepOf(sketch).on(names)).join('\n');
  fc.assert(
    fc.property(sketches, (sketch) => {
      const product = { ...sketch, include: [] };
      const { included, isEmpty } = sweepOf(sketch).review();
      assert.equal(isEmpty, sweepOf(sketch).on(names).size === 0);
      for (const [at, effect] of sweepOf(product).review().excluded.entries()) {
        const before = { ...product, exclude: product.exclude.slice(0, at) };
        const after = { ...product, exclude: product.exclude.slice(0, at + 1) };
        // What is empty already stays so.
        if (textsWith(before) === '') continue;
        assert.equal(effect !== 'some', textsWith(after) === textsWith(before));
      }
      for (const [at, effect] of sweepOf(sketch).review().excluded.entries()) {
        const before = { ...sketch, exclude: sketch.exclude.slice(0, at) };
        const after = { ...sketch, exclude: sketch.exclude.slice(0, at + 1) };
        if (effect !== 'some') assert.equal(textsWith(after), textsWith(before));
      }
      for (const [at, effect] of included.entries()) {
        const alone = { ...sketch, include: [sketch.include[at]!] };
        const changes = textsWith(alone) !== textsWith(product);
        const isSingle = Object.values(sketch.include[at]!).every((positions) => positions.length === 1);
        if (effect !== 'some' || isSingle) assert.equal(effect === 'some', changes);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  t.pass();
});

test('axes that nothing shapes are a product whatever their number, and cost nothing', (t) => {
  const axes = Object.fromEntries(
    [...names, 'e', 'f', 'g'].map((name) => [name, { labels: 1_000, more: 0 }]),
  );
  const sweep = sweepOf({ axes, zip: [['a', 'b']], exclude: [{ c: [1], d: [1] }], include: [] });
  t.is(sweep.on(['e', 'f', 'g']).size, 10 ** 9);
  t.is(sweep.on(['a', 'b']).size, 1_000);
  t.is(sweep.boundOn(['c', 'd']), 10 ** 6 - 1);
  t.is(sweep.boundOn(names), (10 ** 6 - 1) * 1_000);
});

test('exclusions that tie too many choices together are told, not gone through', (t) => {
  const axes = Object.fromEntries(names.map((name) => [name, { labels: 100, more: 0 }]));
  const exclude = [
    { a: [0], b: [0] },
    { b: [0], c: [0] },
    { c: [0], d: [0] },
  ];
  t.deepEqual(sweepOf({ axes, zip: [], exclude, include: [] }).review().tangled, {
    axes: [0, 1, 2, 3],
    choices: 10 ** 8,
  });
});
