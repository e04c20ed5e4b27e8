import * as lmdb from 'lmdb';

/** What is needed of lmdb's native part, which its types leave out. */
interface NativeEnvironment {
  close(): void;
}
interface NativeAddon {
  readonly Env: { readonly prototype: NativeEnvironment };
  readonly Txn: new (environment: NativeEnvironment, flags: number) => { abort(): void };
}
const { nativeAddon } = lmdb as unknown as { nativeAddon: NativeAddon };
const readOnlyTransaction = 0x20000;

/** How often opening is tried while other processes close. Each try fails only if it falls into the same microseconds. */
const tries = 200;
/** The longest pause before the next try; drawn, so that two that failed together do not stay together. */
const longestPauseMs = 20;

/**
 * Opens an LMDB environment, also while another process closes it. The last one to close takes down the locks in
 * `lock.mdb`, and whoever came in between finds them destroyed: EINVAL for this one and for all that join it, until
 * they have all let go and the next one sets the locks up anew. So it lets go at once, and tries again.
 */
export function openEnvironment(
  options: lmdb.RootDatabaseOptionsWithPath,
  pause: () => void = pauseShortly,
): lmdb.RootDatabase {
  for (let left = tries; ; left--) {
    try {
      return openOrLetGo(options);
    } catch (error) {
      if (left === 0 || !/^Invalid argument/.test((error as Error).message)) throw error;
      pause();
    }
  }
}

/**
 * lmdb keeps hold of an environment whose opening failed half-way. So it is noted when lmdb writes its path down, which
 * is right after the files are open; its locks are tried there, before anything else takes them; and it is closed here.
 */
function openOrLetGo(options: lmdb.RootDatabaseOptionsWithPath): lmdb.RootDatabase {
  const { prototype } = nativeAddon.Env;
  let opened: NativeEnvironment | undefined;
  Object.defineProperty(prototype, 'path', {
    configurable: true,
    set(this: NativeEnvironment, value: string) {
      opened = this;
      Object.defineProperty(this, 'path', { value });
      new nativeAddon.Txn(this, readOnlyTransaction).abort();
    },
  });
  try {
    return lmdb.open(options);
  } catch (error) {
    opened?.close();
    throw error;
  } finally {
    Reflect.deleteProperty(prototype, 'path');
  }
}

function pauseShortly(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + Math.random() * longestPauseMs);
}
