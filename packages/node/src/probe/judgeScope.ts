import { Evidence } from "@job-lifecycle/engine"
import type { ProcessScope } from "./ProcessScope.ts"

/**
 * Decides whether a recorded process number means anything here. Null: it does, so look at the
 * process. Otherwise this is the verdict, and nothing else may be looked at or signalled.
 *
 * **Details**: another boot id proves a reboot only on the same machine; on a shared folder it
 * is merely another host. Images and clones can carry one machine id to several hosts, so the
 * host's name must agree as well; where it does not, that is doubt (I7 unknown-stays-unknown).
 */
export const judgeScope = (recorded: ProcessScope, here: ProcessScope): Evidence | null => {
  if (here.bootId === null || here.pidNamespace === null) {
    return unknown("the process table of this system cannot be read from here")
  }
  if (recorded.bootId === null || recorded.pidNamespace === null) {
    return unknown("it could not identify itself when it started")
  }
  if (differs(recorded.machineId, here.machineId)) {
    return unknown(`it runs on another machine (${recorded.hostname})`)
  }
  if (recorded.bootId !== here.bootId) return judgeOtherBoot(recorded, here)
  if (recorded.pidNamespace !== here.pidNamespace) {
    return unknown("it runs in another pid namespace, such as a container or sandbox")
  }
  if (recorded.timeNamespace !== here.timeNamespace) {
    return unknown("it runs in another time namespace, so start times cannot be compared")
  }
  return null
}

const judgeOtherBoot = (recorded: ProcessScope, here: ProcessScope): Evidence => {
  if (recorded.machineId === null || here.machineId === null) {
    return unknown("it belongs to another boot, and the machine cannot be identified")
  }
  if (recorded.hostname !== here.hostname) {
    return unknown(
      `it belongs to another boot of a machine called ${recorded.hostname}; this one is called ${here.hostname}`
    )
  }
  return Evidence.Gone({
    reason: "Rebooted",
    detail: "this machine was started anew since"
  })
}

const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b

const unknown = (reason: string) => Evidence.Unknown({ reason })
