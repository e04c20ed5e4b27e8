import test from 'ava';
import { randomAt } from '../../random/random.js';
import { openImageSet } from '../artifacts/image-set.js';
import { jsonLines } from '../artifacts/json-lines.js';
import { defineNode } from '../define-node.js';
import { NodeError } from '../node-error.js';
import type { Checkpoint } from '../run-context.js';
import { type TestNodeRequest, testNode } from '../test-node.js';
import { ChainTrainer } from './chain-trainer.test-helper.js';
import { type CheckpointRule, checkpointPolicies } from './checkpoint-policy.js';
import type { DrawingOptions } from './drawing/examples.js';
import { contents, discImages, lines } from './image-set.test-helper.js';
import { runTraining, type TrainingRequest, type Validation } from './run-training.js';

const discs = discImages({ count: 5, side: 8 });

interface Case {
  readonly epochs: number;
  readonly checkpoints?: CheckpointRule;
  readonly patience?: number;
  /** Losses that are not finite, by the number of the step. */
  readonly failures?: Readonly<Record<number, number>>;
  readonly validate?: (epoch: number, value: number) => Validation;
  /** Told before something is attached to an epoch. */
  readonly onAttach?: (epoch: number) => void;
  /** Told of every example that is drawn. */
  readonly onDraw?: () => void;
  /** Draws beside the training, where given. */
  readonly drawing?: Partial<DrawingOptions>;
}

const outputs = { result: { artifact: 'json', description: 'all that a training hands on' } } as const;

/** A node that trains the chain on five images in three steps, and writes all that is handed on. */
function trainingNode({ epochs, checkpoints = { policy: 'best', every: 2 }, patience, ...rest }: Case) {
  const params = { type: 'object' } as const;
  return defineNode<typeof params, Record<never, never>, typeof outputs>({
    type: 'chain',
    description: 'A training in miniature.',
    params,
    inputs: {},
    outputs,
    trajectory: { progress: 'epochs' },
    async run(context) {
      const set = await openImageSet(await discs);
      const readImage: typeof set.readImage = (index, into, within) => {
        rest.onDraw?.();
        set.readImage(index, into, within);
      };
      const trainer = new ChainTrainer(rest.failures);
      const request: TrainingRequest = {
        trainer,
        source: {
          set: { ...set, readImage },
          ...(rest.drawing && { artifact: await discs }),
          indices: [0, 1, 2, 3, 4],
          target: { kind: 'mask' },
          crop: 4,
          cropsPerImage: 1,
          policy: { flip: true, noise: { sigma: [0, 0.1] } },
          batch: 2,
        },
        ...(rest.drawing && { drawing: rest.drawing }),
        stream: 'chain',
        seed: 0,
        epochs,
        learningRateAt: (epoch) => 1 / epoch,
        shownLoss: 'loss',
        monitor: { metric: 'error', mode: 'min' },
        checkpoints,
        ...(patience !== undefined && { earlyStopping: { patience, minimumChange: 0 } }),
        validate: async (epoch) =>
          rest.validate?.(epoch, trainer.value) ?? { values: { error: trainer.value } },
        historyOf: ({ loss }, { error }) => ({ loss: loss!, validationError: error! }),
        attach: async (epoch) => {
          rest.onAttach?.(epoch);
          return epoch % 3 === 0 ? { [`picture-${epoch}.txt`]: Buffer.from(`of ${trainer.value}`) } : {};
        },
      };
      const { chosen, kept, history, attachments, epoch } = await runTraining(context, request);
      const output = context.output('result');
      await output.write('history.jsonl', jsonLines(history));
      await output.write('chosen', await chosen.read());
      const index = {
        epoch,
        chosen: chosen.epoch,
        kept: kept.map((each) => [each.epoch, each.weights.epoch]),
      };
      await output.write('index.json', JSON.stringify(index));
      for (const each of kept) await output.write(`kept-${each.epoch}`, await each.weights.read());
      for (const { name, read } of attachments) await output.write(name, await read());
    },
  });
}

async function train(given: Case, request: TestNodeRequest = {}) {
  const { outputs: written, ...rest } = await testNode(trainingNode(given), request);
  return { ...rest, result: await contents(written.result), artifact: written.result };
}

const indexOf = async (given: Case) =>
  (await train(given)).artifact.json<{ epoch: number; chosen: number; kept: [number, number][] }>(
    'index.json',
  );

type Node = ReturnType<typeof trainingNode>;

/** The node, and what it saves is told. */
function watched(
  node: Node,
  onSave: (state: Checkpoint, files: Readonly<Record<string, Uint8Array>>) => void,
): Node {
  return {
    ...node,
    run: (context) =>
      node.run({
        ...context,
        async checkpoint(progress, files, carriedOver) {
          const state = await context.checkpoint(progress, files, carriedOver);
          onSave(state, files);
          return state;
        },
      }),
  };
}

/** A training that does not come to its end: why, and the states that it saved. */
async function failing(given: Case, request: TestNodeRequest = {}) {
  const saved: Checkpoint[] = [];
  const node = watched(trainingNode(given), (state) => saved.push(state));
  const error: unknown = await testNode(node, request).then(
    () => undefined,
    (reason) => reason,
  );
  return { error, saved };
}

/** Saves a state after every step, too. */
const afterEachStep = { checkpointDue: () => true };

test('a training that goes on from any state, also within an epoch, ends with the same bytes', async (t) => {
  for (const policy of checkpointPolicies) {
    const given = { epochs: 6, checkpoints: { policy, every: 2 } };
    const whole = await train(given);
    t.is(whole.checkpoints.length, 6);
    const { checkpoints, result } = await train(given, afterEachStep);
    t.is(checkpoints.length, 24, 'three within each epoch, one after it');
    t.deepEqual(result, whole.result);
    for (const lastCheckpoint of checkpoints) {
      t.deepEqual(
        (await train(given, { lastCheckpoint })).result,
        whole.result,
        `${policy} ${lastCheckpoint.progress}`,
      );
    }
  }
});

test('more epochs after a finished training equal all at once, for every policy', async (t) => {
  for (const policy of checkpointPolicies) {
    for (const every of [1, 3, 4]) {
      const checkpoints = { policy, every };
      const short = await train({ epochs: 4, checkpoints });
      const longer = await train({ epochs: 9, checkpoints }, { lastCheckpoint: short.checkpoints.at(-1)! });
      t.is(longer.checkpoints.length, 5);
      t.deepEqual(longer.result, (await train({ epochs: 9, checkpoints })).result);
    }
  }
});

test('states count epochs: whole ones after an epoch, and between two within one', async (t) => {
  const { checkpoints } = await train({ epochs: 2 }, afterEachStep);
  t.deepEqual(
    checkpoints.map(({ progress }) => progress),
    [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2],
  );
});

test('what is left of an epoch is drawn, and no more', async (t) => {
  const { checkpoints } = await train({ epochs: 2 }, afterEachStep);
  const drawnAfter = async (lastCheckpoint: Checkpoint) => {
    let drawn = 0;
    await train({ epochs: 2, onDraw: () => (drawn += 1) }, { lastCheckpoint });
    return drawn;
  };
  t.deepEqual(await Promise.all(checkpoints.slice(3).map(drawnAfter)), [5, 3, 1, 0, 0]);
});

test('a training that is stopped saves how far the epoch came, and throws the reason', async (t) => {
  const whole = await train({ epochs: 3 });
  for (let last = 1; last <= 15; last++) {
    const [controller, reason] = [new AbortController(), new Error('stopped by the user')];
    let drawn = 0;
    const onDraw = () => {
      drawn += 1;
      if (drawn === last) controller.abort(reason);
    };
    const { error, saved } = await failing({ epochs: 3, onDraw }, { signal: controller.signal });
    t.is(error, reason);
    const lastCheckpoint = saved.at(-1);
    // Of the three steps of an epoch, those are done whose examples were drawn before the one at which it was stopped.
    const steps = 3 * Math.floor((last - 1) / 5) + Math.floor(((last - 1) % 5) / 2);
    t.is(stepsAt(lastCheckpoint?.progress ?? 0), steps);
    t.deepEqual((await train({ epochs: 3 }, lastCheckpoint && { lastCheckpoint })).result, whole.result);
  }
});

test('a training that draws its examples in threads ends with the same bytes, also where it was stopped', async (t) => {
  const drawing = { worthMs: 0, maxThreads: 2 };
  const whole = await train({ epochs: 200 });
  t.deepEqual((await train({ epochs: 200, drawing })).result, whole.result);
  const [controller, reason] = [new AbortController(), new Error('stopped by the user')];
  let steps = 0;
  const checkpointDue = () => {
    steps += 1;
    if (steps === 400) controller.abort(reason);
    return false;
  };
  const { error, saved } = await failing(
    { epochs: 200, drawing },
    { signal: controller.signal, checkpointDue },
  );
  t.is(error, reason);
  t.is(stepsAt(saved.at(-1)!.progress), 400);
  const { result } = await train({ epochs: 200, drawing }, { lastCheckpoint: saved.at(-1)! });
  t.deepEqual(result, whole.result);
});

test('the share of an epoch in which the network waited is told, and is no part of what is handed on', async (t) => {
  const { metrics, result } = await train({ epochs: 2 });
  for (const { values } of metrics) t.true(values['waitingShare']! > 0 && values['waitingShare']! < 1);
  const handedOn = Object.values(result).map((content) => Buffer.from(content, 'base64').toString('latin1'));
  t.false(handedOn.some((content) => content.includes('waiting')));
});

const stepsAt = (progress: number) => 3 * Math.floor(progress) + 4 * (progress % 1);

test('a training that is stopped while it validates keeps the whole epoch’s steps', async (t) => {
  const [controller, reason] = [new AbortController(), new Error('stopped by the user')];
  const validate = (epoch: number, value: number): Validation => {
    if (epoch === 2) controller.abort(reason);
    controller.signal.throwIfAborted();
    return { values: { error: value } };
  };
  const { error, saved } = await failing({ epochs: 3, validate }, { signal: controller.signal });
  t.is(error, reason);
  t.is(saved.at(-1)!.progress, 1.75);
  const { result } = await train({ epochs: 3 }, { lastCheckpoint: saved.at(-1)! });
  t.deepEqual(result, (await train({ epochs: 3 })).result);
});

test('a training that is stopped while it makes what is attached keeps the whole epoch’s steps', async (t) => {
  const [controller, reason] = [new AbortController(), new Error('stopped by the user')];
  const onAttach = (epoch: number) => {
    if (epoch === 3) controller.abort(reason);
    controller.signal.throwIfAborted();
  };
  const { error, saved } = await failing({ epochs: 3, onAttach }, { signal: controller.signal });
  t.is(error, reason);
  t.is(saved.at(-1)!.progress, 2.75);
  const { result } = await train({ epochs: 3 }, { lastCheckpoint: saved.at(-1)! });
  t.deepEqual(result, (await train({ epochs: 3 })).result);
});

test('a training ends early at the same epoch, however it came there and however long it might have been', async (t) => {
  const given = { epochs: 60, patience: 3, checkpoints: { policy: 'best', every: 2 } } as const;
  const whole = await train(given, afterEachStep);
  const { epoch } = await indexOf(given);
  t.true(epoch > 4 && epoch < 30, `ended after ${epoch}`);
  const history = await lines<Record<string, unknown>>(whole.artifact, 'history.jsonl');
  t.is(history.length, epoch);
  t.is(history.at(-1)!['stoppedEarly'], 'no better error for 3 epochs');
  t.true(history.slice(0, -1).every((line) => !('stoppedEarly' in line)));
  t.deepEqual((await train({ ...given, epochs: 80 })).result, whole.result);
  t.deepEqual((await train({ ...given, epochs: epoch })).result, whole.result, 'asked for just as many');
  for (const lastCheckpoint of whole.checkpoints) {
    t.deepEqual((await train(given, { lastCheckpoint })).result, whole.result);
  }
  const after = await train({ ...given, epochs: 80 }, { lastCheckpoint: whole.checkpoints.at(-1)! });
  t.is(after.checkpoints.length, 0, 'nothing is trained again');
  t.regex(after.logs.at(-1)!.message, /ended after epoch \d+: no better error for 3 epochs/);
});

test('what a training that ended early hands on is chosen by the policy, as at any end', async (t) => {
  const ended = await indexOf({ epochs: 60, patience: 3 });
  t.is(ended.chosen, ended.epoch - 3);
  t.is(
    (await indexOf({ epochs: 60, patience: 3, checkpoints: { policy: 'last', every: 2 } })).chosen,
    ended.epoch,
  );
});

test('a loss that is no number ends the training, naming epoch, batch and learning rate', async (t) => {
  const given = { epochs: 5, failures: { 8: Number.NaN } };
  const { error, saved } = await failing(given);
  if (!(error instanceof NodeError)) throw error;
  t.is(error.kind, 'diverged');
  t.is(error.message, 'loss became NaN in epoch 3, batch 2, at learning rate 0.3333333333333333');
  t.regex(error.hint!, /lower learningRate.*up to epoch 2 is kept: with epochs 2 it ends there/);
  const kept = await train({ ...given, epochs: 2 }, { lastCheckpoint: saved.at(-1)! });
  t.is(kept.checkpoints.length, 0);
  t.deepEqual(kept.result, (await train({ epochs: 2 })).result);
});

test('a loss that is no number in the first epoch leaves nothing to hint at', async (t) => {
  const error = await t.throwsAsync(train({ epochs: 5, failures: { 1: Number.POSITIVE_INFINITY } }), {
    instanceOf: NodeError,
    message: 'loss became Infinity in epoch 1, batch 1, at learning rate 1',
  });
  t.is(error.hint, 'a lower learningRate usually helps');
});

for (const [what, error] of [
  ['no number', Number.NaN],
  ['infinitely bad', Number.POSITIVE_INFINITY],
] as const) {
  test(`a monitored value that is ${what} ends the training`, async (t) => {
    const validate = (epoch: number) => ({ values: { error: epoch === 2 ? error : 1 } });
    await t.throwsAsync(train({ epochs: 3, validate }), {
      instanceOf: NodeError,
      message: `error became ${error} on the validation images after epoch 2, at learning rate 0.5`,
    });
  });
}

test('values that are infinitely good, and texts, come into the history, and through a state', async (t) => {
  const validate = (epoch: number, value: number): Validation => ({
    values: { error: epoch === 2 ? Number.NEGATIVE_INFINITY : value },
    ...(epoch === 2 && { notes: { stuck: 'all background' } }),
  });
  const whole = await train({ epochs: 4, validate });
  const history = await lines<Record<string, unknown>>(whole.artifact, 'history.jsonl');
  t.like(history[1], { epoch: 2, validationError: '-Infinity', stuck: 'all background' });
  t.is((await whole.artifact.json<{ chosen: number }>('index.json')).chosen, 2);
  t.deepEqual(Object.keys(whole.metrics[1]!.values), ['loss', 'waitingShare']);
  for (const lastCheckpoint of whole.checkpoints) {
    t.deepEqual((await train({ epochs: 4, validate }, { lastCheckpoint })).result, whole.result);
  }
});

test('files that are attached to epochs are handed on, in their order', async (t) => {
  const { artifact } = await train({ epochs: 7 });
  const pictures = artifact.fileNames.filter((name) => name.startsWith('picture'));
  t.deepEqual(pictures, ['picture-3.txt', 'picture-6.txt']);
});

test('a state is written anew only as far as it is new, however much was kept before', async (t) => {
  const written: string[][] = [];
  const node = trainingNode({ epochs: 30, checkpoints: { policy: 'last', every: 1 } });
  const { checkpoints } = await testNode(
    watched(node, (_, files) => {
      written.push(Object.keys(files));
    }),
  );
  t.deepEqual(written.at(-2)?.sort(), ['state.json', 'state.safetensors', 'weights-29.safetensors']);
  for (let epoch = 1; epoch <= 30; epoch++)
    t.truthy(await checkpoints.at(-1)!.read(`weights-${epoch}.safetensors`));
});

test('weights that nobody will need are not saved', async (t) => {
  const given = { epochs: 12, checkpoints: { policy: 'best' } } as const;
  const { checkpoints } = await train(given);
  const { chosen } = await indexOf(given);
  for (let epoch = 1; epoch <= 12; epoch++) {
    const reading = checkpoints.at(-1)!.read(`weights-${epoch}.safetensors`);
    if (epoch === chosen) await t.notThrowsAsync(reading);
    else await t.throwsAsync(reading);
  }
});

test('the helper’s chain depends on every step', (t) => {
  const random = randomAt({ stream: 'test', seed: 0 });
  const image = { count: 1, height: 1, width: 2, channels: 1, data: Float32Array.of(random.uniform(), 1) };
  const trained = (rates: readonly number[]) => {
    const trainer = new ChainTrainer();
    for (const rate of rates) trainer.step({ input: image, target: image }, rate);
    return trainer.value;
  };
  t.not(trained([1, 1]), trained([1, 0.5]));
  t.not(trained([1, 1]), trained([1, 1, 1]));
});
