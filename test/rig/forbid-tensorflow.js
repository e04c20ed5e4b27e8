/** Imported before a program: any attempt of it to load TensorFlow throws. */
import Module from 'node:module';

const load = Module._load;
Module._load = (request, ...rest) => {
  if (request.startsWith('@tensorflow/')) throw new Error('TensorFlow was loaded');
  return load(request, ...rest);
};
