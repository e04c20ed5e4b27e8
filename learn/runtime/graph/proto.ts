import { createRequire } from 'node:module';

/** A message of TensorFlow's protocol buffers; only the setters that are used here are declared. */
interface AttrValue {
  setS(value: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setType(value: number): void;
  setShape(value: TensorShape): void;
  setTensor(value: TensorMessage): void;
  setList(value: ListValue): void;
}
interface ListValue {
  setSList(values: Uint8Array[]): void;
  setIList(values: number[]): void;
  setFList(values: number[]): void;
  setBList(values: boolean[]): void;
  setTypeList(values: number[]): void;
}
interface Dim {
  setSize(value: number): void;
}
interface TensorShape {
  addDim(dim: Dim): void;
}
interface TensorMessage {
  setDtype(value: number): void;
  setTensorShape(value: TensorShape): void;
  setTensorContent(value: Uint8Array): void;
}
export interface NodeDef {
  setName(value: string): void;
  setOp(value: string): void;
  setInputList(values: string[]): void;
  getAttrMap(): { set(name: string, value: AttrValue): void };
}
interface VersionDef {
  setProducer(value: number): void;
  setMinConsumer(value: number): void;
}
interface GraphDef {
  setNodeList(nodes: NodeDef[]): void;
  setVersions(versions: VersionDef): void;
}
interface MetaInfoDef {
  setTagsList(tags: string[]): void;
}
interface MetaGraphDef {
  setMetaInfoDef(info: MetaInfoDef): void;
  setGraphDef(graph: GraphDef): void;
}
interface SavedModel {
  setSavedModelSchemaVersion(version: number): void;
  setMetaGraphsList(graphs: MetaGraphDef[]): void;
  serializeBinary(): Uint8Array;
}

interface Messages {
  readonly AttrValue: (new () => AttrValue) & { readonly ListValue: new () => ListValue };
  readonly TensorShape: (new () => TensorShape) & { readonly Dim: new () => Dim };
  readonly Tensor: new () => TensorMessage;
  readonly NodeDef: new () => NodeDef;
  readonly VersionDef: new () => VersionDef;
  readonly GraphDef: new () => GraphDef;
  readonly MetaGraphDef: (new () => MetaGraphDef) & { readonly MetaInfoDef: new () => MetaInfoDef };
  readonly SavedModel: new () => SavedModel;
}

let messages: Messages | undefined;

/** The messages that tfjs ships to read saved models; here they write one. */
export function proto(): Messages {
  messages ??= createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Messages;
  return messages;
}

/** A shape as a message. */
export function shapeMessage(shape: readonly number[]): TensorShape {
  const message = new (proto().TensorShape)();
  for (const size of shape) {
    const dim = new (proto().TensorShape.Dim)();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}

export type { AttrValue };
