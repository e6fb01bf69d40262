import type { Job } from "@job-lifecycle/engine"
import { InvalidRequest } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { completionLine } from "./completionLine.ts"
import { write, writeTo } from "./stdio.ts"

/** Writes a job's completion line, if somebody wants one. Never fails: the outcome is what it is. */
export type Announce = (job: Job) => void

/**
 * Makes what writes completion lines on the descriptor that was given as text. It must be open now,
 * before anything is started. `apart`: what else is written to a shared stream may have left a line
 * unfinished, so that an empty one comes first.
 */
export const announcer = (
  plan: { readonly completionFd: string | null; readonly json: boolean },
  apart = false
): Effect.Effect<Announce, InvalidRequest> => {
  const { completionFd: text, json } = plan
  if (text === null) return Effect.succeed(() => {})
  const fd = /^\d{1,9}$/.test(text) ? Number(text) : null
  if (fd === null || !isOpen(fd)) {
    return refused(`"${text}" is no open descriptor: give the number of one, 2 for standard error`)
  }
  if (fd === 1 && json) {
    return refused("1 contradicts --json, whose document is alone there: give 2, or another")
  }
  const before = apart && fd <= 2 ? "\n" : ""
  return Effect.succeed((job) => {
    const line = completionLine(job)
    if (line === null) return
    if (fd === 1) write("stdout", before + line)
    else writeTo(fd, before + line)
  })
}

const refused = (what: string) =>
  Effect.fail(new InvalidRequest({ field: "--completion-fd", message: `--completion-fd ${what}.` }))

const isOpen = (fd: number): boolean => {
  try {
    fs.fstatSync(fd)
    return true
  } catch {
    return false
  }
}
