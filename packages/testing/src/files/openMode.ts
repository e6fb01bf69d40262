import type { Inode } from "./Inode.ts"

/** Flags of open, with Linux's numbers. */
export const constants = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0x40,
  O_EXCL: 0x80,
  O_TRUNC: 0x200,
  O_APPEND: 0x400,
  O_NONBLOCK: 0x800,
  O_NOFOLLOW: 0x20000
} as const

/** What was asked for when a file was opened. */
export interface OpenMode {
  readonly reads: boolean
  readonly writes: boolean
  readonly creates: boolean
  readonly exclusive: boolean
  readonly truncates: boolean
  readonly appends: boolean
}

/** A descriptor of one process. */
export interface OpenFile {
  readonly node: Inode
  readonly how: OpenMode
  readonly file: string
  /** Where the next write without a position goes. */
  at: number
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDWR, O_TRUNC, O_WRONLY } = constants
const byLetter: Record<string, number> = {
  r: 0,
  "r+": O_RDWR,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_TRUNC | O_EXCL,
  "w+": O_RDWR | O_CREAT | O_TRUNC,
  a: O_WRONLY | O_CREAT | O_APPEND,
  ax: O_WRONLY | O_CREAT | O_APPEND | O_EXCL
}

export const openModeOf = (flags: string | number): OpenMode => {
  const bits = typeof flags === "number" ? flags : byLetter[flags]
  if (bits === undefined) throw new Error(`the fake does not know the flags "${flags}"`)
  const has = (bit: number) => (bits & bit) !== 0
  return {
    reads: !has(O_WRONLY),
    writes: has(O_WRONLY) || has(O_RDWR),
    creates: has(O_CREAT),
    exclusive: has(O_EXCL),
    truncates: has(O_TRUNC),
    appends: has(O_APPEND)
  }
}
