import { resolve } from 'node:path';
import test from 'ava';
import { cacheFolder } from './cache-folder.js';

test('MICROGRAPH_CACHE comes before XDG_CACHE_HOME, which comes before the home folder', (t) => {
  const env = { HOME: '/home/ada', XDG_CACHE_HOME: '/xdg', MICROGRAPH_CACHE: '/fast/disk' };
  t.is(cacheFolder(env), '/fast/disk');
  t.is(cacheFolder({ ...env, MICROGRAPH_CACHE: undefined }), '/xdg/micrograph');
  t.is(cacheFolder({ HOME: '/home/ada' }), '/home/ada/.cache/micrograph');
});

test('empty settings and a relative XDG_CACHE_HOME count as not set', (t) => {
  t.is(
    cacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '', MICROGRAPH_CACHE: '' }),
    '/home/ada/.cache/micrograph',
  );
  t.is(cacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: 'relative' }), '/home/ada/.cache/micrograph');
});

test('a relative MICROGRAPH_CACHE is taken from the current folder', (t) => {
  t.is(cacheFolder({ MICROGRAPH_CACHE: 'cache' }), resolve('cache'));
});
