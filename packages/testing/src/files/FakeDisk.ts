import type { DiskState } from "./DiskState.ts"
import { FileFaults } from "./Faults.ts"
import type { ProcessOptions } from "./FakeFiles.ts"
import { FakeFiles } from "./FakeFiles.ts"
import { FolderWatches } from "./FolderWatches.ts"
import type { FileNode, FolderNode, Inode } from "./Inode.ts"
import { newFolder } from "./Inode.ts"
import { cutBelow, PowerCut } from "./PowerCut.ts"

/** What machine a fake disk is in. */
export interface FakeDiskOptions {
  /** What the machine says it is; default `linux`. */
  readonly platform?: string | undefined
  /** Wall time of changes, milliseconds; default always the same. */
  readonly now?: (() => number) | undefined
  /** How watchers are told, after the operation that it is about; default: as a microtask. */
  readonly later?: ((tell: () => void) => void) | undefined
}

/**
 * A disk in memory with the semantics of POSIX, deterministic: what a process wrote is seen by all
 * at once, and is durable only when it was flushed: a file's content by an fsync of the file, a name
 * by an fsync of its folder. Any number of processes share it; each can fail and die on its own.
 *
 * **Gotchas**: it does not model symbolic links, groups, file locks or blocks: a file takes the
 * room of its bytes and a name takes none. Of Windows it models what a rename replaces, and what open files
 * keep it from, and no more.
 */
export class FakeDisk implements DiskState {
  readonly platform: string
  readonly now: () => number
  freeBytes = Number.POSITIVE_INFINITY
  freeFiles = Number.POSITIVE_INFINITY
  root: FolderNode
  readonly watches: FolderWatches
  readonly #processes = new Set<FakeFiles>()

  constructor(options: FakeDiskOptions = {}) {
    this.platform = options.platform ?? "linux"
    this.now = options.now ?? (() => 1_700_000_000_000)
    this.watches = new FolderWatches(options.later)
    this.root = newFolder({ uid: 0, mode: 0o777, mtimeMs: this.now() })
  }

  /** The disk as one more process sees it. */
  process(options: ProcessOptions = {}): FakeFiles {
    const files = new FakeFiles(this, { uid: 0, faults: FileFaults.none, ...options })
    this.#processes.add(files)
    return files
  }

  readonly isOpen = (node: Inode): boolean =>
    [...this.#processes].some((process) => process.hasOpen(node))

  /** Every process dies, and of what was not flushed the cut decides. */
  cutPower(cut: PowerCut): void {
    for (const process of this.#processes) process.kill()
    this.#processes.clear()
    cutBelow(this.root, cut)
  }

  /** Makes everything durable, as time alone does. */
  flushAll(): void {
    cutBelow(this.root, PowerCut.everythingKept)
  }

  /** A copy with no process in it. What happens to one does not happen to the other. */
  copy(): FakeDisk {
    const copy = new FakeDisk({ platform: this.platform, now: this.now })
    copy.freeBytes = this.freeBytes
    copy.freeFiles = this.freeFiles
    const made = new Map<Inode, Inode>()
    const copyNode = (node: Inode): Inode => {
      const known = made.get(node)
      if (known !== undefined) return known
      if (node.kind === "file") {
        const file: FileNode = { ...node }
        made.set(node, file)
        return file
      }
      const folder: FolderNode = { ...node, names: new Map(), unflushed: new Map() }
      made.set(node, folder)
      for (const [name, child] of node.names) folder.names.set(name, copyNode(child))
      for (const [name, states] of node.unflushed) {
        folder.unflushed.set(
          name,
          states.map((state) => (state === null ? null : copyNode(state)))
        )
      }
      return folder
    }
    copy.root = copyNode(this.root) as FolderNode
    return copy
  }

  /** Every file by its path, as bytes: what a test compares. Folders end in a slash. */
  contents(): ReadonlyMap<string, Uint8Array> {
    const found = new Map<string, Uint8Array>()
    const nothing = new Uint8Array(0)
    const visit = (folder: FolderNode, at: string): void => {
      for (const name of [...folder.names.keys()].sort()) {
        const node = folder.names.get(name)!
        if (node.kind === "file") found.set(`${at}${name}`, node.data)
        else {
          found.set(`${at}${name}/`, nothing)
          visit(node, `${at}${name}/`)
        }
      }
    }
    visit(this.root, "/")
    return found
  }
}
