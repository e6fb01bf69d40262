// The module's one object: a namespace of it would have to be made of a hundred names at each start.
import fs from "node:fs"
import type { StoreFs } from "./StoreFs.ts"

/** The disk: node:fs itself, so that nothing stands between the store and it. */
export const realFs: StoreFs = fs
