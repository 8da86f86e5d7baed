import { type FieldError, forbiddenField, notSupported } from '../../../../api/status.ts'

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
export const volumeModes = ['Block', 'Filesystem']

export function validateAccessModes(path: string, given: readonly string[]): FieldError[] {
  const alone = given.includes('ReadWriteOncePod') && given.some((mode) => mode !== 'ReadWriteOncePod' && modes.includes(mode))
  return [
    ...given.filter((mode) => !modes.includes(mode)).map((mode) => notSupported(path, mode, modes)),
    ...(alone ? [forbiddenField(path, 'may not use ReadWriteOncePod with other access modes')] : []),
  ]
}
