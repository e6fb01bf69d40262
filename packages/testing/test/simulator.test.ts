import { assert, describe, it } from "@effect/vitest"
import type { Life, LifeEvent } from "../src/simulator/index.ts"
import {
  drawLife,
  lifeOfToken,
  lifeToken,
  live,
  shrinkLife,
  tellLife
} from "../src/simulator/index.ts"
import { regressions } from "./regressions.ts"

const told = (life: Life): string => tellLife(live(life))

const doing = (name: string) => (event: LifeEvent) => event.act.do === name

describe("simulated lives", () => {
  for (const [cast, lives] of [
    ["small", 2_000],
    ["full", 500]
  ] as const) {
    it(`of the ${cast} world break no law, whatever happens in them`, () => {
      for (let seed = 1; seed <= lives; seed++) {
        const lived = live(drawLife(cast, seed))
        if (lived.violation !== null) assert.fail(`${cast} life ${seed}:\n${tellLife(lived)}`)
      }
    }, 120_000)
  }

  for (const { law, token, was } of regressions) {
    it(`keep ${law}, though once ${was}`, () => {
      const lived = live(lifeOfToken(token))
      if (lived.violation !== null) assert.fail(tellLife(lived))
    })
  }

  it("of one seed are the same to the last step", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const life = drawLife("full", seed)
      assert.strictEqual(told(life), told(life))
    }
  })

  it("are lived again from their token", () => {
    const life = drawLife("full", 7)
    assert.deepStrictEqual(lifeOfToken(lifeToken(life)), life)
  })

  it("are not told from what a shell leaves of a token without quotes, or from anything else", () => {
    const [beginning] = lifeToken(drawLife("full", 7)).split(";")
    for (const word of ["", "x", "%", "null", "7", "%7B%7D", beginning!]) {
      assert.throws(() => lifeOfToken(word), "in quotes")
    }
  })

  it("are made as small as what is looked for in them", () => {
    const fails = ({ events }: Life) => events.some(doing("kill")) && events.some(doing("cancel"))
    let seed = 1
    while (!fails(drawLife("full", seed))) seed++
    const { events, lag, preempt } = shrinkLife(drawLife("full", seed), fails)
    assert.deepStrictEqual(
      events.map(({ after }) => after),
      [0, 0]
    )
    assert.isTrue(fails({ cast: "full", seed, events, lag, preempt }))
    assert.deepStrictEqual([lag, preempt], [0, 0])
  })
})
