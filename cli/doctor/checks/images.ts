import { type Finding, ok, problem } from '../finding.js';

const neededFormats = ['png', 'jpeg', 'tiff'] as const;

/** Whether the image library loads and reads the formats that micrographs come in. */
export async function checkImages(): Promise<Finding> {
  try {
    const { default: sharp } = await import('sharp');
    const readable = neededFormats.filter((format) => sharp.format[format].input.file);
    const { sharp: version, vips } = sharp.versions;
    const detail = `${readable.join(', ')} (sharp ${version}, libvips ${vips})`;
    const data = { formats: readable, versions: sharp.versions };
    if (readable.length === neededFormats.length) return ok('image formats', detail, data);
    return problem(
      'image formats',
      `only ${detail}`,
      'Run `npm ci`, so that npm installs sharp with its own libvips.',
      data,
    );
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    return problem(
      'image formats',
      `sharp cannot be loaded: ${why}`,
      'Run `npm ci` without --omit=optional.',
    );
  }
}
