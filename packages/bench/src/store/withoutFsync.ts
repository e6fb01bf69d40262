import { createRequire, syncBuiltinESMExports } from "node:module"

// The one mutable object behind every `import * as fs`.
const real = createRequire(import.meta.url)("node:fs") as { fsyncSync: (fd: number) => void }

/** Runs `body` with fsync(2) taken away from everybody in this process, ours and raw alike. */
export const withoutFsync = async <A>(body: () => Promise<A> | A): Promise<A> => {
  const { fsyncSync } = real
  real.fsyncSync = () => {}
  syncBuiltinESMExports()
  try {
    return await body()
  } finally {
    real.fsyncSync = fsyncSync
    syncBuiltinESMExports()
  }
}
