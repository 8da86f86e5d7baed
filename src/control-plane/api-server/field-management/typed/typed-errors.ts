/** What is wrong with a value of a type: several findings, as one error. */
import { goText } from '../../../../api/patch/go-text.ts'

export interface TypedError {
  readonly path: string
  readonly message: string
}

export class TypedErrors extends Error {
  constructor(readonly errors: readonly TypedError[]) {
    super(errors.length === 1 ? errorText(errors[0] as TypedError) : ['errors:', ...errors.map((error) => `  ${errorText(error)}`)].join('\n'))
  }
}

const errorText = ({ path, message }: TypedError): string => (path === '' ? message : `${path}: ${message}`)

/** A value as Go prints the pointer to it. */
export const pointerText = (value: unknown): string => `&{${goText(value)}}`
