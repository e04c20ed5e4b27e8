import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { backend } from '../tensorflow.js';
import { type AttrValue, type NodeDef, proto, shapeMessage } from './proto.js';

/** Oldest and newest versions of TensorFlow's graph format that the nodes written here keep to. */
const versions = { producer: 1882, minConsumer: 12 };
/** Constants of at most so many bytes are written once however often they are used. */
const sharedConstantBytes = 256;

/** Writes a TensorFlow graph, node by node. A node's outputs are named `node`, `node:1`, …; `^node` waits for it. */
export class GraphBuilder {
  readonly #nodes: NodeDef[] = [];
  #constants = new Map<string, string>();

  /** Adds an operation with all of its attributes; returns its name. */
  node(
    operation: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly string[],
    name = `${operation}_${this.#nodes.length}`,
  ): string {
    const node = this.#add(operation, inputs, name);
    for (const attribute of attributes) node.getAttrMap().set(attribute.name, attributeMessage(attribute));
    return name;
  }

  /** A value that is given at each call. */
  placeholder(name: string, dtype: number, shape: readonly number[]): string {
    const { binding } = backend();
    return this.node(
      'Placeholder',
      [
        { name: 'dtype', type: binding.TF_ATTR_TYPE, value: dtype },
        { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [...shape] },
      ],
      [],
      name,
    );
  }

  constant(dtype: number, shape: readonly number[], bytes: Uint8Array): string {
    const key = `${dtype} ${shape} ${Buffer.from(bytes).toString('latin1')}`;
    const existing = bytes.length <= sharedConstantBytes ? this.#constants.get(key) : undefined;
    if (existing !== undefined) return existing;

    const name = `Const_${this.#nodes.length}`;
    const attributes = this.#add('Const', [], name).getAttrMap();
    const type = new (proto().AttrValue)();
    type.setType(dtype);
    attributes.set('dtype', type);
    const tensor = new (proto().Tensor)();
    tensor.setDtype(dtype);
    tensor.setTensorShape(shapeMessage(shape));
    tensor.setTensorContent(bytes);
    const value = new (proto().AttrValue)();
    value.setTensor(tensor);
    attributes.set('value', value);
    if (bytes.length <= sharedConstantBytes) this.#constants.set(key, name);
    return name;
  }

  /** Runs `write`; where it throws, the graph is as it was before. */
  attempt<T>(write: () => T): T {
    const nodes = this.#nodes.length;
    const constants = new Map(this.#constants);
    try {
      return write();
    } catch (error) {
      this.#nodes.length = nodes;
      this.#constants = constants;
      throw error;
    }
  }

  /** The graph as the file `saved_model.pb`, under `tag`. */
  savedModel(tag: string): Uint8Array {
    const version = new (proto().VersionDef)();
    version.setProducer(versions.producer);
    version.setMinConsumer(versions.minConsumer);
    const graph = new (proto().GraphDef)();
    graph.setNodeList(this.#nodes);
    graph.setVersions(version);
    const info = new (proto().MetaGraphDef.MetaInfoDef)();
    info.setTagsList([tag]);
    const metaGraph = new (proto().MetaGraphDef)();
    metaGraph.setMetaInfoDef(info);
    metaGraph.setGraphDef(graph);
    const model = new (proto().SavedModel)();
    model.setSavedModelSchemaVersion(1);
    model.setMetaGraphsList([metaGraph]);
    return model.serializeBinary();
  }

  #add(operation: string, inputs: readonly string[], name: string): NodeDef {
    const node = new (proto().NodeDef)();
    node.setName(name);
    node.setOp(operation);
    node.setInputList([...inputs]);
    this.#nodes.push(node);
    return node;
  }
}

function attributeMessage({ name, type, value }: TFEOpAttr): AttrValue {
  const { binding } = backend();
  const message = new (proto().AttrValue)();
  const isList = Array.isArray(value) && type !== binding.TF_ATTR_SHAPE;
  const list = isList ? new (proto().AttrValue.ListValue)() : undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the attribute's type says what its value is.
  const given = value as any;
  switch (type) {
    case binding.TF_ATTR_STRING:
      if (list) list.setSList(given.map(utf8));
      else message.setS(utf8(given));
      break;
    case binding.TF_ATTR_INT:
      if (list) list.setIList(given);
      else message.setI(given);
      break;
    case binding.TF_ATTR_FLOAT:
      if (list) list.setFList(given);
      else message.setF(given);
      break;
    case binding.TF_ATTR_BOOL:
      if (list) list.setBList(given);
      else message.setB(given);
      break;
    case binding.TF_ATTR_TYPE:
      if (list) list.setTypeList(given);
      else message.setType(given);
      break;
    case binding.TF_ATTR_SHAPE:
      message.setShape(shapeMessage(given));
      break;
    default:
      throw new Error(`bug: attribute ${name} has the unknown type ${type}`);
  }
  if (list) message.setList(list);
  return message;
}

function utf8(text: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(text)));
}
