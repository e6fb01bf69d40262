import { assert, describe, it } from "@effect/vitest"
import type { FakeFiles } from "../src/index.ts"
import { Crashed, FakeDisk, FileFaults, PowerCut } from "../src/index.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const write = (files: FakeFiles, file: string, text: string, sync: boolean) => {
  const fd = files.openSync(file, "wx", 0o600)
  files.writeSync(fd, bytes(text))
  if (sync) files.fsyncSync(fd)
  files.closeSync(fd)
}
const syncFolder = (files: FakeFiles, folder: string) => {
  const fd = files.openSync(folder, 0)
  files.fsyncSync(fd)
  files.closeSync(fd)
}
const contentsOf = (disk: FakeDisk) =>
  Object.fromEntries(
    [...disk.contents()].map(([name, data]) => [name, new TextDecoder().decode(data)])
  )
const codeOf = (act: () => unknown) => {
  try {
    act()
    return "done"
  } catch (error) {
    return (error as { readonly code?: string }).code ?? (error as Error).name
  }
}

describe("a power cut on a fake disk", () => {
  const prepared = () => {
    const disk = new FakeDisk()
    const files = disk.process()
    write(files, "/durable", "whole", true)
    syncFolder(files, "/")
    write(files, "/content", "abc", true)
    write(files, "/neither", "abc", false)
    files.renameSync("/durable", "/moved")
    return disk
  }
  const left = (cut: PowerCut) => {
    const disk = prepared()
    disk.cutPower(cut)
    return contentsOf(disk)
  }

  it("takes every name and all content that was not flushed, or none of it", () => {
    assert.deepStrictEqual(left(PowerCut.nothingKept), { "/durable": "whole" })
    assert.deepStrictEqual(left(PowerCut.everythingKept), {
      "/content": "abc",
      "/moved": "whole",
      "/neither": "abc"
    })
  })

  it("leaves names without their content, empty or zeroed, as measured on real file systems", () => {
    assert.deepStrictEqual(left(PowerCut.namesKept), {
      "/content": "abc",
      "/moved": "whole",
      "/neither": ""
    })
    assert.strictEqual(left(PowerCut.zerosKept)["/neither"], "\0\0\0")
  })

  it("decides about each name alone, and the same way for the same seed", () => {
    const seen = new Set<string>()
    for (let seed = 1; seed <= 100; seed++) {
      const once = left(PowerCut.random(seed))
      assert.deepStrictEqual(once, left(PowerCut.random(seed)))
      seen.add(Object.keys(once).join(" "))
    }
    assert.strictEqual(seen.size, 16)
  })

  it("ends every process, and what it left is durable", () => {
    const disk = new FakeDisk()
    const files = disk.process()
    write(files, "/a", "abc", false)
    disk.cutPower(PowerCut.everythingKept)
    assert.strictEqual(
      codeOf(() => files.existsSync("/a")),
      "Crashed"
    )
    disk.cutPower(PowerCut.nothingKept)
    assert.deepStrictEqual(contentsOf(disk), { "/a": "abc" })
  })

  it("happens to one copy of a disk and not to the other", () => {
    const disk = prepared()
    const before = contentsOf(disk)
    disk.copy().cutPower(PowerCut.nothingKept)
    assert.deepStrictEqual(contentsOf(disk), before)
  })
})

describe("an operation that goes wrong", () => {
  it("fails with its errno at its number, once, having done nothing", () => {
    const disk = new FakeDisk()
    const files = disk.process({ faults: FileFaults.failAt(1, "EIO") })
    files.mkdirSync("/a")
    assert.strictEqual(
      codeOf(() => files.mkdirSync("/b")),
      "EIO"
    )
    assert.deepStrictEqual(contentsOf(disk), { "/a/": "" })
    files.mkdirSync("/b")
  })

  it("may have landed although it was reported as failed", () => {
    const disk = new FakeDisk()
    const files = disk.process({ faults: FileFaults.failAt(0, "EIO", "All") })
    assert.strictEqual(
      codeOf(() => files.mkdirSync("/a")),
      "EIO"
    )
    assert.strictEqual(
      codeOf(() => files.mkdirSync("/a")),
      "EEXIST"
    )
  })

  it("is torn: a part of the bytes lands and the process is dead", () => {
    const disk = new FakeDisk()
    const files = disk.process({ faults: FileFaults.crashAt(1, 2) })
    assert.throws(() => write(files, "/a", "abc", true), Crashed)
    assert.throws(() => files.readdirSync("/"), Crashed)
    assert.deepStrictEqual(contentsOf(disk), { "/a": "ab" })
    assert.deepStrictEqual(disk.process().readdirSync("/"), ["a"])
  })
})

describe("a folder of a fake disk that was renamed when the power went", () => {
  it("is under its old name or its new one, and never under none", () => {
    const left = new Set<string>()
    for (let seed = 1; seed <= 50; seed++) {
      const disk = new FakeDisk()
      const files = disk.process()
      for (const folder of ["/a", "/b", "/a/x"]) files.mkdirSync(folder)
      disk.flushAll()
      files.renameSync("/a/x", "/b/y")
      disk.cutPower(PowerCut.random(seed))
      left.add([...disk.contents().keys()].join())
    }
    assert.deepStrictEqual([...left].sort(), [
      "/a/,/a/x/,/b/",
      "/a/,/a/x/,/b/,/b/y/",
      "/a/,/b/,/b/y/"
    ])
  })

  it("is a folder like any other where its removal was lost", () => {
    for (const replace of [false, true]) {
      const disk = new FakeDisk()
      const files = disk.process()
      for (const folder of ["/a", "/b"]) files.mkdirSync(folder)
      disk.flushAll()
      if (replace) files.renameSync("/b", "/a")
      else files.rmdirSync("/a")
      disk.cutPower(PowerCut.nothingKept)
      write(disk.process(), "/a/file", "made", true)
      assert.deepStrictEqual(contentsOf(disk), { "/a/": "", "/a/file": "made", "/b/": "" })
    }
  })

  it("is two folders where it is left under both names", () => {
    const left: Array<string> = []
    for (let seed = 1; seed <= 50; seed++) {
      const disk = new FakeDisk()
      const files = disk.process()
      for (const folder of ["/a", "/b", "/a/x"]) files.mkdirSync(folder)
      write(files, "/a/x/file", "whole", true)
      disk.flushAll()
      files.renameSync("/a/x", "/b/y")
      disk.cutPower(PowerCut.random(seed))
      const after = disk.process()
      if (!after.existsSync("/a/x") || !after.existsSync("/b/y")) continue
      after.unlinkSync("/a/x/file")
      after.rmdirSync("/a/x")
      write(after, "/b/y/more", "made", true)
      left.push(Object.keys(contentsOf(disk)).join())
    }
    assert.isNotEmpty(left)
    assert.deepStrictEqual([...new Set(left)], ["/a/,/b/,/b/y/,/b/y/file,/b/y/more"])
  })

  it("is gone when it was removed", () => {
    const disk = new FakeDisk()
    const files = disk.process()
    files.mkdirSync("/a")
    disk.flushAll()
    files.rmdirSync("/a")
    disk.cutPower(PowerCut.everythingKept)
    assert.deepStrictEqual([...disk.contents().keys()], [])
  })
})

describe("a full fake disk", () => {
  it("takes what there is room for, then nothing, and still gives names", () => {
    const disk = new FakeDisk()
    disk.freeBytes = 4
    const files = disk.process()
    const fd = files.openSync("/a", "wx", 0o600)
    assert.strictEqual(files.writeSync(fd, bytes("abcdef")), 4)
    assert.strictEqual(
      codeOf(() => files.writeSync(fd, bytes("ef"))),
      "ENOSPC"
    )
    files.writeSync(fd, bytes("ABCD"), 0, 4, 0)
    files.linkSync("/a", "/b")
    assert.deepStrictEqual(contentsOf(disk), { "/a": "ABCD", "/b": "ABCD" })
    files.unlinkSync("/a")
    assert.strictEqual(disk.freeBytes, 0)
    files.unlinkSync("/b")
    assert.strictEqual(disk.freeBytes, 4)
  })
})

describe("a watch on a folder of a fake disk", () => {
  it("tells of names that change in it, after the change, until it is closed", async () => {
    const disk = new FakeDisk()
    const files = disk.process()
    const heard: Array<string | null> = []
    const watch = disk.process().watch("/", { persistent: false }, (_, name) => heard.push(name))
    files.mkdirSync("/a")
    files.mkdirSync("/a/b")
    assert.deepStrictEqual(heard, [])
    await Promise.resolve()
    assert.deepStrictEqual(heard, ["a"])
    watch.close()
    files.rmdirSync("/a/b")
    files.rmdirSync("/a")
    await Promise.resolve()
    assert.deepStrictEqual(heard, ["a"])
  })
})

describe("a fake disk of Windows", () => {
  const opened = () => {
    const disk = new FakeDisk({ platform: "win32" })
    const [mine, other] = [disk.process(), disk.process()]
    mine.mkdirSync("/folder", 0o700)
    write(mine, "/folder/file", "", true)
    write(mine, "/new", "", true)
    const fd = other.openSync("/folder/file", "r")
    return { mine, close: () => other.closeSync(fd), die: () => other.kill() }
  }

  for (const [title, from, to] of [
    ["replaces no file that is open", "/new", "/folder/file"],
    ["renames no folder in which one is", "/folder", "/elsewhere"]
  ] as const) {
    for (const how of ["close", "die"] as const) {
      it(`${title}, until whoever has it open ${how === "die" ? "dies" : "closes it"}`, () => {
        const { mine, ...other } = opened()
        assert.strictEqual(
          codeOf(() => mine.renameSync(from, to)),
          "EPERM"
        )
        other[how]()
        assert.strictEqual(
          codeOf(() => mine.renameSync(from, to)),
          "done"
        )
      })
    }
  }

  it("renames a file that is open itself", () => {
    const { mine } = opened()
    assert.strictEqual(
      codeOf(() => mine.renameSync("/folder/file", "/moved")),
      "done"
    )
  })
})
