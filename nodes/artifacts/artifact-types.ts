/**
 * The artifact types that ports can have. Two ports fit when their types are equal; what files each type holds is
 * said here, and written and read by the module of the same name beside this one.
 */
export const artifactTypes = {
  'image-set':
    'images.npy [count, height, width, 1], index.json; where known: masks.npy [count, height, width] of class numbers, targets.npy like images.npy, points.jsonl',
  augmentation: 'policy.json: what the augmentation draws, with its ranges',
  weights: 'weights.safetensors (weights and BatchNorm statistics) and index.json (the network)',
  checkpoints: 'one .safetensors per kept epoch and index.json (network, task, series)',
  history: 'history.jsonl: one line per epoch',
  scores:
    'scores.jsonl: one line per kept epoch and image; means.jsonl: one line per kept epoch; baselines.jsonl: one line per baseline',
  pictures: 'PNG files, and index.json: what they show',
  table: 'table.csv, table.md and table.json',
  json: 'value.json: any small value',
} as const;

export type ArtifactType = keyof typeof artifactTypes;
