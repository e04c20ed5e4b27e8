/** The files that are looked for in a folder of images. */
export const rasterExtensions = ['.png', '.tif', '.tiff', '.jpg', '.jpeg'] as const;
