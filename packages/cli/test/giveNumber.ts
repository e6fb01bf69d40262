import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { spawn } from "node:child_process"
import { until } from "./command.ts"
import type { Namespace } from "./makeNamespace.ts"

/** Repeats what it hears, and leads a session, and so a group, of its number. */
const script = `
  exec 3<&0
  while :; do
    echo $(($1 - 1)) > /proc/sys/kernel/ns_last_pid
    setsid cat <&3 &
    [ $! = $1 ] && break
    kill $!
  done
  echo taken
  wait`

/**
 * Gives a number that is free to a stranger, for real: the kernel hands out the one after
 * ns_last_pid (proc_sys_kernel(5)). Answers how to ask the stranger whether it is still there.
 */
export const giveNumber = (
  { enter }: Namespace,
  number: number
): Effect.Effect<Effect.Effect<boolean>, never, Scope> =>
  Effect.gen(function* () {
    const stranger = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const [program, ...args] = [...enter, "sh", "-c", script, "sh", String(number)]
        return spawn(program!, args, { stdio: ["pipe", "pipe", "inherit"] })
      }),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    )
    let heard = ""
    stranger.stdout.setEncoding("utf8").on("data", (text: string) => (heard += text))
    stranger.stdin.on("error", () => {})
    yield* until(
      `the number ${number} is a stranger's`,
      Effect.sync(() => heard.startsWith("taken\n"))
    )
    let asked = 0
    return Effect.suspend(() => {
      const word = `word ${(asked += 1)}\n`
      stranger.stdin.write(word)
      const repeated = () => heard.includes(word)
      return until(
        "the stranger answers or is gone",
        Effect.sync(() => repeated() || stranger.exitCode !== null)
      ).pipe(Effect.map(repeated))
    })
  })
