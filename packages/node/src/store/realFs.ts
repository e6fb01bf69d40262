import * as fs from "node:fs"
import type { StoreFs } from "./StoreFs.ts"

/** The disk: node:fs itself, so that nothing stands between the store and it. */
export const realFs: StoreFs = fs
