import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as path from "node:path"
import type { RunTool, Tool, ToolAnswer } from "./Tool.ts"

/** A cold PowerShell on a busy machine takes seconds; nothing here should take longer. */
const longestMillis = 15_000

/** A hundred thousand processes of eighty bytes each. */
const mostBytes = 8 * 2 ** 20

/**
 * The whole environment of a tool, so that neither a language nor a time zone nor a module path of
 * the host changes what it prints. What Windows cannot do without, Node adds itself.
 */
const environment = { LC_ALL: "C", TZ: "UTC" }

/** Runs a tool of the system: no shell, no input, stderr unread, SIGKILL when it takes too long. */
export const runTool: RunTool = (tool) => runWithin(tool, { longestMillis, mostBytes })

export const runWithin = (
  { args, file }: Tool,
  limits: { readonly longestMillis: number; readonly mostBytes: number }
): Effect.Effect<ToolAnswer> =>
  Effect.callback<ToolAnswer>((resume) => {
    const fail = (reason: string) => resume(Effect.succeed(failed(`${file} ${reason}`)))
    const chunks: Array<Uint8Array> = []
    let bytes = 0
    try {
      const child = spawn(file, args, {
        cwd: path.parse(process.execPath).root,
        env: environment,
        stdio: ["ignore", "pipe", "ignore"],
        windowsHide: true
      })
      const { stdout } = child
      const stop = () => {
        child.kill("SIGKILL")
        stdout.destroy()
      }
      child.on("error", (error: NodeJS.ErrnoException) =>
        fail(`could not be started (${error.code ?? error.message})`)
      )
      stdout.on("error", () => {})
      stdout.on("data", (chunk: Uint8Array) => {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes <= limits.mostBytes) return
        fail("printed more than can be right")
        stop()
      })
      child.on("close", (code, signal) => {
        if (code === null) return fail(`was ended by ${signal}`)
        const answer = { _tag: "Ended" as const, code, output: Buffer.concat(chunks) }
        resume(Effect.succeed({ ...answer, pid: child.pid ?? 0 }))
      })
      return Effect.sync(stop)
    } catch (error) {
      fail(`could not be started (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`)
    }
  }).pipe(
    Effect.timeoutOrElse({
      duration: Duration.millis(limits.longestMillis),
      orElse: () =>
        Effect.succeed({ ...failed(`${file} took too long`), tookTooLong: true as const })
    })
  )

const failed = (reason: string) => ({ _tag: "Failed" as const, reason })
