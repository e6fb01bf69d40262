import { parts } from "./parts.ts"

/** The versions of the plugin that this adapter was tried on. Others are refused. */
export const knownVersions: ReadonlyArray<string> = ["1.0.3", "1.0.4", "1.0.5"]

/** Where the bundle goes, below `scripts/`. */
export const bundlePlace = "lib/job-companion.mjs"

/** Where Node keeps what it has compiled, below `scripts/`. */
export const cachePlace = "lib/.job-companion-cache"

/** Where those who change the plugin say that they are here, below `scripts/`. */
export const turnsPlace = "lib/.job-companion-turns"

/** The command: a file that answers what has only to be read, and where the rest of it goes. */
export const entry = { file: "codex-companion.mjs", rest: "codex-companion-main.mjs" } as const

/** What is put beside the host's own files, by file below `scripts/`. */
export const added: Readonly<Record<string, string>> = {
  [entry.file]: parts.entry,
  "lib/job-companion-settling.mjs": parts.settling
}

/** The host's own module of records, as its scripts name it. */
export const hostState = "./lib/state.mjs"
