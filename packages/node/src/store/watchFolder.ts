import { BackgroundClock } from "@job-lifecycle/engine"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as path from "node:path"
import type { StoreFs, StoreWatcher } from "./StoreFs.ts"

/**
 * Calls `wake` whenever something in a folder may have changed, and once at the start, until the scope
 * closes. The net under missed events is a slow poll, which also finds a folder that was made later, or
 * anew; neither it nor the watcher keeps a process open.
 */
export const watchFolder = Effect.fnUntraced(function* (
  fs: StoreFs,
  folder: string | null,
  wake: () => void,
  poll: Duration.Input = "1 second"
): Effect.fn.Return<void, never, Scope.Scope> {
  const watcher = folder === null ? null : new FolderWatcher(fs, folder, wake)
  yield* Effect.addFinalizer(() => Effect.sync(() => watcher?.close()))
  const look = Effect.sync(() => {
    watcher?.ensure()
    wake()
  })
  yield* look
  const clock = yield* BackgroundClock
  const every = Duration.fromInputUnsafe(poll)
  const pause = clock === null ? Effect.sleep(every) : clock.sleep(every)
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(pause, look)))
})

/** Watches a folder while it can be watched. */
class FolderWatcher {
  readonly #fs: StoreFs
  readonly #folder: string
  readonly #wake: () => void
  #watcher: StoreWatcher | null = null

  constructor(fs: StoreFs, folder: string, wake: () => void) {
    this.#fs = fs
    this.#folder = folder
    this.#wake = wake
  }

  ensure(): void {
    if (this.#watcher !== null) return
    try {
      const watcher = this.#fs.watch(this.#folder, { persistent: false }, (event, name) => {
        // Of the folder itself: it was removed, and whatever gets its name is not watched by this.
        if (event === "rename" && name === path.basename(this.#folder)) this.close()
        if (name === null || !name.startsWith(".")) this.#wake()
      })
      watcher.on("error", () => this.close())
      this.#watcher = watcher
    } catch {
      // No such folder yet, or no watch left to have: the poll goes on.
    }
  }

  close(): void {
    this.#watcher?.close()
    this.#watcher = null
  }
}
