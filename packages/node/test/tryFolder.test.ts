import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { tryFolder } from "../src/doctor/tryFolder.ts"
import { layoutOf } from "../src/store/layout.ts"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

const refused = (code: string) => () => {
  throw Object.assign(new Error(`${code}: a test made it fail`), { code })
}

/** What each check came to in a folder whose file system behaves like this. */
const triedWith = (fake: Partial<typeof fs>) =>
  withFolder(async (folder) => {
    const found = await withFs(fake, () => Effect.runPromise(tryFolder(folder, layoutOf(folder))))
    return { left: fs.readdirSync(folder), found }
  })

describe("what is tried in a folder", () => {
  it("works here, and leaves nothing", async () => {
    const { found, left } = await triedWith({})
    assert.deepStrictEqual(
      found.map(({ check, verdict }) => `${check} ${verdict}`),
      ["publication ok", "watch ok", "channel ok"]
    )
    assert.isEmpty(left)
  })

  it("removes nothing that somebody else could have named", () =>
    withFolder(async (folder) => {
      const theirs = path.join(folder, ".doctor-notes")
      fs.mkdirSync(theirs)
      fs.writeFileSync(path.join(theirs, "appointment"), "tomorrow")
      await Effect.runPromise(tryFolder(folder, layoutOf(path.join(folder, "not", "yet"))))
      assert.deepStrictEqual(fs.readdirSync(folder), [".doctor-notes"])
      assert.deepStrictEqual(fs.readdirSync(theirs), ["appointment"])
    }))

  it("removes what an examination left that was killed, and not what one is using", () =>
    withFolder(async (folder) => {
      // No process has the first number, and our parent the second.
      const [gone, living] = [2 ** 22 + 5, process.ppid].map(
        (pid) => `.job-lifecycle-doctor-${pid.toString(36)}`
      )
      for (const name of [gone, living]) fs.mkdirSync(path.join(folder, name!))
      await Effect.runPromise(tryFolder(folder, layoutOf(folder)))
      assert.deepStrictEqual(fs.readdirSync(folder), [living])
    }))

  it("says how often an owner is looked at where no socket can be opened", () =>
    withFolder(async (folder) => {
      // So long that its sockets are reached through the open folder, which is refused.
      const far = path.join(folder, "far".repeat(40))
      fs.mkdirSync(far)
      const { openSync } = fs
      const refuse = ((...[file, flags, mode]: Parameters<typeof openSync>) =>
        Number(flags) & fs.constants.O_DIRECTORY
          ? refused("EMFILE")()
          : openSync(file, flags, mode)) as typeof openSync
      const found = await withFs({ openSync: refuse }, () =>
        Effect.runPromise(tryFolder(far, layoutOf(far)))
      )
      const channel = found.find(({ check }) => check === "channel")
      assert.deepInclude(channel, { verdict: "warning", text: "no socket can be opened here" })
      // As docs/liveness.md has it.
      assert.match(channel!.advice!, /looked at four times a second/)
    }))

  const faults: Record<string, readonly [Partial<typeof fs>, string, RegExp]> = {
    "has no hard links": [
      { linkSync: refused("EPERM") },
      "publication warning",
      /published as folders/
    ],
    "lets a taken name be taken again": [
      { linkSync: ((from, to) => fs.copyFileSync(from, to)) as typeof fs.linkSync },
      "publication problem",
      /taken again/
    ],
    "cannot flush": [{ fsyncSync: refused("EIO") }, "publication problem", /EIO/],
    "cannot be written": [{ mkdirSync: refused("EROFS") }, "publication problem", /EROFS/],
    "has no watch left": [{ watch: refused("ENOSPC") }, "watch warning", /nothing can be watched/]
  }
  for (const [name, [fake, verdict, text]] of Object.entries(faults)) {
    it(`is told of a folder that ${name}`, async () => {
      const { found, left } = await triedWith(fake)
      const [check] = verdict.split(" ")
      const finding = found.find((each) => each.check === check)
      assert.strictEqual(`${finding?.check} ${finding?.verdict}`, verdict)
      assert.match(finding!.text, text)
      assert.isNotNull(finding!.advice)
      assert.isEmpty(left)
    })
  }
})
