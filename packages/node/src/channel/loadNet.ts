import { createRequire } from "node:module"
import type * as Net from "node:net"

/** It takes milliseconds to load, and most processes neither own a job for long nor wait for one. */
export const loadNet = (): typeof Net => (loaded ??= createRequire(import.meta.url)("node:net"))

let loaded: typeof Net | undefined
