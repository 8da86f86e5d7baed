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
import { JsonReader, JsonSyntaxError, UnexpectedEnd } from './yaml/json-value.ts'
import { parse } from './yaml/parse.ts'

export { YamlError } from './yaml/error.ts'

/** All documents of a text as JSON values, empty ones skipped. Throws YamlError, which carries the documents before the mistake. */
export const parseYaml = (text: string, options: ComposeOptions = {}): unknown[] => all(yamlDocuments(text, options))

/** Like parseYaml, for text that may also be JSON objects one after the other, as kubectl reads files. Models YAMLOrJSONDecoder. */
export const parseYamlOrJson = (text: string, options: ComposeOptions = {}): unknown[] =>
  all(/^\s*\{/.test(text) ? jsonDocuments(text, options) : yamlDocuments(text, options))

function all(documents: Iterable<unknown>): unknown[] {
  const values: unknown[] = []
  try {
    for (const value of documents) if (value !== undefined && value !== null) values.push(value)
  } catch (error) {
    if (error instanceof YamlError) throw new YamlError(error.message, error.line, values)
    throw error
  }
  return values
}

function* yamlDocuments(text: string, options: ComposeOptions): Generator<unknown> {
  for (const document of documents(text)) yield parseDocument(document, options)
}

/** What is no JSON may be YAML that begins with a brace, as long as no second object has been seen. */
function* jsonDocuments(text: string, options: ComposeOptions): Generator<unknown> {
  const reader = new JsonReader(text)
  for (let count = 0, end = 0; reader.more(); count++, end = reader.at) {
    let value: unknown
    try {
      value = reader.value()
    } catch (error) {
      yield* yamlInstead(text, end, count, error, options)
      return
    }
    yield value
  }
}

function* yamlInstead(text: string, from: number, count: number, error: unknown, options: ComposeOptions): Generator<unknown> {
  if (!(error instanceof JsonSyntaxError || error instanceof UnexpectedEnd)) throw error
  if (count > 1) throw new YamlError(error.message)
  const offset = error instanceof JsonSyntaxError ? `json: offset ${new TextEncoder().encode(text.slice(0, error.at)).length + 1}: ` : ''
  const failure = new YamlError(offset + error.message)
  const rest = text.slice(from)
  if (rest.length < 4) throw failure
  const restDocuments = yamlDocuments(rest.replace(/^[^\S\n]*\n?/, ''), options)
  let first: IteratorResult<unknown>
  try {
    first = restDocuments.next()
  } catch (problem) {
    if (problem instanceof YamlError) throw failure
    throw problem
  }
  if (!first.done) yield first.value
  yield* restDocuments
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

/** A JSON value as kubectl prints it with `-o yaml`, newline at the end. */
export const toYaml = (value: unknown): string => emit(value)
