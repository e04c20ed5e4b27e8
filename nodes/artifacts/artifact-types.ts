/**
 * The artifact types that ports can have. Two ports fit when their types are equal; what files each type holds is
 * said here, and written and read by the module of the same name beside this one.
 */
export const artifactTypes = {
  'image-set':
    'images-000.npy, images-001.npy, … [images, height, width, 1], index.json; where known: masks-000.npy [images, height, width] of class numbers, targets-000.npy like images-000.npy, points.jsonl',
  augmentation: 'policy.json: what the augmentation draws, with its ranges',
  weights:
    'weights.safetensors (weights and BatchNorm statistics), index.json (the network) and images-seen.tsv: digests of the images that it was trained on',
  checkpoints: 'one .safetensors per kept epoch, index.json (network, task, series) and images-seen.tsv',
  history: 'history.jsonl: one line per epoch',
  scores:
    'scores.jsonl: one line per kept epoch and image; means.jsonl: one line per kept epoch; baselines.jsonl: one line per baseline',
  pictures: 'PNG files, and index.json: what they show',
  table: 'table.csv, table.md and table.json',
  decision:
    'decision.json, decision.csv and decision.md: the candidates of a search, best first, and who goes on',
  folder: 'files/…: any files, in folders; index.json: their names, sizes, digests and where they come from',
  json: 'value.json: any small value',
} as const;

export type ArtifactType = keyof typeof artifactTypes;
