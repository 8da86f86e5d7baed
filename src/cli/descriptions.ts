/** The prose of API types for `kubectl explain`: files beside the program, read when somebody asks. */
import { existsSync, readFileSync } from 'node:fs'

/** Beside dist/ktutor.js, or where bin/generate-api.mjs wrote them. */
const folder = ['./descriptions/', '../api/generated/descriptions/'].map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url))

const letters = new Map<string, Record<string, Record<string, string>>>()

/** Texts of a type's fields by name, '' being the type itself; undefined for a type that has none. */
export function describeType(name: string): Readonly<Record<string, string>> | undefined {
  const letter = name[0] ?? ''
  if (!folder || !/[A-Z]/.test(letter)) return undefined
  let types = letters.get(letter)
  if (!types) {
    const file = new URL(`${letter}.json`, folder)
    types = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    letters.set(letter, types as typeof types & object)
  }
  return types?.[name]
}
