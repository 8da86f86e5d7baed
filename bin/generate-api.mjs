/**
 * Writes src/api/generated/ from the models of @kubernetes/client-node (release 1.36):
 *
 *   types.ts                 a TypeScript interface for every API type, as it looks on the wire
 *   schema.ts                schema.json once more, as a text in a module
 *   schema.json              field types and required fields, no prose: { Pod: { fields: { spec: 'PodSpec' }, required: [] } }
 *   descriptions/<X>.json    the prose of `kubectl explain`, split by the first letter of the type, so that one look loads little
 *
 * Field types in schema.json: string, boolean, integer:int32, integer:int64, number, time, micro-time, bytes,
 * int-or-string, object (free-form), the name of another type, and `[]T` and `map:T` of these.
 * Nothing generated is committed: facts of the API come with the package, and a newer package is a newer API.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const models = join(dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node')), 'gen/models')
const target = fileURLToPath(new URL('../src/api/generated', import.meta.url))

/** `V1Pod` is `Pod` for everyone; a type of another version, or one that needs its group to be told apart, keeps its name. */
const nameOf = (model) => model.replace(/^V1(?=[A-Z])/, '')

const scalars = { string: 'string', boolean: 'boolean', any: 'object', object: 'object', IntOrString: 'int-or-string', Date: 'time', V1MicroTime: 'micro-time' }

function typeOf(type, format) {
  const list = /^Array<(.*)>$/.exec(type)
  if (list) return `[]${typeOf(list[1], format)}`
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)
  if (map) return `map:${typeOf(map[1], format)}`
  if (type === 'number') return format === 'double' ? 'number' : `integer:${format || 'int32'}`
  if (type === 'string' && format === 'byte') return 'bytes'
  if (type === 'Date' && format === 'date-time-micro') return 'micro-time'
  return scalars[type] ?? nameOf(type)
}

function wireType(type) {
  if (type.startsWith('[]')) return `${wireType(type.slice(2))}[]`
  if (type.startsWith('map:')) return `Record<string, ${wireType(type.slice(4))}>`
  if (type.startsWith('integer') || type === 'number') return 'number'
  if (type === 'time' || type === 'micro-time' || type === 'bytes') return 'string'
  if (type === 'int-or-string') return 'number | string'
  if (type === 'object') return 'any'
  return type
}

const prose = (comment) =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join('\n')
    .trim()
    .replace(/\\(['"`\\])/g, '$1')

/** What the result depends on: this script and the version of the models. */
const stamp = () => {
  const { version } = JSON.parse(readFileSync(join(models, '../../../package.json'), 'utf8'))
  return `${version} ${createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')}`
}

export const isGenerated = () => {
  try {
    return readFileSync(join(target, '.stamp'), 'utf8') === stamp()
  } catch {
    return false
  }
}

/** Writes everything anew, in one step, and returns how many types there are. */
export function generate() {
  const schema = {}
  const descriptions = {}
  for (const file of readdirSync(models).sort()) {
    // A 1.36 server serves no alpha and no beta API by default.
    if (!file.endsWith('.d.ts') || /^(all|ObjectSerializer)\.|^V\d+(alpha|beta)/.test(file)) continue
    const model = file.slice(0, -'.d.ts'.length)
    const declared = readFileSync(join(models, file), 'utf8')
    const source = readFileSync(join(models, `${model}.js`), 'utf8')
    const attributes = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(source)
    if (!attributes) continue
    const name = nameOf(model)
    const about = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare class/.exec(declared)
    const fields = {}
    const required = []
    const texts = { '': about ? prose(about[1]) : '' }
    const members = new Map()
    for (const [, comment, key, optional] of declared.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?'([^']+)'(\?)?:/g))
      members.set(key, { text: comment ? prose(comment) : '', optional: optional === '?' })
    for (const { name: key, baseName, type, format } of JSON.parse(attributes[1])) {
      fields[baseName] = typeOf(type, format)
      const member = members.get(key)
      if (!member?.optional) required.push(baseName)
      texts[baseName] = member?.text ?? ''
    }
    schema[name] = required.length > 0 ? { fields, required } : { fields }
    const letter = (descriptions[name[0]] ??= {})
    letter[name] = texts
  }

  const temporary = `${target}.${process.pid}`
  mkdirSync(join(temporary, 'descriptions'), { recursive: true })
  for (const [letter, texts] of Object.entries(descriptions)) writeFileSync(join(temporary, 'descriptions', `${letter}.json`), JSON.stringify(texts))
  writeFileSync(join(temporary, 'schema.json'), JSON.stringify(schema))
  // As a text that is parsed on first use: cheaper at start-up than the same object as a JavaScript literal.
  writeFileSync(join(temporary, 'schema.ts'), `export const schemaText = ${JSON.stringify(JSON.stringify(schema))}\n`)
  // What the server sets on every object: as read, never absent. What is written is a Draft (object.ts).
  const alwaysOnObjects = ['apiVersion', 'kind', 'metadata', 'spec']
  const alwaysInMetadata = ['name', 'uid', 'resourceVersion', 'creationTimestamp']
  const interfaces = Object.entries(schema).map(([name, { fields, required = [] }]) => {
    const isObject = fields.metadata === 'ObjectMeta'
    const lines = Object.entries(fields).map(([key, type]) => {
      const always = required.includes(key) || (isObject && alwaysOnObjects.includes(key)) || (name === 'ObjectMeta' && alwaysInMetadata.includes(key))
      return `  '${key}'${always ? '' : '?'}: ${wireType(type)}`
    })
    return `export interface ${name} {\n${lines.join('\n')}\n}\n`
  })
  writeFileSync(join(temporary, 'types.ts'), `// Generated by bin/generate-api.mjs from @kubernetes/client-node.\n${interfaces.join('')}`)
  writeFileSync(join(temporary, '.stamp'), stamp())
  rmSync(target, { recursive: true, force: true })
  renameSync(temporary, target)
  return Object.keys(schema).length
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(`${generate()} API types`)
