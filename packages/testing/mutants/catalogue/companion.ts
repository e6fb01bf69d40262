import type { Mutant } from "../Mutant.ts"

/** Mistakes in how the companion's adapter is put in, guards a broker and keeps the host's list. */
export const companion: ReadonlyArray<Mutant> = [
  {
    name: "what is called is put in before its callers wait for it",
    against: "install",
    file: "codex-companion/src/install/callersFirst.ts",
    find: 'each[0].startsWith("lib/") ? 2 : 1',
    replace: 'each[0].startsWith("lib/") ? 1 : 2',
    by: "codex-companion/test/brokenOff.test.ts"
  },
  {
    name: "an original that is another by now is put back",
    against: "install",
    file: "codex-companion/src/install/PluginFolder.ts",
    find: "each !== null && digest(each) === before",
    replace: "each !== null",
    by: "codex-companion/test/PluginFolder.test.ts"
  },
  {
    name: "a build that was half put over another one is taken for whole",
    against: "install",
    file: "codex-companion/src/install/PluginFolder.ts",
    find: "earlier === undefined && this.#digestOf(file) === after",
    replace: "this.#digestOf(file) === after",
    by: "codex-companion/test/brokenOff.test.ts"
  },
  {
    name: "a function that is not known is taken over",
    against: "install",
    file: "codex-companion/src/install/applyEdit.ts",
    find: "!edit.known.includes(fingerprint(found.text))",
    replace: "edit.known.length === 0",
    by: "codex-companion/test/PluginFolder.test.ts"
  },
  {
    name: "a broker that goes says nothing to whom it serves",
    against: "F45",
    file: "codex-companion/src/broker/guardBroker.ts",
    find: "for (const socket of sockets) say(socket, message)\n",
    replace: "",
    by: "codex-companion/test/guardBroker.test.ts"
  },
  {
    name: "a broker that was asked to go is found until it has gone",
    against: "F46",
    file: "codex-companion/src/broker/guardBroker.ts",
    find: "      leave()\n      return false",
    replace: "      return false",
    by: "codex-companion/test/guardBroker.test.ts"
  },
  {
    name: "a list of a later format is written as one of this",
    against: "I8",
    file: "codex-companion/src/store/Projection.ts",
    find: "        refuseNewer(reading)\n",
    replace: "",
    by: "codex-companion/test/newerState.test.ts"
  },
  {
    name: "each dead job of an older version mends the list",
    against: "I11",
    file: "codex-companion/src/foreign/reconcileForeign.ts",
    find: "return endAllForeign(host, over, at)",
    replace: "return new Map(over.flatMap((one) => [...endAllForeign(host, [one], at)]))",
    by: "codex-companion/test/manyForeign.test.ts"
  },
  {
    name: "each dead job of ours mends the list",
    against: "I11",
    file: "codex-companion/src/store/Gathering.ts",
    find: "this.#looks === 0 || isOfOwner(fact, value)",
    replace: "this.#looks >= 0",
    by: "codex-companion/test/manyDead.test.ts"
  },
  {
    name: "what a look settles leaves the active jobs before the host is told",
    against: "I9",
    file: "codex-companion/src/store/Gathering.ts",
    find: "    if (this.#looks === 0) return false\n    // Any",
    replace: "    if (this.#looks >= 0) return false\n    // Any",
    by: "codex-companion/test/together.test.ts"
  },
  {
    name: "a job that many have outlived is as open as the list says",
    against: "F18",
    file: "codex-companion/src/store/Projected.ts",
    find: "        ...told.over.filter((id) => !met.has(id)),\n",
    replace: "",
    by: "codex-companion/test/staleList.test.ts"
  },
  {
    name: "the record of a job that its session took off the list stays as it was",
    against: "F18",
    file: "codex-companion/src/store/mendState.ts",
    find: "dropped: [...dropped, ...released]",
    replace: "dropped",
    by: "codex-companion/test/killedLook.test.ts"
  },
  {
    name: "a job that cannot be read keeps the others from the list",
    against: "I7 F24",
    file: "codex-companion/src/store/Projected.ts",
    find: 'if (_tag !== "JobStoreError" && _tag !== "JobDamaged") throw error\n    return otherwise',
    replace: "throw error",
    by: "codex-companion/test/unreadJobs.test.ts"
  },
  {
    name: "a job of ours that cannot be read is given up as an older version's",
    against: "I7 F53",
    file: "codex-companion/src/store/Projected.ts",
    find: "this.facts.exists(jobIdOf(hostId)), true)",
    replace: "false, true)",
    by: "codex-companion/test/unreadJobs.test.ts"
  },
  {
    name: "nobody looks at an open job that the store has lost from its own list",
    against: "I3 F18",
    file: "codex-companion/src/store/Projected.ts",
    find: "isActive(job) && !listed.has(jobIdOf(job.id)) &&",
    replace: "!isActive(job) && !listed.has(jobIdOf(job.id)) &&",
    by: "codex-companion/test/unreadJobs.test.ts"
  },
  {
    name: "a list of ours that cannot be read is written over",
    against: "I8",
    file: "codex-companion/src/store/HostFiles.ts",
    find: "      if (errorCode(error) === undefined) throw error\n      return false",
    replace: "      return true",
    by: "codex-companion/test/hostFiles.test.ts"
  },
  {
    name: "what stands in the way of one file keeps the list as it was",
    against: "F24",
    file: "codex-companion/src/store/inTheWay.ts",
    find: "if (!isInTheWay(error)) throw error",
    replace: "throw error",
    by: "codex-companion/test/oddRecords.test.ts"
  },
  {
    name: "a record that cannot be archived brings its job back",
    against: "F18",
    file: "codex-companion/src/store/HostFiles.ts",
    find: "unlessInTheWay(() => move(record, `${record}.ended`))",
    replace: "",
    by: "codex-companion/test/oddRecords.test.ts"
  },
  {
    name: "what a session's end kept is written over by the next one",
    against: "I8",
    file: "codex-companion/src/store/HostFiles.ts",
    find: "const free = freeName(to)",
    replace: "const free = to",
    by: "codex-companion/test/oddRecords.test.ts"
  },
  {
    name: "a job of an older version whose record may not be read for now has failed",
    against: "I7 F24",
    file: "codex-companion/src/foreign/endForeign.ts",
    find: "    if (isRefused(read)) continue\n",
    replace: "",
    by: "codex-companion/test/oddRecords.test.ts"
  }
]
