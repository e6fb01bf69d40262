import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { FakeDisk } from "../src/index.ts"
import type { Script } from "./fileScripts.ts"
import { permissions, randomScript, scripts } from "./fileScripts.ts"

const onBoth = (script: Script, uid = 0): { readonly fake: unknown; readonly real: unknown } => {
  const disk = new FakeDisk()
  const files = disk.process({ uid })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-lifecycle-contract-"))
  fs.chmodSync(folder, 0o777)
  try {
    const fake = script(files, (name) => `/${name}`)
    const real = asUser(uid, () => script(fs, (name) => `${folder}/${name}`))
    return { fake, real }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const asUser = <A>(uid: number, act: () => A): A => {
  if (uid === 0 || process.geteuid?.() !== 0) return act()
  process.seteuid!(uid)
  try {
    return act()
  } finally {
    process.seteuid!(0)
  }
}

describe("a fake disk answers as the real one does", () => {
  for (const [title, script] of Object.entries(scripts)) {
    it(`${title}`, () => {
      const { fake, real } = onBoth(script)
      assert.deepStrictEqual(fake, real)
    })
  }

  it("permission bits refuse what they refuse there", (context) => {
    if (process.platform !== "linux") return context.skip("other systems refuse in other words")
    const { fake, real } = onBoth(permissions, process.geteuid?.() === 0 ? 65_534 : 1_000)
    assert.deepStrictEqual(fake, real)
  })

  it("a hundred scripts of sixty random calls have the same answers, errors included", (context) => {
    if (process.platform !== "linux") return context.skip("other systems refuse in other words")
    for (let seed = 1; seed <= 100; seed++) {
      const { fake, real } = onBoth(randomScript(seed))
      assert.deepStrictEqual(fake, real, `seed ${seed}`)
    }
  })
})
