import type { FileNode, FolderNode, Inode } from "./Inode.ts"
import { seededRandom } from "./seededRandom.ts"

/** Decides what of the unflushed state a power cut leaves. */
export interface PowerCut {
  readonly label: string
  /** Which of the states of a name is left: 0 is the flushed one, the last the newest. */
  readonly nameState: (count: number) => number
  /** What is left of content that was written and not flushed. */
  readonly content: (flushed: Uint8Array | null, written: Uint8Array) => Uint8Array
}

const empty = new Uint8Array(0)
const newest = (count: number) => count - 1
const oldest = () => 0
const flushedContent = (flushed: Uint8Array | null) => flushed ?? empty
/** The length made it, the content did not. */
const zeroed = (flushed: Uint8Array | null, written: Uint8Array) => {
  const left = new Uint8Array(written.length)
  left.set((flushed ?? empty).subarray(0, written.length))
  return left
}

/**
 * What a file system may leave after a power cut, as measured on real ones: a name survives
 * without its content, empty or zeroed; a name is lost that was acknowledged; or all is well.
 */
export const PowerCut = {
  /** Nothing is left that was not flushed. */
  nothingKept: { label: "nothing kept", nameState: oldest, content: flushedContent },
  /** Everything is left. */
  everythingKept: { label: "everything kept", nameState: newest, content: (_, all) => all },
  /** Names are left, and files are as empty as when they were made. */
  namesKept: { label: "names kept, content lost", nameState: newest, content: flushedContent },
  /** Names and lengths are left, and content is zeros. */
  zerosKept: { label: "names kept, content zeroed", nameState: newest, content: zeroed },
  /** Content is left, and names are as they were. */
  contentKept: { label: "content kept, names lost", nameState: oldest, content: (_, all) => all },
  /** Each name and each file on its own, by a seed. */
  random: (seed: number): PowerCut => {
    const next = seededRandom(seed)
    return {
      label: `random ${seed}`,
      nameState: (count) => Math.floor(next() * count),
      content: (flushed, written) => {
        const way = Math.floor(next() * 5)
        if (way === 0) return flushedContent(flushed)
        if (way === 1) return zeroed(flushed, written)
        if (way === 2) return written.slice(0, Math.floor(next() * (written.length + 1)))
        if (way === 3) return mixed(flushedContent(flushed), written, next)
        return written
      }
    }
  }
} as const satisfies Record<string, PowerCut | ((seed: number) => PowerCut)>

/** The cuts that are not a matter of chance. */
export const powerCuts: ReadonlyArray<PowerCut> = [
  PowerCut.nothingKept,
  PowerCut.everythingKept,
  PowerCut.namesKept,
  PowerCut.zerosKept,
  PowerCut.contentKept
]

/** Blocks reach the disk on their own. */
const mixed = (flushed: Uint8Array, written: Uint8Array, next: () => number): Uint8Array => {
  const left = written.slice()
  for (let at = 0; at < left.length; at += 512) {
    if (next() < 0.5) {
      left.fill(0, at, at + 512)
      if (at < flushed.length) left.set(flushed.subarray(at, Math.min(at + 512, left.length)), at)
    }
  }
  return left
}

/** A folder with all that is in it. */
const copyOf = (folder: FolderNode): FolderNode => {
  const names = [...folder.names].map(
    ([name, node]) => [name, node.kind === "folder" ? copyOf(node) : { ...node }] as const
  )
  return { ...folder, names: new Map(names), unflushed: new Map() }
}

/**
 * Brings everything below a folder to what the cut leaves, durable from then on. A folder that was renamed is
 * under its old name, its new one, or both: no rename loses what had a durable name (rename(2) is one step on a
 * journal, and elsewhere the new name comes first). Under both it is two folders from then on.
 */
export const cutBelow = (root: FolderNode, cut: PowerCut): void => {
  const files = new Set<FileNode>()
  const left = new Set<FolderNode>()
  const before = new Map<FolderNode, { readonly folder: FolderNode; readonly name: string }>()
  const visit = (folder: FolderNode): void => {
    left.add(folder)
    folder.removed = false
    for (const [name, states] of folder.unflushed) {
      const [durable] = states
      if (durable?.kind === "folder") before.set(durable, { folder, name })
      const present = folder.names.get(name) ?? null
      const kept: Inode | null = [...states, present][cut.nameState(states.length + 1)] ?? null
      if (kept === null) folder.names.delete(name)
      else folder.names.set(name, kept)
    }
    folder.unflushed.clear()
    for (const [name, node] of folder.names) {
      if (node.kind === "folder") {
        const own = left.has(node) ? copyOf(node) : node
        folder.names.set(name, own)
        visit(own)
      } else {
        if (!files.has(node)) node.links = 0
        node.links += 1
        files.add(node)
      }
    }
  }
  visit(root)
  for (const [node, { folder, name }] of before) {
    if (left.has(node) || node.removed || folder.names.has(name)) continue
    folder.names.set(name, node)
    visit(node)
  }
  for (const file of files) {
    if (file.flushed !== file.data) file.data = cut.content(file.flushed, file.data)
    file.flushed = file.data
  }
}
