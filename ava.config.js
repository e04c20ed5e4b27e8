export default {
  files: ['**/*.test.ts', '!dist/**', '!node_modules/**'],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  timeout: '10m',
};
