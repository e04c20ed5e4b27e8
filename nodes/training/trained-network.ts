import type { Network } from '../../learn/networks/network.js';

/** A network that a node trains, as it can be looked at before anything runs. */
export interface TrainedNetwork {
  /** What it is to the node, such as `generator`. */
  readonly role: string;
  readonly network: Network;
  /** Side in pixels of the images that it trains on, where the params say it. */
  readonly side: number | undefined;
  /** Images per step. */
  readonly batch: number;
}
