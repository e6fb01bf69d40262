import { createHash } from "node:crypto"

/** What was installed: by file below `scripts/`, what it was before and what it is since. */
export interface Manifest {
  readonly plugin: string
  readonly bundle: string
  readonly files: Readonly<Record<string, Change>>
}

export interface Change {
  /** Null for a file that was not there. */
  readonly before: string | null
  readonly after: string
  /** What other builds had made of it, while this one is put over them. */
  readonly earlier?: ReadonlyArray<string>
}

/** What stands while one build is put over another: every file of either, as either has it. */
export const overlaid = (replaced: Manifest, manifest: Manifest): Manifest => {
  const files: Record<string, Change> = { ...replaced.files }
  for (const [file, change] of Object.entries(manifest.files)) {
    const known = replaced.files[file]
    files[file] = known ? { ...change, earlier: [...(known.earlier ?? []), known.after] } : change
  }
  return { ...manifest, files }
}

export const isEarlier = ({ earlier = [] }: Change, now: string | null): boolean =>
  now !== null && earlier.includes(now)

export const digest = (content: string | Buffer): string =>
  createHash("sha256").update(content).digest("hex")
