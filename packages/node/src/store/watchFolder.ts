import { BackgroundClock } from "@job-lifecycle/engine"
import type * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { StoreFs, StoreWatcher } from "./StoreFs.ts"

/**
 * Emits whenever something in a folder may have changed, and once at the start. What nobody
 * took yet is not said twice. The net under missed events is a slow poll, which also finds a folder
 * that was made later; neither it nor the watcher keeps a process open.
 */
export const watchFolder = (
  fs: StoreFs,
  folder: string | null,
  poll: Duration.Input = "1 second"
): Stream.Stream<void> =>
  Stream.callback<void>((queue) => watchInto(wakerOf(queue), fs, folder, poll), {
    bufferSize: 1,
    strategy: "dropping"
  })

const watchInto = Effect.fnUntraced(function* (
  wake: () => void,
  fs: StoreFs,
  folder: string | null,
  poll: Duration.Input
) {
  const watcher = folder === null ? null : new FolderWatcher(fs, folder, wake)
  yield* Effect.addFinalizer(() => Effect.sync(() => watcher?.close()))
  const clock = yield* BackgroundClock
  const every = Duration.fromInputUnsafe(poll)
  while (true) {
    watcher?.ensure()
    wake()
    yield* clock === null ? Effect.sleep(every) : clock.sleep(every)
  }
})

const wakerOf =
  (queue: Queue.Enqueue<void, Cause.Done>): (() => void) =>
  () =>
    void Queue.offerUnsafe(queue, undefined)

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
      const watcher = this.#fs.watch(this.#folder, { persistent: false }, (_event, name) => {
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
