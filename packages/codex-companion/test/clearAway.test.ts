import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { clearAway } from "../src/broker/clearAway.ts"
import { withEnvironment } from "./hostFolder.ts"
import { withFolder } from "./withFolder.ts"

const ofBroker = ["broker.log", "broker.pid", "broker.sock"]

/** What is left of a folder with these files, which a record names as a broker's. */
const leftOf = (place: string, files: ReadonlyArray<string> = ofBroker) =>
  withFolder((folder) => {
    const temporary = path.join(folder, "temporary")
    const sessionDir = path.join(folder, place)
    fs.mkdirSync(sessionDir, { recursive: true })
    for (const name of files) fs.writeFileSync(path.join(sessionDir, name), "")
    return withEnvironment({ TMPDIR: temporary }, async () => {
      clearAway({ sessionDir })
      return fs.existsSync(sessionDir) ? fs.readdirSync(sessionDir) : null
    })
  })

describe("the folder of a broker that is over", () => {
  it("goes with what a broker puts there", async () => {
    assert.isNull(await leftOf("temporary/cxc-1a2b"))
    assert.isNull(await leftOf("temporary/cxc-1a2b", []))
  })

  it("stays where somebody keeps something in it", async () => {
    assert.deepStrictEqual(await leftOf("temporary/cxc-1a2b", [...ofBroker, "notes"]), ["notes"])
  })

  for (const place of ["elsewhere/cxc-1a2b", "temporary/mine", "temporary/deep/cxc-1a2b"]) {
    it(`is not one that no host makes for brokers, whatever a record says: ${place} (F55)`, async () => {
      assert.deepStrictEqual(await leftOf(place), ofBroker)
    })
  }
})
