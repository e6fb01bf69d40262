import { identifyProcess } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"

/** Takes a folder for this process's storm. Two in one would judge each other's living jobs. */
export const takeFolder = (folder: string): void => {
  const file = path.join(folder, "storm-process.json")
  const taken = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null
  if (taken !== null) {
    const { pid } = JSON.parse(taken) as { readonly pid: number }
    if (pid !== process.pid && identityOf(pid) === taken) {
      throw new Error(`process ${pid} has a storm in ${folder}: wait for it, or end it`)
    }
  }
  fs.writeFileSync(file, identityOf(process.pid))
}

const identityOf = (pid: number) => JSON.stringify(identifyProcess(pid))
