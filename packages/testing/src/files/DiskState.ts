import type { FolderWatches } from "./FolderWatches.ts"
import type { FolderNode, Inode } from "./Inode.ts"

/** What the processes of a fake disk share. */
export interface DiskState {
  /** What the machine says it is. */
  readonly platform: string
  /** Wall time of changes, milliseconds. */
  readonly now: () => number
  /** How many more bytes and files there is room for. Move them to fill the disk. */
  freeBytes: number
  freeFiles: number
  root: FolderNode
  readonly watches: FolderWatches
  /** Whether a process has it open. */
  readonly isOpen: (node: Inode) => boolean
}
