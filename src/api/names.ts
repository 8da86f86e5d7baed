/**
 * What names may look like, and the exact words of the refusal. Each check returns all its findings; none means the name is fine.
 * Models apimachinery pkg/util/validation and pkg/api/validate/content.
 */

export type NameRule = (name: string) => readonly string[]

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelValue = `(${qualified})?`

const labelText = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
const label1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
const wildcardText =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
const qualifiedText = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const configKeyText = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
const envText = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit"

/** `… (e.g. 'a',  or 'b', regex used for validation is '…')` */
export const patternText = (text: string, pattern: string, ...examples: readonly string[]): string =>
  examples.length === 0
    ? `${text} (regex used for validation is '${pattern}')`
    : `${text} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`

const betweenText = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`
const compiled = new Map<string, RegExp>()

/** Nothing is wrong: the same empty list for all the names that are fine, which are nearly all. */
const none: readonly string[] = []

const bytes = (text: string): number => {
  let size = 0
  for (const char of text) size += char <= '\u007f' ? 1 : char <= '\u07ff' ? 2 : char <= '\uffff' ? 3 : 4
  return size
}
function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern)
  if (!expression) compiled.set(pattern, (expression = new RegExp(`^(?:${pattern})$`)))
  return expression.test(text)
}
/** No character takes more than three bytes a code unit, so that most texts need not be counted. */
const tooLong = (text: string, limit: number, unit = 'characters'): readonly string[] =>
  text.length * 3 > limit && bytes(text) > limit ? [`must be no more than ${limit} ${unit}`] : none
const unless = (pattern: string, text: string, finding: () => string): readonly string[] => (matches(pattern, text) ? none : [finding()])
const both = (first: readonly string[], second: readonly string[]): readonly string[] =>
  first.length === 0 ? second : second.length === 0 ? first : [...first, ...second]

/** Names of namespaces, of containers. */
export const isDns1123Label: NameRule = (name) =>
  both(
    tooLong(name, 63),
    unless(label, name, () => (matches(subdomain, name) ? 'must not contain dots' : patternText(labelText, label, 'my-name', '123-abc'))),
  )

/** Names of most objects. */
export const isDns1123Subdomain: NameRule = (name) =>
  both(
    tooLong(name, 253),
    unless(subdomain, name, () => patternText(subdomainText, subdomain, 'example.com')),
  )

/** Hosts of an Ingress that stand for many: `*.example.com`. */
export const isWildcardDns1123Subdomain: NameRule = (name) => [
  ...tooLong(name, 253),
  ...unless(`\\*\\.${subdomain}`, name, () => patternText(wildcardText, `\\*\\.${subdomain}`, '*.example.com')),
]

/** Names of services. */
export const isDns1035Label: NameRule = (name) => [
  ...tooLong(name, 63),
  ...unless(label1035, name, () => patternText(label1035Text, label1035, 'my-name', 'abc-123')),
]

/** Keys of labels and annotations, names of resources: `name` or `example.com/name`. */
export const isQualifiedName: NameRule = (key) => {
  const slash = key.indexOf('/')
  if (slash !== key.lastIndexOf('/')) return [`a valid label key ${wrongName()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  const name = key.slice(slash + 1)
  return both(slash < 0 ? none : prefixFindings(key.slice(0, slash)), nameFindings(name))
}

const nameFindings = (name: string): readonly string[] =>
  both(
    name === '' ? ['name part must be non-empty'] : partFindings('name', tooLong(name, 63, 'bytes')),
    unless(qualified, name, () => `name part ${wrongName()}`),
  )

const partFindings = (part: string, findings: readonly string[]): readonly string[] =>
  findings.length === 0 ? none : findings.map((text) => `${part} part ${text}`)

const wrongName = (): string => patternText(qualifiedText, qualified, 'MyName', 'my.name', '123-abc')

function prefixFindings(prefix: string): readonly string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  const shape = unless(subdomain, prefix, () => patternText(subdomainText, subdomain, 'example.com'))
  return partFindings('prefix', both(tooLong(prefix, 253, 'bytes'), shape))
}

export const isLabelValue: NameRule = (value) =>
  both(
    tooLong(value, 63, 'bytes'),
    unless(labelValue, value, () => patternText(labelValueText, labelValue, 'MyValue', 'my_value', '12345')),
  )

/** Names that only need to fit into a URL: roles and their bindings. */
export const isPathSegmentName: NameRule = (name) =>
  name === '.' || name === '..' ? [`may not be '${name}'`] : ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)

export const isPortName: NameRule = (name) => [
  ...tooLong(name, 15),
  ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
  ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
]

export const isPortNumber = (port: number): readonly string[] => (port >= 1 && port <= 65535 ? [] : [betweenText(1, 65535)])

/** Keys of ConfigMaps and Secrets. */
export const isConfigMapKey: NameRule = (key) => {
  const pattern = '[-._a-zA-Z0-9]+'
  return [...tooLong(key, 253), ...unless(pattern, key, () => patternText(configKeyText, pattern, 'key.name', 'KEY_NAME', 'key-name')), ...upwards(key)]
}

/** As kubectl checks names of environment variables. */
export const isEnvVarName: NameRule = (name) => {
  const pattern = '[-._a-zA-Z][-._a-zA-Z0-9]*'
  return [...unless(pattern, name, () => patternText(envText, pattern, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')), ...upwards(name)]
}

/** As the API server checks names of environment variables. */
export const isRelaxedEnvVarName: NameRule = (name) => [
  ...(name === '' ? ['environment variable name must be non-empty'] : []),
  ...(/^[ -<>-~]*$/.test(name) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]),
]

export const isHttpHeaderName: NameRule = (name) =>
  unless('[-A-Za-z0-9]+', name, () => patternText("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name'))

export const isPercent: NameRule = (text) =>
  unless('[0-9]+%', text, () => patternText("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%'))

/** `..` and `../x` would lead out of the folder that a volume fills. */
function upwards(name: string): string[] {
  if (name === '.' || name === '..') return [`must not be '${name}'`]
  return name.startsWith('..') ? ["must not start with '..'"] : []
}

/** A generateName may end in a dash: the suffix follows. */
export const asPrefix =
  (rule: NameRule): NameRule =>
  (prefix) =>
    rule(prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix)
