/** Named formats: `format.dns1123Label().validate(name)`. Models apiserver pkg/cel/library/format.go. */
import { asPrefix, isDns1035Label, isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName, type NameRule } from '../../../../api/names.ts'
import { fn, method, type Overload } from '../functions/overload.ts'
import { parseMoment } from '../functions/time.ts'
import { EvaluationError } from '../language/issues.ts'
import * as t from '../language/types.ts'
import { Opaque, Optional } from '../language/values.ts'
import { urls } from './url.ts'

const type = t.opaque('kubernetes.NamedFormat')

const isUrl = urls.find(({ name }) => name === 'isURL') as Overload

const matching =
  (pattern: RegExp, finding: string): NameRule =>
  (text) =>
    pattern.test(text) ? [] : [finding]

const moment: NameRule = (text) => {
  try {
    parseMoment(text)
    return []
  } catch (error) {
    if (error instanceof EvaluationError) return ['invalid datetime']
    throw error
  }
}

const formats: Readonly<Record<string, NameRule>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: asPrefix(isDns1123Label),
  dns1123SubdomainPrefix: asPrefix(isDns1123Subdomain),
  dns1035LabelPrefix: asPrefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: (text) => (isUrl.call(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
  uuid: matching(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i, 'does not match the UUID format'),
  byte: matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'invalid base64'),
  date: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) && moment(`${text}T00:00:00Z`).length === 0 ? [] : ['invalid date']),
  datetime: moment,
}

const formatOf = (name: string): Opaque => new Opaque('kubernetes.NamedFormat', name, (other) => other === name)

export const formatFunctions: readonly Overload[] = [
  fn('format.named', [t.string], t.optional(type), (name: string) => (Object.hasOwn(formats, name) ? new Optional(formatOf(name)) : Optional.none)),
  ...Object.keys(formats).map((name) => fn(`format.${name}`, [], type, () => formatOf(name))),
  method('validate', [type, t.string], t.optional(t.list(t.string)), ({ value }: Opaque, text: string) => {
    const findings = (formats[value as string] as NameRule)(text)
    return findings.length === 0 ? Optional.none : new Optional(findings)
  }),
]
