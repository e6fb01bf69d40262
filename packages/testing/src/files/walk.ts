import type { FolderNode, Inode } from "./Inode.ts"
import type { Errno } from "./systemError.ts"

/** A refusal without its syscall, which the operation adds. */
export class Refusal {
  readonly code: Errno
  constructor(code: Errno) {
    this.code = code
  }
}

/** A name in a folder that exists, whether or not anything has that name. */
export interface Place {
  readonly folder: FolderNode
  readonly name: string
  readonly node: Inode | null
}

export type Permission = "read" | "write" | "search"
const bits: Record<Permission, number> = { read: 4, write: 2, search: 1 }

/** Permission bits as Linux judges them; groups are not modelled. */
const mayUse = (node: Inode, uid: number, permission: Permission): boolean =>
  uid === 0 || ((node.uid === uid ? node.mode >> 6 : node.mode) & bits[permission]) !== 0

/** Refuses what the permission bits refuse. */
export const demand = (node: Inode, uid: number, permission: Permission): void => {
  if (!mayUse(node, uid, permission)) throw new Refusal("EACCES")
}

/** Follows a path from the root to the folder of its last name. */
export const placeOf = (root: FolderNode, file: string, uid: number): Place => {
  const names = file.split("/").filter((name) => name !== "" && name !== ".")
  const trail: Array<FolderNode> = [root]
  let name = "."
  for (const [depth, step] of names.entries()) {
    const folder = trail.at(-1)!
    demand(folder, uid, "search")
    if (step === "..") {
      if (trail.length > 1) trail.pop()
      continue
    }
    if (new TextEncoder().encode(step).length > 255) throw new Refusal("ENAMETOOLONG")
    if (depth === names.length - 1) {
      name = step
      break
    }
    const node = folder.names.get(step)
    if (node === undefined) throw new Refusal("ENOENT")
    if (node.kind === "file") throw new Refusal("ENOTDIR")
    trail.push(node)
  }
  const folder = trail.at(-1)!
  return { folder, name, node: name === "." ? folder : (folder.names.get(name) ?? null) }
}

/** Follows a path to something that must exist. */
export const nodeAt = (root: FolderNode, file: string, uid: number): Inode => {
  const { node } = placeOf(root, file, uid)
  if (node === null) throw new Refusal("ENOENT")
  return node
}
