/** The form of x-kubernetes-validations. */
import { type FieldError, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { JsonSchema } from '../../apiextensions/schema/schema.ts'

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']
const hasNewlines = (text: string): boolean => /[\n\r]/.test(text)

export function validateRules(schema: JsonSchema, path: string): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, i) => {
    const own = `${path}.x-kubernetes-validations[${i}]`
    const { rule: source = '', message = '', messageExpression = '', reason, fieldPath = '' } = rule
    return [
      ...validateText(source, message, own),
      ...(messageExpression !== '' && messageExpression.trim() === ''
        ? [required(`${own}.messageExpression`, 'messageExpression must be non-empty if specified')]
        : []),
      ...(reason !== undefined && !reasons.includes(reason) ? [notSupported(`${own}.reason`, reason, reasons)] : []),
      ...(fieldPath !== '' && fieldPath.trim() === '' ? [invalidValue(`${own}.fieldPath`, fieldPath, 'must be non-empty if specified')] : []),
      ...(hasNewlines(fieldPath) ? [invalidValue(`${own}.fieldPath`, fieldPath, 'must not contain line breaks')] : []),
    ]
  })
}

function validateText(source: string, message: string, path: string): FieldError[] {
  const trimmed = message.trim()
  if (source.trim() === '') return [required(`${path}.rule`, 'rule is not specified')]
  if (message !== '' && trimmed === '') return [invalidValue(`${path}.message`, message, 'must be non-empty if specified')]
  if (hasNewlines(trimmed)) return [invalidValue(`${path}.message`, message, 'must not contain line breaks')]
  if (hasNewlines(source.trim()) && trimmed === '') return [required(`${path}.message`, 'message must be specified if rule contains line breaks')]
  return []
}
