/**
 * The artifact types that ports can have. Two ports fit when their types are equal; what files each type holds is
 * said here, and written and read by the module of the same name beside this one.
 */
export const artifactTypes = {
  'image-set':
    'images.npy [count, height, width, channels], masks.npy [count, height, width] where labelled, index.json',
  augmentation: 'policy.json: what the augmentation draws, with its ranges',
  weights: 'weights.safetensors (weights and BatchNorm statistics) and index.json (the network)',
  checkpoints: 'one .safetensors per kept epoch and index.json (network, task, series)',
  history: 'history.jsonl: one line per epoch',
  scores: 'scores.jsonl: one line per kept epoch and image; means.jsonl: one line per kept epoch',
  table: 'table.csv, table.md and table.json',
  json: 'value.json: any small value',
} as const;

export type ArtifactType = keyof typeof artifactTypes;
