/**
 * Writes characters outside ASCII as escapes. V8 keeps a source with one such character in two bytes
 * per character, which doubles what is read, hashed and held at every start.
 */
export const oneByteSource = {
  name: "one-byte-source",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk") chunk.code = chunk.code.replace(/[^\0-\x7f]/g, escaped)
    }
  }
}

const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
