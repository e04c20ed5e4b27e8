import { defineNode } from '../define-node.js';
import { check } from './check.js';

const sha256 = {
  type: 'string',
  description: 'SHA-256 that the file must have, in hexadecimal.',
} as const;

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    url: { type: 'string', minLength: 1, description: 'http or https address of one file.' },
    sha256,
    urls: {
      type: 'array',
      minItems: 1,
      description: 'Several files, in place of `url`.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['url'],
        properties: {
          url: { type: 'string', minLength: 1, description: 'http or https address.' },
          name: {
            type: 'string',
            minLength: 1,
            description:
              'What the file is called, with `/` for folders; the last part of the address where not given.',
          },
          sha256,
          md5: {
            type: 'string',
            description: 'MD5 that the file must have, in hexadecimal.',
          },
          bytes: { type: 'integer', minimum: 0, description: 'Size that the file must have.' },
        },
      },
    },
    doi: {
      type: 'string',
      minLength: 1,
      description: 'DOI of a version of a Zenodo record, `10.5281/zenodo.N`, in place of `url`.',
    },
    files: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description: 'Only these files of the record; `*` stands for any characters, `?` for one.',
    },
    extract: {
      type: 'boolean',
      default: false,
      description: 'Unpack files called .zip, .tar, .tar.gz, .tgz and .gz; others stay as they are.',
    },
    include: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description:
        'Only these files of the archives; `*` stands for any characters, also `/`, and `?` for one.',
    },
    maxBytes: {
      type: 'integer',
      minimum: 1,
      default: 50_000_000_000,
      description: 'Neither what is downloaded nor what is stored may be more than this.',
    },
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      default: 5,
      description: 'How often a transfer that fails and brings nothing new is tried again.',
    },
    stallTimeoutMs: {
      type: 'integer',
      minimum: 100,
      maximum: 3_600_000,
      default: 60_000,
      description: 'A transfer that brings nothing for this long has failed.',
    },
  },
} as const;

export const inputs = {} as const;

export const outputs = {
  folder: { artifact: 'folder', description: 'The files, and where they come from.' },
} as const;

/** Files from the web, checked. What a server says later does not change a result that is stored. */
export const fetch = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'fetch',
  version: '1',
  description: 'Downloads files by address or DOI, resuming and checking them, and unpacks archives.',
  params,
  inputs,
  outputs,
  // Several at a time from one server are no faster, and some servers refuse them.
  resources: { limits: { download: 1 } },
  check,
  run: async (context) => (await import('./run.js')).run(context),
});
