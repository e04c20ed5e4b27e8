import type { InputPort } from '../../../nodes/define-node.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { didYouMean, isMisspelt } from '../diagnostics/did-you-mean.js';
import { type Field, fieldOf, follow, type Located, textOf } from '../json/located.js';
import type { InputReference } from '../pipeline.js';
import type { IndexedAxis, Names } from '../templates/scope.js';
import { chooseOutput } from './choose-output.js';
import { isReadable } from './is-readable.js';
import type { NodeDraft } from './node-draft.js';

export interface InputOptions {
  readonly nodes: ReadonlyMap<string, NodeDraft>;
  readonly axes: Names<IndexedAxis>;
  readonly diagnostics: DiagnosticList;
}

/** Reads what feeds a node, and checks that it fits. */
export function readInputs(consumer: NodeDraft, options: InputOptions): ReadonlyMap<string, InputReference> {
  const written = fieldOf(consumer.located, 'inputs');
  const inputs = new Map<string, InputReference>();
  for (const [port, field] of written?.kind === 'object' ? written.fields : []) {
    const reference = new InputReader(consumer, port, field, options).read();
    if (reference !== undefined) inputs.set(port, reference);
  }
  if (isReadable(consumer.located, 'inputs')) reportMissing(consumer, options.diagnostics);
  return inputs;
}

function reportMissing(consumer: NodeDraft, diagnostics: DiagnosticList): void {
  const { located, location, definition } = consumer;
  const { nameLocation = location } = follow(located, ['inputs']);
  const ports: Readonly<Record<string, InputPort>> = definition?.inputs ?? {};
  const written = fieldOf(located, 'inputs');
  const names = written?.kind === 'object' ? [...written.fields.keys()] : [];
  for (const [port, { optional, neededBy, gather, artifact, description }] of Object.entries(ports)) {
    const isNeeded = optional !== true || (neededBy !== undefined && isGiven(neededBy, consumer));
    // A misspelt input is reported where it is written, not as missing too.
    if (!isNeeded || names.includes(port) || isMisspelt(port, names, Object.keys(ports))) continue;
    const form = gather ? `{ "gather": "node" }` : `"node.port"`;
    const hint = `write "${port}": ${form} for an output of type ${artifact} (${description})`;
    const reason = optional === true ? `, which "${neededBy}" needs` : '';
    diagnostics.error(nameLocation, `input "${port}" is missing${reason}`, { hint });
  }
}

function isGiven(param: string, { expansion }: NodeDraft): boolean {
  return expansion?.variants?.some(({ params }) => params[param] !== undefined) === true;
}

class InputReader {
  readonly #consumer: NodeDraft;
  readonly #portName: string;
  readonly #field: Field;
  readonly #options: InputOptions;

  constructor(consumer: NodeDraft, portName: string, field: Field, options: InputOptions) {
    this.#consumer = consumer;
    this.#portName = portName;
    this.#field = field;
    this.#options = options;
  }

  read(): InputReference | undefined {
    const { value } = this.#field;
    const port = this.#findPort();
    const gatherBy = value.kind === 'object' ? this.#readBy(fieldOf(value, 'by')) : undefined;
    const reference = value.kind === 'object' ? fieldOf(value, 'gather') : value;
    const text = textOf(reference);
    if (reference === undefined || text === undefined) return undefined;
    const { location } = reference;
    const [node, output] = splitReference(text);
    const producer = this.#findNode(node, location);
    if (producer === undefined) return undefined;
    const isGather = value.kind === 'object';
    if (port !== undefined && (port.gather === true) !== isGather)
      this.#reportForm(isGather, text, value.location);
    const { diagnostics } = this.#options;
    const chosen =
      port === undefined
        ? output
        : chooseOutput({ consumer: this.#consumer, producer, port, output, isGather, location, diagnostics });
    // Without an output there is still an edge, which may be part of a cycle.
    const kept = { port: this.#portName, node, output: chosen ?? '', location };
    return gatherBy === undefined ? kept : { ...kept, gatherBy };
  }

  #findPort(): InputPort | undefined {
    const { definition } = this.#consumer;
    if (definition === undefined) return undefined;
    const ports: Readonly<Record<string, InputPort>> = definition.inputs;
    if (Object.hasOwn(ports, this.#portName)) return ports[this.#portName];
    const hint =
      didYouMean(this.#portName, Object.keys(ports), 'inputs') ??
      `node type "${definition.type}" has no inputs`;
    this.#options.diagnostics.error(this.#field.nameLocation, `unknown input "${this.#portName}"`, { hint });
    return undefined;
  }

  #findNode(name: string, location: Location): NodeDraft | undefined {
    const { nodes, diagnostics } = this.#options;
    const node = nodes.get(name);
    if (node !== undefined) return node;
    const hint = name.includes('${')
      ? 'inputs do not vary; a node varies over the axes that its params mention'
      : didYouMean(name, nodes.keys(), 'nodes');
    diagnostics.error(location, `unknown node "${name}"`, { hint });
    return undefined;
  }

  #readBy(by: Located | undefined): readonly string[] {
    const { axes, diagnostics } = this.#options;
    const names: string[] = [];
    for (const item of by?.kind === 'list' ? by.items : []) {
      const name = textOf(item);
      if (name === undefined) continue;
      names.push(name);
      if (axes.has(name)) continue;
      const hint = didYouMean(name, axes.keys(), 'axes');
      diagnostics.error(item.location, `unknown axis "${name}"`, { hint });
    }
    return names;
  }

  #reportForm(isGather: boolean, text: string, location: Location): void {
    const [message, hint] = isGather
      ? [`input "${this.#portName}" takes one artifact, not a collection`, `write "${text}"`]
      : [`input "${this.#portName}" takes a collection of artifacts`, `write { "gather": "${text}" }`];
    this.#options.diagnostics.error(location, message, { hint });
  }
}

/** `node` or `node.port`; names of nodes have no dots. */
export function splitReference(text: string): [node: string, output: string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 || text.includes('${') ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}
