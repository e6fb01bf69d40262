import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

/** A package as a registry would hand it out. */
export interface Packed {
  readonly name: string
  /** By which a dependent names it. */
  readonly reference: string
  /** Its files, without the folder that all of them are in. */
  readonly files: ReadonlyArray<string>
  readonly manifest: Manifest
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly engines?: { readonly node?: string }
}

/** Packs one of the workspace's packages into a folder, by the tool that would publish it. */
export const pack = (folder: string, destination: string): Packed => {
  const words = ["--yes", "pnpm@12", "pack", "--silent", "--pack-destination", destination]
  execFileSync("npx", words, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] })
  const archive = `job-lifecycle-${path.basename(folder)}-0.1.0.tgz`
  const tar = (...words: ReadonlyArray<string>): string =>
    execFileSync("tar", [...words], { cwd: destination, encoding: "utf8" })
  const manifest = JSON.parse(tar("-xOzf", archive, "package/package.json")) as Manifest
  const files = tar("-tzf", archive).trim().split("\n")
  return {
    name: manifest.name,
    reference: `file:./${archive}`,
    files: files.map((file) => file.replace(/^package\//, "")),
    manifest
  }
}

/** What starts the command from the sources, and shows it: `pnpm start`. */
const isOurs = (file: string) => /^(dist|src)\/(start\.|ensureBundle\.|demo\/)/.test(file)

/** What a stranger would miss in a package, or finds in it to no purpose. */
export const faultsOf = ({ files, manifest, name }: Packed, folder: string): Array<string> => {
  const there = new Set(files)
  const named = Object.values(manifest.exports)
    .flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)))
    .map((target) => target.replace(/^\.\//, ""))
  const wanted = ["README.md", "LICENSE", "package.json", ...named]
  const built = /^dist\/(.*?)(\.d\.ts|\.js)(\.map)?$/
  const idle = files.filter((file) => {
    const [, stem] = built.exec(file) ?? []
    if (stem === undefined) return /^dist\/(orphan)?\./.test(file)
    return !fs.existsSync(path.join(folder, "src", `${stem}.ts`))
  })
  return [
    ...wanted.filter((file) => !there.has(file)).map((file) => `${name} has no ${file}`),
    ...files.filter(isOurs).map((file) => `${name} has ${file}, which is of use here alone`),
    ...idle.map((file) => `no source stands behind ${file} of ${name}`),
    ...(manifest.exports["./package.json"] === undefined ? [`${name} hides its package.json`] : []),
    ...(manifest.engines?.node === undefined ? [`${name} does not say which Node it needs`] : [])
  ]
}
