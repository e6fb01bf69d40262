import type { Mutant } from "../Mutant.ts"

const crash = "node/test/crash.test.ts"

/** Mistakes in how the files of a store come to be, and in how they are read. */
export const publishing: ReadonlyArray<Mutant> = [
  {
    name: "a fact is published by a rename, which overwrites",
    against: "I2 F04 F41",
    file: "node/src/store/publishFile.ts",
    find: 'if (by === "Link") fs.linkSync(prepared, target)\n    else fs',
    replace: "fs",
    by: "node/test/FileJobStore.processes.test.ts"
  },
  {
    name: "a fact is written under its own name",
    against: "I8 F17",
    file: "node/src/store/publishFile.ts",
    find: "const prepared = temporaryIn(folder)\n  if (options.by",
    replace: 'const prepared = inFolder(folder, "half.json")\n  if (options.by',
    by: crash
  },
  {
    name: "what a fact says is not fsynced",
    against: "I8 F54",
    file: "node/src/store/publishFile.ts",
    find: "if (durable) fs.fsyncSync(fd)",
    replace: "",
    by: crash
  },
  {
    name: "the name of a fact is not fsynced",
    against: "I8 F54",
    file: "node/src/store/publishFile.ts",
    find: "if (options.durable) syncFolder(fs, folder)\n  return won",
    replace: "return won",
    by: crash
  },
  {
    name: "temporary names are shared",
    against: "I8 F37",
    file: "node/src/store/writer.ts",
    find: "inFolder(folder, `.${uniqueName()}`)",
    replace: 'inFolder(folder, ".temporary")',
    by: crash
  },
  {
    name: "a write that was cut short is published",
    against: "I8 F36",
    file: "node/src/store/publishFile.ts",
    find: "    discard(fs, file)\n    throw error\n  }\n  fs.closeSync(fd)",
    replace: "    return\n  }\n  fs.closeSync(fd)",
    by: crash
  },
  {
    name: "an outcome need not outlive a power cut",
    against: "I8 F54",
    file: "node/src/store/layout.ts",
    find: '  "outcome",\n',
    replace: "",
    by: crash
  },
  {
    name: "a job is marked as active after it is recorded",
    against: "I8 F18",
    file: "node/src/store/placeSubmission.ts",
    find: "placeActive(fs, layout, id)\n  let won",
    replace: "let won",
    by: crash
  },
  {
    name: "the marker of an active job is not fsynced",
    against: "I8 F54",
    file: "node/src/store/placeSubmission.ts",
    find: "syncFolder(fs, layout.active)\n  return won",
    replace: "return won",
    by: crash
  },
  {
    name: "a new bucket is not fsynced into its folder",
    against: "I8 F54",
    file: "node/src/store/DurablePlaces.ts",
    find: "syncFolder(this.#fs, this.#layout.jobs)\n",
    replace: "",
    by: crash
  },
  {
    name: "the name of a job is not fsynced by whoever did not submit it",
    against: "I8 F54",
    file: "node/src/store/JobFiles.ts",
    find: "if (durable) this.places.makeDurable(id)",
    replace: "",
    by: crash
  },
  {
    name: "the folders of a store are not fsynced before it has a format",
    against: "I8 F54",
    file: "node/src/store/StoreRoot.ts",
    find: "syncNames(this.fs, jobs, new Set([jobs, ...made]))",
    replace: "",
    by: crash
  },
  {
    name: "a job leaves the active ones before it is among the settled",
    against: "I8 F18",
    file: "node/src/store/JobFiles.ts",
    find: "      placeSettled(fs, layout, id, settledAt)\n    }\n    if (!active) removeActive(fs, layout, id)",
    replace:
      "      if (!active) removeActive(fs, layout, id)\n      placeSettled(fs, layout, id, settledAt)\n    }",
    by: crash
  },
  {
    name: "a job whose outcome cannot be read any more is listed at the time of its file too",
    against: "I8",
    file: "node/src/store/FileJobStore.ts",
    find: "isListedAnyway(files, id) ? null : settledAt",
    replace: "settledAt",
    by: "node/test/FileJobStore.onePlace.test.ts"
  },
  {
    name: "the marker of a settled job is not fsynced",
    against: "I8 F54",
    file: "node/src/store/markers.ts",
    find: "syncFolder(fs, folder)\n  for",
    replace: "for",
    by: crash
  },
  {
    name: "the last gasp fills its room without an fsync",
    against: "I8 F54",
    file: "node/src/store/armedRecord.ts",
    find: "fs.fsyncSync(fd)\n",
    replace: "\n",
    by: crash
  },
  {
    name: "the last gasp writes into an outcome that stands",
    against: "I2 F36",
    file: "node/src/store/armedRecord.ts",
    find: "if (nlink !== 1 || bytes.length > size) return",
    replace: "if (bytes.length > size) return",
    by: "node/test/FileJobStore.lastGasp.test.ts"
  },
  {
    name: "the last gasp gives up when there is no room",
    against: "I8 F36",
    file: "node/src/store/JobFiles.ts",
    find: "const settled = insist(() =>\n          publishArmed(",
    replace: "const settled = insist(() =>\n          text === null && publishArmed(",
    by: "node/test/FileJobStore.lastGasp.test.ts"
  },
  {
    name: "our own fact, whose reply was lost, is taken for another's",
    against: "I2",
    file: "node/src/store/publishFact.ts",
    find: "return ours && encode(first) === text ? Won : Standing(first)",
    replace: "return Standing(first)",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "a torn record is read as none",
    against: "I8 F17",
    file: "node/src/store/readFacts.ts",
    find: 'if (reading._tag === "Unreadable") unreadable.push(name)',
    replace: "",
    by: "node/test/FileJobStore.damage.test.ts"
  },
  {
    name: "an outcome that cannot be read is none",
    against: "I2 F17",
    file: "node/src/store/detailsLost.ts",
    find: 'if (fact === "outcome") return endedAs(record, id) as FactValue<F>\n',
    replace: "",
    by: "node/test/FileJobStore.damage.test.ts"
  },
  {
    name: "a file that cannot be opened is none (EMFILE, EACCES, EIO)",
    against: "I8 F17",
    file: "node/src/store/readRecord.ts",
    find: 'if (!oddCodes.has(error.code ?? "")) throw error',
    replace: 'if (!oddCodes.has(error.code ?? "")) return Absent',
    by: "node/test/FileJobStore.refusals.test.ts"
  },
  {
    name: "a folder that cannot be listed is empty",
    against: "I8 F17",
    file: "node/src/store/markers.ts",
    find: "if (isAbsence(error)) return []\n    throw error",
    replace: "return []",
    by: "node/test/FileJobStore.foreignFolder.test.ts"
  },
  {
    name: "a symbolic link is followed to a record",
    against: "I8 F55",
    file: "node/src/store/readRecord.ts",
    find: "O_RDONLY | O_NOFOLLOW | O_NONBLOCK",
    replace: "O_RDONLY | O_NONBLOCK",
    by: "node/test/FileJobStore.damage.test.ts"
  },
  {
    name: "a listing is taken for a snapshot of a folder",
    against: "I8 F18",
    file: "node/src/store/FactFolder.ts",
    find: "return names.has(factFile.outcome) ? list() : names",
    replace: "return names",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "where there are no hard links nothing is recorded",
    against: "I1 F36",
    file: "node/src/store/StoreRoot.ts",
    find: 'if (this.by === "Folder" || !hasNoLinks(this.fs, error)) throw error',
    replace: "if (hasNoLinks !== undefined) throw error",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "an end that only a newer version knows has the time of its file",
    against: "I8 F53",
    file: "node/src/store/detailsLost.ts",
    find: "const at = Number.isSafeInteger(settledAt) ? (settledAt as number) : record.mtimeMillis",
    replace: "const at = record.mtimeMillis",
    by: "node/test/FileJobStore.damage.test.ts"
  },
  {
    name: "the submission of another job is believed",
    against: "I4",
    file: "node/src/store/readFacts.ts",
    find: "if (createdReading.value.id !== id) {",
    replace: "if (createdReading.value.id === undefined) {",
    by: "node/test/FileJobStore.damage.test.ts"
  },
  {
    name: "jobs behind a link that leads nowhere for now are none",
    against: "I8",
    file: "node/src/store/StoreRoot.ts",
    find: "if (link.isDirectory()) return",
    replace: "if (link !== null) return",
    by: "node/test/FileJobStore.nowhere.test.ts"
  },
  {
    name: "a sweep takes jobs that are all away out of the listing",
    against: "I8",
    file: "node/src/store/sweep.ts",
    find: "if (!everywhere || !files.root.fs.existsSync(jobs)) return swept",
    replace: "if (!everywhere || jobs === undefined) return swept",
    by: "node/test/FileJobStore.nowhere.test.ts"
  },
  {
    name: "an outcome is told before it is flushed",
    against: "I2 F54",
    file: "node/src/store/confirmOutcome.ts",
    find: "files.places.confirm(id)",
    replace: "",
    by: crash
  },
  {
    name: "any outcome of a job is taken for the one that was flushed",
    against: "I2 F54",
    file: "node/src/store/DurablePlaces.ts",
    find: 'nonce !== "" && this.#outcomes.get(id) === nonce',
    replace: "this.#outcomes.has(id)",
    by: "node/test/FileJobStore.durable.test.ts"
  },
  {
    name: "what was armed goes against what is on record",
    against: "I9 F36",
    file: "node/src/store/armedRecord.ts",
    find: "if (!isWritten && saysMore(fs, folder)) return fs.existsSync(outcome)",
    replace: "",
    by: "node/test/FileJobStore.lastGasp.test.ts"
  },
  {
    name: "a fact of another job is believed",
    against: "I8 F55",
    file: "node/src/store/jobOfRecord.ts",
    find: "if (job !== id) return undefined",
    replace: "",
    by: "node/test/FileJobStore.copiedFacts.test.ts"
  },
  {
    name: "a decision that does not fit is taken for written",
    against: "I9 F36",
    file: "node/src/store/armedRecord.ts",
    find: "if (nlink !== 1 || bytes.length > size) return false",
    replace: "if (nlink !== 1 || bytes.length > size) return true",
    by: "node/test/FileJobStore.lastGasp.test.ts"
  }
]
