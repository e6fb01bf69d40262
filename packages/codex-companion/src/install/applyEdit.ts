import type { Edit } from "./Edit.ts"
import { findFunction, fingerprint } from "./findFunction.ts"
import { Misfit } from "./Misfit.ts"

/** Applies one edit to the text of a file, or throws a `Misfit`. Pure. */
export const applyEdit = (file: string, source: string, edit: Edit): string => {
  switch (edit._tag) {
    case "TakeOver": {
      const found = functionOf(file, source, edit.name)
      if (!edit.known.includes(fingerprint(found.text))) {
        throw new Misfit(file, `${edit.name} is not as it was in any version that is known`)
      }
      return source.slice(0, found.start) + edit.by + source.slice(found.end)
    }
    case "MakeAsync": {
      const found = functionOf(file, source, edit.name)
      if (/^(?:export )?async /.test(found.text)) return source
      const waiting = found.text.replace(/^(export )?function /, "$1async function ")
      return source.slice(0, found.start) + waiting + source.slice(found.end)
    }
    case "Substitute": {
      const { start, text } =
        edit.within === null ? { start: 0, text: source } : functionOf(file, source, edit.within)
      const all = new RegExp(edit.find.source, `${edit.find.flags.replace("g", "")}g`)
      const times = [...text.matchAll(all)].length
      if (times !== edit.times) {
        throw new Misfit(
          file,
          `${String(edit.find)} is there ${times} times${edit.within === null ? "" : ` in ${edit.within}`}, and ${edit.times} were expected`
        )
      }
      return source.slice(0, start) + text.replace(all, edit.by) + source.slice(start + text.length)
    }
    case "Import": {
      const imports = [...source.matchAll(/^import [^;]*;\n/gm)]
      const last = imports.at(-1)
      if (last?.index === undefined) throw new Misfit(file, "it imports nothing")
      const at = last.index + last[0].length
      return `${source.slice(0, at)}${edit.line}\n${source.slice(at)}`
    }
    case "DropName": {
      const line = new RegExp(
        `^import \\{([^}]*)\\} from "${edit.from.replace(/[./]/g, "\\$&")}";\n`,
        "m"
      )
      const found = line.exec(source)
      const names =
        found?.[1]
          ?.split(",")
          .map((name) => name.trim())
          .filter(Boolean) ?? []
      if (found === null || !names.includes(edit.name)) {
        throw new Misfit(file, `it does not import ${edit.name} from ${edit.from}`)
      }
      const rest = names.filter((name) => name !== edit.name)
      const kept = rest.length === 0 ? "" : `import { ${rest.join(", ")} } from "${edit.from}";\n`
      return source.replace(line, () => kept)
    }
  }
}

const functionOf = (file: string, source: string, name: string) => {
  const found = findFunction(source, name)
  if (found === null) throw new Misfit(file, `it has no function ${name}`)
  return found
}
