import { JobLifecycle } from "@job-lifecycle/engine"
import { commandRunner, NodePlatform } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { inTurn, millisOf } from "./median.ts"
import { RawJobs } from "./RawJobs.ts"
import { report } from "./report.ts"

/** Times jobs inside one warm process against the raw file operations and the bare spawn they need. */
export const measureInProcess = async (rounds: number): Promise<void> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-bench-"))
  const raw = new RawJobs(path.join(folder, "raw"))
  const runtime = ManagedRuntime.make(
    NodePlatform.layer({ root: path.join(folder, "jobs"), onSignal: "report" })
  )
  const jobs = await runtime.runPromise(JobLifecycle)

  const functionJob = () =>
    runtime.runPromise(jobs.run({ name: "function" }, () => Effect.succeed({ answer: 42 })))
  const command = ["true"]
  const commandJob = () =>
    runtime.runPromise(
      jobs.run(
        { name: "command", command, dedicated: true },
        commandRunner({
          command,
          cwd: process.cwd(),
          stdin: "ignore",
          output: "log",
          ownSession: false
        })
      )
    )
  try {
    const contestants = [
      { name: "raw files, function", once: () => millisOf(() => rawFunction(raw)) },
      { name: "function job", once: () => millisOf(functionJob) },
      { name: "raw files + spawn", once: () => millisOf(() => rawCommand(raw)) },
      { name: "command job", once: () => millisOf(commandJob) }
    ]
    const results = await inTurn(rounds, contestants, warmUpRounds)
    report(`In one warm process, ${rounds} rounds`, results, [
      { name: "raw files, function", floor: "raw files, function", goal: null },
      { name: "function job", floor: "raw files, function", goal: 1.4 },
      { name: "raw files + spawn", floor: "raw files + spawn", goal: null },
      { name: "command job", floor: "raw files + spawn", goal: 1.3 }
    ])
  } finally {
    await runtime.dispose()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Enough for V8 to have compiled what every job runs. */
const warmUpRounds = 100

/** What a function job that ends at once writes: submission, result, outcome, listing, read mark. */
const rawFunction = (raw: RawJobs): void => {
  const job = raw.submit()
  raw.publish(job, "result.json", 60, true)
  raw.publish(job, "outcome.json", 200, true)
  raw.index(job)
  raw.publish(job, "read.json", 30, false)
  raw.read(job)
}

/** What a command job writes; the arming overlaps with the command, as it does in the engine. */
const rawCommand = async (raw: RawJobs): Promise<void> => {
  const job = raw.submit()
  const child = spawn("true", [], { stdio: ["ignore", "pipe", "pipe"] })
  const exit = new Promise((resolve) => child.once("exit", resolve))
  raw.publish(job, "command.json", 300, false)
  raw.arm(job)
  child.stdout.resume()
  child.stderr.resume()
  await exit
  raw.publish(job, "outcome.json", 200, true)
  raw.index(job)
  raw.publish(job, "read.json", 30, false)
  raw.read(job)
}
