/** Formats that are not read, by their first bytes, and how to convert them. */
const foreign: readonly (readonly [signature: string, what: string, convert: string])[] = [
  ['GIF8', 'a GIF', 'Convert it to PNG.'],
  ['BM', 'a BMP', 'Convert it to PNG.'],
  ['RIFF', 'a WebP', 'Convert it to PNG.'],
  ['\0\0\0\fjP  ', 'a JPEG 2000', 'Convert it to TIFF.'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000', 'Convert it to TIFF.'],
  ['8BPS', 'a Photoshop file', 'Save it as TIFF.'],
  ['%PDF', 'a PDF', 'Take the images out of it as PNG or TIFF.'],
  ['<?xml', 'an XML file', 'Export the image that it shows as PNG or TIFF.'],
  ['<svg', 'an SVG', 'Export it as PNG.'],
  ['<!DOCTYPE', 'a web page', 'Its download went wrong: fetch it again.'],
  ['<html', 'a web page', 'Its download went wrong: fetch it again.'],
  ['version https://git-lfs', 'a pointer of Git LFS', 'Fetch the file itself: git lfs pull.'],
  ['SIMPLE  =', 'a FITS file', 'Convert it to TIFF, for instance with ImageJ.'],
  ['NRRD', 'an NRRD file', 'Convert it to TIFF, for instance with ImageJ.'],
  ['II\x97\x01', 'a SER file of TIA', 'Convert it to TIFF or MRC, for instance with ImageJ.'],
  ['MATLAB 5.0', 'a MAT file', 'Save it with -v7.3, which is HDF5.'],
  ['\0\0\0\x02', 'a DM2 file', 'Save it as DM4 or TIFF from DigitalMicrograph.'],
  ['\x1f\x8b', 'packed with gzip', 'Unpack it: gunzip.'],
  ['BZh', 'packed with bzip2', 'Unpack it: bunzip2.'],
  ['\xfd7zXZ', 'packed with xz', 'Unpack it: unxz.'],
];

/** What a user can do with a file that begins like this. */
export function hintFor(start: Buffer): string {
  const [, what, convert] =
    foreign.find(([signature]) => start.toString('latin1', 0, signature.length) === signature) ?? [];
  return what === undefined
    ? 'PNG, JPEG, TIFF, HDF5, EMD, NPY, NPZ, MRC, DM3 and DM4 files are, and Zarr folders.'
    : `It is ${what}. ${convert}`;
}
