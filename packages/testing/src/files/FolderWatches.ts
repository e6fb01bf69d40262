import type { Inode } from "./Inode.ts"

type Listener = (event: string, name: string | null) => void

/** Who watches which folder of a fake disk. */
export class FolderWatches {
  readonly #watches = new Set<{
    readonly by: object
    readonly folder: Inode
    readonly listener: Listener
  }>()

  readonly #later: (tell: () => void) => void

  constructor(later: (tell: () => void) => void = queueMicrotask) {
    this.#later = later
  }

  /** Answers how to end the watch. */
  add(by: object, folder: Inode, listener: Listener): () => void {
    const watch = { by, folder, listener }
    this.#watches.add(watch)
    return () => this.#watches.delete(watch)
  }

  /** Tells it later, never inside the operation that it is about. */
  tell(folder: Inode, name: string): void {
    for (const watch of this.#watches) {
      if (watch.folder !== folder) continue
      this.#later(() => {
        if (this.#watches.has(watch)) watch.listener("rename", name)
      })
    }
  }

  closeAll(by: object): void {
    for (const watch of this.#watches) if (watch.by === by) this.#watches.delete(watch)
  }
}
