/** Rules for names and values that kubectl checks before it asks the server. Models apimachinery pkg/util/validation; texts are its own. */

/** What is wrong, in words; empty if nothing is. */
type Check = (value: string) => string[]

const regexError = (message: string, pattern: string, ...examples: string[]): string => {
  const quoted = examples.map((example) => `'${example}'`)
  return quoted.length === 0
    ? `${message} (regex used for validation is '${pattern}')`
    : `${message} (e.g. ${quoted.join(',  or ')}, regex used for validation is '${pattern}')`
}

const maxLength = (length: number): string => `must be no more than ${length} characters`
const matches = (pattern: string, value: string): boolean => new RegExp(`^(?:${pattern})$`).test(value)

const configMapKey = '[-._a-zA-Z0-9]+'

export const configMapKeyErrors: Check = (value) => {
  const errors: string[] = []
  if (value.length > 253) errors.push(maxLength(253))
  if (!matches(configMapKey, value))
    errors.push(regexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", configMapKey, 'key.name', 'KEY_NAME', 'key-name'))
  if (value === '.') errors.push("must not be '.'")
  else if (value === '..') errors.push("must not be '..'")
  else if (value.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

const labelValue = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'

export const labelValueErrors: Check = (value) => {
  const errors: string[] = []
  if (value.length > 63) errors.push(maxLength(63))
  if (!matches(labelValue, value))
    errors.push(
      regexError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        labelValue,
        'MyValue',
        'my_value',
        '12345',
      ),
    )
  return errors
}

const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

/** A key of a label or annotation: `name`, or `example.com/name`. */
export const qualifiedNameErrors: Check = (value) => {
  const errors: string[] = []
  const parts = value.split('/')
  if (parts.length > 2)
    return [
      `a qualified name ${regexError(nameText, qualifiedName, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const [prefix, name] = parts.length === 2 ? (parts as [string, string]) : [undefined, value]
  if (prefix === '') errors.push('prefix part must be non-empty')
  else if (prefix !== undefined) errors.push(...subdomainErrors(prefix).map((error) => `prefix part ${error}`))
  if (name === '') errors.push('name part must be non-empty')
  else if (name.length > 63) errors.push(`name part ${maxLength(63)}`)
  if (!matches(qualifiedName, name)) errors.push(`name part ${regexError(nameText, qualifiedName, 'MyName', 'my.name', '123-abc')}`)
  return errors
}

const nameText = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`

export const subdomainErrors: Check = (value) => {
  const errors: string[] = []
  if (value.length > 253) errors.push(maxLength(253))
  if (!matches(subdomain, value))
    errors.push(
      regexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        subdomain,
        'example.com',
      ),
    )
  return errors
}

export const portNumberErrors = (port: number): string[] => (port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'])

export const portNameErrors: Check = (value) => {
  const errors: string[] = []
  if (value.length > 15) errors.push(maxLength(15))
  if (!/^[-a-z0-9]+$/.test(value)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)')
  if (value.includes('--')) errors.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}

const environmentName = '[-._a-zA-Z][-._a-zA-Z0-9]*'

export const environmentNameErrors: Check = (value) => {
  const errors: string[] = []
  if (!matches(environmentName, value))
    errors.push(
      regexError(
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
        environmentName,
        'my.env-name',
        'MY_ENV.NAME',
        'MyEnvName1',
      ),
    )
  if (value === '.') errors.push("must not be '.'")
  else if (value === '..') errors.push("must not be '..'")
  else if (value.startsWith('..')) errors.push("must not start with '..'")
  return errors
}
