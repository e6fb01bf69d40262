import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { asJson } from "./model/asJson.ts"
import type { Wanted } from "./model/checkOptions.ts"
import { checkOptions, flag, judgedElsewhere, oneOf, text, texts } from "./model/checkOptions.ts"
import type { JobStoreError } from "./model/errors.ts"
import { InvalidRequest } from "./model/errors.ts"
import { inMessage } from "./model/inMessage.ts"
import type { Claim, Created } from "./model/facts.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { isJobId, makeJobId, makeNonce } from "./model/JobId.ts"
import type { Adopt, JobKind, JobRequest } from "./model/JobRequest.ts"
import { adoptOf } from "./model/JobRequest.ts"
import { JobStore } from "./contracts/JobStore.ts"
import type { LimitOptions } from "./model/Limits.ts"
import { resolveLimits } from "./model/Limits.ts"
import type { OwnerIdentity } from "./model/OwnerIdentity.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"
import type { Json } from "effect/Schema"

/** What a caller asks for. Limits that are not given have the defaults of `LimitOptions`. */
export interface SubmitOptions extends LimitOptions {
  /** What listings show. Default, and in place of a blank one: the command line, or `job`. */
  readonly name?: string | undefined
  /** Default: `command` when there is one, else `function`. */
  readonly kind?: JobKind | undefined
  readonly command?: ReadonlyArray<string> | undefined
  readonly cwd?: string | undefined
  readonly session?: string | undefined
  /** The id of the job that this one is a retry of; whether it is still on record is not asked. */
  readonly retryOf?: string | undefined
  /** The work goes on elsewhere when its owner dies, so that its end cannot be seen from here. */
  readonly upstream?: boolean | undefined
  /** What the host keeps with the job, as JSON carries it. It comes back with every `Job`. */
  readonly attributes?: Json | undefined
  /**
   * Names the job beforehand, for a host with names of its own. A name is taken once and for ever:
   * whoever comes second is refused with `InvalidRequest`. Default: drawn at random.
   */
  readonly id?: JobId | undefined
  /**
   * This process itself starts the owner, with the job's id as its token: then the job ends as never
   * started when neither is left, and not only at its claim deadline. Default false.
   */
  readonly launched?: boolean | undefined
  /** What is done to its work when its owner is gone. Default: `kill` for a command, else `leave`. */
  readonly adopt?: Adopt | undefined
  /**
   * What is to be run once it has ended: for the command `job` a line for the shell. At most once, and
   * where nobody provides `EndHook`, never.
   */
  readonly onEnd?: string | undefined
}

/** Records a job for an owner to come: durable before this returns (I1 record-before-work). */
export const submit = Effect.fnUntraced(function* (
  options: SubmitOptions
): Effect.fn.Return<Job, InvalidRequest | ReadError, Reading> {
  yield* checkOptions(options, submitOptions)
  const request = yield* requestOf(options)
  const submitter = yield* (yield* OwnerProbe).self
  const created = yield* draft(request, submitter, options.id)
  return yield* reconcile(yield* record(created, options.id != null))
})

export const submitOptions: { readonly [Name in keyof SubmitOptions]-?: Wanted } = {
  name: text,
  kind: oneOf("function", "command"),
  command: texts,
  cwd: text,
  session: text,
  retryOf: { is: isJobId, words: "the sixteen digits of an earlier job's id" },
  upstream: flag,
  attributes: judgedElsewhere,
  id: judgedElsewhere,
  launched: flag,
  adopt: oneOf("kill", "leave"),
  onEnd: text,
  timeLimit: judgedElsewhere,
  silence: judgedElsewhere,
  grace: judgedElsewhere,
  claimDeadline: judgedElsewhere,
  lostDeadline: judgedElsewhere
}

/** Judges what was asked for and fills in the defaults. */
export const requestOf = Effect.fnUntraced(function* (
  options: SubmitOptions
): Effect.fn.Return<JobRequest, InvalidRequest> {
  const limits = yield* resolveLimits(options)
  const command = options.command ?? null
  const kind = options.kind ?? (command === null ? "function" : "command")
  const attributes = asJson(options.attributes)
  const wrong = wrongIn(options, kind, attributes)
  if (wrong !== null) return yield* new InvalidRequest(wrong)
  return {
    name: options.name?.trim() ? options.name : command?.join(" ").slice(0, 80) || "job",
    kind,
    command,
    cwd: options.cwd ?? null,
    session: options.session ?? null,
    retryOf: options.retryOf ?? null,
    upstream: options.upstream ?? false,
    ...(options.launched === true ? { launched: true } : {}),
    adopt: options.adopt ?? adoptOf({ kind }),
    ...(options.onEnd == null ? {} : { onEnd: options.onEnd }),
    limits,
    ...(attributes === undefined ? {} : { attributes })
  }
})

/** What no job can be asked to be; null where there is nothing of the kind. Pure. */
const wrongIn = (
  options: SubmitOptions,
  kind: JobKind,
  attributes: Json | undefined
): { readonly field: string; readonly message: string } | null => {
  const { command, cwd, id, name, onEnd, session } = options
  if (kind === "command" && (command?.[0] ?? "") === "") {
    return {
      field: "command",
      message: "The command is empty: give the program to run, for example: npm test."
    }
  }
  if (onEnd?.trim() === "") {
    return {
      field: "onEnd",
      message: "What is to be run at the end is empty: say what, or leave it out."
    }
  }
  const words = { name, cwd, session, onEnd, command: command?.join("") }
  for (const [field, value] of Object.entries(words)) {
    if (value?.includes("\0") === true) {
      return { field, message: `The ${field} contains a NUL character: leave it out.` }
    }
  }
  if (id != null && !isJobId(id)) {
    return {
      field: "id",
      message: `The id ${inMessage(id)} cannot be a job's: give sixteen digits of 0-9 and a-f.`
    }
  }
  if (options.attributes !== undefined && attributes === undefined) {
    return {
      field: "attributes",
      message: "The attributes are not JSON: encode them before you give them."
    }
  }
  return null
}

/** Makes a submission, with a new id unless one is given. */
export const draft = Effect.fnUntraced(function* (
  request: JobRequest,
  submitter: OwnerIdentity,
  id: JobId | undefined,
  claim: (at: number) => Effect.Effect<Claim | null> = () => Effect.succeed(null)
): Effect.fn.Return<Created> {
  const createdAt = yield* Clock.currentTimeMillis
  return {
    id: id ?? (yield* makeJobId),
    request,
    submitter,
    createdAt,
    nonce: yield* makeNonce,
    claim: yield* claim(createdAt)
  }
})

/**
 * Records a submission; an id that was drawn, and is taken or given up, is drawn again. Answers the id
 * it got.
 */
const record = Effect.fnUntraced(function* (
  created: Created,
  named: boolean
): Effect.fn.Return<JobId, InvalidRequest | JobStoreError, JobStore> {
  const published = yield* (yield* JobStore).submit(created)
  if (published._tag === "Won") return created.id
  if (named) return yield* idTaken(created.id)
  return yield* record({ ...created, id: yield* makeJobId }, named)
})

/** Refuses an id that the caller gave and that some job has, or had, already. */
export const idTaken = (id: JobId): InvalidRequest =>
  new InvalidRequest({
    field: "id",
    message: `The id ${id} is taken: a job is submitted once. Take another id, with retryOf if it is to be run again.`
  })
