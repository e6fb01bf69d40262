import type { OwnerIdentity } from "@job-lifecycle/engine"
import { makeFolders, realFs, replaceFile } from "@job-lifecycle/node"
import { randomUUID } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { evidenceOf, selfIdentity } from "../process/evidenceOf.ts"
import { Misfit, unwritable } from "./Misfit.ts"

/** How long somebody else is waited for, in milliseconds. */
const patienceMillis = 30_000
const pollMillis = 50

/**
 * Runs `body` while nobody else who asks here runs his: whoever puts the adapter in and whoever takes it out
 * would take each other's originals away.
 *
 * Everybody says that he is here, under a name that nobody has twice, and only then looks around: of two, one
 * sees the other. Whoever sees nobody goes; of those who see each other the first by name stays, the rest step
 * back. Who is proven gone is not there, and his name can be taken away by anybody (I7: no doubt counts as that).
 *
 * @param folder where they say so; it goes with the last of them
 * @param wait told once who is waited for
 */
export const inTurn = async <A>(
  folder: string,
  body: () => A | Promise<A>,
  wait: (who: string) => void = () => {},
  patience = patienceMillis
): Promise<A> => {
  const until = performance.now() + patience
  const name = `${randomUUID()}.json`
  const self = JSON.stringify(await selfIdentity())
  let isWaiting = false
  try {
    for (;;) {
      announce(folder, name, self)
      const [first] = await others(folder, name)
      if (first === undefined) return await body()
      if (!isWaiting) wait(first.who)
      isWaiting = true
      if (performance.now() > until) {
        throw new Misfit(
          path.join(folder, first.name),
          `${first.who} is changing the plugin. If that is not so, remove this file`
        )
      }
      if (first.name < name) withdraw(folder, name)
      await pause(pollMillis)
    }
  } finally {
    withdraw(folder, name)
  }
}

/** Whole or not at all. Somebody who leaves may take the folder away just now. */
const announce = (folder: string, name: string, self: string): void => {
  for (let tries = 0; !fs.existsSync(path.join(folder, name)); tries++) {
    try {
      makeFolders(realFs, folder)
      replaceFile(realFs, folder, name, self)
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException
      if (["EACCES", "EPERM", "EROFS"].includes(code)) {
        // Another user who was ended may have left his.
        throw unwritable(fs.existsSync(folder) ? folder : path.dirname(folder))
      }
      if (code !== "ENOENT" || tries === 99) throw error
    }
  }
}

/** Who else is there and not proven gone, by name. */
const others = async (folder: string, name: string) => {
  const there: Array<{ readonly name: string; readonly who: string }> = []
  const names = fs.readdirSync(folder).filter((each) => each.endsWith(".json") && each !== name)
  for (const each of names.sort()) {
    const identity = read(path.join(folder, each))
    if (identity === "Absent") continue
    if (identity !== null && (await evidenceOf(identity))._tag === "Gone") {
      fs.rmSync(path.join(folder, each), { force: true })
    } else there.push({ name: each, who: identity?.label ?? "somebody" })
  }
  return there
}

const read = (file: string): OwnerIdentity | "Absent" | null => {
  try {
    const {
      label,
      scheme,
      value = null
    } = Object(JSON.parse(fs.readFileSync(file, "utf8"))) as Partial<OwnerIdentity>
    return scheme === undefined ? null : { scheme, label: label ?? "somebody", value }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "Absent" : null
  }
}

/** The last one takes the folder with him, and what somebody who was ended had only prepared. */
const withdraw = (folder: string, name: string): void => {
  try {
    fs.rmSync(path.join(folder, name), { force: true })
    const left = fs.readdirSync(folder)
    if (left.some((each) => each.endsWith(".json"))) return
    for (const each of left) fs.rmSync(path.join(folder, each), { force: true })
    fs.rmdirSync(folder)
  } catch (error) {
    // Somebody has come, or has taken it away already.
    if (fs.existsSync(path.join(folder, name))) throw error
  }
}
