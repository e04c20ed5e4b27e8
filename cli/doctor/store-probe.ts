import { open } from 'lmdb';

/*
 * Run as a process of its own with a folder: writes a value to an LMDB database in it and reads it back. A file
 * system that LMDB cannot work on may end the process with SIGBUS.
 */
const folder = process.argv[2];
if (folder === undefined) throw new Error('bug: no folder given');
const database = open({ path: folder });
await database.put('key', 'value');
if (database.get('key') !== 'value') throw new Error('LMDB does not return what was written');
await database.close();
