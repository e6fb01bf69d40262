import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ProcessRow } from "./ProcessRow.ts"
import { keyOf } from "../probe/ProcessKey.ts"
import type { Look, WorkHunt } from "./workHunt.ts"

/** Enough for any tree that forks slower than we read; a faster one needs a cgroup. */
const mostScans = 50

/** How long a tree may stand stopped because the table cannot be read, and how often that is tried. */
const unreadNanos = 1_000_000_000n
const unreadPause = "20 millis"

/**
 * Ends a tree so that nothing escapes between two looks: stops everything, looks again until two
 * looks in a row show nothing new (a process told to stop may still fork before it does), and only
 * then kills. Uninterruptible, since a tree must not be left stopped; it waits for nothing but for a table that
 * cannot be read, and for that a second at most. For the same reason all that it stopped is killed, also where
 * the last look showed nothing because a tool failed.
 */
export const killWork = Effect.fnUntraced(function* (
  hunt: WorkHunt,
  first: Look
): Effect.fn.Return<void> {
  const held = new Map<string, ProcessRow>()
  let { members } = first
  let until: bigint | null = null
  const lookAgain = Effect.gen(function* () {
    let look = yield* hunt.look
    while (look.unread && held.size > 0) {
      const now = yield* Clock.monotonicTimeNanos
      until ??= now + unreadNanos
      if (now >= until) break
      yield* Effect.sleep(unreadPause)
      look = yield* hunt.look
    }
    return look.members
  })
  let still = 0
  for (let scan = 0; scan < mostScans && still < 2; scan++) {
    const fresh = members.filter((member) => !held.has(keyOf(member)))
    still = fresh.length === 0 ? still + 1 : 0
    for (const member of fresh) held.set(keyOf(member), member)
    yield* hunt.signal(fresh, "SIGSTOP")
    members = yield* lookAgain
  }
  for (const member of members) held.set(keyOf(member), member)
  yield* hunt.signal([...held.values()], "SIGKILL")
}, Effect.uninterruptible)
