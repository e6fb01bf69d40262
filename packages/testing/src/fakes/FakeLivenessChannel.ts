import type { Channel, ChannelEnd, JobId } from "@job-lifecycle/engine"
import { LivenessChannel } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FakeProcess, FakeProcessTable } from "./FakeProcessTable.ts"

interface FakeChannel {
  readonly owner: FakeProcess
  readonly ended: Deferred.Deferred<ChannelEnd>
}

/** The channels of a fake world: they end with their processes, at once. */
export class FakeChannels {
  /** The job of every channel that was ever opened. */
  readonly opened: Array<JobId> = []
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

  /** Channels as one process opens and watches them. A dead process opens none. */
  of(self: FakeProcess): Channel {
    return {
      open: (id) =>
        Effect.asVoid(
          Effect.acquireRelease(
            Effect.sync(() => this.#begin(id, self)),
            (channel) => Effect.sync(() => channel !== null && this.#end(id, channel))
          )
        ),
      ended: (id) =>
        Effect.suspend(() => {
          const channel = this.#open.get(id)
          return channel === undefined
            ? Effect.succeed("NotReached" as const)
            : Deferred.await(channel.ended)
        }),
      clear: () => Effect.void
    }
  }

  #begin(id: JobId, owner: FakeProcess): FakeChannel | null {
    if (!this.#table.isAlive(owner) || this.#open.has(id)) return null
    const channel = { owner, ended: Deferred.makeUnsafe<ChannelEnd>() }
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
