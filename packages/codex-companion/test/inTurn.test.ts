import { assert, describe, it } from "@effect/vitest"
import type { OwnerIdentity } from "@job-lifecycle/engine"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { setImmediate as turn } from "node:timers/promises"
import { inTurn } from "../src/install/inTurn.ts"
import { Misfit } from "../src/install/Misfit.ts"
import { selfIdentity } from "../src/process/evidenceOf.ts"
import { identityOf } from "./brokerWorld.ts"
import { before } from "./ownPlugin/before.ts"
import { withFolder } from "./withFolder.ts"

/** Says that somebody is there, by a name before or behind all others. */
const comes = (folder: string, said: OwnerIdentity | string, name: "0" | "z") => {
  fs.mkdirSync(folder, { recursive: true })
  const text = typeof said === "string" ? said : JSON.stringify(said)
  fs.writeFileSync(path.join(folder, `${name}.json`), text)
}

const withTurns = (body: (folder: string) => Promise<void>) =>
  withFolder(async (parent) => {
    const folder = path.join(parent, "lib", "turns")
    await body(folder)
    assert.deepStrictEqual(fs.readdirSync(path.join(parent, "lib")), [])
  })

describe("somebody who changes a plugin", () => {
  it("is alone at it, however many come, also when one of them fails, and leaves nothing", () =>
    withTurns(async (folder) => {
      let inside = 0
      const done: Array<number> = []
      const all = Array.from({ length: 12 }, (_, n) =>
        inTurn(folder, async () => {
          assert.strictEqual(++inside, 1)
          for (let turns = 0; turns < 20; turns++) await turn()
          inside--
          if (n === 3) throw new Error("it fails")
          done.push(n)
        })
      )
      const failed = (await Promise.allSettled(all)).filter(({ status }) => status === "rejected")
      assert.lengthOf(failed, 1)
      assert.lengthOf(done, 11)
    }))

  for (const name of ["0", "z"] as const) {
    it.runIf(process.platform === "linux")(
      `waits until whoever came before is gone, though that one says nothing more (${name})`,
      () =>
        withTurns(async (folder) => {
          const child = spawn("sleep", ["600"], { stdio: "ignore" })
          await once(child, "spawn")
          comes(folder, identityOf(child.pid!), name)
          let isKilled = false
          const waited: Array<string> = []
          const ended = once(child, "exit")
          let looks = 0
          const look = (place: unknown) => {
            if (place === folder && ++looks === 3) isKilled = child.kill("SIGKILL")
          }
          const alone = () => assert.isTrue(isKilled)
          const wait = (who: string) => waited.push(who)
          await before("readdirSync", look, () => inTurn(folder, alone, wait, 3_600_000))
          assert.deepStrictEqual(waited, [`pid ${child.pid}`])
          await ended
        })
    )
  }

  it.runIf(process.platform === "linux")("does not wait for somebody who is proven gone", () =>
    withTurns(async (folder) => {
      const self = await selfIdentity()
      comes(folder, { ...self, value: { ...(self.value as object), startTicks: 1 } }, "0")
      // What was prepared when somebody was ended goes too.
      fs.writeFileSync(path.join(folder, ".prepared"), "{")
      assert.strictEqual(await inTurn(folder, () => 7, assert.fail, 0), 7)
    })
  )

  it("comes again where the last one took the folder away as he came", () =>
    withTurns(async (folder) => {
      let isThere = true
      const leave = (place: unknown) => {
        if (!String(place).startsWith(folder) || !isThere) return
        isThere = false
        fs.rmdirSync(folder)
      }
      const ran = await before("openSync", leave, () => inTurn(folder, () => 7))
      assert.deepStrictEqual([ran, isThere], [7, false])
    }))

  for (const [what, said] of [
    ["is there", null],
    ["cannot be examined from here", { scheme: "another", label: "pid 7", value: null }],
    ["cannot be made out", "{"],
    ["says nothing", "null"]
  ] as const) {
    it(`refuses in the end, and changes nothing, where somebody ${what} (I7)`, () =>
      withTurns(async (folder) => {
        const who = said ?? (await selfIdentity())
        comes(folder, who, "z")
        const refused = await inTurn(folder, assert.fail, () => {}, 0).catch((error) => error)
        assert.instanceOf(refused, Misfit)
        assert.include((refused as Misfit).message, path.join(folder, "z.json"))
        assert.deepStrictEqual(fs.readdirSync(folder), ["z.json"])
        fs.rmSync(folder, { recursive: true })
      }))
  }

  for (const code of ["EACCES", "EPERM", "EROFS"]) {
    it(`refuses where nothing can be written, and says where (${code})`, () =>
      withTurns(async (folder) => {
        const refuse = (place: unknown) => {
          if (place === folder) throw Object.assign(new Error(code), { code })
        }
        fs.mkdirSync(path.dirname(folder))
        const refused = await before("mkdirSync", refuse, () =>
          inTurn(folder, assert.fail).catch((error) => error)
        )
        assert.instanceOf(refused, Misfit)
        assert.match((refused as Misfit).message, /lib: it cannot be written to/)
      }))
  }

  it("refuses where somebody else has left the folder, and names that", () =>
    withTurns(async (folder) => {
      fs.mkdirSync(folder, { recursive: true })
      const refuse = (place: unknown) => {
        if (!String(place).startsWith(folder)) return
        throw Object.assign(new Error("EACCES"), { code: "EACCES" })
      }
      const refused = await before("openSync", refuse, () =>
        inTurn(folder, assert.fail).catch((error) => error)
      )
      assert.instanceOf(refused, Misfit)
      assert.match((refused as Misfit).message, /turns: it cannot be written to/)
      fs.rmSync(folder, { recursive: true, force: true })
    }))
})
