import type { Channel, ChannelEnd, JobId } from "@job-lifecycle/engine"
import { LivenessChannel } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FakeProcess, FakeProcessTable } from "./FakeProcessTable.ts"

interface FakeChannel {
  readonly owner: FakeProcess
  readonly onNudge: () => void
  readonly watchers: Set<() => void>
  readonly ended: Deferred.Deferred<ChannelEnd>
}

/**
 * The channels of a fake world: they end with their processes, and nudges arrive, at once.
 *
 * **Gotchas**: it does not model slow watchers, nor limits of their number.
 */
export class FakeChannels {
  /** The job of every channel that was ever opened. */
  readonly opened: Array<JobId> = []
  /** The job of every channel that somebody has taken for a dead owner's and cleared away. */
  readonly cleared: Array<JobId> = []
  readonly #table: FakeProcessTable
  readonly #open = new Map<JobId, FakeChannel>()

  constructor(table: FakeProcessTable) {
    this.#table = table
    table.onEnd.add((process) => {
      for (const [id, channel] of this.#open) if (channel.owner === process) this.#end(id, channel)
    })
  }

  /** The jobs whose owners can be watched now. */
  open(): ReadonlyArray<JobId> {
    return [...this.#open.keys()]
  }

  /** Ends the channel of a job whose owner goes on. */
  sever(id: JobId): void {
    const channel = this.#open.get(id)
    if (channel !== undefined) this.#end(id, channel)
  }

  /** Nudges the owner of a job, as anybody may. A stopped one hears nothing. */
  nudge(id: JobId): void {
    const channel = this.#open.get(id)
    if (channel?.owner.state === "running") channel.onNudge()
  }

  /** Channels as one process opens and watches them. A dead process opens none. */
  of(self: FakeProcess): Channel {
    return {
      open: (id, onNudge) =>
        Effect.acquireRelease(
          Effect.sync(() => this.#begin(id, self, onNudge)),
          (channel) => Effect.sync(() => channel !== null && this.#end(id, channel))
        ).pipe(Effect.map((channel) => () => channel?.watchers.forEach((nudged) => nudged()))),
      ended: (id, onNudge) =>
        Effect.suspend(() => {
          const channel = this.#open.get(id)
          if (channel === undefined) return Effect.succeed("NotReached" as const)
          // A watcher of its own, even if two were given the same function.
          const watcher = () => onNudge()
          channel.watchers.add(watcher)
          onNudge()
          return Deferred.await(channel.ended).pipe(
            Effect.ensuring(Effect.sync(() => channel.watchers.delete(watcher)))
          )
        }),
      nudge: (id) => Effect.sync(() => this.nudge(id)),
      clear: (id) => Effect.sync(() => void this.cleared.push(id))
    }
  }

  #begin(id: JobId, owner: FakeProcess, onNudge: () => void): FakeChannel | null {
    if (!this.#table.isAlive(owner) || this.#open.has(id)) return null
    const ended = Deferred.makeUnsafe<ChannelEnd>()
    const channel = { owner, onNudge, watchers: new Set<() => void>(), ended }
    this.#open.set(id, channel)
    this.opened.push(id)
    return channel
  }

  #end(id: JobId, channel: FakeChannel): void {
    if (this.#open.get(id) === channel) this.#open.delete(id)
    Deferred.doneUnsafe(channel.ended, Effect.succeed("Ended"))
  }
}

/** The channels of a fake world, as one of its processes. Keeps the laws of `LivenessChannel`. */
export const FakeLivenessChannel = {
  layer: (channels: FakeChannels, self: FakeProcess) =>
    Layer.succeed(LivenessChannel, channels.of(self))
}
