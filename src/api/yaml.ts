/**
 * YAML as kubectl speaks it. Real kubectl reads through sigs.k8s.io/yaml over go-yaml v2, an old dialect (YAML 1.1 with
 * exceptions: `yes` is true, `0777` is 511, `22:30` stays text), and prints through the same: sorted keys, lists level with
 * their key, lines folded at 80 columns. Both directions are modelled here; yaml/ holds the steps. Left out: comments,
 * and NEL (U+0085) in the middle of a text.
 */
import { type ComposeOptions, compose, UnsupportedKey } from './yaml/compose.ts'
import { type DocumentText, documents } from './yaml/documents.ts'
import { emit } from './yaml/emit.ts'
import { DocumentError, YamlError } from './yaml/error.ts'
import { parse } from './yaml/parse.ts'

export { YamlError } from './yaml/error.ts'

/** All documents of a text as JSON values, empty ones skipped. Throws YamlError. */
export function parseYaml(text: string, options: ComposeOptions = {}): unknown[] {
  const values: unknown[] = []
  for (const document of documents(text)) {
    const value = parseDocument(document, options)
    if (value !== undefined && value !== null) values.push(value)
  }
  return values
}

function parseDocument(document: DocumentText, options: ComposeOptions): unknown {
  try {
    return compose(parse(document.text), options)
  } catch (error) {
    if (error instanceof UnsupportedKey) throw new YamlError(`error converting YAML to JSON: ${error.message}`)
    if (!(error instanceof DocumentError)) throw error
    const line = /^line (\d+)/.exec(error.message)
    throw new YamlError(`error converting YAML to JSON: yaml: ${error.message}`, line ? document.firstLine + Number(line[1]) : undefined)
  }
}

/** Like parseYaml, for text that may also be JSON objects one after the other, as kubectl reads files. */
export function parseYamlOrJson(text: string, options: ComposeOptions = {}): unknown[] {
  if (!/^\s*\{/.test(text)) return parseYaml(text, options)
  try {
    return [JSON.parse(text)]
  } catch {
    return parseYaml(text, options)
  }
}

/** A JSON value as kubectl prints it with `-o yaml`, newline at the end. */
export const toYaml = (value: unknown): string => emit(value)
