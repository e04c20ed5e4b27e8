/** Whether TensorFlow can be used, from what a few stat calls tell; nothing is loaded for it. */
export type ProviderState =
  | { readonly state: 'ready'; readonly addon: string; readonly version: string }
  /** Built, but node_modules does not point to it, as after `npm ci`. */
  | { readonly state: 'not-linked'; readonly reason: string }
  /** TensorFlow can be used, but not on a GPU: its CUDA libraries are missing or damaged. */
  | { readonly state: 'no-cuda'; readonly reason: string }
  | { readonly state: 'missing'; readonly reason: string }
  | { readonly state: 'damaged'; readonly reason: string };

/** A source of TensorFlow. */
export interface TensorflowProvider {
  readonly name: 'wheel' | 'package-installer';
  /** Where it keeps TensorFlow. */
  readonly folder: string;
  inspect(): Promise<ProviderState>;
  /**
   * Does what is missing to make it ready.
   * @throws ProvisionError
   */
  install(): Promise<void>;
}
