/** What tells one HRNet from another. */
export interface HrnetPreset {
  /** Channels of the branch of highest resolution; each further branch has twice as many. */
  readonly width: number;
  /** Bottleneck blocks of the first stage, and their inner channels; outside they have four times as many. */
  readonly bottlenecks: number;
  readonly bottleneckWidth: number;
  /** Modules of the second, third and fourth stage. */
  readonly modules: readonly [number, number, number];
  /** Residual blocks of a module in each branch. */
  readonly blocks: number;
}

const full = { bottlenecks: 4, bottleneckWidth: 64, modules: [1, 4, 3], blocks: 4 } as const;

/**
 * The configurations that the authors of HRNet published (Wang et al. 2020); 44 is the width of the semantic
 * segmentation code of the first author of Kazimi et al. (2024), who do not state theirs.
 */
export const hrnetPresets = {
  'W18-small-v1': { width: 16, bottlenecks: 1, bottleneckWidth: 32, modules: [1, 1, 1], blocks: 2 },
  'W18-small-v2': { width: 18, bottlenecks: 2, bottleneckWidth: 64, modules: [1, 3, 2], blocks: 2 },
  W18: { width: 18, ...full },
  W32: { width: 32, ...full },
  W44: { width: 44, ...full },
  W48: { width: 48, ...full },
} as const satisfies Record<string, HrnetPreset>;
