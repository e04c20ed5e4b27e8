import { ImageError } from '../../image-error.js';
import type { PixelSize } from '../image-file.js';
import { pixelSizeOf } from '../pixel-size.js';

/** What one side of an array is. A pixel's place has one of each of the first three at most. */
export type AxisRole = 'height' | 'width' | 'channels' | 'images';

/** The full resolution of an image, as OME-Zarr's metadata tell it. */
export interface FullResolution {
  /** Of its array, relative to the group that has the metadata. */
  readonly path: string;
  readonly roles: readonly AxisRole[];
  readonly pixelSize: PixelSize | undefined;
}

interface Axis {
  readonly name: string;
  readonly unit: string;
}

/**
 * The first image of a group's attributes, at its full resolution: `multiscales` of OME-NGFF 0.1 to 0.5
 * (https://ngff.openmicroscopy.org). Undefined where there is none. `name` is the group's, for messages.
 */
export function fullResolution(name: string, attributes: unknown): FullResolution | undefined {
  const attrs = recordOf(attributes);
  const multiscales = recordOf(attrs['ome'])['multiscales'] ?? attrs['multiscales'];
  if (multiscales === undefined) return undefined;
  const image = recordOf(listOf(multiscales)[0]);
  const dataset = recordOf(listOf(image['datasets'])[0]);
  const { path } = dataset;
  if (typeof path !== 'string')
    throw new ImageError(`${name} has \`multiscales\` without a path to an array`);
  const axes = axesOf(image['axes']);
  const roles = axes.map((axis) => roleOf(axis.name));
  for (const role of ['height', 'width', 'channels'] as const) {
    const count = roles.filter((other) => other === role).length;
    if (count > 1 || (count === 0 && role !== 'channels')) {
      const found = axes.map((axis) => axis.name).join(', ');
      throw new ImageError(
        `${name} has the axes ${found}`,
        'Images have one axis y, one axis x, and at most one axis c.',
      );
    }
  }
  const scales = [
    ...listOf(dataset['coordinateTransformations']),
    ...listOf(image['coordinateTransformations']),
  ];
  return { path, roles, pixelSize: pixelSize(axes, roles, scales) };
}

/** Up to version 0.2 all arrays are [t, c, z, y, x], and nothing says so. */
function axesOf(axes: unknown): Axis[] {
  if (axes === undefined) return [...'tczyx'].map((name) => ({ name, unit: '' }));
  return listOf(axes).map((axis) => {
    const { name, unit } = typeof axis === 'string' ? { name: axis } : recordOf(axis);
    return { name: String(name), unit: typeof unit === 'string' ? unit : '' };
  });
}

function roleOf(name: string): AxisRole {
  if (name === 'y') return 'height';
  if (name === 'x') return 'width';
  return name === 'c' ? 'channels' : 'images';
}

/** Scales of a resolution and of all of them apply one after the other. */
function pixelSize(axes: readonly Axis[], roles: readonly AxisRole[], transformations: readonly unknown[]) {
  const [y, x] = [roles.indexOf('height'), roles.indexOf('width')];
  const factors = transformations.map(recordOf).filter(({ type }) => type === 'scale');
  if (factors.length === 0 || axes[x]!.unit !== axes[y]!.unit) return undefined;
  const along = (dimension: number) =>
    factors.reduce((product, { scale }) => product * Number(listOf(scale)[dimension]), 1);
  return pixelSizeOf(along(x), along(y), axes[x]!.unit);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
