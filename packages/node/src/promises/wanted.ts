import type { NoOwner, Wanted } from "@job-lifecycle/engine"
import { anObject, callable, flag, oneOf, text } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import type { NodePlatformOptions } from "../NodePlatform.ts"
import type { CommandStart } from "./runnerOfCommand.ts"

/** What the façade for promises asks of what it is given: hosts without types call it too. */
export const wanted = {
  id: { ...text, words: "the id of a job" },
  reference: { ...text, words: "the id of a job, or its beginning" },
  runner: { ...callable, words: "an async function" },
  opening: {
    root: { is: (value) => text.is(value) && value !== "", words: "a folder, as a string" },
    onSignal: oneOf("exit", "report"),
    recover: callable,
    store: { is: Layer.isLayer, words: "a layer that provides JobStore" },
    redact: callable,
    endHook: callable
  } satisfies { readonly [Name in keyof NodePlatformOptions]-?: Wanted },
  waiting: {
    signal: { is: (value) => isAbortSignal(value), words: "an AbortSignal" }
  } satisfies Record<string, Wanted>,
  starting: {
    env: anObject,
    stdin: oneOf("inherit", "ignore"),
    output: oneOf("stream", "log"),
    ownSession: flag
  } satisfies { readonly [Name in keyof CommandStart]-?: Wanted },
  noOwner: {
    message: { ...text, needed: true },
    code: text,
    stderrTail: text
  } satisfies { readonly [Name in keyof NoOwner]-?: Wanted }
}

export const isAbortSignal = (value: unknown): value is AbortSignal => {
  const signal = Object(value) as Partial<AbortSignal>
  return typeof signal.aborted === "boolean" && typeof signal.addEventListener === "function"
}
