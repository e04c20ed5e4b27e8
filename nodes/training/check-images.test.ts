import test from 'ava';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { openImageSet } from '../artifacts/image-set.js';
import { NodeError } from '../node-error.js';
import { checkTrainingImages, checkWholeImages } from './check-images.js';
import { discImages } from './image-set.test-helper.js';

const set = discImages({ count: 1, side: 8 }).then(openImageSet);

for (const [what, changes, message] of [
  [
    'more examples than can be ordered',
    { cropsPerImage: 10_000 },
    /10000000000 per epoch, more than 100000000/,
  ],
  [
    'a batch larger than can be held',
    { set: { height: 8192, width: 8192 }, batch: 65_536 },
    /65536 examples has 4398046511104 pixels, more than 250000000/,
  ],
] as const) {
  test(`${what} is bad input, with a hint`, async (t) => {
    const images = {
      count: 1_000_000,
      crop: undefined,
      cropsPerImage: 1,
      batch: 1,
      stride: 4,
      ...changes,
      set: { ...(await set), ...('set' in changes && changes.set) },
    };
    const error = t.throws(() => checkTrainingImages(images), { instanceOf: NodeError, message });
    t.is(error.kind, 'bad-input');
    t.truthy(error.hint);
  });
}

test('images that are too large to go through the network as a whole are bad input', (t) => {
  const network = buildNetwork({ kind: 'residual-unet', blocks: 2, baseFilters: 64 });
  t.notThrows(() => checkWholeImages({ height: 819, width: 2048 }, 'validation', network));
  const error = t.throws(() => checkWholeImages({ height: 820, width: 2048 }, 'validation', network), {
    instanceOf: NodeError,
    message: /images of input validation are 2048 × 820/,
  });
  t.is(error.kind, 'bad-input');
  t.regex(error.hint!, /region/);
});
