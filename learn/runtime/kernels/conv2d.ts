import { defineKernel } from '../define-kernel.js';
import { float32, type OperationAttributes, operation } from '../operation.js';
import { type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';

export interface Conv2dOptions {
  readonly stride?: number;
  /** Distance between the filter's taps. */
  readonly dilation?: number;
  /** Rows and columns of zeros added on each side. */
  readonly padding: number;
}

interface Attributes {
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'SAME' | 'VALID';
  /** Shapes of input and filter, which the gradients restore. */
  readonly inputShape: readonly number[];
  readonly filterShape: readonly number[];
}

/**
 * Convolution of x [n, h, w, in] with filter [kh, kw, in, out] plus bias [out]: [n, h', w', out]. Padding is
 * symmetric, as PyTorch's, where TensorFlow's 'SAME' is not for even filters; unlike tfjs's own, dilated
 * convolutions can be trained.
 */
export function conv2d(
  x: Tensor4D,
  filter: Tensor,
  bias: Tensor | undefined,
  options: Conv2dOptions,
): Tensor4D {
  const { stride = 1, dilation = 1, padding } = options;
  // TensorFlow's own 'EXPLICIT' padding is several times slower to differentiate, and not at all where dilated.
  const same = [1, 2].every((axis) => isSamePadding(x.shape[axis]!, filter.shape[axis - 1]!, options));
  const margin: [number, number] = [padding, padding];
  const padded = same ? x : tensorflow().pad(x, [[0, 0], margin, margin, [0, 0]]);
  const attributes: Attributes = {
    stride,
    dilation,
    padding: same ? 'SAME' : 'VALID',
    inputShape: padded.shape,
    filterShape: filter.shape,
  };
  const inputs = bias ? { x: padded, filter, bias } : { x: padded, filter };
  return kernel(inputs, attributes)[0] as Tensor4D;
}

/** Whether TensorFlow's 'SAME', whose outputs have ⌈side / stride⌉ pixels, adds this padding on both sides. */
function isSamePadding(side: number, filterSide: number, options: Conv2dOptions): boolean {
  const { stride = 1, dilation = 1, padding } = options;
  const extent = dilation * (filterSide - 1) + 1;
  const added = (Math.ceil(side / stride) - 1) * stride + extent - side;
  return added === 2 * padding;
}

const kernel = defineKernel<{ x: Tensor; filter: Tensor; bias?: Tensor }, Attributes>({
  name: 'Conv2D',
  forward({ x, filter, bias }, attributes) {
    const product = operation('Conv2D', convolutionAttributes(attributes), [x, filter]);
    if (!bias) return product;
    const sum = operation('BiasAdd', biasAttributes, [product, bias]);
    product.dispose();
    return sum;
  },
  savedInputs: ['x', 'filter'],
  gradients(dy, [x, filter], attributes) {
    const { inputShape, filterShape } = attributes;
    const shape = (sides: readonly number[]) => tensorflow().tensor1d([...sides], 'int32');
    const convolution = convolutionAttributes(attributes);
    return {
      x: () => operation('Conv2DBackpropInput', convolution, [shape(inputShape), filter!, dy]),
      filter: () => operation('Conv2DBackpropFilter', convolution, [x!, shape(filterShape), dy]),
      bias: () => operation('BiasAddGrad', biasAttributes, [dy]),
    };
  },
});

const biasAttributes = { T: float32, data_format: { string: 'NHWC' } } as const;

function convolutionAttributes({ stride, dilation, padding }: Attributes): OperationAttributes {
  return {
    T: float32,
    strides: { ints: [1, stride, stride, 1] },
    padding: { string: padding },
    explicit_paddings: { ints: [] },
    data_format: { string: 'NHWC' },
    use_cudnn_on_gpu: { bool: true },
    dilations: { ints: [1, dilation, dilation, 1] },
  };
}
