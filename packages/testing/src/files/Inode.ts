interface Status {
  uid: number
  mode: number
  mtimeMs: number
}

/** A file's content. Arrays are never changed in place, so that copies of a disk can share them. */
export interface FileNode extends Status {
  readonly kind: "file"
  data: Uint8Array
  /** What an fsync last made durable; null when none did. */
  flushed: Uint8Array | null
  /** How many names it has. */
  links: number
}

/** A folder's names. */
export interface FolderNode extends Status {
  readonly kind: "folder"
  names: Map<string, Inode>
  /** What each name stood for since the last fsync of the folder, oldest first, without the present. */
  unflushed: Map<string, Array<Inode | null>>
  /** It has no name any more, so nothing can be made in it. */
  removed: boolean
}

export type Inode = FileNode | FolderNode

export const newFile = (status: Status): FileNode => ({
  kind: "file",
  ...status,
  data: new Uint8Array(0),
  flushed: null,
  links: 0
})

export const newFolder = (status: Status): FolderNode => ({
  kind: "folder",
  ...status,
  names: new Map(),
  unflushed: new Map(),
  removed: false
})

/** Points a name at something else, or at nothing, and remembers what a power cut may bring back. */
export const setName = (folder: FolderNode, name: string, node: Inode | null, at: number): void => {
  const before = folder.names.get(name) ?? null
  const states = folder.unflushed.get(name)
  if (states === undefined) folder.unflushed.set(name, [before])
  else states.push(before)
  if (before?.kind === "file") before.links -= 1
  if (node?.kind === "file") node.links += 1
  if (node === null) folder.names.delete(name)
  else folder.names.set(name, node)
  folder.mtimeMs = at
}

/** Makes durable what an fsync makes durable: a file's content, a folder's names, nothing else. */
export const flush = (node: Inode): void => {
  if (node.kind === "file") node.flushed = node.data
  else node.unflushed.clear()
}
