import { randomBytes } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"

/**
 * The file operations that one job needs, by hand and without any engine: the floor that the
 * engine's own time is measured against. Names and sizes are like the real ones.
 */
export class RawJobs {
  readonly #root: string
  #count: number

  /** Jobs are numbered on from `count`, so that several processes can share a root. */
  constructor(root: string, count = 0) {
    this.#root = root
    this.#count = count
    const hours = Array.from({ length: 24 }, (_, hour) => hourFolder(hour))
    for (const folder of ["active", "jobs", ...hours]) {
      fs.mkdirSync(path.join(root, folder), { recursive: true })
    }
  }

  /**
   * Submission with its claim: marker, folder, one durable fact, and every folder above it synced, since
   * whoever made one of them may not have come to that. Buckets are drawn as the engine's are: by the
   * beginning of a random id.
   */
  submit(): string {
    const id = randomBytes(8).toString("hex")
    const jobs = path.join(this.#root, "jobs")
    const bucket = path.join(jobs, id.slice(0, 2))
    fs.closeSync(fs.openSync(path.join(this.#root, "active", id), "w"))
    fs.mkdirSync(bucket, { recursive: true })
    fs.mkdirSync(path.join(bucket, id))
    this.publish(path.join(bucket, id), "created.json", 900, true)
    sync(bucket)
    sync(jobs)
    sync(path.join(this.#root, "active"))
    return path.join(bucket, id)
  }

  publish(folder: string, name: string, bytes: number, durable: boolean): void {
    const prepared = path.join(folder, `.${process.pid}-${name}`)
    const fd = fs.openSync(prepared, "wx")
    fs.writeFileSync(fd, "x".repeat(bytes))
    if (durable) fs.fsyncSync(fd)
    fs.closeSync(fd)
    fs.linkSync(prepared, path.join(folder, name))
    fs.unlinkSync(prepared)
    if (durable) sync(folder)
  }

  arm(folder: string): void {
    const fd = fs.openSync(path.join(folder, "armed.json"), "wx")
    fs.writeFileSync(fd, "x".repeat(4_096))
    fs.fsyncSync(fd)
    fs.closeSync(fd)
    sync(folder)
  }

  /** The listing: a durable settled marker, then the active one goes. */
  index(folder: string): void {
    const settled = path.join(this.#root, hourFolder(Math.floor(this.#count / 120) % 24))
    fs.closeSync(fs.openSync(path.join(settled, path.basename(folder)), "w"))
    sync(settled)
    fs.unlinkSync(path.join(this.#root, "active", path.basename(folder)))
  }

  /** Reading back what stands: one listing, and each fact. */
  read(folder: string): void {
    for (const name of fs.readdirSync(folder)) fs.readFileSync(path.join(folder, name), "utf8")
  }
}

const hourFolder = (hour: number) => `settled/2026-01-01/${String(hour).padStart(2, "0")}`

const sync = (folder: string): void => {
  const fd = fs.openSync(folder, "r")
  fs.fsyncSync(fd)
  fs.closeSync(fd)
}
