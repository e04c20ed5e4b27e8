import type { AnyNode } from '../../nodes/define-node.js';

/** The node types that a pipeline may use. */
export interface Registry {
  get(type: string): AnyNode | undefined;
  types(): readonly string[];
}
