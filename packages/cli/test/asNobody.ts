import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"

const nobody = 65_534

/** Written before a command, it has that command run as a user who may do nothing. */
export const asNobody: ReadonlyArray<string> = [
  "setpriv",
  `--reuid=${nobody}`,
  `--regid=${nobody}`,
  "--clear-groups",
  "--"
]

/** Why nothing can be run as that user here; null when it can. */
export const noNobody: string | null = (() => {
  const [program, ...args] = [...asNobody, process.execPath, bundlePath, "--version"]
  return spawnSync(program!, args, { stdio: "ignore" }).status === 0
    ? null
    : "nothing can be run as another user here"
})()

/** Hands a store, or the place for one, over to that user. */
export const giveToNobody = (root: string): void => give(root, nobody)

/** Takes it back, with what that user has put there. */
export const takeBack = (root: string): void => give(root, process.geteuid!())

const give = (root: string, user: number): void => {
  const place = path.dirname(root)
  for (const name of ["", ...fs.readdirSync(place, { recursive: true })]) {
    fs.lchownSync(path.join(place, String(name)), user, user)
  }
}
