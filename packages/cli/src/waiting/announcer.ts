import type { Job, JobId } from "@job-lifecycle/engine"
import { InvalidRequest } from "@job-lifecycle/engine"
import { writeTo } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { completionLine } from "../shown/completionLine.ts"
import { write } from "../stdio.ts"

/** Writes a job's completion line once, if somebody wants one. Never fails: the outcome is what it is. */
export type Announce = (job: Job) => void

/**
 * Makes what writes completion lines on the descriptor that was given as text. It must be open for
 * writing now, before anything is started, and not one of this process's own. `apart`: what else is
 * written to a shared stream may have left a line unfinished, so that an empty one comes first.
 */
export const announcer = (
  plan: { readonly completionFd: string | null; readonly json: boolean },
  apart = false
): Effect.Effect<Announce, InvalidRequest> => {
  const { completionFd: text, json } = plan
  if (text === null) return Effect.succeed(() => {})
  const fd = /^\d{1,9}$/.test(text) ? Number(text) : null
  if (fd === null || !takesText(fd) || hasReader(fd)) {
    return refused(
      `"${text}" is no open descriptor to write on: give the number of one, 2 for standard error`
    )
  }
  if (fd === 1 && json) {
    return refused("1 contradicts --json, whose document is alone there: give 2, or another")
  }
  const before = apart && fd <= 2 ? "\n" : ""
  const told = new Set<JobId>()
  return Effect.succeed((job) => {
    const line = completionLine(job)
    if (line === null || told.has(job.id)) return
    told.add(job.id)
    if (fd === 1) write("stdout", before + line)
    else writeTo(fd, before + line)
  })
}

const refused = (what: string) =>
  Effect.fail(new InvalidRequest({ field: "--completion-fd", message: `--completion-fd ${what}.` }))

/**
 * Whether texts can be written there: no for what is closed, for what was opened to be read, and for
 * what the runtime waits and counts with (epoll, eventfd), which refuse even an empty text.
 */
const takesText = (fd: number): boolean => {
  try {
    // An empty text would be a message on a socket of messages; the runtime begins with no socket.
    if (!fs.fstatSync(fd).isSocket()) fs.writeSync(fd, empty)
    return true
  } catch (error) {
    return !refusals.has((error as NodeJS.ErrnoException).code ?? "")
  }
}

/** Anything else, such as a full disk, is for the writing of the line to meet, and changes nothing. */
const refusals: ReadonlySet<string> = new Set(["EBADF", "EINVAL", "ENXIO"])
const empty = Buffer.alloc(0)

/**
 * Whether this process reads what is written there, as the runtime does whose threads wake each
 * other by pipes: it takes what comes for its own messages, and dies of ours. A pipe's end to read
 * from is made first, and so has the lower number.
 */
const hasReader = (fd: number): boolean => {
  const pipe = fs.fstatSync(fd, { bigint: true })
  if (!pipe.isFIFO()) return false
  for (let other = 0; other < fd; other++) {
    try {
      const { dev, ino } = fs.fstatSync(other, { bigint: true })
      if (dev === pipe.dev && ino === pipe.ino && !takesText(other)) return true
    } catch {
      // Nothing is open there.
    }
  }
  return false
}
