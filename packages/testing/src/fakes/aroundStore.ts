import type { JobStoreError } from "@job-lifecycle/engine"
import { JobStore } from "@job-lifecycle/engine"
import type * as Effect from "effect/Effect"

/** The operations of a store that a fake can stand in front of. */
export type StoreOperation =
  | "submit"
  | "publishOnce"
  | "standing"
  | "facts"
  | "putProgress"
  | "renewLease"
  | "leaseAge"
  | "doubtLease"
  | "arm"
  | "index"
  | "active"
  | "settled"
  | "history"
  | "remove"
  | "sweep"
  | "rebuildIndex"
  | "retentionDueAt"
  | "postponeRetention"
  | "find"
  | "appendLog"
  | "readLog"
  | "startUp"

/** Stands in front of one call. `subject` is the fact's name for publications, else empty. */
export type Around = (
  operation: StoreOperation,
  subject: string
) => <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E | JobStoreError, R>

/** Wraps every operation of a store that is an effect. */
export const aroundStore = (store: JobStore["Service"], around: Around): JobStore["Service"] =>
  JobStore.of({
    ...store,
    submit: (created) => around("submit", "created")(store.submit(created)),
    publishOnce: (id, fact, value) =>
      around("publishOnce", fact)(store.publishOnce(id, fact, value)),
    standing: (id, fact) => around("standing", fact)(store.standing(id, fact)),
    facts: (id) => around("facts", "")(store.facts(id)),
    putProgress: (id, progress) => around("putProgress", "")(store.putProgress(id, progress)),
    renewLease: (id, nonce) => around("renewLease", "")(store.renewLease(id, nonce)),
    leaseAge: (id, nonce) => around("leaseAge", "")(store.leaseAge(id, nonce)),
    doubtLease: (id, about) => around("doubtLease", "")(store.doubtLease(id, about)),
    arm: (id, settlement) => around("arm", "")(store.arm(id, settlement)),
    index: (id, options) => around("index", "")(store.index(id, options)),
    active: around("active", "")(store.active),
    settled: (limit) => around("settled", "")(store.settled(limit)),
    history: around("history", "")(store.history),
    remove: (id, mayGo) => around("remove", "")(store.remove(id, mayGo)),
    sweep: (options) => around("sweep", "")(store.sweep(options)),
    rebuildIndex: around("rebuildIndex", "")(store.rebuildIndex),
    retentionDueAt: around("retentionDueAt", "")(store.retentionDueAt),
    postponeRetention: (dueAt) => around("postponeRetention", "")(store.postponeRetention(dueAt)),
    find: (prefix) => around("find", "")(store.find(prefix)),
    appendLog: (id, chunk) => around("appendLog", "")(store.appendLog(id, chunk)),
    readLog: (id, from) => around("readLog", "")(store.readLog(id, from)),
    startUp: (id, tailBytes) => around("startUp", "")(store.startUp(id, tailBytes))
  })
