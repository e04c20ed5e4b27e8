import type { AnyNode } from '../../nodes/define-node.js';
import type { Sweep } from '../sweep/sweep.js';
import type { Location } from './diagnostics/diagnostic.js';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** A named, ordered list of values that the sweep goes through. */
export interface Axis {
  readonly name: string;
  /** What tables and instance names show; unique within the axis. */
  readonly labels: readonly string[];
  /** As many as labels. */
  readonly values: readonly JsonValue[];
  readonly location: Location;
}

/** A node at one choice of value on each of its own axes. */
export interface Variant {
  /** Params with `${…}` resolved, `$ref` pulled in and defaults filled in; valid for the node's type. */
  readonly params: JsonObject;
  /** Set where `when` leaves the node out here: the condition in words, `init is "R"`. `params` is then empty. */
  readonly leftOut?: string;
}

/** `"train": "au.train"` or `"scores": { "gather": "scores", "by": ["model"] }`. */
export interface InputReference {
  /** The input port that is fed. */
  readonly port: string;
  /** The node and output port that feed it. */
  readonly node: string;
  readonly output: string;
  /** Undefined for a plain reference; for a gather, the axes that it keeps apart. */
  readonly gatherBy?: readonly string[];
  readonly location: Location;
}

/** What a document says of the resources of a node, in place of its type. */
export interface ResourcesOverride {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly gpus?: 0 | 1;
  readonly limits?: Readonly<Record<string, number>>;
}

/** One entry under `nodes`, checked. */
export interface NodeTemplate {
  readonly name: string;
  readonly definition: AnyNode;
  /** Axes that the node itself mentions, in params or `when`, in the order of the document's axes. */
  readonly ownAxes: readonly string[];
  /** One per point of the sweep on the own axes, in the order of that space; a single one where there are none. */
  readonly variants: readonly Variant[];
  /** Connected inputs only, by port. */
  readonly inputs: ReadonlyMap<string, InputReference>;
  readonly resources?: ResourcesOverride;
  /** In place of what the type says. */
  readonly timeoutMs?: number;
  readonly location: Location;
  /** Where a part of the node is written: `['params', 'path']`; the nearest enclosing part where it is not. */
  locate(path: readonly (string | number)[]): Location;
}

/** A search: which points go on is decided at each rung, by those that came so far. */
export interface Search {
  /** The node of its decisions. */
  readonly node: string;
  /** The axis that it brings. */
  readonly rungAxis: string;
  /** Every choice of labels on these is a candidate. */
  readonly axes: readonly string[];
  /** At each choice of labels on these a decision is taken of its own. */
  readonly by: readonly string[];
  readonly metric: string;
  /** The share of candidates that goes on from each rung. */
  readonly keep: number;
}

/** A document without errors: what the graph is expanded from. */
export interface Pipeline {
  readonly name: string;
  /** Absolute path of the document. */
  readonly file: string;
  /** Absolute path of the project's folder: the nearest one above with micrograph.config.json, or the document's own. */
  readonly projectFolder: string;
  readonly axes: ReadonlyMap<string, Axis>;
  /** Which points on the axes there are. */
  readonly sweep: Sweep;
  readonly search?: Search;
  /** How much there is of named limits. */
  readonly limits?: Readonly<Record<string, number>>;
  /** In an order in which every node comes after the nodes that feed it. */
  readonly nodes: ReadonlyMap<string, NodeTemplate>;
  /** The document itself, with files pulled in and variables replaced; see resolved-document.ts. */
  document(): JsonObject;
}
