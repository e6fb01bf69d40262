// How long whole commands of the plugin take, without the adapter and with it. Paired: each round runs
// both, in turns which first. Run by `bench companion [rounds]`.
import { spawnSync } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { until, withWorld } from "./World.ts"
import type { World } from "./World.ts"

const plugin = process.env["CODEX_PLUGIN_FOLDER"]
const bundle = path.join(import.meta.dirname, "../dist/job-companion.mjs")
const rounds = Number(process.argv[2] ?? 21)
/** Only the commands with this in their name. */
const only = process.argv[3] ?? ""

/**
 * A world with one job whose process was killed, and ways back to the moments after that: nobody has
 * looked yet, or somebody has.
 */
const withDeadJob = async (world: World) => {
  const { child, id } = await world.startTask("hang")
  child.kill("SIGKILL")
  await once(child, "exit")
  const keep = (name: string) => {
    const kept = `${world.data}-${name}`
    fs.cpSync(world.data, kept, { recursive: true })
    return () => {
      fs.rmSync(world.data, { recursive: true, force: true })
      fs.cpSync(kept, world.data, { recursive: true })
      // What is measured is the command, and not the writing of this copy.
      spawnSync("sync")
    }
  }
  const unseen = keep("unseen")
  await world.run(["status"])
  return { world, id, unseen, seen: keep("seen") }
}
type Prepared = Awaited<ReturnType<typeof withDeadJob>>

/** Without the adapter a record may say queued for ever, so that processes are what is looked at. */
const toSettled = ({ world }: Prepared) => until(() => world.processes("task-worker").length === 0)

/** What is run, and what is brought about before each run. */
const commands: Readonly<
  Record<
    string,
    {
      readonly args: (id: string) => ReadonlyArray<string>
      readonly before?: (side: Prepared) => unknown
    }
  >
> = {
  status: { args: () => ["status", "--json"], before: ({ unseen }) => unseen() },
  "status of one": { args: (id) => ["status", id, "--json"], before: ({ unseen }) => unseen() },
  result: { args: (id) => ["result", id, "--json"], before: ({ unseen }) => unseen() },
  cancel: { args: (id) => ["cancel", id, "--json"], before: ({ unseen }) => unseen() },
  "status, seen": { args: () => ["status", "--json"], before: ({ seen }) => seen() },
  "status of one, seen": { args: (id) => ["status", id, "--json"], before: ({ seen }) => seen() },
  "result, seen": { args: (id) => ["result", id, "--json"], before: ({ seen }) => seen() },
  "background enqueue": {
    args: () => ["task", "--background", "--json", "instant"],
    before: toSettled
  },
  "foreground task": {
    args: () => ["task", "--fresh", "--json", "instant"],
    before: toSettled
  }
}

const timed = async ({ id, world }: Prepared, args: (id: string) => ReadonlyArray<string>) => {
  const start = performance.now()
  await world.run(args(id))
  return performance.now() - start
}

const median = (all: ReadonlyArray<number>): number =>
  [...all].sort((a, b) => a - b)[all.length >> 1]!

const measure = async (name: string, without: Prepared, adapted: Prepared) => {
  const { args, before } = commands[name]!
  const times: { readonly without: Array<number>; readonly adapted: Array<number> } = {
    without: [],
    adapted: []
  }
  if (before === toSettled) {
    // One broker each, and none of the dead.
    for (const { id, world } of [without, adapted]) {
      await world.run(["cancel", id])
      await world.run(["task", "instant"])
    }
  }
  for (let round = 0; round < rounds; round++) {
    const sides = [
      [without, times.without],
      [adapted, times.adapted]
    ] as const
    for (const [side, into] of round % 2 === 0 ? sides : [sides[1], sides[0]]) {
      await before?.(side)
      into.push(await timed(side, args))
    }
  }
  const ratios = times.without.map((time, n) => times.adapted[n]! / time)
  process.stdout.write(
    `${name.padEnd(20)} without ${median(times.without).toFixed(0).padStart(5)} ms  with ${median(times.adapted).toFixed(0).padStart(5)} ms  ratio of pairs ${median(ratios).toFixed(2)}\n`
  )
}

if (plugin === undefined) {
  process.stdout.write("CODEX_PLUGIN_FOLDER is not set: there is no plugin to measure.\n")
} else {
  for (const name of Object.keys(commands).filter((each) => each.includes(only))) {
    await withWorld(plugin, null, (a) =>
      withWorld(plugin, bundle, async (b) =>
        measure(name, await withDeadJob(a), await withDeadJob(b))
      )
    )
  }
}
