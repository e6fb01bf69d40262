import type { Mutant } from "../Mutant.ts"

const removal = "node/test/FileJobStore.removal.test.ts"
const root = "node/test/FileJobStore.root.test.ts"
const sweep = "node/test/FileJobStore.sweep.test.ts"

/** Mistakes in how a store on files is kept: whose it is, what is removed from it, what time it is. */
export const keeping: ReadonlyArray<Mutant> = [
  {
    name: "a job that was taken out of reach is not judged again",
    against: "I8 F19",
    file: "node/src/store/removeJob.ts",
    find: "verdict = judge(new FactFolder(fs, taken), id, mayGo)",
    replace: 'verdict = "MayGo"',
    by: removal
  },
  {
    name: "a removal is not durable before its files are deleted",
    against: "I8 F54",
    file: "node/src/store/trash.ts",
    find: "syncMove(files, id!)\n  return target",
    replace: "return target",
    by: removal
  },
  {
    name: "a removal by somebody who is busy with it is undone",
    against: "I8 F19",
    file: "node/src/store/trash.ts",
    find: "if (id === undefined || isRemoverAtRest(by!) === false) return false",
    replace: "if (id === undefined) return false",
    by: "node/test/recycledRemover.test.ts"
  },
  {
    name: "a removal that was cut short is never finished",
    against: "I8 F11",
    file: "node/src/store/sweep.ts",
    find: "let swept = each.step(() => emptyTrash(files, (id) => listAgain(files, id), each))",
    replace: "let swept = 0",
    by: removal
  },
  {
    name: "a reader looks at a job once while it is taken away",
    against: "I8 F19",
    file: "node/src/store/readFacts.ts",
    find: "if (missed.length === 0 || tries === 3) return facts",
    replace: "return facts",
    by: removal
  },
  {
    name: "a fact is recorded of a job whose submission is gone",
    against: "I8 F59",
    file: "node/src/store/JobFiles.ts",
    find: 'if (!this.has(id)) return "NoJob"\n    const',
    replace: "const",
    by: "node/test/submissionGone.test.ts"
  },
  {
    name: "a rename that finds nothing any more is taken for a job that is gone",
    against: "I5",
    file: "node/src/store/JobFiles.ts",
    find: 'if (!this.has(id)) return "NoJob"\n      //',
    replace: 'return "NoJob"\n      //',
    by: "node/test/lostReplies.test.ts"
  },
  {
    name: "a submission that landed unheard is not made durable",
    against: "I8",
    file: "node/src/store/placeSubmission.ts",
    find: "files.places.confirm(id)",
    replace: "",
    by: "node/test/lostReplies.test.ts"
  },
  {
    name: "a submission under way is swept",
    against: "I1 F05",
    file: "node/src/store/sweep.ts",
    find: "isOlder(files, sign, now, halfMadeAfterMillis) ? Number",
    replace: "files !== undefined ? Number",
    by: sweep
  },
  {
    name: "a temporary file is swept under its writer",
    against: "I8 F37",
    file: "node/src/store/sweep.ts",
    find: "if (!isTemporary(name) || isAtRest(name.slice(1)) !== true) return 0",
    replace: "if (!isTemporary(name)) return 0",
    by: sweep
  },
  {
    name: "a submission that comes late is not told that it was given up",
    against: "I1 F05",
    file: "node/src/store/endHalfMade.ts",
    find: "if (!publishVoid(files, place, id, now)) return false",
    replace: "",
    by: sweep
  },
  {
    name: "lost markers are never made anew",
    against: "I8 F54",
    file: "node/src/store/keepIndex.ts",
    find: 'rebuildIndex(files, "missing")\n',
    replace: "\n",
    by: "node/test/FileJobStore.index.test.ts"
  },
  {
    name: "one step that is refused keeps the others from being taken",
    against: "I8",
    file: "node/src/store/EachStep.ts",
    find: "return this.#unlessRefused(() => unlessStray(act, 0), 0)",
    replace: "return unlessStray(act, 0)",
    by: "node/test/FileJobStore.index.test.ts"
  },
  {
    name: "what could not be listed again is not told",
    against: "I8",
    file: "node/src/store/EachStep.ts",
    find: "if (this.#refused !== null) throw this.#refused",
    replace: "",
    by: "node/test/FileJobStore.index.test.ts"
  },
  {
    name: "markers that lead nowhere hide a new job",
    against: "I8 F18",
    file: "node/src/store/sweep.ts",
    find: "if (files.at(marker.id)!.names() !== null) return 0\n",
    replace: "",
    by: "node/test/FileJobStore.index.test.ts"
  },
  {
    name: "older code claims jobs of a newer store",
    against: "I8 F53",
    file: "node/src/store/StoreRoot.ts",
    find: 'if (format === "Absent" || format.version <= formatVersion) return',
    replace: "if (format !== undefined) return",
    by: root
  },
  {
    name: "a store of another user is believed",
    against: "I6 F55",
    file: "node/src/store/StoreRoot.ts",
    find: "if (foreign && uid !== 0) throw RootRefused.foreignOwner(stat.uid)",
    replace: "",
    by: root
  },
  {
    name: "the folders of a store are open to everybody",
    against: "I8 F55",
    file: "node/src/store/folders.ts",
    find: "fs.mkdirSync(folder, 0o700)",
    replace: "fs.mkdirSync(folder, 0o755)",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "a folder of somebody's files is made a store",
    against: "I8 F21",
    file: "node/src/store/StoreRoot.ts",
    find: "if (!this.checkFormat()) this.#checkEmpty()\n    else if",
    replace: "if (!this.checkFormat()) void 0\n    else if",
    by: "node/test/FileJobStore.foreignFolder.test.ts"
  },
  {
    name: "an id that is none leads to a path",
    against: "I8 F55",
    file: "node/src/store/layout.ts",
    find: "idPattern.test(text)",
    replace: "text !== ''",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "a file that is held for the moment is an error",
    against: "I8 F37",
    file: "node/src/store/held.ts",
    find: 'return code === "EBUSY" ||',
    replace: "return code === undefined &&",
    by: "node/test/heldFiles.test.ts"
  },
  {
    name: "a log grows without bound",
    against: "F57",
    file: "node/src/store/jobLog.ts",
    find: "size + chunk.length <= half ? chunk.length",
    replace: "size + chunk.length >= 0 ? chunk.length",
    by: "node/test/FileJobStore.log.test.ts"
  },
  {
    name: "two monotonic clocks are compared",
    against: "I4 F48",
    file: "node/src/store/lease.ts",
    find: "const shared = note.clock !== null && note.clock === now.clock",
    replace: "const shared = true",
    by: "node/test/lease.test.ts"
  },
  {
    name: "another claim's lease is taken for this one's",
    against: "I10 F52",
    file: "node/src/store/lease.ts",
    find: "if (note?.about !== nonce) return null",
    replace: "if (note === null) return null",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "a renewal does not end a doubt",
    against: "I4 F48",
    file: "node/src/store/lease.ts",
    find: "if (doubt?.about === about) return",
    replace: "if (doubt !== null) return",
    by: "node/test/FileJobStore.test.ts"
  },
  {
    name: "a store that was there once is not looked for again when nothing is found in it",
    against: "I8",
    file: "node/src/store/JobFiles.ts",
    find: "if (found.length === 0) this.root.confirmNothing(this.root.layout[from])",
    replace: "",
    by: "node/test/FileJobStore.nowhere.test.ts"
  },
  {
    name: "what stands in place of a folder stops every sweep",
    against: "I8 I12",
    file: "node/src/store/folders.ts",
    find: "if (isStray(error)) return otherwise",
    replace: "",
    by: "node/test/FileJobStore.damage.test.ts"
  },
  {
    name: "a submission that landed unheard is not listed",
    against: "I5",
    file: "node/src/store/placeSubmission.ts",
    find: "if (!fs.existsSync(inFolder(folder, factFile.outcome))) placeActive(fs, layout, id)",
    replace: "",
    by: "node/test/FileJobStore.index.test.ts"
  },
  {
    name: "a job is listed as active although its work is known to have stopped",
    against: "second fact F30",
    file: "node/src/store/listAgain.ts",
    find: "(!mayRunOn || names.has(factFile.workStopped))",
    replace: "!mayRunOn",
    by: "node/test/FileJobStore.index.test.ts"
  },
  {
    name: "a submission that is taken back takes the marker of a faster one with it",
    against: "I5 F36",
    file: "node/src/store/placeSubmission.ts",
    find: "if (files.has(id)) placeActive(fs, layout, id)",
    replace: "",
    by: "node/test/FileJobStore.sweep.test.ts"
  },
  {
    name: "a rehearsal opens for writing what it is to read",
    against: "I6",
    file: "node/src/rehearsal/dryFs.ts",
    find: "((flags & changing) === 0 ? openSync(file, flags) : nowhere)",
    replace: "openSync(file, flags)",
    by: "node/test/dryFs.test.ts"
  }
]
