import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as fs from "node:fs"
import * as path from "node:path"
import { channelPath } from "../channel/channelPath.ts"
import { openOwnerEnd } from "../channel/openOwnerEnd.ts"
import { hasRoom } from "../channel/socketAddress.ts"
import { watchEnd } from "../channel/watchEnd.ts"
import { isRunning } from "../store/isRunning.ts"
import type { Layout } from "../store/layout.ts"
import { inFolder } from "../store/layout.ts"
import { namesIn } from "../store/markers.ts"
import { hasNoLinks, publishFile } from "../store/publishFile.ts"
import { realFs } from "../store/realFs.ts"
import { removeTree } from "../store/removeTree.ts"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning, wordsOf } from "./Finding.ts"

/**
 * Tries in a folder what the store and its watchers rely on: each with the very code that jobs are
 * kept and watched with, under a scratch name that is removed again.
 */
export const tryFolder = (folder: string, layout: Layout): Effect.Effect<ReadonlyArray<Finding>> =>
  Effect.acquireUseRelease(
    Effect.sync(() => scratchIn(folder)),
    (scratch) =>
      Effect.all([
        Effect.sync(() => tryPublication(scratch)),
        tryWatch(scratch),
        tryChannel(scratch, layout)
      ]),
    (scratch) => Effect.sync(() => removeTree(realFs, scratch))
  ).pipe(
    Effect.catchDefect((error) =>
      Effect.succeed([
        problem(
          "publication",
          `nothing can be tried in ${folder}: ${wordsOf(error)}`,
          "see that you may write there, and that there is room"
        )
      ])
    )
  )

/** The folder may be the user's own, where no store is yet: nobody else calls anything that. */
const scratchBeginning = ".job-lifecycle-doctor-"

/** A name that no reader looks at. What earlier ones left that were killed goes with it. */
const scratchIn = (folder: string): string => {
  for (const name of namesIn(realFs, folder)) {
    if (!name.startsWith(scratchBeginning)) continue
    const pid = name.slice(scratchBeginning.length)
    if (/^[0-9a-z]{1,6}$/.test(pid) && !isRunning(Number.parseInt(pid, 36))) {
      removeTree(realFs, inFolder(folder, name))
    }
  }
  const scratch = inFolder(folder, `${scratchBeginning}${process.pid.toString(36)}`)
  removeTree(realFs, scratch)
  realFs.mkdirSync(scratch, 0o700)
  return scratch
}

const tryPublication = (scratch: string): Finding => {
  const publish = (name: string, by: "Link" | "Folder") =>
    publishFile(realFs, scratch, name, "tried", { durable: true, by })
  const once = (name: string, by: "Link" | "Folder") => publish(name, by) && !publish(name, by)
  const unsafe = problem(
    "publication",
    "a name that is taken can be taken again: two outcomes of one job could not be told apart",
    "use another file system"
  )
  try {
    return once("linked", "Link")
      ? ok("publication", "facts are published by hard link, once, and flushed to the disk")
      : unsafe
  } catch (error) {
    if (!hasNoLinks(realFs, error)) return failed(error)
  }
  try {
    return once("renamed", "Folder")
      ? warning(
          "publication",
          "there are no hard links: facts are published as folders",
          "it works; a file system with hard links is quicker"
        )
      : unsafe
  } catch (error) {
    return failed(error)
  }
}

const failed = (error: unknown): Finding =>
  problem(
    "publication",
    `a fact cannot be published: ${wordsOf(error)}`,
    "see that you may write there, and that there is room"
  )

/** How long something is waited for that takes milliseconds where it works at all. */
const patience = "3 seconds"

const polled = "changes are found by a look each second; waiting is a little slower"

const tryWatch = (scratch: string): Effect.Effect<Finding> =>
  Effect.acquireUseRelease(
    Effect.try(() => fs.watch(scratch, { persistent: false })),
    (watcher) =>
      Effect.callback<Finding>((resume) => {
        const say = (finding: Finding) => resume(Effect.succeed(finding))
        watcher.once("change", () => say(ok("watch", "changes are told by the system at once")))
        watcher.once("error", ({ message }) =>
          say(warning("watch", `watching fails: ${message}`, polled))
        )
        fs.writeFileSync(inFolder(scratch, "watched"), "")
      }).pipe(
        Effect.timeoutOrElse({
          duration: patience,
          orElse: () =>
            Effect.succeed(warning("watch", "the system tells of no change here", polled))
        })
      ),
    (watcher) => Effect.sync(() => watcher.close())
  ).pipe(
    Effect.catch(({ cause }) =>
      Effect.succeed(warning("watch", `nothing can be watched: ${wordsOf(cause)}`, polled))
    )
  )

const looks =
  "an owner is looked at four times a second, so that its death is found; nothing is lost"

const tryChannel = (scratch: string, layout: Layout): Effect.Effect<Finding> => {
  if (!hasRoom(channelPath(layout, "0".repeat(16))!)) {
    return Effect.succeed(
      warning("channel", "the root's path leaves no room for sockets in it", looks)
    )
  }
  const place =
    process.platform === "win32"
      ? `\\\\.\\pipe\\job-lifecycle-doctor-${process.pid}`
      : path.join(scratch, "c")
  return Effect.gen(function* () {
    const owner = yield* openOwnerEnd(place, () => {})
    if (owner === null) return warning("channel", "no socket can be opened here", looks)
    const watching = yield* Effect.forkChild(
      watchEnd(place, () => {}),
      { startImmediately: true }
    )
    // Its other end is there before it is closed, or there was nothing to reach.
    yield* Effect.sleep("50 millis")
    owner.close()
    return (yield* Fiber.join(watching)) === "Ended"
      ? ok("channel", "the end of an owner is told as it happens")
      : warning("channel", "a socket of ours cannot be reached", looks)
  }).pipe(
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.succeed(warning("channel", "a socket that was closed stays open", looks))
    })
  )
}
