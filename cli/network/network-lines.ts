import type { LayerDescription } from '../../learn/networks/description/describe-network.js';
import type { FoundNetwork } from './find-networks.js';

const instancesShown = 4;
const columnGap = '  ';

/** A network for people: who trains it, a line for each layer, and what it needs. */
export function networkLines(network: FoundNetwork): string[] {
  const {
    role,
    instances,
    side,
    sideAssumed,
    batch,
    layers,
    parameters,
    receptiveField,
    stride,
    memoryBytes,
  } = network;
  const { activations, gradients, variables } = memoryBytes;
  const more = instances.length - instancesShown;
  return [
    `${role} of ${instances.slice(0, instancesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    '',
    ...table([['layer', 'operation', 'output', 'parameters', 'receptive field'], ...layers.map(layerCells)]),
    '',
    `parameters       ${parameters}`,
    `receptive field  ${receptiveField} pixels`,
    ...(stride > 1 ? [`stride           ${stride}: sides of images must be multiples of it`] : []),
    `training step    about ${megabytes(activations + gradients + variables)}, batch ${batch} of ${side} × ${side} pixels:`,
    `                 ${megabytes(activations)} activations, ${megabytes(gradients)} their gradients, ${megabytes(variables)} weights with gradients and Adam’s moments`,
    ...(sideAssumed ? [`image size not known: ${side} × ${side} assumed, see --side`] : []),
  ];
}

function layerCells(layer: LayerDescription): string[] {
  const { name, operation, output, parameters, receptiveField } = layer;
  return [
    name,
    operation,
    output.join(' × '),
    parameters === 0 ? '' : String(parameters),
    String(receptiveField),
  ];
}

/** The last two columns hold numbers and end at the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const numbersFrom = widths.length - 2;
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column < numbersFrom ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    return `  ${cells.join(columnGap)}`.trimEnd();
  });
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}
