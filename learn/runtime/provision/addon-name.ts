/** The file of TensorFlow's native binding. Apart, because every run looks where it is, and few compile it. */
export const addonName = 'tfjs_binding.node';
