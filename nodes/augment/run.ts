import { openImageSet } from '../artifacts/image-set.js';
import { writePictures } from '../artifacts/pictures.js';
import type { ContextOf } from '../define-node.js';
import { NodeError } from '../node-error.js';
import { checkPolicy } from '../training/check-policy.js';
import { canonicalPolicy } from './canonical-policy.js';
import type { inputs, outputs } from './definition.js';
import { drawsPicture } from './draws-picture.js';
import type { params } from './params.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

export async function run({ params, inputs, output, signal }: Context): Promise<void> {
  const { show, ...written } = params;
  const policy = canonicalPolicy(written);
  await output('augmentation').write('policy.json', `${JSON.stringify(policy, null, 1)}\n`);
  if (!show) return;
  if (!inputs.images) throw new NodeError('bad-input', 'there are no images to show the policy on');
  // Only a few of them are read.
  const set = await openImageSet(inputs.images, 0);
  checkPolicy(policy, set, 'images');
  const { png, ...index } = await drawsPicture({ ...show, set, policy, signal });
  await writePictures(output('pictures'), index, [{ file: 'draws.png', png }]);
}
