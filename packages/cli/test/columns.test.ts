import { assert, describe, it } from "@effect/vitest"
import { columnsOf, cut } from "../src/shown/columns.ts"

const segmentsOf = (text: string) =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)

describe("a text that is cut to a column", () => {
  for (const [what, one] of [
    ["letters", "x"],
    ["wide letters", "語"],
    ["letters with marks", "e\u0301"],
    ["hearts", "\u2764\uFE0F"],
    ["keycaps", "1\uFE0F\u20E3"],
    ["flags", "\u{1F1E9}\u{1F1EA}"],
    ["families", "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}"]
  ] as const) {
    it(`fills it as far as whole ${what} go, and no further`, () => {
      const kept = cut(one.repeat(40), 24)
      assert.isAtMost(columnsOf(kept), 24)
      assert.isAbove(columnsOf(kept) + columnsOf(one), 24)
      const [last, ...whole] = segmentsOf(kept).toReversed()
      assert.strictEqual(last, "…")
      assert.deepStrictEqual([...new Set(whole)], [one])
    })
  }

  it("is left as it is where it has room", () => {
    for (const text of ["x".repeat(24), "語".repeat(12)]) assert.strictEqual(cut(text, 24), text)
  })
})
