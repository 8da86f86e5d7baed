/** Values without a schema: what they are is what they look like. Maps are owned field by field, lists whole. */
import type { Atom } from './atom.ts'

/** Owned whole whatever it is. */
export const whole: Atom = {
  scalar: 'untyped',
  list: { associative: false, keys: [], element: () => whole },
  map: { atomic: true, field: () => undefined, element: () => whole },
}

export const deduced: Atom = {
  scalar: 'untyped',
  list: { associative: false, keys: [], element: () => whole },
  map: { atomic: false, field: () => undefined, element: () => deduced },
}
