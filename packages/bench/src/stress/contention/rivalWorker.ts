import { FileJobStore } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { eachLine } from "../eachLine.ts"
import { say } from "../say.ts"
import type { Turn } from "./shareOf.ts"
import { created, facts, shareOf } from "./shareOf.ts"

/** What became of one publication, as its rival was told. `nonce`: whose fact stands. */
export type Told = Turn & { readonly won: boolean; readonly standing: string }

/** One round of one rival: publishes its share as soon as all are released. */
export interface Round {
  readonly root: string
  readonly barrier: string
  readonly facts: number
}

/** A rival: says when it stands at the barrier, then what it was told. */
export const rivalWorker = (rival: number): Promise<void> =>
  eachLine((round: Round) => {
    const store = FileJobStore.make({ root: round.root })
    const turns = shareOf(rival, round.facts)
    standAt(round.barrier)
    say(turns.map((turn): Told => ({ ...turn, ...publish(store, turn, rival) })))
  })

/** Opened before it says that it is there, so that the release reaches all: the end of the pipe. */
const standAt = (barrier: string): void => {
  const fd = fs.openSync(barrier, "r")
  say("there")
  fs.readSync(fd, Buffer.alloc(1))
  fs.closeSync(fd)
}

type Store = ReturnType<typeof FileJobStore.make>

const publish = (store: Store, turn: Turn, rival: number): Pick<Told, "won" | "standing"> => {
  const published: { readonly _tag: string } = publication(store, turn, rival)
  if (turn.fact === "outcome") {
    const { settledAt } = facts(rival).outcome
    Effect.runSync(store.index(turn.id, { settledAt, active: false }))
  }
  if (published._tag === "Won") return { won: true, standing: `rival-${rival}` }
  const value = "value" in published ? (published.value as object) : {}
  return { won: false, standing: writerOf(value) }
}

const publication = (store: Store, { id, fact }: Turn, rival: number) => {
  switch (fact) {
    case "created":
      return Effect.runSync(store.submit(created(id, rival)))
    case "claim":
      return Effect.runSync(store.publishOnce(id, fact, facts(rival).claim))
    case "result":
      return Effect.runSync(store.publishOnce(id, fact, facts(rival).result))
    case "outcome":
      return Effect.runSync(store.publishOnce(id, fact, facts(rival).outcome))
  }
}

/** Who wrote a fact: its nonce says so, or the text of a result. */
export const writerOf = (value: object): string => {
  if ("nonce" in value) return String(value.nonce)
  const text = "value" in value ? String(value.value) : ""
  return `rival-${/^answer of (\d+) /.exec(text)?.[1] ?? "unknown"}`
}
