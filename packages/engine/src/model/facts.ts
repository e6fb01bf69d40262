import * as Schema from "effect/Schema"
import { JobId } from "./JobId.ts"
import { JobRequest } from "./JobRequest.ts"
import { Outcome, Settlement } from "./Outcome.ts"
import { OwnerIdentity, WorkIdentity } from "./OwnerIdentity.ts"

const WallMillis = Schema.Int

/**
 * The one claim of a job. `Owned`: this owner runs it. `Void`: it was ended before anybody claimed
 * it, and `outcome` says as what, so that any reader can finish a half-made ending.
 */
export const Claim = Schema.TaggedUnion({
  Owned: {
    owner: OwnerIdentity,
    nonce: Schema.String,
    /** Handed to everything that the job starts, so that it can be recognised. */
    token: Schema.String,
    claimedAt: WallMillis,
    /** The owner's process exists for this job alone, so a cancel may signal it. */
    dedicated: Schema.Boolean
  },
  Void: { nonce: Schema.String, voidedAt: WallMillis, outcome: Outcome }
})
export type Claim = typeof Claim.Type
/** The claim of somebody who runs the job, and of nobody else: a `Void` one keeps all from it. */
export type OwnedClaim = Extract<Claim, { readonly _tag: "Owned" }>

/** The submission. `claim` is filled in when the submitter owns the job from the first instant. */
export const Created = Schema.Struct({
  id: JobId,
  request: JobRequest,
  submitter: OwnerIdentity,
  createdAt: WallMillis,
  nonce: Schema.String,
  claim: Schema.NullOr(Claim)
})
export type Created = typeof Created.Type

/** Somebody asked to cancel: who, when, and why if they said. The first request stands. */
export const CancelIntent = Schema.Struct({
  by: Schema.String,
  requestedAt: WallMillis,
  reason: Schema.NullOr(Schema.String),
  nonce: Schema.String
})
export type CancelIntent = typeof CancelIntent.Type

/** An explicit result, durable before the outcome that names it. */
export const ResultRecord = Schema.Struct({ value: Schema.Json, at: WallMillis })
export type ResultRecord = typeof ResultRecord.Type

/** The identity of what the owner started outside itself. */
export const WorkRecord = Schema.Struct({ identity: WorkIdentity, startedAt: WallMillis })
export type WorkRecord = typeof WorkRecord.Type

/** The work that ran on after the outcome has stopped. */
export const WorkStopped = Schema.Struct({ at: WallMillis })
export type WorkStopped = typeof WorkStopped.Type

/** Somebody has seen the outcome. */
export const ReadMark = Schema.Struct({ at: WallMillis })
export type ReadMark = typeof ReadMark.Type

/** Somebody is about to run what the request asks for at the end: nobody else will any more. */
export const HookStarted = Schema.Struct({ at: WallMillis, by: OwnerIdentity })
export type HookStarted = typeof HookStarted.Type

/** How that came out. `problem`: what went wrong, for people; null when nothing did. */
export const HookEnded = Schema.Struct({
  at: WallMillis,
  exitCode: Schema.NullOr(Schema.Int),
  problem: Schema.NullOr(Schema.String)
})
export type HookEnded = typeof HookEnded.Type

/** What a runner delivered after its job was settled. It never changes the outcome. */
export const LateResult = Schema.Struct({ value: Schema.Json, at: WallMillis })
export type LateResult = typeof LateResult.Type

/**
 * Every fact that is published once under a fixed name. The first value stands for ever; the
 * store promises that for each fact alone, never over several.
 */
export const Fact = {
  created: Created,
  claim: Claim,
  work: WorkRecord,
  cancel: CancelIntent,
  result: ResultRecord,
  outcome: Settlement,
  workStopped: WorkStopped,
  read: ReadMark,
  late: LateResult,
  hookStarted: HookStarted,
  hookEnded: HookEnded
} as const
/** What can be on record about a job, each published once. */
export type FactName = keyof typeof Fact
/** What is on record under that name. */
export type FactValue<F extends FactName> = (typeof Fact)[F]["Type"]

/** The newest word of the owner. Replaced, not published once: only the claim's holder writes it. */
export const Progress = Schema.Struct({
  at: WallMillis,
  phase: Schema.NullOr(Schema.String),
  message: Schema.NullOr(Schema.String),
  resumeHandle: Schema.NullOr(Schema.String),
  /** The writer's claim nonce. A reader ignores any other. */
  nonce: Schema.String
})
export type Progress = typeof Progress.Type

/** Everything on record about one job, as it was read: before any judgement. */
export interface JobFacts {
  readonly id: JobId
  readonly created: Created
  readonly claim: Claim | null
  readonly work: WorkRecord | null
  readonly progress: Progress | null
  readonly cancel: CancelIntent | null
  readonly result: ResultRecord | null
  readonly settlement: Settlement | null
  readonly workStopped: WorkStopped | null
  readonly read: ReadMark | null
  readonly late: LateResult | null
  readonly hookStarted: HookStarted | null
  readonly hookEnded: HookEnded | null
  /** Wall time of the newest log output, where the store knows it. */
  readonly lastLogAt: number | null
  /** Names of facts that exist and could not be read; each is kept as it is. */
  readonly unreadable: ReadonlyArray<string>
  /** Those of them that are whole, and so were written by a newer version; left out where none is. */
  readonly newer?: ReadonlyArray<string>
}
