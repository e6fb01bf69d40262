import type { DiskState } from "./DiskState.ts"
import type { FolderNode, Inode } from "./Inode.ts"
import { flush, newFile, newFolder, setName } from "./Inode.ts"
import type { OpenFile, OpenMode } from "./openMode.ts"
import type { Place } from "./walk.ts"
import type { Errno } from "./systemError.ts"
import { demand, nodeAt, placeOf, Refusal } from "./walk.ts"

/** What a file's status says. */
export interface FakeStat {
  readonly size: number
  readonly nlink: number
  readonly uid: number
  readonly mode: number
  readonly mtimeMs: number
  readonly isFile: () => boolean
  readonly isDirectory: () => boolean
}

/**
 * The system calls of one user on a fake disk, without faults. Each refuses what Linux refuses, and
 * checks it in the same order.
 */
export class DiskCalls {
  readonly #disk: DiskState
  readonly #uid: number
  /** Told about each name that changed, with its folder. */
  readonly #changed: (folder: FolderNode, name: string) => void

  constructor(disk: DiskState, uid: number, changed: (folder: FolderNode, name: string) => void) {
    this.#disk = disk
    this.#uid = uid
    this.#changed = changed
  }

  open(file: string, how: OpenMode, mode: number): OpenFile {
    const place = this.#place(file)
    const { node } = place
    if (node === null) {
      if (!how.creates) throw new Refusal("ENOENT")
      this.#demandNew(place)
      if (this.#disk.freeFiles < 1) throw new Refusal("ENOSPC")
      const made = newFile(this.#status(mode))
      this.#disk.freeFiles -= 1
      this.#name(place, made)
      return { node: made, how, file, at: 0 }
    }
    if (how.creates && how.exclusive) throw new Refusal("EEXIST")
    if (node.kind === "folder" && (how.writes || how.creates)) throw new Refusal("EISDIR")
    if (how.reads) demand(node, this.#uid, "read")
    if (how.writes) demand(node, this.#uid, "write")
    if (how.truncates && node.kind === "file") {
      this.#disk.freeBytes += node.data.length
      node.data = new Uint8Array(0)
      node.mtimeMs = this.#disk.now()
    }
    return { node, how, file, at: 0 }
  }

  /** Writes as much as there is room for, as Linux does, and refuses only when that is nothing. */
  write({ how, node, ...open }: OpenFile, bytes: Uint8Array, position?: number): number {
    if (!how.writes || node.kind === "folder") throw new Refusal("EBADF")
    const start = how.appends ? node.data.length : (position ?? open.at)
    const room = Math.max(0, node.data.length - start) + this.#disk.freeBytes
    const count = Math.min(bytes.length, room)
    if (count < 1 && bytes.length > 0) throw new Refusal("ENOSPC")
    const data = new Uint8Array(Math.max(node.data.length, start + count))
    data.set(node.data)
    data.set(bytes.subarray(0, count), start)
    this.#disk.freeBytes -= data.length - node.data.length
    node.data = data
    node.mtimeMs = this.#disk.now()
    return count
  }

  read({ how, node }: OpenFile, position: number, length: number): Uint8Array {
    if (!how.reads) throw new Refusal("EBADF")
    if (node.kind === "folder") throw new Refusal("EISDIR")
    return node.data.subarray(position, position + length)
  }

  flush({ node }: OpenFile): void {
    flush(node)
  }

  stat(file: string): FakeStat {
    return statOf(nodeAt(this.#disk.root, file, this.#uid))
  }

  list(file: string): Array<string> {
    const node = nodeAt(this.#disk.root, file, this.#uid)
    if (node.kind === "file") throw new Refusal("ENOTDIR")
    demand(node, this.#uid, "read")
    return [...node.names.keys()]
  }

  makeFolder(file: string, mode: number): void {
    const place = this.#place(file)
    if (place.node !== null) throw new Refusal("EEXIST")
    this.#demandNew(place)
    this.#name(place, newFolder(this.#status(mode)))
  }

  removeFolder(file: string): void {
    const place = this.#place(file)
    if (place.node === null) throw new Refusal("ENOENT")
    demand(place.folder, this.#uid, "write")
    if (place.node.kind === "file") throw new Refusal("ENOTDIR")
    if (place.node.names.size > 0) throw new Refusal("ENOTEMPTY")
    place.node.removed = true
    this.#name(place, null)
  }

  link(existing: string, name: string): void {
    const node = nodeAt(this.#disk.root, existing, this.#uid)
    const place = this.#place(name)
    if (place.node !== null) throw new Refusal("EEXIST")
    this.#demandNew(place)
    if (node.kind === "folder") throw new Refusal("EPERM")
    this.#name(place, node)
  }

  rename(from: string, to: string): void {
    const source = this.#place(from)
    const target = this.#place(to)
    const { node } = source
    if (node === null) throw new Refusal("ENOENT")
    if (node.kind === "folder" && isWithin(target.folder, node)) throw new Refusal("EINVAL")
    if (target.node?.kind === "folder" && isWithin(source.folder, target.node)) {
      throw new Refusal("ENOTEMPTY")
    }
    if (node === target.node) return
    demand(source.folder, this.#uid, "write")
    demand(target.folder, this.#uid, "write")
    const refusal =
      this.#disk.platform === "win32"
        ? refusalOnWindows(node, target.node, this.#disk.isOpen)
        : refusalOf(node, target.node)
    if (refusal !== null) throw new Refusal(refusal)
    if (target.node?.kind === "folder") target.node.removed = true
    this.#name(target, node)
    this.#name(source, null)
  }

  unlink(file: string): void {
    const place = this.#place(file)
    if (place.node === null) throw new Refusal("ENOENT")
    demand(place.folder, this.#uid, "write")
    if (place.node.kind === "folder") throw new Refusal("EISDIR")
    this.#name(place, null)
  }

  #place(file: string): Place {
    return placeOf(this.#disk.root, file, this.#uid)
  }

  #demandNew(place: Place): void {
    demand(place.folder, this.#uid, "write")
    if (place.folder.removed) throw new Refusal("ENOENT")
  }

  #status(mode: number) {
    return { uid: this.#uid, mode: mode & 0o777 & ~0o022, mtimeMs: this.#disk.now() }
  }

  #name({ folder, name, node: before }: Place, node: Inode | null): void {
    setName(folder, name, node, this.#disk.now())
    if (before?.kind === "file" && before.links === 0) {
      this.#disk.freeBytes += before.data.length
      this.#disk.freeFiles += 1
    }
    this.#changed(folder, name)
  }
}

/** Why a name cannot be given to this; null when it can. */
const refusalOf = (node: Inode, target: Inode | null): Errno | null => {
  if (target !== null && target.kind !== node.kind) {
    return node.kind === "folder" ? "ENOTDIR" : "EISDIR"
  }
  return target?.kind === "folder" && target.names.size > 0 ? "ENOTEMPTY" : null
}

/**
 * The same on Windows (MoveFileEx with MOVEFILE_REPLACE_EXISTING, as tabled in MicrosoftDocs/sdk-api#845):
 * whatever is renamed replaces a file, a folder too, and nothing replaces a folder. An open file is not
 * replaced, and a folder in which one is open is not renamed. All of it is ERROR_ACCESS_DENIED, which is
 * EPERM in Node.
 */
const refusalOnWindows = (
  node: Inode,
  target: Inode | null,
  isOpen: (node: Inode) => boolean
): Errno | null => {
  const inUse = (child: Inode): boolean =>
    isOpen(child) || (child.kind === "folder" && [...child.names.values()].some(inUse))
  const holdsOpen = node.kind === "folder" && [...node.names.values()].some(inUse)
  return target?.kind === "folder" || (target !== null && isOpen(target)) || holdsOpen
    ? "EPERM"
    : null
}

export const statOf = (node: Inode): FakeStat => ({
  // A folder takes room for its names, so that one that grows can be told.
  size: node.kind === "file" ? node.data.length : node.names.size * 40,
  nlink: node.kind === "file" ? node.links : 2,
  uid: node.uid,
  mode: node.mode,
  mtimeMs: node.mtimeMs,
  isFile: () => node.kind === "file",
  isDirectory: () => node.kind === "folder"
})

const isWithin = (inner: Inode, outer: Inode): boolean =>
  inner === outer ||
  (outer.kind === "folder" && [...outer.names.values()].some((child) => isWithin(inner, child)))
