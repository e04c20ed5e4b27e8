/** Shape of single-channel images: [count, height, width]. */
export type ImageShape = readonly [count: number, height: number, width: number];

/** A call of a trainer that will come: what it is and for images of which shape. */
export interface ExpectedCall {
  readonly kind: 'step' | 'evaluate' | 'predict';
  readonly input: ImageShape;
  /** For steps and evaluations; the input's shape where not given. */
  readonly target?: ImageShape;
}
