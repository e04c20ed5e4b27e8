import type { AnyNode } from '../../../nodes/define-node.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { Located } from '../json/located.js';
import type { Variant } from '../pipeline.js';
import type { IndexedAxis, PointIndexes } from '../templates/scope.js';
import type { Overrides } from './read-resources.js';

/** A node of the document while it is checked; what could not be had is missing. */
export interface NodeDraft {
  readonly name: string;
  /** Of the name. */
  readonly location: Location;
  readonly located: Located;
  readonly definition?: AnyNode;
  readonly overrides: Overrides;
  readonly expansion?: Expansion;
}

/** What a node is at each point of the axes that it mentions itself. */
export interface Expansion {
  /** In the order of the document. */
  readonly ownAxes: readonly IndexedAxis[];
  /** Every point of the sweep on them, the last axis running fastest. */
  readonly points: readonly PointIndexes[];
  /** For each point why the node is left out there; undefined where it is not. */
  readonly leftOut: readonly (string | undefined)[];
  /** As many as points; missing where something is wrong with the params. */
  readonly variants?: readonly Variant[];
  /** The outputs that there are at each point; missing where not known, or where all are there always. */
  readonly produced?: readonly (readonly string[])[];
}
